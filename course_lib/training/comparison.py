"""What several seeds say about two schemes that shared their noise: counts, intervals, differences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from course_lib.arguments import check_array, check_real

FAR = np.finfo(float).max / 4  # in place of an infinity: two of them have a difference


@dataclass(frozen=True)
class Wins:
    """In how many of `seeds` pairs the first was ahead; a tie counts one half.

    `low` and `high` are the ends of the Clopper–Pearson interval of the share; a count that ends in one half
    is rounded towards half of the seeds, which claims less.
    """

    count: float
    seeds: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.count / self.seeds

    @property
    def tells(self) -> bool:
        """Whether one half, a fair coin, lies outside the interval."""
        return not self.low <= 0.5 <= self.high


@dataclass(frozen=True)
class Paired:
    """Differences first - second, seed by seed `(seeds,)`, their median and their quartiles."""

    differences: np.ndarray
    median: float
    low: float
    high: float


def wins(first, second, *, level: float = 0.95) -> Wins:
    """Count the seeds in which `first` is larger than `second`, `(seeds,)` both.

    The interval holds the true share with a probability of at least `level`, 0 to 1 (Clopper & Pearson 1934,
    https://doi.org/10.1093/biomet/26.4.404).
    """
    a, b = _pair(first, second)
    level = check_real("level", level, above=0, below=1)
    count, seeds = float((a > b).sum() + 0.5 * (a == b).sum()), len(a)
    whole = int(np.floor(count)) if count > seeds / 2 else int(np.ceil(count))
    low, high = stats.binomtest(whole, seeds).proportion_ci(level, method="exact")
    return Wins(count, seeds, float(low), float(high))


def paired(first, second) -> Paired:
    """The differences of two schemes that shared the noise of each seed, `(seeds,)` both."""
    a, b = _pair(first, second)
    low, median, high = np.quantile(a - b, [0.25, 0.5, 0.75])
    return Paired(a - b, float(median), float(low), float(high))


def ribbon(curves, axis: int = -1) -> np.ndarray:
    """The lower quartile, the median and the upper quartile over seeds, stacked along a first axis.

    Infinities are what they are: a quartile between a number and one of them is infinite.
    """
    curves = check_array("curves", curves)
    if curves.ndim == 0 or not -curves.ndim <= axis < curves.ndim or curves.shape[axis] == 0:
        raise ValueError(f"curves must have one or more seeds along axis {axis}, got shape {curves.shape}")
    found = np.quantile(np.clip(curves, -FAR, FAR), [0.25, 0.5, 0.75], axis=axis)
    return np.where(np.abs(found) > FAR / 8, np.copysign(np.inf, found), found)


def _pair(first, second) -> tuple[np.ndarray, np.ndarray]:
    pair = []
    for name, values in (("first", first), ("second", second)):
        values = check_array(name, values)
        if values.ndim != 1 or len(values) == 0:
            raise ValueError(f"{name} must be one number a seed, got an array of shape {values.shape}")
        if np.isnan(values).any():
            raise ValueError(f"{name} must not hold NaN")
        pair.append(values.astype(float))
    if len(pair[0]) != len(pair[1]):
        raise ValueError(f"second must have as many seeds as first, {len(pair[0])}, got {len(pair[1])}")
    return pair[0], pair[1]
