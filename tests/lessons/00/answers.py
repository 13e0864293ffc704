"""Answers to the exercise of lesson 00, and what a wrong one is told."""

# change → seeds that pass 90 %, of the first 48 and of the further 144; trained in test_claims.py
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


RIGHT = {"rescue": [({"depth": 1},)]}

UNTOUCHED = {"rescue": [({},)]}

# (answers, a part of what is said of them)
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
        (({"width": 100},), "width (Width) must be a whole number from 1 to 32; got 100"),
        (({"activation": "selu"},), "activation (Activation) must be one of 'relu'"),
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
        (({"activation": "tanh"},), "It is flat on one side or on both"),
        (({"depth": 3},), "More layers, or fewer?"),
        (({"width": 4},), "Fewer units leave fewer that happen to be useful"),
        (({"width": 24},), "192 seeds do not tell whether most networks are rescued"),
        (({"width": 32},), "56 of 192 seeds reach 90 % (95 % interval 23 to 36 %). More units help some"),
        (({"schemes": "he_normal"},), "That replaces the start"),
        (({"seeds": 1},), "changes what you see"),
        (({"data": "moons"},), "That changes the question"),
        (({"optimizer": "adam"},), "other steps than plain gradient descent"),
        (([("lr", 0.01)],), "as a dictionary"),
        (("lr=0.01",), "as a dictionary"),
        ((None,), "as a dictionary"),
    ]
}
