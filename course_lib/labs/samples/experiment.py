"""Weights drawn by a scheme, as a histogram beside the scheme's density."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.arguments import check_name, check_whole
from course_lib.initializers import DISTRIBUTIONS, INITIALIZERS, Law, get, quantile_map, standard_noise
from course_lib.initializers.laws import normal_law, truncated_law, uniform_law
from course_lib.initializers.noise import TRUNCATED_STD
from course_lib.labs.shared.ranges import step_up

__all__ = ["BINS", "SHAPES", "Sample", "draw_sample", "reach", "same_spread"]

BINS = 60
SHAPES = {
    "own": "the scheme's own",
    "normal": "normal",
    "truncated_normal": "truncated",
    "uniform": "uniform",
}


@dataclass(frozen=True)
class Sample:
    """Weights of one scheme, counted, and the theory they are read against.

    ``edges`` (BINS + 1,) and ``counts`` (BINS,) hold the histogram, ``x`` and ``density`` the theory's
    line (empty where the weights take single values only), ``other_x`` and ``other_density`` that of the
    scheme ``versus``, ``axis`` the ends of the axis. ``mean``, ``std`` and ``largest`` are the sample's own.
    """

    scheme: str
    shape: tuple[int, int]
    kind: str
    size: int
    seed: int
    law: Law
    edges: np.ndarray
    counts: np.ndarray
    axis: tuple[float, float]
    x: np.ndarray
    density: np.ndarray
    versus: str
    other_x: np.ndarray
    other_density: np.ndarray
    mean: float
    std: float
    largest: float

    @property
    def own_shape(self) -> bool:
        """Whether the weights have the scheme's own distribution."""
        return self.kind == get(self.scheme).distribution

    @property
    def std_error(self) -> float:
        """The standard error of the sample's std, as a share of the std."""
        kurtosis = {"normal": 3.0, "truncated_normal": 2.37, "uniform": 1.8}.get(self.kind, 3.0)
        return math.sqrt((kurtosis - 1) / (4 * self.size))


def same_spread(law: Law, kind: str) -> Law:
    """The law of the shape ``kind``, a distribution of initializers, with the mean and std of ``law``."""
    check_name("kind", kind, DISTRIBUTIONS)
    if kind == "normal":
        return normal_law(law.mean, law.std)
    if kind == "uniform":
        half = math.sqrt(3) * law.std
        return uniform_law(law.mean - half, law.mean + half)
    return truncated_law(law.mean, law.std / TRUNCATED_STD)


def reach(law: Law) -> float:
    """Half the width of an axis around the mean: a power of two, so that it stands still under a slider."""
    if law.density is None:
        return 2.0
    far = law.limit if math.isfinite(law.limit) else 3.6 * law.std
    return step_up(1.08 * far)


def law_line(law: Law, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """The density of ``law`` from ``low`` to ``high``, as a line that falls to 0 at the very limits."""
    start, end = law.support if math.isfinite(law.limit) else (low, high)
    x = np.concatenate(
        [[min(low, start), start], np.linspace(start, end, 4 * BINS + 1), [end, max(high, end)]]
    )
    y = law.pdf(x)
    if math.isfinite(law.limit):
        y[[1, -2]] = 0.0
    return x.astype(np.float32), y.astype(np.float32)


@lru_cache(maxsize=8)
def noise_of(kind: str, size: int, seed: int) -> np.ndarray:
    """One draw of standard noise, kept: the sliders of scheme and fan only rescale it."""
    return standard_noise(kind, (size,), seed=seed)


def draw_sample(
    scheme: str,
    fan_in: int,
    fan_out: int,
    size: int = 10_000,
    seed: int = 0,
    shape: str = "own",
    versus: str = "none",
) -> Sample:
    """Draw ``size`` weights for a layer of ``fan_in`` inputs and ``fan_out`` units.

    Args:
        scheme: a name of the registry of initializers.
        fan_in, fan_out: at least 1.
        size: how many weights, at least 2; schemes that draw whole matrices give at most one matrix.
        seed: a whole number ≥ 0.
        shape: "own", or another distribution of the same mean and std, on the same draw.
        versus: "none", or a scheme whose density is drawn beside, for comparison.

    Raises:
        ValueError: an unknown scheme or shape; another shape for a scheme that draws no noise; a scheme
            without a density to compare with.
    """
    check_name("shape", shape, SHAPES)
    check_name("versus", versus, ["none", *(name for name, one in INITIALIZERS.items() if one.has_density)])
    fan_in = check_whole("fan_in", fan_in, 1)
    fan_out = check_whole("fan_out", fan_out, 1)
    size = check_whole("size", size, 2)
    seed = check_whole("seed", seed, 0)
    init, layer = get(scheme), (fan_in, fan_out)
    own = init.noise_kind if init.distribution in DISTRIBUTIONS else None  # else a whole matrix is drawn
    if shape != "own" and own is None:
        raise ValueError(f"shape must be 'own' for {scheme}, which draws no independent noise; got {shape!r}")
    kind = own if shape == "own" else shape
    law = init.law(layer)
    if own is None:
        kind = init.distribution
        weights = np.full(size, law.mean) if kind == "constant" else init(layer, seed=seed).ravel()[:size]
    else:
        noise = noise_of(own, size, seed)
        if kind != own:
            noise, law = quantile_map(noise, own, kind), same_spread(law, kind)
        weights = law.mean + law.std * noise
    other = None if versus == "none" else get(versus).law(layer)
    if other is not None and other.density is None:  # an orthogonal matrix of one weight
        raise ValueError(f"versus must have a density for a layer of shape {layer}; got {versus!r}")
    half = max(reach(law), 0.0 if other is None else reach(other))
    axis = law.mean - half, law.mean + half
    low, high = law.support if law.density and math.isfinite(law.limit) else axis
    bins = BINS if law.density else BINS + 1  # an odd number puts a bin on the middle
    edges = np.linspace(low, high, bins + 1)  # from limit to limit: no bin straddles an edge
    none = np.empty(0, np.float32), np.empty(0, np.float32)
    x, density = law_line(law, *axis) if law.density else none
    other_x, other_density = law_line(other, *axis) if other is not None else none
    return Sample(
        scheme=scheme, shape=layer, kind=kind, size=len(weights), seed=seed, law=law, edges=edges,
        counts=np.histogram(weights, edges)[0], x=x, density=density, axis=axis, versus=versus,
        other_x=other_x, other_density=other_density,
        mean=float(weights.mean(dtype=float)), std=float(weights.std(dtype=float)),
        largest=float(np.abs(weights).max()),
    )  # fmt: skip


assert set(SHAPES) - {"own"} == set(DISTRIBUTIONS)
