"""Lesson 06: which scheme for which activation, and the gain by measurement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.checks.answers import call, check_keys, check_number
from course_lib.checks.exercise import exercise
from course_lib.checks.hints import Hints
from course_lib.checks.mistakes import near, recognised
from course_lib.checks.question import Question
from course_lib.checks.verdict import Verdict, not_yet, right

QUESTIONS = {
    "sigmoid_mean": Question.of(
        "“Sigmoid outputs are not zero-centered.” Is that so? z is drawn from N(0, 1), symmetric about 0, and goes through a sigmoid. What is the mean of what comes out?",
        {
            "zero": ("0, by symmetry: the claim is wrong",
                     "Then some of the outputs would be negative. The sigmoid has no negative values: it is symmetric about the point (0, 1/2)."),
            "half": "1/2: the claim is right",
            "other": ("It depends on the spread of z",
                      "The spread of z changes the spread of what comes out. Move the std of z in the lab: the mean stays."),
        },
        "All values are positive, and their mean is 1/2. So every unit of the next layer receives a common part that has nothing to do with the input.",
        "gallery", {"activation": "identity", "std": 1.0}, {"activation": "sigmoid"}, claim="half",
    ),
    "symmetric": Question.of(
        "tanh and softsign, z/(1 + |z|), are both symmetric about 0, with slope 1 there. In 30 layers under Glorot's scheme the signal's mean square falls to about 1/60 with tanh. "
        "To what does it fall with softsign?",
        {
            "same": ("To about 1/60 too",
                     "The slope at 0 is the same, the curve next to it is not: softsign bends earlier."),
            "less": "To about 1/2,000",
            "nothing": ("To about a billionth",
                        "That would be half in every layer, as with ReLU. Here a small signal loses less than a large one, so the fall slows down."),
        },
        "Softsign is about z − z|z| near 0, tanh about z − z³/3. So softsign takes more from a signal of the same size, and E[z²] falls like 0.4/ℓ² instead of 1/(2ℓ).",
        "signals", {"scheme": "glorot_normal", "activation": "tanh"}, {"activation": "softsign"},
    ),
    "saturates": Question.of(
        "The notes CS231n say of tanh: “Like the sigmoid neuron, its activations saturate.” Its input now has a std of 5 instead of 1. What share of the units is saturated, with a slope "
        "under 5 % of the largest?",
        {
            "few": ("About 3 %",
                    "That is the share at a std of 1. Five times that std puts most inputs where tanh is flat."),
            "half": ("About a third",
                     "That is the share that is not saturated. tanh is flat beyond ±2.2, and that is less than half a std here."),
            "most": "About two thirds",
        },
        "tanh is flat beyond ±2.2, and two thirds of N(0, 5²) lie there. The output is zero-centred all the same: it piles up at −1 and at 1.",
        "gallery", {"activation": "tanh", "std": 1.0}, {"std": 5.0}, claim="most",
    ),
    "off": Question.of(
        "He's scheme, ReLU, 30 layers, only 16 units wide, no training yet. What share of the units in the last layers is dead, with slope 0 for all of 128 inputs?",
        {
            "none": ("None: nothing has been trained yet",
                     "Then some input would turn each unit on. A unit needs no training to be off for every input: look at the dotted line."),
            "few": ("A few percent",
                    "That is true of the first layers, which still tell the inputs apart. Look at the last ones."),
            "many": "About 40 %",
        },
        "The deeper the layer, the more alike the inputs look to it, and a unit that is off for one of them tends to be off for all.",
        "signals",
        {"scheme": "he_normal", "activation": "leaky_relu", "width": 16, "last": 16, "show": "power"},
        {"activation": "relu", "show": "shares"},
    ),
    "step": Question.of(
        "Can a step function be trained by gradient descent? Here is a network of step units, 30 layers deep. Which scheme brings a gradient to its first layer?",
        {
            "he": ("He's",
                   "A scheme sets the weights only. On its way back the gradient is also multiplied by slopes, and every slope of a step is 0."),
            "orthogonal": ("An orthogonal one",
                           "An orthogonal matrix keeps the size of what it multiplies. Here it multiplies 0, because every slope of a step is 0."),
            "none": "None",
        },
        "The step's slope is 0 everywhere but at its jump, so nothing comes back through it, whatever the weights. Gradient descent trains no layer below a step.",
        "signals", {"scheme": "he_normal", "activation": "tanh"}, {"activation": "step"}, claim="none",
    ),
    "rule": Question.of(
        "Is Glorot's scheme for shallow networks, and He's for deep ones? Here are 30 layers of linear units, as deep as the ReLU networks of lesson 05. Which of the "
        "two schemes keeps the signal's mean square?",
        {
            "he": ("He's: the network is deep",
                   "The factor 2 of He's scheme makes up for the half that ReLU takes away. Linear units take nothing away, so it doubles the mean square."),
            "glorot": "Glorot's",
            "neither": ("Neither",
                        "With equal widths Glorot's variance is 1/n, and n · 1/n = 1. For linear units it is exact."),
        },
        "Under He's scheme linear units double E[z²] in every layer, which makes 2²⁹ after 30; under Glorot's it stays.",
        "matrix", {"activation": "relu", "scheme": "he_normal", "depth": 3},
        {"activation": "identity", "depth": 30}, claim="he",
    ),
}  # fmt: skip


DEPTH, WIDTH = 30, 256
SURVIVES = 100.0  # a signal that stays within this factor of where it started survives, as in the matrix lab
DRAWS_NEAR = 0.03  # for functions that measure by drawing; √(2/10 000) is half of that
# (activation, scheme) → why its signal ends where it ends
CELLS = {
    ("tanh", "normal"): "tanh puts out no more than 1, so E[z²] stays near the number of inputs. The gradient explodes.",
    ("leaky_relu", "lecun_normal"): "Half of the mean square is lost in every layer, but for the ten-thousandth that leaks, and n · 1/n makes up for none of it.",
    ("prelu", "he_normal"): "With slope 1/4 a layer multiplies by 2 · (1 + 1/16)/2 = 1.06, and 1.06 to the power of 29 is under 10.",
    ("leaky_relu", "normal"): "N(0, 1) adds up n_in terms of full size: a layer multiplies by about n_in/2.",
    ("sigmoid", "glorot_normal"): "A sigmoid puts out about 1/2 whatever comes in: E[z²] stays, but it is no longer about the input.",
    ("gelu", "glorot_normal"): "Near 0 GELU is about z/2, so a small signal keeps a quarter of its mean square in every layer.",
}  # fmt: skip
FATES = ("survives", "vanishes", "explodes")


def fate(activation: str, scheme: str) -> str:
    """What theory says of E[z²] from layer 1 to layer 30, width 256."""
    from course_lib.initializers import get
    from course_lib.mean_field import mean_field

    variance = get(scheme).std((WIDTH, WIDTH)) ** 2
    q = mean_field(activation, [WIDTH] * (DEPTH + 1), np.full((1, DEPTH), variance)).preactivation_power[0]
    ratio = q[-1] / q[0]
    return "vanishes" if ratio < 1 / SURVIVES else "explodes" if ratio > SURVIVES else "survives"


@exercise("six_cells", takes="cells")
def check_six_cells(cells: Any) -> Verdict | str:
    """``cells`` maps (activation, scheme) to what becomes of E[z²] in 30 layers: a word of `FATES`."""
    check_keys(cells, CELLS, "Reason first: what does a layer multiply E[z²] by?")
    for cell, word in cells.items():
        if not isinstance(word, str) or word not in FATES:
            return f"{cell}: choose one of {', '.join(map(repr, FATES))}; this is {word!r}."
    missed = [cell for cell in CELLS if cells[cell] != fate(*cell)]
    if missed:
        told = [f"{a} with {s}: {CELLS[a, s]}" for a, s in missed]
        return not_yet(f"{len(CELLS) - len(missed)} of {len(CELLS)} are right.", *told)
    return right(
        "All six. Two things decide: the factor of each layer, and whether the activation is bounded."
    )


MEASURED = ("relu", "tanh", "sigmoid", "gelu")
# what a wrong measurement makes of the draws a = phi(z) → why it is wrong
WRONG_GAINS: list[tuple[Callable, str]] = [
    (lambda a, z: 1 / np.mean(a**2), "The square root is missing: that is the factor on the variance of the weights."),
    (lambda a, z: 1 / np.std(a), "You divided by the std. ReLU and sigmoid have a mean, and the next layer adds up E[a²], mean included."),
    (lambda a, z: 1 / np.var(a), "That is one over the variance: take the mean square, and its root."),
    (lambda a, z: np.sqrt(np.mean(a**2)), "Upside down: the gain makes up for what the activation leaves."),
    (lambda a, z: np.mean(a**2), "That is the mean square that the activation leaves. The gain makes up for it, and is a factor on the std."),
    (lambda a, z: np.std(a), "That is the std of what the activation leaves. The gain makes up for what it does to the mean square."),
    (lambda a, z: 1 / np.mean(np.abs(a)), "That uses the mean of |a|. Squares are what a layer adds up."),
    (lambda a, z: 1 / np.mean(a), "That uses the mean of a, which for tanh is almost 0."),
    (lambda a, z: 1 / np.mean(a) ** 2, "That squares the mean. Take the mean of the squares."),
    (lambda a, z: 1 / np.sum(a**2) ** 0.5, "You summed the squares; take their mean."),
    (lambda a, z: 1 / np.max(np.abs(a)), "That uses the largest value alone. A layer adds up the squares of all."),
    (lambda a, z: 1 / np.sqrt(np.mean(z**2)), "You measured z. The next layer gets phi(z)."),
]  # fmt: skip


@exercise("measured_gain", takes="gain")
def check_measured_gain(gain: Any) -> Verdict | str:
    """``gain(phi, z)`` measures 1/√E[φ(z)²] on draws z from N(0, 1)."""
    from course_lib.activations import ACTIVATIONS

    todo = "Apply phi to the draws z, and find the factor that brings its mean square to 1."
    z = np.random.default_rng(6).standard_normal(10_000)
    values = [
        check_number(call("measured_gain", gain, "phi, z", (ACTIVATIONS[name], z.copy()), todo), todo)
        for name in MEASURED
    ]
    gains = [ACTIVATIONS[name].gain for name in MEASURED]
    if all(near(value, one, DRAWS_NEAR) for value, one in zip(values, gains, strict=True)):
        shown = ", ".join(f"{name} {one:.2f}" for name, one in zip(MEASURED, gains, strict=True))
        return right(f"The gains by integration: {shown}.")
    made = [(ACTIVATIONS[name](z), z) for name in MEASURED]
    why = recognised(values, made, WRONG_GAINS, DRAWS_NEAR)
    if why:
        return why
    if np.ptp(values) < 1e-9:
        return f"It gives {values[0]:.4g} for every activation; the gain depends on phi."
    name, value, one = next(
        found for found in zip(MEASURED, values, gains, strict=True) if not near(*found[1:], DRAWS_NEAR)
    )
    return f"For {name} it gives {value:.4g}; it should be about {one:.3f}."


HINTS = {
    "six_cells": Hints(
        "Is the output of the activation bounded? If not, by what factor does one layer multiply E[z²]? Thirty layers "
        "raise that factor to a high power.",
        "With a slope s for z < 0 the factor is n · Var(w) · (1 + s²)/2. A bounded activation cannot explode. "
        "Near 0, GELU is almost z/2.",
        "Three cells survive: the two bounded activations, and the one whose factor is 1.06. Two factors are about a "
        "half or less, and one is far above 1.",
        why="PReLU's factor of 1.06 stays harmless over 29 layers. A half, or GELU's quarter, leaves practically "
        "nothing, and 128 explodes. tanh and the sigmoid bound the signal.",
    ),
    "measured_gain": Hints(
        "The next layer adds up what the activation puts out. Measure how large that is, in the mean square.",
        "Compute phi(z), square it, and take the mean. The gain has to bring this number to 1, and it is a factor on "
        "the std, not on the variance.",
        "m = np.mean(phi(z) ** 2). Which number, squared and multiplied by m, gives 1?",
        why="The gain squared times the mean of phi(z)² is 1, so the next layer has E[z²] = 1 again.",
    ),
}
