"""The race lab: does it matter where training starts?"""

from __future__ import annotations

import numpy as np

from course_lib.activations import name_of as activation_name
from course_lib.initializers import name_of
from course_lib.labs.race.experiment import RACERS, Race, race
from course_lib.labs.race.figure import race_figure
from course_lib.labs.shared.wording import after, counted, of_seeds, overflowed, standing
from course_lib.widgets import Choice, Lab, Number, Pick, Several, Whole

__all__ = ["lab"]

ACTIVATIONS = {"relu": "ReLU", "tanh": "tanh", "sigmoid": "sigmoid", "leaky_relu": "leaky ReLU"}
DATA = {"circles": "circles", "moons": "moons", "spirals": "spirals"}


def words(race: Race) -> str:
    shares = "; ".join(standing(RACERS[scheme][1], race.accuracy[i]) for i, scheme in enumerate(race.schemes))
    lost = overflowed(sum(race.diverged))
    return f"{after(race.done, 'step')}, training accuracy is: {shares}. Shown: {of_seeds(race.seeds)}.{lost}"


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


def lab(settings: dict, presets: dict) -> Lab:
    return Lab(
        "Race",
        [
            Several(
                "schemes", "Schemes", ("zeros", "normal_x10", "he_normal"),
                {name: label for name, (_, label) in RACERS.items()}, name_of,
            ),
            Choice("data", "Data", "circles", DATA),
            Choice("activation", "Activation", "relu", ACTIVATIONS, activation_name),
            Whole("depth", "Hidden layers", 2, 1, 10),
            Whole("width", "Width", 10, 1, 32),
            Number("lr", "Learning rate", 0.1, 0.001, 10.0, step=0.1, log=True),
            Pick("seeds", "Seeds", 8, {n: str(n) for n in (1, 2, 4, 8, 16)}),
            Whole("steps", "Steps", 1500, 0, 2000, step=100),
        ],
        race, race_figure, words, summary, live=False, settings=settings, presets=presets,
        table=table, main=("schemes", "depth", "width", "lr"),
    )  # fmt: skip
