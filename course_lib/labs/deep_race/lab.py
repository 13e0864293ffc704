"""The race at depth: which scheme still learns when the network has thirty layers?"""

from __future__ import annotations

import numpy as np

from course_lib.activations import name_of as activation_name
from course_lib.initializers import name_of
from course_lib.labs.deep_race.experiment import RUNNERS, DeepRace, deep_race
from course_lib.labs.deep_race.figure import deep_race_figure
from course_lib.labs.shared.digit_races import GUESSING
from course_lib.labs.shared.tables import loss_table
from course_lib.labs.shared.wording import counted, of_seeds, standing, verdict
from course_lib.widgets import Choice, Lab, Number, Pick, Several, Whole

__all__ = ["lab"]

ACTIVATIONS = {"relu": "ReLU", "leaky_relu": "leaky ReLU", "tanh": "tanh"}
OPTIMIZERS = {"sgd": "SGD", "momentum": "SGD with momentum", "adam": "Adam"}


def words(race: DeepRace) -> str:
    epochs = int(race.accuracy_epochs[-1])
    when = "As drawn, before any training" if epochs == 0 else f"After {epochs} epoch{'s' * (epochs > 1)}"
    shares = "; ".join(
        standing(RUNNERS[scheme], race.accuracy[-1, i]) for i, scheme in enumerate(race.schemes)
    )
    gone = sum(race.diverged)
    lost = f" {gone} of the runs overflowed and stopped." if gone else ""
    return (
        f"{when}, at a depth of {race.depth}, test accuracy is: {shares}; guessing gives {100 * GUESSING[1]:.0f} %. "
        f"Shown: {of_seeds(race.seeds)}.{lost}"
    )


def summary(race: DeepRace) -> str:
    seeds = counted(race.seeds, "seed")
    lines = [
        f"Handwritten digits, {race.depth} layers of weights, {race.done:.0f} of {race.epochs} epochs, {seeds}"
    ]
    if race.done == 0:
        return "\n".join([*lines, "as drawn, not trained yet"])
    lines += [f"{RUNNERS[name]}: {verdict(race.accuracy[-1, i])}" for i, name in enumerate(race.schemes)]
    return "\n".join(lines)


def table(race: DeepRace) -> dict[str, np.ndarray]:
    return loss_table("epoch", race.curve_epochs, race.schemes, race.curves)


def lab(settings: dict, presets: dict) -> Lab:
    return Lab(
        "Race at depth",
        [
            Several("schemes", "Schemes", ("he_normal", "glorot_normal"), RUNNERS, name_of),
            Choice("activation", "Activation", "relu", ACTIVATIONS, activation_name),
            Pick("depth", "Layers of weights", 30, {n: str(n) for n in (3, 5, 10, 22, 30)}),
            Choice("optimizer", "Optimizer", "sgd", OPTIMIZERS),
            Number("lr", "Learning rate", 0.01, 0.0001, 1.0, step=0.1, log=True),
            Pick("batch", "Batch", 32, {n: str(n) for n in (32, 64, 128)}),
            Whole("epochs", "Epochs", 20, 0, 20),
            Pick("seeds", "Seeds", 5, {n: str(n) for n in (1, 2, 5, 8)}),
        ],
        deep_race, deep_race_figure, words, summary, live=False, settings=settings, presets=presets,
        table=table,
    )  # fmt: skip
