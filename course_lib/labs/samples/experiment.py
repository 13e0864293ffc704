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
from course_lib.labs.shared.weights import Counted, count

__all__ = ["SHAPES", "Sample", "draw_sample", "same_spread"]

SHAPES = {
    "own": "the scheme's own",
    "normal": "normal",
    "truncated_normal": "truncated",
    "uniform": "uniform",
}


@dataclass(frozen=True, kw_only=True)
class Sample(Counted):
    """Weights of ``scheme`` for a layer of ``shape`` (fan in, fan out), drawn in the distribution ``kind``.

    ``other`` is the law of the scheme ``versus``, None where that is "none".
    """

    scheme: str
    shape: tuple[int, int]
    kind: str
    seed: int
    versus: str

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
    return Sample(
        **vars(count(weights, law, other)), scheme=scheme, shape=layer, kind=kind, seed=seed, versus=versus
    )


assert set(SHAPES) - {"own"} == set(DISTRIBUTIONS)
