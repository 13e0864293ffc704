"""Wrong answers to the exercises of lessons 00 and 01, and a part of what each is told."""

import numpy as np

TRUTH = {"all weights": False, "biases": True, "last layer": True, "logistic regression": True}


def weights(first=(), second=(), W1=((2, 4), 0.5), W2=((4, 1), 0.5)):
    """The exercise's arrays with entries changed: ``first`` and ``second`` hold (row, column, value)."""
    made = np.full(*W1), np.full(*W2)
    for array, changes in zip(made, (first, second), strict=True):
        for row, column, value in changes:
            array[row, column] = value
    return made


THREE = [(0, 1, 0.1), (0, 2, 0.2), (0, 3, 0.3)]

# change → seeds that pass 90 %, of the first 48 and of the further 144; see test_lesson_statements.py
RECORDED = {
    ("lr", 10.0): (0, 0),
    ("lr", 0.07): (20, 49),
    ("lr", 0.001): (5, 0),
    ("steps", 2000): (12, 0),
    ("steps", 500): (5, 0),
    ("steps", 1500): (10, 0),
    ("activation", "tanh"): (0, 0),
    ("activation", "leaky_relu"): (36, 93),
    ("depth", 1): (42, 0),
    ("depth", 3): (0, 0),
    ("width", 4): (0, 0),
    ("width", 24): (27, 60),
    ("width", 32): (18, 38),
}

WRONG = {
    "rescue": [
        (({"lr": 0.01, "depth": 1},), "Change one thing only"),
        (
            ({"learning_rate": 0.01},),
            "no setting 'learning_rate'. Choose one of activation, depth, width, lr",
        ),
        (({3: 4},), "has no setting 3"),
        (({"lr": 0},), "lr (Learning rate) must be a number from 0.001 to 10; got 0"),
        (({"lr": "0.01"},), "got '0.01'"),
        (({"depth": 1.5},), "must be a whole number from 1 to 10; got 1.5"),
        (({"width": 100},), "width (Width) must be one of"),
        (({"activation": "gelu"},), "activation (Activation) must be one of 'relu'"),
        (
            ({"steps": 2000},),
            "of 48 seeds reach 90 % (95 % interval 14 to 40 %). More of the same steps do not",
        ),
        (({"steps": 500},), "Fewer steps give the same network less time"),
        (({"steps": 1500},), "That is the value it already has"),
        (
            ({"lr": 10.0},),
            "0 of 48 seeds reach 90 % (95 % interval 0 to 7 %). Huge weights make huge gradients",
        ),
        (({"lr": 0.07},), "Smaller steps are the right direction. Go farther"),
        (({"lr": 0.001},), "Steps this small do not get far enough in 1,500 of them"),
        (({"activation": "tanh"},), "It is flat on both sides"),
        (({"depth": 3},), "More layers, or fewer?"),
        (({"width": 4},), "Fewer units leave fewer that happen to be useful"),
        (
            ({"width": 24},),
            "192 seeds do not tell whether most networks are rescued",
        ),
        (({"width": 32},), "56 of 192 seeds reach 90 % (95 % interval 23 to 36 %). More units help some"),
        (({"schemes": "he_normal"},), "That replaces the start"),
        (({"seeds": 1},), "changes what you see"),
        (({"data": "moons"},), "That changes the question"),
        (([("lr", 0.01)],), "as a dictionary"),
        (("lr=0.01",), "as a dictionary"),
        ((None,), "as a dictionary"),
    ],
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
