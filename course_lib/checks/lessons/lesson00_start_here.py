"""Lesson 00: training from several starts, and one setting that rescues a bad one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course_lib.checks.exercise import exercise
from course_lib.checks.hints import Hints
from course_lib.checks.question import Question
from course_lib.checks.verdict import Verdict, not_attempted, right

QUESTIONS = {
    "race": Question.of(
        "Three copies of one network differ only in the numbers their weights start from: zeros, normal draws "
        "times 10, and He's scheme. After 1,500 steps, which of them separate the circles in most of 8 seeds?",
        {
            "all": ("All three; the start only changes how long it takes",
                    "Time does not help: the loss of the zeros is what it was at the start."),
            "random": ("× 10 and He, because both are random",
                       "Both are random, but size matters as much as randomness."),
            "he": "Only He",
            "luck": ("None reliably; it depends on the seed",
                     "That is true of × 10. He's scheme depends on the seed much less."),
        },
        "Only He's scheme passes a training accuracy of 95 % in every seed. Zeros stay at 50 %. × 10 ends anywhere from about 70 % to almost 100 %.",
        "race", {"steps": 0}, {"steps": 1500},
    ),
    "one_seed": Question.of(
        "Seed 0 is at about 71 % after 1,500 steps. You run seeds 1 to 39 as well. How many of the 40 are still "
        "below 90 % then?",
        {
            "most": ("Most of them",
                     "One run cannot carry that conclusion: seed 0 is one of the rare slow ones."),
            "half": ("About half", "One run gives no share at all: seed 0 is one of the rare slow ones."),
            "few": "At most five",
        },
        "Nearly all others have reached 95 % or more. A single run shows what a seed does; only many show what a scheme does.",
        "one_seed", {"shown": 1}, {"shown": 40},
    ),
}  # fmt: skip


RACE_DEFAULTS = dict(activation="relu", depth=2, width=10, lr=0.1, steps=1500)
RESCUED = 0.9  # training accuracy of a seed
SEEDS, MORE = 48, 192  # how many judge a change, and how many where the first leave it open


def rescued(change: Mapping[str, Any], seeds: range) -> np.ndarray:
    """Whether each seed of "Normal × 10" reaches `RESCUED` on the circles with one setting changed, (seeds,)."""
    from course_lib.datasets import circles
    from course_lib.ensemble import Ensemble
    from course_lib.labs.race.experiment import RACERS
    from course_lib.training import train

    settings = RACE_DEFAULTS | dict(change)
    sizes = (2, *[settings["width"]] * settings["depth"], 1)
    ensemble = Ensemble(sizes, settings["activation"], {"x10": RACERS["normal_x10"][0]}, seeds)
    data = circles()
    train(ensemble, data.X_train, data.y_train, steps=settings["steps"], lr=settings["lr"])
    return ensemble.evaluate(data.X_train, data.y_train)[1].numpy() >= RESCUED


@exercise("rescue", takes="change")
def check_rescue(change: Any) -> Verdict | str:
    """``change`` is one setting of the race lab with which more than half of the seeds of "Normal × 10" learn.

    That is accepted if the exact 95 % interval of the share lies above one half. 48 seeds judge, and 192 if
    the interval of 48 holds one half; a printed line says so first.
    """
    from course_lib.labs import race

    if change is ... or (isinstance(change, Mapping) and not change):
        return not_attempted("Name one setting of the race lab and its new value, such as {'steps': 2000}.")
    if not isinstance(change, Mapping):
        return f"Write the change as a dictionary, {{'setting': value}}; this is a {type(change).__name__}."
    if len(change) != 1:
        return f"Change one thing only: with {len(change)} changes, nobody can say which one did it."
    name, value = next(iter(change.items()))
    reasons = {
        "schemes": "That replaces the start instead of rescuing it. Keep × 10 and change something else.",
        "seeds": "The number of seeds changes what you see, not what happens.",
        "data": "That changes the question. Keep the circles.",
        "optimizer": "That takes other steps than plain gradient descent. Keep SGD and change something else.",
    }
    if name in reasons:
        return reasons[name]
    if name not in RACE_DEFAULTS:
        return f"The race lab has no setting {name!r}. Choose one of {', '.join(RACE_DEFAULTS)}."
    try:
        setting = race(schemes=("normal_x10",), steps=0, seeds=1).controls[name].check(value)
    except ValueError as error:
        return f"{error}."
    passed = rescued({name: setting}, range(SEEDS))
    low, high = interval(passed)
    if low <= 0.5 <= high:
        print(f"{SEEDS} seeds leave it open; now {MORE}, which may take a minute.", flush=True)
        passed = np.append(passed, rescued({name: setting}, range(SEEDS, MORE)))
        low, high = interval(passed)
    found = (
        f"With {name} = {value!r}, {passed.sum()} of {len(passed)} seeds reach {100 * RESCUED:g} % "
        f"(95 % interval {100 * low:.0f} to {100 * high:.0f} %)."
    )
    if low > 0.5:
        return right(f"{found} The interval lies above one half: most networks are rescued.")
    if high >= 0.5:
        found += (
            f" One half lies inside, so {len(passed)} seeds do not tell whether most networks are rescued."
        )
    return f"{found} {why_not(name, setting)}"


def interval(passed: np.ndarray) -> tuple[float, float]:
    """The 95 % interval of Clopper and Pearson of the share that passed."""
    from scipy.stats import binomtest

    found = binomtest(int(passed.sum()), len(passed)).proportion_ci(method="exact")
    return float(found.low), float(found.high)


LESS_OR_MORE = {  # setting → why a smaller value does not rescue, and a larger one
    "lr": (
        "Smaller steps are the right direction. Go farther.",
        "Huge weights make huge gradients. Should a step be larger or smaller?",
    ),
    "steps": (
        "Fewer steps give the same network less time.",
        "More of the same steps do not repair them.",
    ),
    "width": (
        "Fewer units leave fewer that happen to be useful.",
        "More units help some seeds, but each unit also adds to a signal that is too large. Think of another setting.",
    ),
    "depth": ("Each layer multiplies the signal again. More layers, or fewer?",) * 2,
}  # fmt: skip


def why_not(name: str, setting: Any) -> str:
    """Why this value of the setting does not rescue, and in which direction to look."""
    start = RACE_DEFAULTS[name]
    if setting == start:
        return "That is the value it already has."
    if name == "activation":
        return "It is flat on one side or on both, and with weights this large nearly all inputs are far out. Which activation is flat nowhere?"
    if name == "lr" and setting <= start / 4:
        return "Steps this small do not get far enough in 1,500 of them. Look between this rate and 0.1."
    return LESS_OR_MORE[name][setting > start]


HINTS = {
    "rescue": Hints(
        "The weights are far too large, so each layer enlarges the signal, and the gradient on its way back. "
        "Which settings can make up for that?",
        "Two settings act on it directly. lr says how far one step goes, depth how often the signal is multiplied.",
        "Each hidden layer less is one multiplication less. Take as few as the lab allows: {'depth': …}.",
        why="With a single hidden layer the signal is multiplied once less, and most seeds learn. "
        "A smaller learning rate that is not too small does it too, and so does leaky ReLU.",
    ),
}
