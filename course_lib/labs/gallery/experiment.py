"""A normal pre-activation pushed through an activation: what comes out, and what slope it met."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from course_lib.activations import ACTIVATIONS, Activation
from course_lib.activations.saturation import (
    Intervals,
    dead_intervals,
    gaussian_share,
    saturated_intervals,
    share_in,
)
from course_lib.arguments import check_name, check_real
from course_lib.gaussian import density, panels

__all__ = ["ALPHAS", "DRAWS", "LARGEST_GAIN", "MEANS", "SLOPES", "STDS", "Gallery", "Moments", "gallery"]

SLOPES, ALPHAS = (-1.0, 1.0), (0.0, 5.0)  # -1 makes |z| of a leaky ReLU, 1 makes it linear
STDS, MEANS = (0.05, 20.0), (-4.0, 4.0)
DRAWS, BINS = 20_000, 40
NARROWEST = 6.0  # half the z axis: where tanh, sigmoid and GELU are within 0.3 % of their limits
SEEN = 4.2  # std of z on either side of its mean that the z axis holds at least: all draws
FARTHEST = 96.0  # half the widest z axis
LARGEST_GAIN = 1000.0  # a larger one is no gain but a sign that the output has died


@dataclass(frozen=True)
class Moments:
    """Means over z; `flat` is the share of z in the flat zones."""

    mean: float
    variance: float
    power: float
    slope_power: float
    flat: float

    @property
    def std(self) -> float:
        return math.sqrt(self.variance)


@dataclass(frozen=True)
class Gallery:
    """What an activation makes of z ~ N(mean, std²).

    reach                   half the width of the z axis: 6, or 6 times a power of two
    z, value, slope         (points,): φ and φ' over the widest axis; neighbours hold both sides of a jump at 0
    zones                   the flat zones, see `saturation.py`
    in_edges, in_counts     the histogram of `DRAWS` draws of z, (BINS + 1,) and (BINS,)
    out_edges, out_counts   that of their φ(z), but for those counted in `atoms`
    atoms                   (value, probability) for each value that φ takes on a whole half line
    theory, sample          the moments of φ(z): by quadrature, and of the draws
    versus                  another activation that the same z is pushed through, or None
    """

    activation: Activation
    mean: float
    std: float
    reach: float
    z: np.ndarray
    value: np.ndarray
    slope: np.ndarray
    zones: Intervals
    in_edges: np.ndarray
    in_counts: np.ndarray
    out_edges: np.ndarray
    out_counts: np.ndarray
    atoms: tuple[tuple[float, float], ...]
    theory: Moments
    sample: Moments
    versus: Gallery | None = None

    @property
    def input_power(self) -> float:
        """E[z²]."""
        return self.mean**2 + self.std**2

    @property
    def gain(self) -> float | None:
        """√(E[z²] / E[φ²]), with which the next layer's E[z²] is this one's; None above `LARGEST_GAIN`.

        For z ~ N(0, 1) this is `Activation.gain`. Weights of mean 0 and variance gain²/n_in have it.
        """
        died = self.theory.power * LARGEST_GAIN**2 < self.input_power
        return None if died else math.sqrt(self.input_power / self.theory.power)

    @property
    def gradient_factor(self) -> float | None:
        """gain² E[φ'²]: what a layer of that gain, among equally wide ones, does to E[δ²] on its way back."""
        return None if self.gain is None else self.gain**2 * self.theory.slope_power


def gallery(
    activation: str, slope: float = 0.01, alpha: float = 1.0, std: float = 1.0, mean: float = 0.0,
    versus: str = "none",
) -> Gallery:  # fmt: skip
    """Push z ~ N(mean, std²) through an activation.

    Args:
        activation: a name of the registry of activations.
        slope: that of leaky ReLU and PReLU left of 0, from -1 to 1; the others have none.
        alpha: that of ELU, from 0 to 5; the others have none.
        std, mean: those of z; std from 0.05 to 20, mean from -4 to 4.
        versus: the name of an activation to compare with, or "none".

    Raises:
        ValueError: an unknown name, or a number outside its bounds.
    """
    act = ACTIVATIONS[check_name("activation", activation, ACTIVATIONS)]
    slope = check_real("slope", slope, *SLOPES)
    alpha = check_real("alpha", alpha, *ALPHAS)
    std = check_real("std", std, *STDS)
    mean = check_real("mean", mean, *MEANS)
    versus = check_name("versus", versus, ("none", *ACTIVATIONS))
    if versus not in ("none", activation):
        both = (gallery(name, slope, alpha, std, mean) for name in (activation, versus))
        return replace(next(both), versus=next(both))
    act = act.with_(**{name: dict(slope=slope, alpha=alpha)[name] for name in act.parameters})
    zones = saturated_intervals(act)

    reach = NARROWEST * 2.0 ** max(0, math.ceil(math.log2((abs(mean) + SEEN * std) / NARROWEST)))
    curve = abscissae()
    unit, unit_edges, in_counts = standard_draw()
    draws = mean + std * unit
    value, slopes = act(draws), act.derivative(draws)
    alone, atoms = split_atoms(act, draws, value, std, mean)
    out_edges = edges_of(alone)
    nodes, mass = normal_nodes(std, mean)
    return Gallery(
        activation=act, mean=mean, std=std, reach=reach,
        z=curve.astype(np.float32), value=act(curve).astype(np.float32),
        slope=act.derivative(curve).astype(np.float32), zones=zones,
        in_edges=mean + std * unit_edges, in_counts=in_counts,
        out_edges=out_edges, out_counts=np.histogram(alone, out_edges)[0], atoms=atoms,
        theory=moments(act(nodes), act.derivative(nodes), gaussian_share(zones, std, mean), mass),
        sample=moments(value, slopes, share_in(zones, draws), 1 / DRAWS),
    )  # fmt: skip


def moments(value: np.ndarray, slope: np.ndarray, flat: float, mass: np.ndarray | float) -> Moments:
    """Means over points of the given mass, which sums to 1; the variance is that about their mean."""
    mean, power, slope_power = (float((x * mass).sum()) for x in (value, value**2, slope**2))
    return Moments(mean, float(((value - mean) ** 2 * mass).sum()), power, slope_power, flat)


@lru_cache(maxsize=1)
def standard_draw() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The one draw of N(0, 1) behind every histogram, and its own: the sliders only move and rescale it."""
    draws = np.random.default_rng(0).standard_normal(DRAWS)
    edges = edges_of(draws)
    return draws, edges, np.histogram(draws, edges)[0]


@lru_cache(maxsize=1)
def abscissae() -> np.ndarray:
    """Points of a curve over the widest axis: close where functions bend, and 0 from either side."""
    bends, far = (np.linspace(-end, end, 257) for end in (NARROWEST, FARTHEST))  # in steps that float32 holds
    return np.unique(np.concatenate([bends, far, [0.0, 1e-6]]))


def edges_of(values: np.ndarray) -> np.ndarray:
    """The edges of `BINS` bins from the least value to the largest; some width even for none or one value."""
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)
    if high - low < 1e-6 * max(1.0, abs(high)):
        low, high = low - 0.5, high + 0.5
    return np.linspace(low, high, BINS + 1)


def split_atoms(act: Activation, draws: np.ndarray, value: np.ndarray, std: float, mean: float):
    """The values φ(z) where the slope is not 0, and (value, probability) on every half line where it is."""
    alone, atoms = np.ones(DRAWS, bool), []
    for side, half in ((-1.0, (-math.inf, 0.0)), (1.0, (0.0, math.inf))):
        if share_in(dead_intervals(act), side):
            alone &= (draws < half[0]) | (draws > half[1])
            atoms.append((float(act(side)), gaussian_share((half,), std, mean)))
    return value[alone], tuple(atom for atom in atoms if atom[1] > 0)


def normal_nodes(std: float, mean: float) -> tuple[np.ndarray, np.ndarray]:
    """Points z and masses of an expectation over N(mean, std²), by Gauss-Legendre quadrature.

    Panels are at most one std wide, as the density asks, and half a unit near 0, as the functions do; 0,
    where they have kinks, is an edge. Beyond 12 std the density is under 1e-31.
    """
    low, high = mean - 12 * std, mean + 12 * std
    edges = np.concatenate([np.linspace(low, high, 25), np.linspace(-16, 16, 65)])
    edges = np.unique(np.clip(edges, low, high))
    z, weights = panels(edges, points=12)  # errors under 1e-7, tested against adaptive quadrature
    return z, weights * density((z - mean) / std) / std
