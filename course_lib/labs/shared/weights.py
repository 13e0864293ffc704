"""Drawn weights, counted, and the densities that they are read against."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from course_lib.initializers import Law
from course_lib.labs.shared.ranges import step_up

__all__ = ["BINS", "Counted", "count", "density_line", "reach"]

BINS = 60
FEWEST = 20  # bins of a draw that is compared with a wider one
NOTHING = np.empty(0, np.float32), np.empty(0, np.float32)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Weights, or sums of them, as a histogram, and the theory they are read against.

    ``edges`` (BINS + 1,) and ``counts`` (BINS,) hold the histogram, with one bin more where the weights take
    single values only. ``x`` and ``density`` are the line of ``law``, empty in that case. ``axis`` has the ends
    of the axis. ``size`` is how many weights there are; ``mean``, ``std`` and ``largest`` are their own.
    ``other`` is another draw on the same axis, to compare with, or None.
    """

    law: Law
    axis: tuple[float, float]
    edges: np.ndarray
    counts: np.ndarray
    x: np.ndarray
    density: np.ndarray
    size: int
    mean: float
    std: float
    largest: float
    other: Counted | None


def reach(law: Law, centre: float) -> float:
    """How far from ``centre`` an axis must go to show ``law``: a power of two, which stands still under a slider.

    To its limits, or to 3.6 std where they are farther.
    """
    if law.density is None:
        return 2.0
    return step_up(1.08 * (abs(law.mean - centre) + min(law.limit, 3.6 * law.std)))


def density_line(law: Law, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """The density of ``law`` from ``low`` to ``high``, as a line that falls to 0 at limits in between."""
    start, end = max(low, law.support[0]), min(high, law.support[1])
    x = np.concatenate([[low, start], np.linspace(start, end, 4 * BINS + 1), [end, high]])
    y = law.pdf(x)
    y[[1, -2]] *= [start == low, end == high]
    return x.astype(np.float32), y.astype(np.float32)


def count(weights: np.ndarray, law: Law, other: tuple[np.ndarray, Law] | None = None) -> Counted:
    """Count ``weights``, drawn by ``law``; ``other`` is a draw and its law, counted in bins about as wide."""
    spans = [span(one) for one in (law, *(() if other is None else other[1:]))]
    axis = min(low for low, _ in spans), max(high for _, high in spans)
    counted = histogram(weights, law, axis, BINS)
    if other is None:
        return counted
    low, high = span(other[1])
    alike = round((high - low) / (counted.edges[1] - counted.edges[0]))
    return replace(counted, other=histogram(*other, axis, min(max(alike, FEWEST), BINS)))


def span(law: Law) -> tuple[float, float]:
    """The part of an axis that shows ``law``."""
    half = reach(law, law.mean)
    return law.mean - half, law.mean + half


def histogram(weights: np.ndarray, law: Law, axis: tuple[float, float], bins: int) -> Counted:
    """Count ``weights`` in so many bins from limit to limit, or as far as an axis shows their law."""
    spread = law.density is not None
    low, high = span(law)
    if spread and low <= law.support[0] and law.support[1] <= high:
        low, high = law.support  # no bin straddles an edge
    edges = np.linspace(low, high, bins + (1 if spread else 2))  # an odd number puts a bin on the middle
    x, density = density_line(law, *axis) if spread else NOTHING
    return Counted(
        law=law, axis=axis, edges=edges, counts=np.histogram(weights, edges)[0], x=x, density=density,
        size=len(weights), mean=float(weights.mean(dtype=float)), std=float(weights.std(dtype=float)),
        largest=float(np.abs(weights).max()), other=None,
    )  # fmt: skip
