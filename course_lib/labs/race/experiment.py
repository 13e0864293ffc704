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

__all__ = ["PLANE", "RACERS", "Race", "race"]

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
    updates; ``accuracy`` and ``test_accuracy`` (schemes, seeds) those on the training and the test points now;
    ``networks`` the networks as they are now, scheme by scheme; ``half`` half the side of the square that
    decision maps show; ``diverged`` counts the seeds of each scheme whose loss left the finite numbers.
    """

    schemes: tuple[str, ...]
    seeds: int
    steps: int
    done: int
    data: Dataset
    curve_steps: np.ndarray
    curves: np.ndarray
    accuracy: np.ndarray
    test_accuracy: np.ndarray
    networks: Ensemble
    half: float
    diverged: tuple[int, ...]

    def maps(self, seed: int = 0) -> np.ndarray:
        """The probability of class 1 as 0 to 255 over the square ±``half``, (schemes, GRID, GRID)."""
        return boundaries(self.networks, [i * self.seeds + seed for i in range(len(self.schemes))], self.half)

    def network(self, scheme: str, seed: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """The weights (fan_in, fan_out) and biases (fan_out,) of every layer of one network, now."""
        member = self.schemes.index(scheme) * self.seeds + seed
        return tuple([one[member].numpy() for one in ones] for ones in self.networks.parameters[:2])


def race(
    data: str | Dataset, schemes: tuple[str, ...], activation: str, depth: int, width: int, lr: float, seeds: int,
    steps: int, optimizer: str = "sgd",
) -> Iterator[tuple[float, Race]]:  # fmt: skip
    """Train ``depth`` hidden layers of ``width`` units from each scheme and seed; yield (done, `Race`).

    Args:
        data: a two-dimensional data set: circles, moons or spirals; or one of two features and two classes.
        schemes: names of `RACERS`.
        steps: full-batch steps; 0 shows the networks as they were drawn.
        optimizer: a name of `course_lib.training.OPTIMIZERS`.

    Raises:
        ValueError, TypeError: an argument is not as described; said when the first result is asked for.
    """
    if not isinstance(data, Dataset):
        check_name("data", data, PLANE)
    check_names("schemes", schemes, RACERS)
    depth = check_whole("depth", depth, 1)
    width = check_whole("width", width, 1)
    lr = check_real("lr", lr, 0)
    seeds = check_whole("seeds", seeds, 1)
    steps = check_whole("steps", steps, 0)
    points = data if isinstance(data, Dataset) else DATASETS[data]()
    sizes = (2, *[width] * depth, 1)
    ensemble = Ensemble(sizes, activation, {name: RACERS[name][0] for name in schemes}, range(seeds))
    half = reach(points)

    def picture(history: History | None) -> Race:
        done, curve_steps, curves, accuracy = Curves.of(history, ensemble, points, seeds)
        gone = np.zeros(len(ensemble.members), bool) if history is None else history.diverged_at >= 0
        test = ensemble.evaluate(points.X_test, points.y_test)[1].numpy()
        return Race(
            schemes=schemes, seeds=seeds, steps=steps, done=done, data=points, curve_steps=curve_steps,
            curves=curves, accuracy=accuracy, test_accuracy=test.reshape(accuracy.shape),
            networks=ensemble.copy(), half=half, diverged=tuple(gone.reshape(len(schemes), seeds).sum(1).tolist()),
        )  # fmt: skip

    yield from played(ensemble, points.X_train, points.y_train, steps, picture, lr=lr, optimizer=optimizer)
