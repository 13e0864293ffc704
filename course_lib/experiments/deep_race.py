"""The race at depth: schemes and seeds train on handwritten digits, in networks of up to 30 layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.arguments import check_name, check_whole
from course_lib.datasets import Dataset, digits
from course_lib.ensemble import Ensemble
from course_lib.experiments.pacing import paced
from course_lib.experiments.race import CURVE_POINTS
from course_lib.history import History
from course_lib.initializers import INITIALIZERS
from course_lib.initializers.checks import check_number
from course_lib.training import OPTIMIZERS, stream

__all__ = ["GUESSING", "RUNNERS", "WIDTH", "DeepRace", "deep_race", "window_means"]

WIDTH = 64  # units of every hidden layer: as many as a digit has pixels, so fan in = fan out all the way up
GUESSING = (float(np.log(10)), 0.1)  # loss and accuracy of giving each of the 10 digits the probability 1/10
# How much is trained before the page has its turn: steps × layers × (rows of all members' batches + CALLS),
# where CALLS rows cost as much time as calling the kernels does. That is 6 steps of 10 networks of 30 layers,
# 45 ms on a quiet 2-core machine; turns of half that length cost a quarter more in all.
TURN, CALLS = 84_000, 130
LONGEST_TURN = 25  # steps, `stream`'s own

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

    ``curves`` (points, schemes, seeds) is the training loss: the mean over a window of steps, each taken
    before its update, at the window's middle, ``curve_epochs`` (points,). Its first point, at epoch 0, is the
    loss as drawn, over the test images: no network has seen any image yet. ``accuracy`` (measurements,
    schemes, seeds) is the share of the test images that is right at ``accuracy_epochs`` (measurements,).
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
def data() -> Dataset:
    """The digits, all pixels shifted and scaled by the same two numbers."""
    return digits(standardize="global")


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


def accuracy_on_test(ensemble: Ensemble) -> np.ndarray:
    """The share of the test images that each member classifies rightly, (members,)."""
    return ensemble.evaluate(data().X_test, data().y_test)[1].numpy()


def turn(members: int, depth: int, batch: int) -> int:
    """How many steps are trained before the page has its turn."""
    return min(LONGEST_TURN, max(1, TURN // (depth * (members * batch + CALLS))))


def window_means(loss: np.ndarray, window: int) -> tuple[np.ndarray, np.ndarray]:
    """The mean ``loss`` (steps, …) of every ``window`` steps, the last of which may be fewer; their middles.

    The middle of steps 0 to 9 is 5, halfway from no update to the tenth.
    """
    check_whole("window", window, 1)
    starts = np.arange(0, len(loss), window)
    counts = np.diff(np.append(starts, len(loss)))
    sums = np.add.reduceat(loss, starts, axis=0, dtype=np.float64)
    return starts + counts / 2, sums / counts.reshape(-1, *[1] * (loss.ndim - 1))


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
    if isinstance(schemes, str) or not schemes:
        raise ValueError(f"schemes must hold one or more of {', '.join(RUNNERS)}; got {schemes!r}")
    for name in schemes:
        check_name("schemes", name, RUNNERS)
    check_name("activation", activation, ACTIVATIONS)
    check_whole("depth", depth, 2)
    check_name("optimizer", optimizer, OPTIMIZERS)
    check_number("lr", lr, at_least=0)
    check_whole("batch", batch, 1)
    check_whole("epochs", epochs, 0)
    check_whole("seeds", seeds, 1)
    first, first_loss, first_accuracy = drawn(tuple(schemes), activation, depth, seeds)
    shape = (-1, len(schemes), seeds)
    steps_each = -(-len(data().X_train) // batch)
    steps = epochs * steps_each
    window = max(1, -(-steps // (CURVE_POINTS - 1)))  # the point at epoch 0 is one of them

    def picture(history: History | None) -> DeepRace:
        at, loss, measured = np.zeros(1), first_loss[None], first_accuracy[None]
        epoch, gone = np.zeros(1), np.zeros(len(first.members), bool)
        if history is not None:
            middles, means = window_means(history.loss, window)
            at, loss = np.append(at, middles / steps_each), np.concatenate([loss, means])
            epoch, measured = history.observed_steps / steps_each, history.observed["accuracy"]
            if history.finished:
                epoch, measured = (
                    np.append(epoch, epochs),
                    np.append(measured, accuracy_on_test(ensemble)[None], axis=0),
                )
            gone = history.diverged_at >= 0
        return DeepRace(
            schemes=schemes, activation=activation, depth=depth, seeds=seeds, epochs=epochs,
            done=0.0 if history is None else history.done / steps_each, curve_epochs=at,
            curves=loss.reshape(shape), accuracy_epochs=epoch, accuracy=measured.reshape(shape),
            diverged=tuple(gone.reshape(shape[1:]).sum(1).tolist()),
        )  # fmt: skip

    yield (0.0 if epochs else 1.0), picture(None)
    if epochs == 0:
        return
    ensemble = first.copy()
    running = stream(
        ensemble, data().X_train, data().y_train, steps=steps, lr=lr, optimizer=optimizer, batch_size=batch,
        chunk=turn(first.n_members, depth, batch),
        observe={"accuracy": accuracy_on_test}, observe_every=steps_each,
    )  # fmt: skip
    for history in paced(running):
        yield history.done / steps, picture(history)
