"""The race: several schemes and seeds train on one data set in the plane."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from course_lib.arguments import check_name, check_names, check_real, check_whole
from course_lib.datasets import DATASETS, Dataset
from course_lib.ensemble import Ensemble
from course_lib.initializers import INITIALIZERS, Normal
from course_lib.labs.shared.pacing import played
from course_lib.labs.shared.plane import Curves, boundaries, reach
from course_lib.training import History

__all__ = ["RACERS", "Race", "race"]

PLANE = ("circles", "moons", "spirals")  # data sets with two features
RACERS = {
    "zeros": (INITIALIZERS["zeros"], "Zeros"),
    "normal_small": (Normal(0, 0.01), "Normal × 0.01"),
    "normal_x10": (Normal(0, 10), "Normal × 10"),
    "glorot_normal": (INITIALIZERS["glorot_normal"], "Glorot normal"),
    "he_normal": (INITIALIZERS["he_normal"], "He normal"),
    "he_uniform": (INITIALIZERS["he_uniform"], "He uniform"),
}


@dataclass(frozen=True)
class Race:
    """A race so far.

    ``curve_steps`` (points,) and ``curves`` (points, schemes, seeds) are the training loss before those
    updates; ``accuracy`` (schemes, seeds) that on the training points now; ``maps`` (schemes, GRID, GRID) the
    probability of class 1 as 0 to 255, for the first seed, over the square ±``half``; ``diverged`` counts the
    seeds of each scheme whose loss left the finite numbers.
    """

    schemes: tuple[str, ...]
    seeds: int
    steps: int
    done: int
    data: Dataset
    curve_steps: np.ndarray
    curves: np.ndarray
    accuracy: np.ndarray
    maps: np.ndarray
    half: float
    diverged: tuple[int, ...]


def race(
    data: str, schemes: tuple[str, ...], activation: str, depth: int, width: int, lr: float, seeds: int,
    steps: int,
) -> Iterator[tuple[float, Race]]:  # fmt: skip
    """Train ``depth`` hidden layers of ``width`` units from each scheme and seed; yield (done, `Race`).

    Args:
        data: a two-dimensional data set: circles, moons or spirals.
        schemes: names of `RACERS`.
        steps: full-batch gradient steps; 0 shows the networks as they were drawn.

    Raises:
        ValueError, TypeError: an argument is not as described; said when the first result is asked for.
    """
    check_name("data", data, PLANE)
    check_names("schemes", schemes, RACERS)
    depth = check_whole("depth", depth, 1)
    width = check_whole("width", width, 1)
    lr = check_real("lr", lr, 0)
    seeds = check_whole("seeds", seeds, 1)
    steps = check_whole("steps", steps, 0)
    points = DATASETS[data]()
    sizes = (2, *[width] * depth, 1)
    ensemble = Ensemble(sizes, activation, {name: RACERS[name][0] for name in schemes}, range(seeds))
    half = reach(points)
    first = [i * seeds for i in range(len(schemes))]

    def picture(history: History | None) -> Race:
        done, curve_steps, curves, accuracy = Curves.of(history, ensemble, points, seeds)
        gone = np.zeros(len(ensemble.members), bool) if history is None else history.diverged_at >= 0
        return Race(
            schemes=schemes, seeds=seeds, steps=steps, done=done, data=points, curve_steps=curve_steps,
            curves=curves, accuracy=accuracy, maps=boundaries(ensemble, first, half), half=half,
            diverged=tuple(gone.reshape(len(schemes), seeds).sum(1).tolist()),
        )  # fmt: skip

    yield from played(ensemble, points.X_train, points.y_train, steps, picture, lr=lr)
