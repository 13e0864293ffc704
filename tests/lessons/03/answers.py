"""Answers to the exercises of lesson 03, and what a wrong one is told."""

import math

import numpy as np

from course_lib.datasets import digits

PIXELS = digits(standardize=None).X_train.astype(float)


E_X2 = float((PIXELS**2).mean())


RIGHT = {
    "keep_alive": [(math.sqrt(2),), (1.37,)],
    "first_loss": [(2.3,), (-np.log(np.full(10, 0.1)).mean(),)],
    "raw_digits": [(round(E_X2),), (np.int64(60),), (np.mean(digits(standardize=None).X_train ** 2),)],
}

# (answers, a part of what is said of them)
WRONG = {
    "keep_alive": [
        ((1.0,), "E[z²] falls to 0.02 in layer 30"),
        ((-1.38,), "a std is not negative"),
        ((0.0,), "E[z²] falls below 0.5 in layer 1 and to 0 in layer 30. A larger gain"),
        ((0.5,), "below 0.5 in layer 1 and to 5"),
        ((1.3,), "below 0.5 in layer 5 and"),
        ((1.45,), "Only layer 1 is above 2: its inputs have not been through tanh"),
        ((5 / 3,), "Only layer 1 is above 2"),
        ((2,), "2 is the bound on E[z²]. The gain is a factor on the std"),
        ((3,), "In 30 of 30 layers E[z²] is above 2. It starts at gain² = 9 and ends at"),
        ((1e6,), "far above 2"),
        (([1.38, 1.4],), "One finite number is wanted"),
        ((math.nan,), "One finite number is wanted"),
    ],
    "first_loss": [
        ((0,), "A loss of 0 needs a probability of 1"),
        ((0.1,), "That is the probability of the right class"),
        ((-0.1,), "The logarithm is missing"),
        ((0.9,), "That is the share of wrong guesses"),
        ((1,), "That is the logarithm to base 10"),
        ((3.3,), "That is in bits, to base 2"),
        ((np.log(0.1),), "The loss is *minus* the logarithm"),
        ((0.69,), "That is the coin toss of two classes"),
        ((10,), "That is one over the probability"),
        ((23.03,), "That is the sum over ten classes"),
        ((0.105,), "probability of the *wrong* classes"),
        ((6.93,), "as if each class had a sigmoid of its own"),
        ((2.718,), "That is e"),
        ((2.33,), "rounded too far"),
        ((61.2,), "Ten equal probabilities add up to 1"),
    ],
    "raw_digits": [
        ((PIXELS.var(),), "That is the variance of the pixels"),
        ((PIXELS.std(),), "That is the std of the pixels"),
        ((7.7,), "That is the root of it"),
        ((E_X2**2,), "not to its square"),
        ((PIXELS.mean(),), "That is the mean pixel"),
        ((PIXELS.mean() ** 2,), "the mean of the squares is larger"),
        ((16,), "16 is the largest pixel"),
        ((256,), "would need every pixel at its largest value"),
        ((128,), "is a guess about the middle"),
        ((85.3,), "That would hold for pixels spread evenly"),
        ((64,), "64 is the number of pixels"),
        ((np.sum(PIXELS**2) / len(PIXELS),), "You summed over the pixels"),
        ((1 / E_X2,), "The other way round"),
        ((1,), "That is E[x²] of the standardized digits"),
        ((100,), "Compute the mean of X²"),
    ],
}
