"""Answers to the exercises of lesson 04, and what a wrong one is told."""

import math
from fractions import Fraction

import numpy as np

from course_lib.initializers import get
from tests.checks.functions import of

RIGHT = {
    "glorot_variance": [
        (lambda n_in, n_out: 1 / np.mean([n_in, n_out]),),
        (lambda n_in, n_out: get("glorot_normal").std((n_in, n_out)) ** 2,),
        (lambda n_in, n_out: np.float32(2) / (n_in + n_out),),
    ],
    "round_trip": [
        *[(kind([1.5, 0.5]),) for kind in (list, tuple, np.array, np.float32)],
        ((Fraction(3, 2), 1 / 2),),
    ],
}

UNTOUCHED = {"round_trip": [((..., ...),)]}

# (answers, a part of what is said of them)
WRONG = {
    "glorot_variance": of(
        (lambda a, b: 1 / a, "serves the forward pass alone"),
        (lambda a, b: 1 / b, "serves the backward pass alone"),
        (lambda a, b: 1 / (a + b), "one over the sum of the fans"),
        (lambda a, b: 4 / (a + b), "The 2 is there twice"),
        (lambda a, b: math.sqrt(2 / (a + b)), "That is the std"),
        (lambda a, b: (2 / (a + b)) ** 2, "the square of the variance"),
        (lambda a, b: 6 / (a + b), "the square of the uniform limit"),
        (lambda a, b: math.sqrt(6 / (a + b)), "That is the limit of the uniform scheme"),
        (lambda a, b: (a + b) / 2, "upside down: more terms in a sum"),
        (lambda a, b: (1 / a + 1 / b) / 2, "That averages the two variances"),
        (lambda a, b: 1 / a + 1 / b, "That adds the two variances"),
        (lambda a, b: 1 / math.sqrt(a * b), "The geometric mean of the fans"),
        (lambda a, b: 2 / (a * b), "You multiplied the two fans. Glorot adds"),
        (lambda a, b: 1 / (a * b), "You multiplied the two fans. Glorot takes"),
        (lambda a, b: 1 / max(a, b), "follows the larger fan alone"),
        (lambda a, b: 1 / min(a, b), "follows the smaller fan alone"),
        (lambda a, b: 2 / a + b, "Set parentheses"),
        (lambda a, b: 2 / a, "That is He's scheme"),
        (lambda a, b: 0.05**2, "It gives 0.0025 whatever it gets"),
        (lambda a, b: 0.5 / (a + b) / 2, "0.125 times what is wanted"),
        (lambda a, b: a + 3 * b, "For n_in, n_out = 300, 100 it gives 600"),
        (lambda a, b: [2 / (a + b)] * 2, "One finite number is wanted"),
    ),
    "round_trip": [
        (((0.5, 1.5),), "You swapped them"),
        (((1, 1),), "That holds only where n_in = n_out"),
        (((1, 0.333),), "That is LeCun's scheme"),
        (((3, 1),), "That is Var(w) = 1/n_out"),
        (((0.75, 0.25),), "Or did you halve for ReLU? This layer is linear"),
        (((1.22, 0.71),), "Those are the factors of the size"),
        (((2.25, 0.25),), "You squared the factors"),
        (((2, 2 / 3),), "That is He's scheme, Var(w) = 2/n_in"),
        (((6, 2),), "He's scheme with the fan out"),
        (((1.5, 1.5),), "The way back has its own sum"),
        (((0.5, 0.5),), "The way forward has its own sum"),
        (((1.5, 0.667),), "Backward is not one over forward"),
        (((3, 1 / 3),), "n_in/n_out and n_out/n_in"),
        (((300, 100),), "Those are the numbers of terms"),
        (((0.005, 0.005),), "Multiply by the number of terms"),
        (((4.5, 1.5),), "The 6 belongs to the limit"),
        (((7, 0.5),), "The factor backward is right, the one forward is not"),
        (((7, 9),), "Each factor is a number of terms times Var(w)"),
        (((1.5, ...),), "Give two numbers: backward is still open"),
        (((1.5, "0.5"),), "backward: '0.5' is a text that holds a number"),
        ((1.5,), "Give two numbers: (forward, backward)"),
        (((1.5, 0.5, 1),), "Give two numbers: (forward, backward)"),
    ],
}
