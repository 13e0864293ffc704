"""Answers to the exercises of lesson 01, and what a wrong one is told."""

import numpy as np
import torch

ROW, ALIKE, BIASES = (
    "the row of W1 for x2",
    "W2, and W1 is 0.5 everywhere",
    "W1 and W2, and biases are random",
)
RELU, ONE = "W1, and units are ReLU", "the three weights of one unit"
TRUTH = {ROW: True, ALIKE: False, BIASES: True, RELU: False, ONE: False}


def weights(first=(), second=(), W1=((2, 4), 0.5), W2=((4, 1), 0.5)):
    """The exercise's arrays with entries changed: ``first`` and ``second`` hold (row, column, value)."""
    made = np.full(*W1), np.full(*W2)
    for array, changes in zip(made, (first, second), strict=True):
        for row, column, value in changes:
            array[row, column] = value
    return made


THREE = [(0, 1, 0.1), (0, 2, 0.2), (0, 3, 0.3)]


RIGHT = {
    "asymmetry": [
        weights(second=[(1, 0, 0.1), (2, 0, 0.2), (3, 0, -1)]),
        weights([(0, 1, 0.1), (1, 2, 0.3)], [(3, 0, 0)]),
        weights([(0, 1, 0.5 + 1e-9), (0, 2, 0.5 - 1e-9), (0, 3, 0.5 + 2e-9)]),
        [array.tolist() for array in weights(THREE)],
        [torch.tensor(array, dtype=torch.bfloat16) for array in weights(THREE)],
    ],
    "fine_at_zero": [({part: np.bool_(value) for part, value in TRUTH.items()},)],
}

UNTOUCHED = {"asymmetry": [weights()], "fine_at_zero": [(dict.fromkeys(TRUTH, ...),)]}

# (answers, a part of what is said of them)
WRONG = {
    "asymmetry": [
        (weights([(0, j, 0.3) for j in range(4)]), "you made inputs differ, not units"),
        (weights(W1=((2, 4), 0.0), W2=((4, 1), 0.0)), "you made inputs differ, not units"),
        (weights([(0, 0, 0.3)]), "1 changed, and 2 of the 4 units are distinct"),
        (weights(THREE[:2]), "2 changed, and 3 of the 4"),
        (weights([(0, 0, 0.3), (0, 1, 0.3), (0, 2, 0.3)]), "3 changed, and 2 of the 4 units are distinct"),
        (weights([*THREE, (0, 0, 0.4)]), "4 changes are more than it takes"),
        (weights(THREE, [(0, 0, 0.4)]), "4 changes are more than it takes"),
        (weights([(i, j, 0.1 * (i + 2 * j)) for i in (0, 1) for j in range(4)]), "7 changes are more"),
        (weights([(0, j, 0.5 + 1e-14 * j) for j in (1, 2, 3)]), "tiny differences take longer"),
        (weights(W1=((4, 2), 0.5)), "W1 must keep its shape (2, 4); got shape (4, 2)"),
        (weights(W2=((1, 4), 0.5)), "W2 must keep its shape (4, 1); got shape (1, 4)"),
        (weights(W1=((8,), 0.5)), "got shape (8,)"),
        (weights([(0, 0, np.nan)]), "W1 must hold finite numbers; got nan"),
        (weights(second=[(0, 0, np.inf)]), "W2 must hold finite numbers; got inf"),
        (weights(W1=((2, 4), "0.5")), "W1 must hold real numbers, got text, such as '0.5'; give numbers"),
        (([[0.5], [0.5, 0.5]], np.full((4, 1), 0.5)), "W1 must be an array of numbers, got list"),
        ((None, None), "W1 must hold real numbers, got None"),
        (weights(THREE, W1=((2, 4), 0.5 + 0j)), "W1 must hold real numbers, got complex numbers"),
    ],
    "fine_at_zero": [
        ((dict.fromkeys(TRUTH, False),), "is too strict"),
        ((dict.fromkeys(TRUTH, True),), "In three of the five starts"),
        ((TRUTH | {ROW: False},), "the units differ in the other row"),
        ((TRUTH | {ALIKE: True},), "What could part them?"),
        ((TRUTH | {BIASES: False},), "an output of its own"),
        ((TRUTH | {RELU: True},), "the slope of a ReLU at 0"),
        ((TRUTH | {ONE: True},), "Seven units learn"),
        ((TRUTH | {ROW: False, ONE: True},), "3 of 5 are right"),
        ((TRUTH | {ALIKE: True, RELU: True},), "• All units have equal weights in"),
        (
            (TRUTH | {ROW: ...},),
            "for 'the row of W1 for x2', without quotes; this is Ellipsis",
        ),
        ((TRUTH | {BIASES: "yes"},), "this is 'yes'"),
        ((TRUTH | {RELU: "False"},), "without quotes; this is 'False'"),
        ((TRUTH | {ONE: 1},), "this is 1"),
        ((TRUTH | {"biases": True},), "There is no such question as 'biases'"),
        (({ROW: True, ALIKE: False, BIASES: True},), f"There is no answer to '{RELU}', '{ONE}'"),
        (([True, False, True, False, False],), "This is a list"),
        ((None,), "This is a NoneType"),
        ((True,), "This is a bool"),
    ],
}
