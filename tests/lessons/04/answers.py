"""Answers to the exercises of lesson 04, and what a wrong one is told."""

import math
from fractions import Fraction

import numpy as np
from scipy.stats import gmean

from tests.checks.functions import of

RIGHT = {
    "balanced_variance": [
        (lambda n_in, n_out: 1 / gmean([n_in, n_out]),),
        (lambda n_in, n_out: np.sqrt(1 / n_in * 1 / n_out),),
        (lambda n_in, n_out: (np.float32(n_in) * n_out) ** -0.5,),
    ],
    "round_trip": [
        *[(kind([1.6, 0.4]),) for kind in (list, tuple, np.array, np.float32)],
        ((Fraction(8, 5), 2 / 5),),
    ],
}

UNTOUCHED = {"round_trip": [((..., ...),)]}

# (answers, a part of what is said of them)
WRONG = {
    "balanced_variance": of(
        (lambda a, b: 2 / (a + b), "That is Glorot's: the factors add up to 2"),
        (lambda a, b: 1 / a, "That is LeCun's"),
        (lambda a, b: 1 / b, "That keeps the gradient"),
        (lambda a, b: 1 / (a * b), "contains Var(w) twice, once from each pass"),
        (lambda a, b: 1 / (a * b) ** 2, "so a root is needed"),
        (lambda a, b: (a * b) ** -0.25, "That is the std"),
        (lambda a, b: math.sqrt(a * b), "more terms in a sum ask for smaller weights"),
        (lambda a, b: a * b, "Upside down, and without the root"),
        (lambda a, b: (a + b) ** -0.5, "That adds the fans"),
        (lambda a, b: 1 / (a + b), "one over the sum of the fans"),
        (lambda a, b: 2 / math.sqrt(a * b), "the product of the factors is 4"),
        (lambda a, b: math.sqrt(2 / (a * b)), "the product of the factors is 2"),
        (lambda a, b: 3 / math.sqrt(a * b), "The 3 belongs to the limit"),
        (lambda a, b: (1 / a + 1 / b) / 2, "the mean of the two variances"),
        (lambda a, b: 1 / math.hypot(a, b), "no squares of one fan"),
        (lambda a, b: math.sqrt(b / a), "A ratio of the fans does not shrink"),
        (lambda a, b: math.sqrt(a / b), "A ratio of the fans does not shrink"),
        (lambda a, b: 1 / max(a, b), "follows the larger fan alone"),
        (lambda a, b: 1 / min(a, b), "follows the smaller fan alone"),
        (lambda a, b: a**-0.5, "looks at the fan-in alone"),
        (lambda a, b: 0.05**2, "It gives 0.0025 whatever it gets"),
        (lambda a, b: 0.125 / math.sqrt(a * b), "0.125 times what is wanted"),
        (lambda a, b: a + 3 * b, "For n_in, n_out = 300, 100 it gives 600"),
        (lambda a, b: [1 / math.sqrt(a * b)] * 2, "One finite number is wanted"),
    ),
    "round_trip": [
        (((0.4, 1.6),), "You swapped them"),
        (((1, 1),), "That holds only where n_in = n_out"),
        (((1, 0.25),), "That is LeCun's scheme"),
        (((4, 1),), "That is Var(w) = 1/n_out"),
        (((0.8, 0.2),), "Or did you halve for ReLU? This network is linear"),
        (((1.26, 0.63),), "Those are the factors of the size"),
        (((2.56, 0.16),), "or counted two layers"),
        (((2, 0.5),), "That is He's scheme, Var(w) = 2/n_in"),
        (((8, 2),), "He's scheme with the fan-out"),
        (((1.6, 1.6),), "The way back has its own sum"),
        (((0.4, 0.4),), "The way forward has its own sum"),
        (((1.6, 0.625),), "Backward is not one over forward"),
        (((4, 1 / 4),), "n_in/n_out and n_out/n_in"),
        (((256, 16),), "Those are the numbers of terms"),
        (((0.00625, 0.025),), "Multiply each by the number of terms"),
        (((4.8, 1.2),), "The 6 belongs to the limit"),
        (((1.88, 0.118),), "Fan-in and fan-out belong to one layer"),
        (((7, 0.4),), "The factor backward is right, the one forward is not"),
        (((7, 9),), "Each factor is a number of terms times Var(w)"),
        (((1.6, ...),), "Give two numbers: backward is still open"),
        (((1.6, "0.4"),), "backward: '0.4' is a text that holds a number"),
        ((1.6,), "Give two numbers: (forward, backward)"),
        (((1.6, 0.4, 1),), "Give two numbers: (forward, backward)"),
    ],
}
