"""What a reader's initializer drew: its std, its mean, and the form of its distribution."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from course_lib.initializers.noise import truncated_moments

SHAPES = ((400, 100), (150, 900))  # (fan-in, fan-out)
DISTANCE = 0.015  # Kolmogorov–Smirnov, from the form that is taken for the draws'
UNCUT = 3.5  # std: 40,000 draws of a normal reach beyond, but for one time in a hundred million


@dataclass(frozen=True)
class Words:
    """How an exercise's functions and its layout are spoken of."""

    shown: Callable[[tuple[int, int]], tuple[int, int]]  # a shape (fan-in, fan-out) as the reader sees it
    fan_out: str
    normal: str
    absolute: str


NUMPY = Words(
    shown=lambda shape: shape,
    fan_out="You used the fan-out where the scheme uses the fan-in. shape is (fan-in, fan-out).",
    normal="rng.normal",
    absolute="A bound of 2 lies far beyond weights of this size. The cut is at 2 of the normal's own std.",
)
TORCH = Words(
    shown=lambda shape: shape[::-1],
    fan_out="You divided by w.shape[0]. w is (out, in), so that is the number of units, the fan-out.",
    normal="the normal",
    absolute="kaiming_normal_ does not cut, and a and b of trunc_normal_ bound w itself: −2 and 2 lie far beyond these weights.",
)  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """Weights drawn for ``shape``, (fan-in, fan-out)."""

    shape: tuple[int, int]
    weights: np.ndarray

    @cached_property
    def std(self) -> float:
        with np.errstate(all="ignore"):  # weights may be as large as a reader likes
            return float(self.weights.std())

    @cached_property
    def mean(self) -> float:
        return float(self.weights.mean())

    @cached_property
    def largest(self) -> float:
        return float(np.abs(self.weights).max())

    @cached_property
    def cut(self) -> float:
        """Where a normal was cut to give these draws, in units of its own std; infinite if it was not."""
        ratio = self.largest / self.std
        if ratio > UNCUT or ratio <= math.sqrt(3) * 1.01:
            return math.inf
        return brentq(lambda c: c / truncated_moments(-c, c)[1] - ratio, 0.05, 8)

    @cached_property
    def form(self) -> str:
        """normal, truncated_normal, uniform, clipped, zeroed or other."""
        if np.mean(self.weights == 0) > 0.005:
            return "zeroed"
        if np.mean(np.abs(self.weights) == self.largest) > 0.005:
            return "clipped"
        z = (self.weights.ravel() - self.mean) / self.std
        forms = {"normal": stats.norm, "uniform": stats.uniform(-math.sqrt(3), 2 * math.sqrt(3))}
        if math.isfinite(self.cut):
            own_std = self.largest / (self.cut * self.std)
            forms["truncated_normal"] = stats.truncnorm(-self.cut, self.cut, scale=own_std)
        distance, form = min(
            (stats.ks_1samp(z, one.cdf, method="asymp").statistic, form) for form, one in forms.items()
        )
        return form if distance <= DISTANCE else "other"
