"""The race at depth: which scheme still learns when the network has thirty layers? A fair race, reduced."""

from __future__ import annotations

from course_lib.activations import name_of as activation_name
from course_lib.initializers import name_of
from course_lib.labs.shared.digit_races import GUESSING
from course_lib.labs.training_race.experiment import ENTRANTS, TrainingRace, training_race
from course_lib.labs.training_race.figure import training_race_figure
from course_lib.labs.training_race.lab import (
    ACTIVATIONS,
    OPTIMIZERS,
    idle,
    seed_shown,
    standings,
    table,
    verdicts,
)
from course_lib.labs.training_race.seeds import picked_seed
from course_lib.widgets import Choice, Lab, Number, Pick, Several, Whole

__all__ = ["RUNNERS", "lab"]

MOST_SEEDS = 8
RUNNERS = {
    name: ENTRANTS[name][1]
    for name in (
        "he_normal", "he_uniform", "glorot_normal", "glorot_uniform", "lecun_normal", "orthogonal",
        "torch_default",
    )
}  # fmt: skip


def summary(race: TrainingRace) -> str:
    return verdicts(race, network=f"{race.settings.depth} layers of weights, ")


def words(race: TrainingRace) -> str:
    return f"{standings(race)} Guessing gives {100 * GUESSING[1]:.0f} %."


def lab(settings: dict, presets: dict) -> Lab:
    return Lab(
        "Race at depth",
        [
            Several("schemes", "Schemes", ("he_normal", "glorot_normal"), RUNNERS, name_of),
            Choice("activation", "Activation", "relu",
                   {name: ACTIVATIONS[name] for name in ("relu", "leaky_relu", "gelu", "tanh")}, activation_name),
            Whole("depth", "Layers of weights", 30, 2, 30, marks={3: "3", 10: "10"}),
            Choice("optimizer", "Optimizer", "sgd", OPTIMIZERS),
            Number("lr", "Learning rate", 0.01, 0.0001, 1.0, step=0.1, log=True),
            Pick("batch", "Batch", 32, {n: str(n) for n in (32, 64, 128)}),
            Whole("epochs", "Epochs", 20, 0, 20),
            Whole("seeds", "Seeds", 5, 1, MOST_SEEDS),
            seed_shown(MOST_SEEDS),
        ],
        training_race, training_race_figure, words, summary, live=False, settings=settings, presets=presets,
        table=table, looks=("seed",), main=("activation", "depth", "lr", "epochs"), unused=idle, pick=picked_seed,
    )  # fmt: skip
