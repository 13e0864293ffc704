"""Checks of the exercises on training: rescuing a bad start, and breaking symmetry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from scipy import stats

from course_lib.checks.answers import as_array, unlike
from course_lib.checks.verdict import Verdict, not_attempted, not_yet, right
from course_lib.datasets import circles
from course_lib.ensemble import Ensemble
from course_lib.labs import race as race_lab
from course_lib.labs.race.experiment import RACERS
from course_lib.labs.symmetry.experiment import distinct_units
from course_lib.training import train

__all__ = [
    "MORE", "RACE_DEFAULTS", "RESCUED", "SEEDS", "check_asymmetry", "check_fine_at_zero", "check_rescue",
    "rescued",
]  # fmt: skip

RACE_DEFAULTS = dict(activation="relu", depth=2, width=10, lr=0.1, steps=1500)
RESCUED = 0.9  # training accuracy of a seed
SEEDS, MORE = 48, 192  # how many judge a change, and how many where the first leave it open


def rescued(change: Mapping[str, Any], seeds: range) -> np.ndarray:
    """Whether each seed of "Normal × 10" reaches `RESCUED` on the circles with one setting changed, (seeds,)."""
    settings = RACE_DEFAULTS | dict(change)
    sizes = (2, *[settings["width"]] * settings["depth"], 1)
    ensemble = Ensemble(sizes, settings["activation"], {"x10": RACERS["normal_x10"][0]}, seeds)
    data = circles()
    train(ensemble, data.X_train, data.y_train, steps=settings["steps"], lr=settings["lr"])
    return ensemble.evaluate(data.X_train, data.y_train)[1].numpy() >= RESCUED


def check_rescue(change: Any) -> Verdict:
    """``change`` is one setting of the race lab with which more than half of the seeds of "Normal × 10" learn.

    That is accepted if the exact 95 % interval of the share lies above one half. 48 seeds judge, and 192 if
    the interval of 48 holds one half.
    """
    if change is ... or (isinstance(change, Mapping) and not change):
        return not_attempted("Name one setting of the race lab and its new value, such as {'steps': 2000}.")
    if not isinstance(change, Mapping):
        return not_yet(
            f"Write the change as a dictionary, {{'setting': value}}; this is a {type(change).__name__}."
        )
    if len(change) != 1:
        return not_yet(f"Change one thing only: with {len(change)} changes, nobody can say which one did it.")
    name, value = next(iter(change.items()))
    reasons = {
        "schemes": "That replaces the start instead of rescuing it. Keep × 10 and change something else.",
        "seeds": "The number of seeds changes what you see, not what happens.",
        "data": "That changes the question. Keep the circles.",
    }
    if name in reasons:
        return not_yet(reasons[name])
    if name not in RACE_DEFAULTS:
        return not_yet(f"The race lab has no setting {name!r}. Choose one of {', '.join(RACE_DEFAULTS)}.")
    try:
        setting = race_lab(schemes=("normal_x10",), steps=0, seeds=1).controls[name].check(value)
    except ValueError as error:
        return not_yet(f"{error}.")
    passed = rescued({name: setting}, range(SEEDS))
    low, high = interval(passed)
    if low <= 0.5 <= high:
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
    return not_yet(f"{found} {hint(name, setting)}")


def interval(passed: np.ndarray) -> tuple[float, float]:
    """The 95 % interval of Clopper and Pearson of the share that passed."""
    found = stats.binomtest(int(passed.sum()), len(passed)).proportion_ci(method="exact")
    return float(found.low), float(found.high)


def hint(name: str, setting: Any) -> str:
    """Why this value of the setting does not rescue, and in which direction to look."""
    start = RACE_DEFAULTS[name]
    if setting == start:
        return "That is the value it already has."
    if name == "lr":
        if setting > start:
            return "Huge weights make huge gradients. Should a step be larger or smaller?"
        return (
            "Smaller steps are the right direction. Go farther."
            if setting > start / 4
            else "Steps this small do not get far enough in 1,500 of them. Look between this rate and 0.1."
        )
    if name == "steps":
        return (
            "Fewer steps give the same network less time."
            if setting < start
            else "More of the same steps do not repair them."
        )
    if name == "activation":
        return "It is flat on both sides, and with weights this large nearly all inputs are far out. Which activation is flat nowhere?"
    if name == "depth":
        return "Each layer multiplies the signal again. More layers, or fewer?"
    return (
        "Fewer units leave fewer that happen to be useful."
        if setting < start
        else "More units help some seeds, but each unit also adds to a signal that is too large. Think of another setting."
    )


def check_asymmetry(W1: Any, W2: Any) -> Verdict:
    """``W1`` (2, 4) and ``W2`` (4, 1) equal 0.5 but for as few entries as free all four units."""
    weights = []
    for name, weight, shape in (("W1", W1, (2, 4)), ("W2", W2, (4, 1))):
        array, wrong = as_array(name, weight)
        if wrong:
            return not_yet(wrong)
        if array.shape != shape:
            return not_yet(f"{name} must keep its shape {shape}; got shape {array.shape}.")
        if not np.isfinite(array).all():
            return not_yet(f"{name} must hold finite numbers; got {array[~np.isfinite(array)][0]}.")
        weights.append(array.astype(float))
    W1, W2 = weights
    changed = int((W1 != 0.5).sum() + (W2 != 0.5).sum())
    if changed == 0:
        return not_attempted("Change as few of the twelve entries as you can.")
    ensemble = Ensemble((2, 4, 1), "tanh", {"yours": [W1, W2]}, [0], dtype=torch.float64)
    data = circles()
    train(ensemble, data.X_train, data.y_train, steps=2000, lr=0.5)
    distinct = distinct_units(ensemble.weights[0][0].numpy(), tolerance=1e-6)
    units = np.concatenate([W1, W2.T])
    if distinct == 1 and np.ptp(units, axis=1).max() == 0:
        return not_yet(
            "Every unit still has the same weights as its neighbours: you made inputs differ, not units. A unit is a "
            "column of W1 with its row of W2."
        )
    if distinct < 4 and len(np.unique(units, axis=1).T) == 4:
        return not_yet(
            f"All 4 units start differently, but after 2,000 steps only {distinct} of them differ by more than a "
            "millionth: tiny differences take longer. Choose larger ones."
        )
    if distinct < 4:
        return not_yet(
            f"{changed} changed, and {distinct} of the 4 units are distinct: units with equal weights stay one unit."
        )
    if changed > 3:
        return not_yet(f"All 4 units part, but {changed} changes are more than it takes.")
    return right(
        "Three changes: one unit may keep the constant, the other three must each differ from it and from each other."
    )


# part → (whether a start at zero is fine, what the other answer misses)
ZEROS = {
    "all weights": (False, "With all weights at zero the hidden gradient is exactly 0: look at the first figure again."),
    "biases": (True, "The random weights already make the units differ, so biases need not."),
    "last layer": (True, "A zero last layer blocks the first step back to the hidden layer, not the second: it moves at once itself."),
    "logistic regression": (True, "Zeros harm where hidden units must become different. How many has a logistic regression?"),
}  # fmt: skip


def check_fine_at_zero(answers: Any) -> Verdict:
    """``answers`` maps each part of `ZEROS` to True where a start at zero is fine."""
    wrong = unlike(answers, ZEROS)
    if wrong:
        return not_yet(wrong)
    if all(value is ... for value in answers.values()):
        return not_attempted("Replace each ... by True or False.")
    for part, value in answers.items():
        if not isinstance(value, bool | np.bool_):
            return not_yet(f"Give True or False for {part!r}, without quotes; this is {value!r}.")
    if not any(answers.values()):
        return not_yet(
            "“Never start anything at zero” is too strict. Zeros harm where they leave units equal or cut off the gradient. "
            "Where do they do neither?"
        )
    missed = [why for part, (fine, why) in ZEROS.items() if answers[part] != fine]
    if len(missed) == 1:
        return not_yet(missed[0])
    if missed:
        return not_yet(f"{len(ZEROS) - len(missed)} of {len(ZEROS)} are right.", *missed)
    return right(
        "Zeros are fine in the biases and the last layer, where other weights make the units differ, and in a "
        "logistic regression, which has no hidden units."
    )
