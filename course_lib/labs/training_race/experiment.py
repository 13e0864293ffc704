"""The fair race: schemes × seeds × learning rates train on handwritten digits, all on the same batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch

from course_lib.activations import ACTIVATIONS
from course_lib.arguments import check_flag, check_name, check_names, check_real, check_whole
from course_lib.ensemble import Ensemble
from course_lib.initializers import INITIALIZERS, Normal
from course_lib.labs.shared.digit_races import (
    CURVE_POINTS,
    WIDTH,
    accuracy_on_test,
    data,
    loss_on_validation,
    turn,
    window_means,
)  # fmt: skip
from course_lib.labs.shared.pacing import played
from course_lib.training import OPTIMIZERS, History
from course_lib.training.monitors import LayerMonitor

__all__ = ["ENTRANTS", "MEASURES", "SWEEP", "RaceSettings", "TrainingRace", "training_race"]

ENTRANTS = {
    **{
        name: (INITIALIZERS[name], INITIALIZERS[name].label)
        for name in (
            "he_normal", "he_uniform", "glorot_normal", "glorot_uniform", "lecun_normal", "torch_default",
            "orthogonal", "zeros",
        )
    },
    "normal_small": (Normal(0, 0.01), "Normal × 0.01"),
    "normal": (INITIALIZERS["normal"], "Normal"),
    "normal_x10": (Normal(0, 10), "Normal × 10"),
}  # fmt: skip
MEASURES = ("update_ratio", "gradient_norm", "dead", "saturated")
SWEEP = (0.1, 10**-0.5, 1.0, 10**0.5, 10.0)  # a sweep's rates, as shares of the one that is set
SNAPSHOTS = 12  # how often the layers are measured in a run, and once more at its end
PROBE = 100  # training images on which dead and saturated units are counted


@dataclass(frozen=True)
class RaceSettings:
    """What a race is made of; see `training_race`. ``rates`` holds the learning rates, ascending."""

    schemes: tuple[str, ...]
    activation: str
    depth: int
    optimizer: str
    rates: tuple[float, ...]
    batch: int
    epochs: int
    seeds: int
    batch_norm: bool
    residual: bool


@dataclass(frozen=True)
class TrainingRace:
    """A race so far; ``done`` counts passes over the training images.

    ``curves`` (points, rates, schemes, seeds) is the training loss and ``training`` the accuracy on the same
    images: means over a window of steps, each taken before its update, at the window's middle,
    ``curve_epochs``. At epoch 0 both are as drawn, on the test images: no network has seen any image yet.
    ``accuracy`` (measurements, rates, schemes, seeds) is that on the test images at ``accuracy_epochs``.
    ``validation_loss`` (rates, schemes, seeds) is that on the validation images at the last of
    ``accuracy_epochs``, infinite for a run that ``diverged`` (rates, schemes, seeds). ``layers`` maps
    a name of `MEASURES` to (snapshots, layers, rates, schemes, seeds), taken at ``layer_epochs``; shares of
    units leave out the last layer, which has no activation.
    """

    settings: RaceSettings
    done: float
    curve_epochs: np.ndarray
    curves: np.ndarray
    training: np.ndarray
    accuracy_epochs: np.ndarray
    accuracy: np.ndarray
    validation_loss: np.ndarray
    diverged: np.ndarray
    layer_epochs: np.ndarray
    layers: Mapping[str, np.ndarray]

    @property
    def shown(self) -> np.ndarray:
        """(schemes,): the rate of each scheme with the lowest median loss on the validation images.

        Images choose it that are neither trained on nor tested on: so the test accuracy stays an honest
        measurement, and a rate that only fits the training images well is not preferred.
        """
        return np.argmin(np.median(self.validation_loss, axis=2), axis=0)

    def at_shown(self, values: np.ndarray) -> np.ndarray:
        """``values`` (…, rates, schemes, seeds) at the rate that is shown: (…, schemes, seeds)."""
        return np.stack([values[..., rate, i, :] for i, rate in enumerate(self.shown)], axis=-2)


@lru_cache(maxsize=1)
def drawn(
    schemes: tuple[str, ...], activation: str, depth: int, seeds: int, batch_norm: bool, residual: bool
) -> tuple[Ensemble, np.ndarray, np.ndarray, np.ndarray]:
    """The networks as drawn, not to be trained; (members,) each: their loss and accuracy on the test images,
    and their loss on the validation images.

    They are kept until others are asked for: another learning rate draws nothing anew.
    """
    sizes = (data().n_features, *[WIDTH] * (depth - 1), data().n_classes)
    start = {name: ENTRANTS[name][0] for name in schemes}
    ensemble = Ensemble(sizes, activation, start, range(seeds), batch_norm=batch_norm, residual=residual)
    loss, accuracy = ensemble.evaluate(data().X_test, data().y_test)
    return ensemble, loss.numpy(), accuracy.numpy(), loss_on_validation(ensemble)


def training_race(
    schemes: tuple[str, ...], activation: str, depth: int, optimizer: str, lr: float, batch: int, epochs: int,
    seeds: int, sweep: bool = False, batch_norm: bool = False, residual: bool = False,
) -> Iterator[tuple[float, TrainingRace]]:  # fmt: skip
    """Train ``depth`` layers of weights from each scheme, seed and rate; yield (done, `TrainingRace`).

    Args:
        schemes: names of `ENTRANTS`.
        activation: a name of `ACTIVATIONS`, for the hidden layers.
        depth: layers of weights, 2 or more: depth - 1 hidden layers of `WIDTH` units.
        optimizer: a name of `OPTIMIZERS`: sgd, momentum, adam or adamw.
        lr, sweep: the learning rate; with ``sweep``, the five rates that `SWEEP` makes of it, of which the
            validation images choose one for each scheme.
        batch: images a step, 2 or more; the batches are the same for all networks.
        epochs: passes over the 1,400 training images; 0 shows the networks as they were drawn.
        batch_norm, residual: normalize each hidden layer over the batch; add shortcuts around them.

    Raises:
        ValueError, TypeError: an argument is not as described; said when the first result is asked for.
    """
    check_names("schemes", schemes, ENTRANTS)
    check_name("activation", activation, ACTIVATIONS)
    depth = check_whole("depth", depth, 2)
    check_name("optimizer", optimizer, OPTIMIZERS)
    lr = check_real("lr", lr, 0)
    batch = check_whole("batch", batch, 2)
    epochs = check_whole("epochs", epochs, 0)
    seeds = check_whole("seeds", seeds, 1)
    check_flag("batch_norm", batch_norm)
    check_flag("residual", residual)
    rates = tuple(lr * factor for factor in SWEEP) if sweep else (lr,)
    settings = RaceSettings(
        tuple(schemes), activation, depth, optimizer, rates, batch, epochs, seeds, batch_norm, residual
    )
    once, *measures = drawn(settings.schemes, activation, depth, seeds, batch_norm, residual)
    first_loss, first_accuracy, first_validation = (np.tile(values, len(rates)) for values in measures)
    ensemble, shape = once.repeat(len(rates)), (-1, len(rates), len(settings.schemes), seeds)
    steps_each = -(-len(data().X_train) // batch)
    steps = epochs * steps_each
    window = max(1, -(-steps // (CURVE_POINTS - 1)))  # the point at epoch 0 is one of them

    def picture(history: History | None) -> TrainingRace:
        losses, trained, tested = first_loss[None], first_accuracy[None], first_accuracy[None]
        curve_epochs = accuracy_epochs = np.zeros(1)
        validation, gone, layer_epochs = first_validation, np.zeros(len(first_loss), bool), np.zeros(0)
        layers = {name: np.zeros((0, depth, *shape[1:])) for name in MEASURES}
        if history is not None:
            middles, means = window_means(history.loss, window)
            curve_epochs = np.append(0.0, middles / steps_each)
            losses = np.concatenate([losses, means])
            trained = np.concatenate([trained, window_means(history.accuracy, window)[1]])
            accuracy_epochs, tested = history.observed_steps / steps_each, history.observed["accuracy"]
            gone, latest = history.diverged_at >= 0, history.observed["validation"][-1]
            if history.finished:
                accuracy_epochs = np.append(accuracy_epochs, epochs)
                tested = np.append(tested, accuracy_on_test(ensemble)[None], axis=0)
                latest = loss_on_validation(ensemble)
            validation = np.where(gone, np.inf, latest)
            record = history.layers
            layer_epochs = record.steps / steps_each
            layers = {
                name: getattr(record, name).reshape(len(record.steps), -1, *shape[1:]) for name in MEASURES
            }
        return TrainingRace(
            settings=settings, done=0.0 if history is None else history.done / steps_each,
            curve_epochs=curve_epochs, curves=losses.reshape(shape), training=trained.reshape(shape),
            accuracy_epochs=accuracy_epochs, accuracy=tested.reshape(shape),
            validation_loss=validation.reshape(shape[1:]), diverged=gone.reshape(shape[1:]),
            layer_epochs=layer_epochs, layers=layers,
        )  # fmt: skip

    probe = torch.as_tensor(data().X_train[:PROBE])
    yield from played(
        ensemble, data().X_train, data().y_train, steps, picture, lr=rates if sweep else lr,
        optimizer=optimizer, batch_size=batch, chunk=turn(ensemble.n_members, depth, batch),
        observe={"accuracy": accuracy_on_test, "validation": loss_on_validation}, observe_every=steps_each,
        watch=LayerMonitor(every=max(1, steps // SNAPSHOTS), probe=probe),
    )  # fmt: skip
