"""Answers to the exercises of lesson 05, and what a wrong one is told."""

import math

import numpy as np

from course_lib.activations import ACTIVATIONS
from tests.checks.functions import of

RIGHT = {
    "leaky_gain": [
        (lambda slope: np.sqrt(2 / (1 + slope**2)),),
        (lambda slope: math.sqrt(2) / math.hypot(1, slope),),
        (lambda slope: ACTIVATIONS["leaky_relu"].with_(slope=slope).gain,),
    ],
    "telescope": [(10 / 50 * 50 / 200 * 200 / 400,)],
}

# (answers, a part of what is said of them)
WRONG = {
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
    ),
    "telescope": [
        ((10 / 100,), "belongs to the 400 units of layer 1"),
        ((1,), "Fan-in keeps the signal on the way forward"),
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
    ],
}
