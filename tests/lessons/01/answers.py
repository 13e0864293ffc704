"""Answers to the exercises of lesson 01, and what a wrong one is told."""

import numpy as np
import torch

TRUTH = {"all weights": False, "biases": True, "last layer": True, "logistic regression": True}


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
        ((dict.fromkeys(TRUTH, True),), "hidden gradient is exactly 0"),
        ((TRUTH | {"biases": False},), "so biases need not"),
        ((TRUTH | {"last layer": False},), "A zero last layer blocks the first step"),
        ((TRUTH | {"logistic regression": False},), "How many has a logistic regression?"),
        ((TRUTH | {"biases": False, "last layer": False},), "2 of 4 are right"),
        ((TRUTH | {"all weights": True, "logistic regression": False},), "• With all weights at zero"),
        ((TRUTH | {"biases": ...},), "Give True or False for 'biases', without quotes; this is Ellipsis"),
        ((TRUTH | {"biases": "yes"},), "this is 'yes'"),
        ((TRUTH | {"all weights": "False"},), "without quotes; this is 'False'"),
        ((TRUTH | {"last layer": 1},), "this is 1"),
        ((TRUTH | {"weights": True},), "There is no such question as 'weights'"),
        (({"biases": True},), "There is no answer to 'all weights', 'last layer', 'logistic regression'"),
        (([False, True, True, True],), "This is a list"),
        ((None,), "This is a NoneType"),
        ((True,), "This is a bool"),
    ],
}
