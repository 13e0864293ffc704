"""Wrong answers to the exercises of lessons 03 to 06, and a part of what each is told."""

import math

import numpy as np

from course_lib.checks.lessons.activations_meet_schemes import CELLS, fate
from course_lib.datasets import digits

PIXELS = digits(standardize=None).X_train.astype(float)
E_X2 = float((PIXELS**2).mean())
TRUTH = {cell: fate(*cell) for cell in CELLS}


def says(text):
    """A function of any arguments that prints instead of returning."""
    return lambda *_: print(text)


def nothing(*_):
    _ = 1


def of(*functions):
    return [((function,), words) for function, words in functions]


def measured(function):
    return lambda phi, z: function(phi(z))


def cells(**changed):
    return {cell: changed.get(cell[0], word) for cell, word in TRUTH.items()}


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
        (("1.38",), "Leave out the quotes: 1.38"),
        (((1, 2),), "Python writes decimals with a point, as in 1.2"),
        ((None,), "function without return"),
        (([1.38, 1.4],), "One finite number is wanted"),
        ((math.nan,), "One finite number is wanted"),
    ],
    "first_loss": [
        ((0,), "Logits of 0 are not probabilities of 0"),
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
        ((61.2,), "Softmax of ten equal logits gives every class the same probability"),
        (("2.3",), "is a text that holds a number. Leave out the quotes: 2.3"),
        (("ln 10",), "This is the text 'ln 10', not a number"),
        ((math.log,), "Give the number, not the function"),
        ((np.full(10, 0.1),), "several numbers, of shape (10,)"),
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
        ((PIXELS**2,), "This holds several numbers, of shape (1400, 64)"),
        (("60",), "Leave out the quotes: 60"),
    ],
    "telescope": [
        ((10 / 100,), "ends at layer 1, whose 400 units send on"),
        ((1,), "Fan in keeps the signal on the way forward"),
        ((40,), "Upside down: the layers get narrower"),
        ((10,), "Upside down, and the way back ends at layer 1"),
        ((10 / 400 / 8,), "You halved once more a layer"),
        ((math.sqrt(10 / 400),), "That is the factor of the size"),
        (((10 / 400) ** 2,), "That squares the factors"),
        ((10 / 50,), "That is the factor of layer 4 alone"),
        ((50 / 400,), "That leaves out layer 4"),
        ((10 / 200,), "That leaves out layer 2"),
        ((50 / 200,), "That is the factor of layer 3 alone"),
        ((200 / 400,), "That is the factor of layer 2 alone"),
        ((400 / 100,), "on the way to the inputs"),
        ((0.95,), "You added the layers' factors"),
        ((2 / 400,), "That is He's variance of one layer"),
        ((0.7,), "Each of layers 4, 3 and 2 has a factor"),
        (("1/40",), "This is the text '1/40', not a number"),
        (((0, 25),), "Python writes decimals with a point, as in 0.25"),
    ],
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
        (lambda a: 1 / a, "calls your function with (n_in, n_out), but yours is <lambda>(a)"),
        (says("0.005"), "Your function prints its result and returns None"),
        (nothing, "Your function returns None. Does its last line begin with return?"),
        (lambda a, b: 2 / (a - a), "Your function raised ZeroDivisionError in line"),
        (0.005, "Pass the function itself, without calling it, as in check('glorot_variance'"),
    ),
    "leaky_gain": of(
        (lambda s: 2 / (1 + s**2), "That is the gain squared"),
        (lambda s: math.sqrt(2), "That is right for slope 0 alone"),
        (lambda s: 1, "That is right for slope 1 alone"),
        (lambda s: math.sqrt(2 / (1 + s)), "the negative half gives s², not s"),
        (lambda s: math.sqrt(2) / (1 + s), "(1 + s)² is not 1 + s²"),
        (lambda s: math.sqrt(1 + s**2), "the more the activation lets through, the smaller the weights"),
        (lambda s: math.sqrt((1 + s**2) / 2), "this is what the activation lets through"),
        (lambda s: (1 + s**2) / 2, "That is the share of E[z²]"),
        (lambda s: math.sqrt(1 / (1 + s**2)), "The 2 is missing"),
        (lambda s: 1 / (1 + s**2), "The 2 and the root are missing"),
        (lambda s: math.sqrt(2) / (1 + s**2), "Only the 2 went under the root"),
        (lambda s: math.sqrt(2) * (1 - s), "At slope 1 the activation is linear"),
        (lambda s: math.sqrt(2) * (1 + s), "so less has to be made up for."),
        (lambda s: math.sqrt(2 * (1 + s**2)), "it belongs below the line"),
        (lambda s: math.sqrt(2 / 1 + s**2), "Division comes before addition"),
        (lambda s: 3.0, "It gives 3 whatever it gets. The result depends on slope"),
        (lambda s: math.sqrt(2 / (1 + s**3)), "For slope = 0.25 it gives"),
        (lambda s: np.array([1.4, 1.3]), "This holds several numbers, of shape (2,)"),
        (lambda s: f"{s}", "is a text that holds a number"),
        (says(1.4), "prints its result and returns None"),
        (nothing, "Does its last line begin with return?"),
        (lambda s, n_in: 1 / n_in, "missing a required argument: 'n_in'"),
        (lambda s: np.sqrt(2 / (1 + slope**2)), "raised NameError in line"),  # noqa: F821
        (1.414, "Pass the function itself"),
    ),
    "measured_gain": of(
        (measured(lambda a: 1 / np.mean(a**2)), "The square root is missing"),
        (measured(lambda a: 1 / np.std(a)), "You divided by the std"),
        (measured(lambda a: 1 / np.var(a)), "That is one over the variance"),
        (measured(lambda a: np.sqrt(np.mean(a**2))), "Upside down: the gain makes up for what"),
        (measured(lambda a: np.mean(a**2)), "That is the mean square that the activation leaves"),
        (measured(np.std), "That is the std of what the activation leaves"),
        (measured(lambda a: 1 / np.mean(np.abs(a))), "That uses the mean of |a|"),
        (measured(lambda a: 1 / np.mean(a)), "That uses the mean of a"),
        (measured(lambda a: 1 / np.mean(a) ** 2), "That squares the mean"),
        (measured(lambda a: np.sum(a**2) ** -0.5), "You summed the squares; take their mean"),
        (measured(lambda a: 1 / np.max(np.abs(a))), "That uses the largest value alone"),
        (lambda phi, z: 1 / np.sqrt(np.mean(z**2)), "You measured z"),
        (measured(lambda a: math.sqrt(2)), "It gives 1.414 for every activation; the gain depends on phi"),
        (measured(lambda a: 2 / np.sqrt(np.mean(a**2))), "For relu it gives 2.8"),
        (lambda phi, z: 1 / np.abs(phi(z)), "This holds several numbers, of shape (10000,)"),
        (lambda z: 1.0, "calls your function with (phi, z), but yours is <lambda>(z)"),
        (lambda phi, z: phi(z).mean_square(), "raised AttributeError in line"),
        (measured(lambda a: print(a.mean())), "prints its result and returns None"),
        (nothing, "Does its last line begin with return?"),
        (1.41, "Pass the function itself, without calling it, as in check('measured_gain'"),
    ),
    "six_cells": of(
        (cells(tanh="explodes"), "5 of 6 are right."),
        (cells(gelu="survives"), "• gelu with glorot_normal: Near 0"),
        (cells(leaky_relu="survives"), "• leaky_relu with normal: N(0, 1) adds up"),
        (cells(prelu="explodes"), "1.06 to the power of 29 is under 10"),
        (cells(sigmoid="vanishes"), "it is no longer about the input"),
        (dict.fromkeys(CELLS, "survives"), "3 of 6 are right."),
        (dict.fromkeys(CELLS, "vanishes"), "2 of 6 are right."),
        (dict.fromkeys(CELLS, "explodes"), "1 of 6 are right."),
        (cells(tanh="Survives"), "choose one of 'survives', 'vanishes', 'explodes'; this is 'Survives'"),
        (cells(tanh="dies"), "this is 'dies'"),
        (cells(tanh=...), "this is Ellipsis"),
        (cells(tanh=True), "this is True"),
        (list(TRUTH.values()), "Give a dictionary with one answer to each of"),
        ({}, "There is no answer to ('tanh', 'normal'), "),
        (TRUTH | {("relu", "zeros"): "vanishes"}, "no such question as ('relu', 'zeros')"),
        (dict(zip("abcdef", TRUTH.values(), strict=True)), "There is no answer to ('tanh', 'normal'), "),
    ),
}
