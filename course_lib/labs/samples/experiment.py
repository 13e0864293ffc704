"""Weights drawn by a scheme, or sums of as many as a unit has inputs, as a histogram beside what theory says."""

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

__all__ = ["SHAPES", "SHOWN", "Sample", "draw_sample", "has_noise", "same_spread"]

SHAPES = {
    "own": "the scheme's own",
    "normal": "normal",
    "truncated_normal": "truncated",
    "uniform": "uniform",
}


SHOWN = {"weights": "the weights", "sum": "their sum, one a unit"}
MOST = 1_000_000  # weights that sums are made of: fewer sums where a unit has many inputs


@dataclass(frozen=True, kw_only=True)
class Sample(Counted):
    """Weights of ``scheme`` for a layer of ``shape`` (fan-in, fan-out), drawn in the distribution ``kind``.

    With ``show`` "sum" it counts sums of fan-in weights: what a unit computes of inputs that are all 1. ``other``
    is the draw of the scheme ``versus``, None where that is "none".
    """

    scheme: str
    shape: tuple[int, int]
    kind: str
    seed: int
    versus: str
    show: str

    @property
    def own_shape(self) -> bool:
        """Whether the weights have the scheme's own distribution."""
        return self.kind == get(self.scheme).distribution

    @property
    def label(self) -> str:
        """What is drawn, in words: "Glorot normal, drawn truncated"."""
        return get(self.scheme).label + ("" if self.own_shape else f", drawn {SHAPES[self.kind]}")

    @property
    def std_error(self) -> float:
        """The standard error of the sample's std, as a share of the std."""
        kind = "normal" if self.show == "sum" and self.shape[0] > 1 else self.kind
        kurtosis = {"normal": 3.0, "truncated_normal": 2.37, "uniform": 1.8}.get(kind, 3.0)
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


def has_noise(scheme: str) -> bool:
    """Whether its weights are independent draws, and not one whole matrix."""
    return get(scheme).distribution in DISTRIBUTIONS


def sum_law(law: Law, terms: int) -> Law:
    """The law of a sum of independent weights: normal where there are several, by the central limit theorem."""
    return law if terms == 1 else normal_law(terms * law.mean, math.sqrt(terms) * law.std)


@lru_cache(maxsize=16)
def noise_of(kind: str, size: int, terms: int, seed: int, shape: str) -> np.ndarray:
    """Standard noise of the distribution ``shape``, on one draw of ``kind``, kept: a scheme only rescales it.

    With ``terms`` > 1, sums of so many over their root, whose std is 1 too.
    """
    noise = standard_noise(kind, (size * terms,), seed=seed)
    if shape != kind:
        noise = quantile_map(noise, kind, shape)
    return noise.reshape(size, terms).sum(axis=1) / np.float32(math.sqrt(terms))


def whole_matrix(
    scheme: str, layer: tuple[int, int], size: int, seed: int, terms: int
) -> tuple[np.ndarray, Law]:
    """Up to ``size`` weights of one matrix, or the sums of its columns, and their law."""
    init = get(scheme)
    law, weights = init.law(layer), init(layer, seed=seed)
    if terms == 0:
        return (np.full(size, law.mean) if init.distribution == "constant" else weights.ravel()[:size]), law
    sums = weights.sum(axis=0, dtype=float)
    if law.density is not None:
        return sums, sum_law(law, terms)
    return sums, Law(float(sums.mean()), float(sums.std()), (float(sums.min()), float(sums.max())))


def drawn(
    scheme: str, layer: tuple[int, int], size: int, seed: int, shape: str, show: str
) -> tuple[np.ndarray, Law, str]:
    """What `draw_sample` draws for one scheme, its law, and its distribution."""
    init, terms = get(scheme), layer[0] if show == "sum" else 0
    if not has_noise(scheme):
        return *whole_matrix(scheme, layer, size, seed, terms), init.distribution
    own, law = init.noise_kind, init.law(layer)
    kind = own if shape == "own" else shape
    if kind != own:
        law = same_spread(law, kind)
    if terms:
        size, law = max(2, min(size, MOST // terms)), sum_law(law, terms)
    return law.mean + law.std * noise_of(own, size, max(terms, 1), seed, kind), law, kind


def draw_sample(
    scheme: str,
    fan_in: int,
    fan_out: int,
    size: int = 10_000,
    seed: int = 0,
    shape: str = "own",
    versus: str = "none",
    show: str = "weights",
) -> Sample:
    """Draw ``size`` weights for a layer of ``fan_in`` inputs and ``fan_out`` units, or as many sums.

    Args:
        scheme: a name of the registry of initializers.
        fan_in, fan_out: at least 1.
        size: how many, at least 2; schemes that draw whole matrices give at most one matrix, and sums are made
            of at most `MOST` weights.
        seed: a whole number ≥ 0.
        shape: "own", or another distribution of the same mean and std, on the same draw; a scheme that draws
            whole matrices keeps its own.
        versus: "none", or a scheme whose draw from the same seed is laid over it, in its own distribution.
        show: "weights"; or "sum", of fan-in weights each.

    Raises:
        ValueError: an argument is not as described, or ``versus`` has no density to compare with.
    """
    check_name("shape", shape, SHAPES)
    check_name("show", show, SHOWN)
    check_name("versus", versus, ["none", *(name for name, one in INITIALIZERS.items() if one.has_density)])
    layer = check_whole("fan_in", fan_in, 1), check_whole("fan_out", fan_out, 1)
    size, seed = check_whole("size", size, 2), check_whole("seed", seed, 0)
    weights, law, kind = drawn(scheme, layer, size, seed, shape, show)
    other = None if versus == "none" else drawn(versus, layer, size, seed, "own", show)[:2]
    if other is not None and other[1].density is None:  # an orthogonal matrix of one weight
        raise ValueError(f"versus must have a density for a layer of shape {layer}; got {versus!r}")
    return Sample(
        **vars(count(weights, law, other)), scheme=scheme, shape=layer, kind=kind, seed=seed, versus=versus,
        show=show,
    )  # fmt: skip


assert set(SHAPES) - {"own"} == set(DISTRIBUTIONS)
