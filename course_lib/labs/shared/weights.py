"""Drawn weights, counted, and the densities that they are read against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.initializers import Law
from course_lib.labs.shared.ranges import step_up

__all__ = ["BINS", "Counted", "count", "density_line", "reach"]

BINS = 60
NOTHING = np.empty(0, np.float32), np.empty(0, np.float32)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Weights as a histogram, and the theory they are read against.

    ``edges`` (BINS + 1,) and ``counts`` (BINS,) hold the histogram, with one bin more where the weights take
    single values only. ``x`` and ``density`` are the line of ``law``, empty in that case; ``other_x`` and
    ``other_density`` that of ``other``, empty without one. ``axis`` has the ends of the axis. ``size`` is how
    many weights there are; ``mean``, ``std`` and ``largest`` are their own.
    """

    law: Law
    other: Law | None
    axis: tuple[float, float]
    edges: np.ndarray
    counts: np.ndarray
    x: np.ndarray
    density: np.ndarray
    other_x: np.ndarray
    other_density: np.ndarray
    size: int
    mean: float
    std: float
    largest: float


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


def count(weights: np.ndarray, law: Law, other: Law | None) -> Counted:
    """Count ``weights``, drawn by ``law``; ``other`` is a law with a density, to compare with, or None."""
    half = max(reach(one, law.mean) for one in (law, other) if one is not None)
    axis = law.mean - half, law.mean + half
    spread = law.density is not None
    bins = BINS if spread else BINS + 1  # an odd number puts a bin on the middle
    # from limit to limit, where the axis shows them: no bin straddles an edge
    edges = np.linspace(*(law.support if spread and law.limit < half else axis), bins + 1)
    x, density = density_line(law, *axis) if spread else NOTHING
    other_x, other_density = NOTHING if other is None else density_line(other, *axis)
    return Counted(
        law=law, other=other, axis=axis, edges=edges, counts=np.histogram(weights, edges)[0], x=x,
        density=density, other_x=other_x, other_density=other_density, size=len(weights),
        mean=float(weights.mean(dtype=float)), std=float(weights.std(dtype=float)),
        largest=float(np.abs(weights).max()),
    )  # fmt: skip
