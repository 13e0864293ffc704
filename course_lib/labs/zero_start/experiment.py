"""Which part of a network may start at zero: each part at zero against the same part drawn at random."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from course_lib.arguments import check_name, check_whole
from course_lib.datasets import circles, moons
from course_lib.ensemble import Ensemble
from course_lib.initializers import Normal, glorot_normal, zeros
from course_lib.labs.shared.pacing import played
from course_lib.labs.shared.plane import Curves
from course_lib.training import History

__all__ = ["CASES", "RIVALS", "SEEDS", "ZeroStart", "zero_start"]

SEEDS = 8
RIVALS = {"zeros": "starts at zero", "glorot_normal": "starts at random"}


@dataclass(frozen=True)
class Case:
    """One part of a network: its data, sizes, learning rate, and the two ways to start it."""

    label: str
    data: str
    sizes: tuple[int, ...]
    lr: float
    zero: list
    random: list


CASES = {
    "all": Case("all weights", "circles", (2, 8, 1), 0.5, [zeros, zeros], [glorot_normal] * 2),
    "biases": Case("the biases", "circles", (2, 8, 1), 0.5, [glorot_normal] * 2, [glorot_normal] * 2),
    "last": Case("the last layer", "circles", (2, 8, 1), 0.5, [glorot_normal, zeros], [glorot_normal] * 2),
    "first": Case("the first layer", "circles", (2, 8, 1), 0.5, [zeros, glorot_normal], [glorot_normal] * 2),
    "logistic": Case("a logistic regression", "moons", (2, 1), 1.0, [zeros], [Normal(0, 1)]),
}


@dataclass(frozen=True)
class ZeroStart:
    """Two starts of one part so far: ``curves`` (points, 2, seeds) and ``accuracy`` (2, seeds), zero first.

    ``gap`` (points,) is the largest distance, over the seeds, between the two starts' losses.
    """

    part: str
    steps: int
    done: int
    curve_steps: np.ndarray
    curves: np.ndarray
    accuracy: np.ndarray

    @property
    def gap(self) -> np.ndarray:
        return np.abs(self.curves[:, 0] - self.curves[:, 1]).max(axis=-1)


def build(case: Case, part: str) -> Ensemble:
    """Both starts, eight seeds each, in float64. Random biases are N(0, 1); all others start at 0."""
    seeds = range(SEEDS)
    both = Ensemble(
        case.sizes, "tanh", {"zero": case.zero, "random": case.random}, seeds, dtype=torch.float64
    )
    if part == "biases":
        drawn = Ensemble(
            case.sizes, "tanh", {"random": case.random}, seeds, biases=Normal(0, 1), dtype=both.dtype
        )
        for mine, theirs in zip(both.biases, drawn.biases, strict=True):
            mine[SEEDS:] = theirs
    return both


def zero_start(part: str, steps: int) -> Iterator[tuple[float, ZeroStart]]:
    """Train both starts of ``part``, a name of `CASES`, by full-batch gradient descent; yield the record.

    Raises:
        ValueError: an unknown part, or steps that are not a whole number ≥ 0.
    """
    check_name("part", part, CASES)
    steps = check_whole("steps", steps, 0)
    case = CASES[part]
    data = moons(300, noise=0.2) if case.data == "moons" else circles()
    ensemble = build(case, part)

    def picture(history: History | None) -> ZeroStart:
        return ZeroStart(part, steps, *Curves.of(history, ensemble, data, SEEDS))

    yield from played(ensemble, data.X_train, data.y_train, steps, picture, lr=case.lr, chunk=50)
