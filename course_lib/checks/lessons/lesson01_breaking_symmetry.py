"""Lesson 01: units that start equal, and what frees them."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.checks.answers import as_array, check_keys
from course_lib.checks.exercise import exercise
from course_lib.checks.hints import Hints
from course_lib.checks.mistakes import first_fault
from course_lib.checks.question import Question
from course_lib.checks.verdict import Verdict, not_attempted, not_yet, right

QUESTIONS = {
    "zeros": Question.of(
        "All weights of a 2-8-1 tanh network start at 0. What do its eight hidden units learn in 2,000 steps?",
        {
            "same": ("One feature, the same in all eight",
                     "To learn even one feature a unit needs a gradient, and theirs is exactly 0."),
            "nothing": "Nothing",
            "slow": ("Eight features, slowly",
                     "Nothing tells the units apart, and their gradient is exactly 0."),
        },
        "The outgoing weights are 0, so no error flows back; the hidden outputs are 0, so the outgoing weights "
        "get no gradient either. Only the output bias can move.",
        "symmetry", {"start": "zeros", "steps": 0}, {"steps": 2000},
    ),
    "constant": Question.of(
        "Now every weight starts at 0.5, and the data are two moons. How many different hidden units does the network "
        "have after 10,000 steps?",
        {
            "eight": ("Eight", "They receive a gradient now, but all of them the same one."),
            "some": ("Two or three",
                     "Nothing can part them, not even slowly: equal weights get equal gradients at every step."),
            "one": "One",
        },
        "Units with equal incoming and outgoing weights have equal outputs and equal gradients, so they stay equal. "
        "The loss is that of a network with one hidden unit.",
        "symmetry", {"start": "constant", "data": "moons", "steps": 0}, {"steps": 10_000},
    ),
    "constant_W1": Question.of(
        "W1 is still 0.5 everywhere, only W2 is random. All eight units compute the same output at first. Do they part?",
        {
            "no": ("No: equal outputs, equal gradients",
                   "Equal outputs do not make equal gradients: the way back leads through W2."),
            "two": ("Into two groups, one for each sign of their weights in W2",
                    "The sign alone would make two groups, but the error is multiplied by the whole weight in W2."),
            "yes": "Yes, all eight of them",
        },
        "Unit j receives its error through its own outgoing weight, and those differ. One random layer is enough here, as W1 is not zero.",
        "symmetry", {"start": "constant_W1", "steps": 0}, {"steps": 2000},
    ),
    "noise": Question.of(
        "Both layers start at 0.5, plus normal noise of size 0.000000000001 (10⁻¹²). When do the units part?",
        {
            "never": ("Never; the noise is too small to matter",
                      "The noise is tiny, but a difference that is multiplied in every step does not stay tiny."),
            "soon": ("In the first 100 steps",
                     "From 10⁻¹² it takes many multiplications to reach the size of the weights."),
            "late": "After thousands of steps",
        },
        "The dotted line climbs straight on the log axis: each step multiplies the difference by the same factor. After "
        "thousands of steps it is as large as the weights. Until then the network behaves like one unit.",
        "symmetry", {"start": "noisy", "noise": -12, "steps": 0}, {"steps": 8000},
    ),
    "logistic": Question.of(
        "A logistic regression, a network without a hidden layer, has to classify two overlapping moons. "
        "Is it true that a start at zero is as good as a random one?",
        {
            "stuck": ("No: from zero it never moves",
                      "Its gradient at zero is not zero: the inputs feed the output directly."),
            "worse": ("No: from zero it ends at a worse optimum",
                      "There is only one optimum."),
            "same": "Yes: it ends at the same optimum",
        },
        "With no hidden units there is no symmetry to break. The loss is convex, so every start leads to the same "
        "optimum, as long as no line separates the classes.",
        "zero_start", {"part": "logistic", "steps": 0}, {"steps": 2000}, claim="same",
    ),
}  # fmt: skip


@exercise("asymmetry", takes="W1, W2")
def check_asymmetry(W1: Any, W2: Any) -> Verdict | str:
    """``W1`` (2, 4) and ``W2`` (4, 1) equal 0.5 but for as few entries as free all four units."""
    import torch

    from course_lib.datasets import circles
    from course_lib.ensemble import Ensemble
    from course_lib.labs.shared.plane import distinct_units
    from course_lib.training import train

    weights = []
    for name, weight, shape in (("W1", W1, (2, 4)), ("W2", W2, (4, 1))):
        array = as_array(name, weight)
        if array.shape != shape:
            return f"{name} must keep its shape {shape}; got shape {array.shape}."
        if not np.isfinite(array).all():
            return f"{name} must hold finite numbers; got {array[~np.isfinite(array)][0]}."
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
    return first_fault(
        (distinct == 1 and np.ptp(units, axis=1).max() == 0,
            "Every unit still has the same weights as its neighbours: you made inputs differ, not units. A unit is a "
            "column of W1 with its row of W2."),
        (distinct < 4 and len(np.unique(units, axis=1).T) == 4,
            f"All 4 units start differently, but after 2,000 steps only {distinct} of them differ by more than a "
            "millionth: tiny differences take longer. Choose larger ones."),
        (distinct < 4,
            f"{changed} changed, and {distinct} of the 4 units are distinct: units with equal weights stay one unit."),
        (changed > 3, f"All 4 units part, but {changed} changes are more than it takes."),
    ) or right(
        "Three changes: one unit may keep the constant, the other three must each differ from it and from each other."
    )  # fmt: skip


# what starts at zero → (whether all units can learn, what the other answer misses)
ZEROS = {
    "the row of W1 for x2": (True,
        "No unit listens to x₂ at first. But the units differ in the other row, and a gradient contains the input, not the weight."),
    "W2, and W1 is 0.5 everywhere": (False,
        "All units have equal weights in, and equal weights out: 0. What could part them?"),
    "W1 and W2, and biases are random": (True,
        "A random bias gives each unit an output of its own, and the random output bias keeps the sum of δ from 0. So the first formula gives each outgoing weight a gradient of its own."),
    "W1, and units are ReLU": (False,
        "Every z is 0 here. What are the output and the slope of a ReLU at 0, and what do the two formulas make of them?"),
    "the three weights of one unit": (False,
        "Seven units learn. Put the zeros of the other one into the two formulas: each of its gradients contains a factor that is 0."),
}  # fmt: skip


@exercise("fine_at_zero", takes="fine")
def check_fine_at_zero(answers: Any) -> Verdict | str:
    """``answers`` maps each part of `ZEROS` to True where a start at zero is fine."""
    check_keys(answers, ZEROS, "Replace each ... by True or False.")
    for part, value in answers.items():
        if not isinstance(value, bool | np.bool_):
            return f"Give True or False for {part!r}, without quotes; this is {value!r}."
    if not any(answers.values()):
        return (
            "“Never start anything at zero” is too strict. Zeros harm where they leave units equal or cut off the gradient. "
            "Where do they do neither?"
        )
    if all(answers.values()):
        return "In three of the five starts some units stay equal or never move. Put each start into the formulas of the two gradients."
    missed = [why for part, (fine, why) in ZEROS.items() if answers[part] != fine]
    if len(missed) == 1:
        return missed[0]
    if missed:
        return not_yet(f"{len(ZEROS) - len(missed)} of {len(ZEROS)} are right.", *missed)
    return right(
        "Zeros are fine where every unit still has a weight or a bias of its own, and receives a gradient in the end."
    )


HINTS = {
    "asymmetry": Hints(
        "Training treats two units alike as long as all their weights are equal. So count units, not weights.",
        "A unit owns two entries of W1 and one of W2. How many of them must differ to set it apart from another unit?",
        "Leave unit 0 as it is. Give every other unit a weight of its own in W2: W2[1:, 0] = [a, b, c], all "
        "different and none of them 0.5.",
        why="The error of a unit is multiplied by its own weight in W2, so different weights there make different "
        "gradients. With only two changes, two units would still be equal.",
    ),
    "fine_at_zero": Hints(
        "Ask two questions of each line. Does something tell every unit from the others? Does every unit receive a "
        "gradient, now or after a step?",
        "Write down z, the output and the slope of a unit at the start. Then look for a factor in the two gradients that "
        "is 0, and ask whether it is still 0 after a step.",
        "Two of the five lines are True. In one of them the units differ by a weight, in the other by a bias.",
        why="Equal weights in and out, with equal biases, leave the units one unit. Where a unit's output and its outgoing weight are both 0, "
        "its gradients are 0, and it waits for ever; so does a ReLU unit whose z is 0.",
    ),
}
