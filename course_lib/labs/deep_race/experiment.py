"""The race at depth: schemes and seeds train on handwritten digits, in networks of up to 30 layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.arguments import check_name, check_names, check_real, check_whole
from course_lib.ensemble import Ensemble
from course_lib.initializers import INITIALIZERS
from course_lib.labs.race.experiment import CURVE_POINTS
from course_lib.labs.shared.digit_races import WIDTH, Schedule, accuracy_on_test, data, turn
from course_lib.labs.shared.pacing import paced
from course_lib.training import OPTIMIZERS, stream
from course_lib.training.history import History

__all__ = ["RUNNERS", "DeepRace", "deep_race"]

RUNNERS = {
    name: INITIALIZERS[name].label
    for name in (
        "he_normal", "he_uniform", "glorot_normal", "glorot_uniform", "lecun_normal", "orthogonal",
        "torch_default",
    )
}  # fmt: skip


@dataclass(frozen=True)
class DeepRace:
    """A race so far; ``depth`` counts layers of weights, ``done`` and ``epochs`` passes over the data.

    ``curves`` (points, schemes, seeds) is the training loss at ``curve_epochs``, ``accuracy`` (measurements,
    schemes, seeds) that on the test images at ``accuracy_epochs``, both as in `digit_races.Curves`.
    ``diverged`` counts the seeds of each scheme whose loss left the finite numbers.
    """

    schemes: tuple[str, ...]
    activation: str
    depth: int
    seeds: int
    epochs: int
    done: float
    curve_epochs: np.ndarray
    curves: np.ndarray
    accuracy_epochs: np.ndarray
    accuracy: np.ndarray
    diverged: tuple[int, ...]


@lru_cache(maxsize=1)
def drawn(
    schemes: tuple[str, ...], activation: str, depth: int, seeds: int
) -> tuple[Ensemble, np.ndarray, np.ndarray]:
    """The networks as drawn, not to be trained, and their loss and accuracy on the test images, (members,).

    They are kept until others are asked for: another learning rate draws nothing anew.
    """
    sizes = (data().n_features, *[WIDTH] * (depth - 1), data().n_classes)
    ensemble = Ensemble(sizes, activation, {name: INITIALIZERS[name] for name in schemes}, range(seeds))
    loss, accuracy = ensemble.evaluate(data().X_test, data().y_test)
    return ensemble, loss.numpy(), accuracy.numpy()


def deep_race(
    schemes: tuple[str, ...], activation: str, depth: int, optimizer: str, lr: float, batch: int, epochs: int,
    seeds: int,
) -> Iterator[tuple[float, DeepRace]]:  # fmt: skip
    """Train networks of ``depth`` layers of weights from each scheme and seed; yield (done, `DeepRace`).

    Args:
        schemes: names of `RUNNERS`.
        activation: a name of `ACTIVATIONS`, for the hidden layers.
        depth: layers of weights, 2 or more: depth - 1 hidden layers of `WIDTH` units.
        optimizer: sgd, momentum or adam.
        batch: images a step; the batches are the same for all networks.
        epochs: passes over the 1,400 training images; 0 shows the networks as they were drawn.

    Raises:
        ValueError, TypeError: an argument is not as described; said when the first result is asked for.
    """
    check_names("schemes", schemes, RUNNERS)
    check_name("activation", activation, ACTIVATIONS)
    depth = check_whole("depth", depth, 2)
    check_name("optimizer", optimizer, OPTIMIZERS)
    lr = check_real("lr", lr, 0)
    batch = check_whole("batch", batch, 1)
    epochs = check_whole("epochs", epochs, 0)
    seeds = check_whole("seeds", seeds, 1)
    first, first_loss, first_accuracy = drawn(tuple(schemes), activation, depth, seeds)
    shape = (-1, len(schemes), seeds)
    schedule = Schedule(epochs, batch, CURVE_POINTS)

    def picture(history: History | None, ensemble: Ensemble) -> DeepRace:
        curves = schedule.curves(history, ensemble, first_loss, first_accuracy)
        gone = np.zeros(len(first_loss), bool) if history is None else history.diverged_at >= 0
        return DeepRace(
            schemes=schemes, activation=activation, depth=depth, seeds=seeds, epochs=epochs, done=curves.done,
            curve_epochs=curves.loss_epochs, curves=curves.loss.reshape(shape),
            accuracy_epochs=curves.accuracy_epochs, accuracy=curves.accuracy.reshape(shape),
            diverged=tuple(gone.reshape(shape[1:]).sum(1).tolist()),
        )  # fmt: skip

    yield (0.0 if epochs else 1.0), picture(None, first)
    if epochs == 0:
        return
    ensemble = first.copy()
    running = stream(
        ensemble, data().X_train, data().y_train, steps=schedule.steps, lr=lr, optimizer=optimizer,
        batch_size=batch, chunk=turn(first.n_members, depth, batch),
        observe={"accuracy": accuracy_on_test}, observe_every=schedule.steps_each,
    )  # fmt: skip
    for history in paced(running):
        yield history.done / schedule.steps, picture(history, ensemble)
