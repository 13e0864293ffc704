"""The race lab: does it matter where training starts?"""

from __future__ import annotations

import numpy as np

from course_lib.activations import name_of as activation_name
from course_lib.initializers import name_of
from course_lib.labs.race.experiment import RACERS, Race, race
from course_lib.labs.race.figure import accuracy_at, race_figure
from course_lib.labs.race.own_data import DataChoice, own_data
from course_lib.labs.shared.wording import after, counted, overflowed
from course_lib.training import OPTIMIZERS
from course_lib.widgets import Choice, Lab, Number, Pick, Several, Whole
from course_lib.widgets.plot_view import Point

__all__ = ["lab"]

ACTIVATIONS = {
    "relu": "ReLU",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "leaky_relu": "leaky ReLU",
    "gelu": "GELU",
}
LABELS = {name: label for name, (_, label) in RACERS.items()}
OPTIMIZER_LABELS = dict(zip(OPTIMIZERS, ("SGD", "SGD with momentum", "Adam", "AdamW"), strict=True))
DATA = {"circles": "circles", "moons": "moons", "spirals": "spirals"}


def words(race: Race) -> str:
    medians = 100 * np.median(race.accuracy, axis=1)
    order = np.argsort(-medians, kind="stable")
    shares = ", ".join(f"{medians[i]:.0f} % {RACERS[race.schemes[i]][1]}" for i in order)
    kind = "median training accuracy" if race.seeds > 1 else "training accuracy"
    return f"{after(race.done, 'step')}, {kind}: {shares}.{overflowed(sum(race.diverged))}"


def picked(race: Race, point: Point) -> dict | None:
    """What a click shows: the network of a dot of the accuracies, or of the scheme of a decision map."""
    number = point.panel - 2
    if 0 <= number < len(race.schemes):
        return dict(shown=race.schemes[number])
    if number == len(race.schemes):
        shown, seed = accuracy_at(race, point.x, point.y)
        return dict(shown=shown, seed=seed)
    return None


def summary(race: Race) -> str:
    lines = [f"{race.data.label}, {race.done} of {race.steps} steps, {counted(race.seeds, 'seed')}"]
    for i, scheme in enumerate(race.schemes):
        median = np.median(race.accuracy[i])
        verdict = "solved" if median >= 0.95 else "at chance" if median <= 0.55 else "in between"
        lines.append(f"{RACERS[scheme][1]}: median training accuracy {verdict}")
    return "\n".join(lines)


def table(race: Race) -> dict[str, np.ndarray]:
    """The loss curves, a column each, beside their steps."""
    columns = {
        f"loss {scheme} seed {seed}": race.curves[:, i, seed]
        for i, scheme in enumerate(race.schemes)
        for seed in range(race.seeds)
    }
    return {"step": race.curve_steps, **columns}


def unused(settings: dict) -> dict[str, str]:
    """What does nothing now, and why."""
    why = {
        "lr": "Nothing is trained in 0 steps." * (settings["steps"] == 0),
        "optimizer": "Nothing is trained in 0 steps." * (settings["steps"] == 0),
        "seed": "One seed races, and it is shown." * (settings["seeds"] == 1),
        "shown": "One scheme races, and its network is shown." * (len(settings["schemes"]) == 1),
    }
    return {name: reason for name, reason in why.items() if reason}


def lab(settings: dict, presets: dict) -> Lab:
    settings, data = dict(settings), dict(DATA)
    if isinstance(settings.get("data"), tuple | list):
        settings["data"] = own_data(settings["data"])
        data[settings["data"]] = "your data"
    return Lab(
        "Race",
        [
            Several(
                "schemes", "Schemes", ("zeros", "normal_x10", "he_normal"),
                LABELS, name_of,
            ),
            DataChoice("data", "Data", "circles", data),
            Choice("activation", "Activation", "relu", ACTIVATIONS, activation_name),
            Whole("depth", "Hidden layers", 2, 1, 10),
            Whole("width", "Width", 10, 1, 32),
            Number("lr", "Learning rate", 0.1, 0.001, 10.0, step=0.1, log=True),
            Pick("seeds", "Seeds", 8, {n: str(n) for n in (1, 2, 4, 8, 16)}),
            Whole("steps", "Steps", 1500, 0, 2000, step=100),
            Choice("optimizer", "Optimizer", "sgd", OPTIMIZER_LABELS),
            Whole("seed", "Seed shown", 0, 0, 15),
            Choice("shown", "Network of", "he_normal", LABELS, name_of),
        ],
        race, race_figure, words, summary, live=False, settings=settings, presets=presets,
        table=table, main=("schemes", "data", "depth", "lr"), pick=picked, looks=("seed", "shown"), unused=unused,
    )  # fmt: skip
