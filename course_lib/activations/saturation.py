"""Where an activation is flat: the pre-activations z at which a unit hardly passes a gradient, or none.

A unit multiplies the gradient that comes back through it by φ'(z). In this course z is *saturated*
where |φ'(z)| is under 5 % of its maximum.

    >>> from course_lib.activations import relu, tanh
    >>> [[round(end, 3) for end in interval] for interval in saturated_intervals(tanh)]
    [[-inf, -2.178], [2.178, inf]]
    >>> saturated_intervals(relu), gaussian_share(saturated_intervals(relu), std=3.0)
    (((-inf, 0.0),), 0.5)

An interval is a pair of ends, the lower one first; intervals come in order and do not touch.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise

import numpy as np

from course_lib.activations import Activation
from course_lib.arguments import check_array, check_real
from course_lib.gaussian import probability

BELOW = 0.05  # the share of the largest slope under which this course calls a unit saturated
LEAST = 1e-12  # the smallest share that is looked for: softsign's slope falls to it at |z| = 1e6
NEAR, FAR = 64.0, 1e7  # beyond NEAR only softsign's slope still changes; FAR lies beyond LEAST

Intervals = tuple[tuple[float, float], ...]


@lru_cache
def saturated_intervals(activation: Activation, below: float = BELOW) -> Intervals:
    """The intervals of z in which |φ'(z)| < `below` · max |φ'|; all of ℝ where φ' is 0 throughout.

    The ends are exact at a kink, and good to about 1e-9 elsewhere.

    Raises TypeError for anything but an Activation, ValueError for `below` outside [1e-12, 1).
    """
    if not isinstance(activation, Activation):
        raise TypeError(f"activation must be an Activation, got {activation!r}")
    below = check_real("below", below, LEAST, below=1)
    z = _scan(activation)
    largest = np.abs(activation.derivative(z)).max()
    if largest == 0:
        return ((-math.inf, math.inf),)
    level = below * largest
    # Each of the two levels ±`level` is looked for by itself: an interval narrower than the scan has both.
    borders = [_crossings(lambda x, at=at: activation.derivative(x) > at, z) for at in (level, -level)]
    ends = [-FAR, *np.unique(np.concatenate(borders)).tolist(), FAR]
    intervals: list[tuple[float, float]] = []
    for low, high in pairwise(ends):
        if abs(activation.derivative((low + high) / 2)) < level:
            low, high = (end if abs(end) < FAR else math.copysign(math.inf, end) for end in (low, high))
            intervals.append((intervals.pop()[0] if intervals and intervals[-1][1] == low else low, high))
    return tuple(intervals)


def dead_intervals(activation: Activation) -> Intervals:
    """The intervals of z in which φ'(z) is exactly 0, not merely rounded to it.

    ReLU below 0, step everywhere, and leaky ReLU, PReLU or ELU below 0 if their parameter is 0. A unit
    that stays there for every input is dead: no gradient reaches its weights.

    >>> from course_lib.activations import elu, sigmoid
    >>> dead_intervals(sigmoid), dead_intervals(elu.with_(alpha=0))
    ((), ((-inf, 0.0),))
    """
    if activation.name == "step":
        return ((-math.inf, math.inf),)
    if activation.name == "relu" or 0 in activation.parameters.values():
        return ((-math.inf, 0.0),)
    return ()


def share_in(intervals: Intervals, z) -> float:
    """The share of the entries of `z`, an array of any shape, that lie in the intervals, ends included.

    NaN lies nowhere. Raises ValueError for an array without entries.

    >>> share_in(((0.0, 1.0),), [-1.0, 0.0, 1.0, 2.0])
    0.5
    """
    z = check_array("z", z)
    if z.size == 0:
        raise ValueError(f"z must hold at least one number, got an array of shape {z.shape}")
    inside = np.zeros(z.shape, bool)
    for low, high in intervals:
        inside |= (z >= low) & (z <= high)
    return float(np.count_nonzero(inside) / z.size)


def gaussian_share(intervals: Intervals, std: float, mean: float = 0.0) -> float:
    """The probability that a normal z of this mean and std lies in the intervals, exact into the tails.

    With std 0 it is 1 or 0. Raises ValueError for a std that is negative or not finite, or such a mean.

    >>> f"{gaussian_share(((10.0, float('inf')),), std=1.0):.3e}"
    '7.620e-24'
    """
    std, mean = check_real("std", std, 0), check_real("mean", mean)
    if std == 0:
        return share_in(intervals, mean)
    return math.fsum(probability((low - mean) / std, (high - mean) / std) for low, high in intervals)


def _scan(activation: Activation) -> np.ndarray:
    """Ordered z at which to look: close in the middle, sparse far out, closer still where φ' turns."""
    near = np.linspace(-NEAR, NEAR, 2**14 + 1)  # steps of 1/128, with 0 among them
    far = np.geomspace(NEAR, FAR, 200)[1:]
    slope = activation.derivative(near)
    rising, falling = slope[1:] > slope[:-1], slope[1:] < slope[:-1]
    turns = 1 + np.flatnonzero((rising[:-1] & falling[1:]) | (falling[:-1] & rising[1:]))
    turns = turns[np.abs(near[turns]) < 8]  # farther out it is rounding that turns, not a function
    closer = [np.linspace(near[k - 1], near[k + 1], 4001) for k in turns]
    return np.unique(np.concatenate([-far, near, far, *closer]))


def _crossings(test, z: np.ndarray) -> np.ndarray:
    """Where `test` changes between neighbours of the ordered `z`, by bisection; a kink's own z exactly."""
    true = test(z)
    at = np.flatnonzero(true[1:] != true[:-1])
    low, high, before = z[at], z[at + 1], true[at]
    for _ in range(64):  # more halvings than a float has binary digits
        middle = (low + high) / 2
        left = test(middle) == before
        low, high = np.where(left, middle, low), np.where(left, high, middle)
    return low
