"""Checks of the exercises on training: rescuing a bad start, and breaking symmetry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from course_lib.checks.verdict import Verdict, not_attempted, not_yet, right
from course_lib.datasets import circles
from course_lib.ensemble import Ensemble
from course_lib.experiments.race import race
from course_lib.experiments.symmetry import distinct_units
from course_lib.labs import race as race_lab
from course_lib.training import train

__all__ = ["check_asymmetry", "check_fine_at_zero", "check_rescue"]

RACE_DEFAULTS = dict(
    data="circles", schemes=("normal_x10",), activation="relu", depth=2, width=10, lr=0.1, seeds=8, steps=1500
)  # fmt: skip
RESCUED = 0.9  # median training accuracy


def check_rescue(change: Any) -> Verdict:
    """``change`` is one setting of the race lab that makes "Normal × 10" learn."""
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
    try:
        setting = race_lab(schemes=("normal_x10",), steps=0, seeds=1).controls[name].check(value)
    except KeyError:
        allowed = ", ".join(key for key in RACE_DEFAULTS if key not in reasons)
        return not_yet(f"The race lab has no setting {name!r}. Choose one of {allowed}.")
    except ValueError as error:
        return not_yet(f"{error}.")
    for _, result in race(**(RACE_DEFAULTS | {name: setting})):
        last = result
    median = float(np.median(last.accuracy))
    if median >= RESCUED:
        return right(f"With {name} = {value!r}, × 10 reaches 90 % or more in the median of 8 seeds.")
    hints = {
        "lr": "Huge weights make huge gradients: should a step be larger or smaller?"
        if name == "lr" and setting >= RACE_DEFAULTS["lr"]
        else "Smaller steps are the right idea. Try another size.",
        "steps": "More of the same steps do not repair them.",
        "activation": "Which activations go flat for large inputs? Which never do?",
        "depth": "Each layer multiplies the signal again. More layers, or fewer?",
        "width": "Up to a point more units help: some of them end well. Try another width, or think of the size of a step.",
    }
    return not_yet(
        f"× 10 reaches a median of {100 * median:.0f} % over 8 seeds; 90 % are needed. {hints[name]}"
    )


def check_asymmetry(W1: Any, W2: Any) -> Verdict:
    """``W1`` (2, 4) and ``W2`` (4, 1) equal 0.5 but for as few entries as free all four units."""
    for name, weight, shape in (("W1", W1, (2, 4)), ("W2", W2, (4, 1))):
        try:
            weight = np.asarray(weight)
        except ValueError:  # rows of different lengths
            return not_yet(f"{name} must be an array of shape {shape}; its rows differ in length.")
        if weight.shape != shape or weight.dtype.kind not in "fiu" or not np.isfinite(weight).all():
            return not_yet(
                f"{name} must keep its shape {shape} and hold finite numbers; got shape {weight.shape} of type "
                f"{weight.dtype}."
            )
    W1, W2 = np.asarray(W1, float), np.asarray(W2, float)
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


def check_fine_at_zero(answers: Any) -> Verdict:
    """``answers`` maps each part to True where a start at zero is fine."""
    truth = {
        "all weights": False,
        "biases": True,
        "last layer": True,
        "logistic regression": True,
    }
    if not isinstance(answers, Mapping) or set(answers) != set(truth):
        return not_yet(f"Give True or False for each of: {', '.join(truth)}.")
    if all(value is ... for value in answers.values()):
        return not_attempted("Replace each ... by True or False.")
    if not all(isinstance(value, bool | np.bool_) for value in answers.values()):
        return not_yet("Give True or False for every part.")
    if not any(answers.values()):
        return not_yet(
            "“Never start anything at zero” is too strict: zeros harm only where units must be told apart."
        )
    reasons = {
        "all weights": "With all weights at zero the hidden gradient is exactly 0: look at the first figure again.",
        "biases": "Biases may start at zero: the random weights already make the units differ.",
        "last layer": "A zero last layer blocks the first step back to the hidden layer, not the second: it moves at once itself.",
        "logistic regression": "A logistic regression has no hidden units, and one optimum.",
    }
    missed = [part for part in truth if answers[part] != truth[part]]
    if missed:
        return not_yet(" ".join(reasons[part] for part in missed))
    return right(
        "Zeros are fine in the biases and the last layer, where other weights tell the units apart, and in a logistic regression, which has no units."
    )
