"""Answers to the exercises of lesson 06, and what a wrong one is told."""

import math

import numpy as np

from course_lib.checks.lessons.lesson06_activations_meet_schemes import CELLS, fate
from tests.checks.functions import of

TRUTH = {cell: fate(*cell) for cell in CELLS}


def measured(function):
    return lambda phi, z: function(phi(z))


def cells(**changed):
    return {cell: changed.get(cell[0], word) for cell, word in TRUTH.items()}


def power(phi, z):
    return np.mean(phi(z) ** 2)


def changed_in_place(phi, z):
    """A gain that changes the draws that it gets."""
    z *= 1
    found = power(phi, z) ** -0.5
    z[:] = 0
    return found


RIGHT = {
    "measured_gain": [
        (lambda phi, z: 1 / np.sqrt(np.mean(phi(z) ** 2)),),
        (lambda phi, z: len(z) ** 0.5 / np.linalg.norm(phi(z)),),
        (lambda phi, z: phi.gain,),
        (lambda phi, z: power(phi, np.random.default_rng(1).standard_normal(50_000)) ** -0.5,),
        (changed_in_place,),
    ],
    "six_cells": [(TRUTH,), ({cell: np.str_(word) for cell, word in reversed(TRUTH.items())},)],
}

UNTOUCHED = {"six_cells": [(dict.fromkeys(CELLS, ...),)]}

# (answers, a part of what is said of them)
WRONG = {
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
