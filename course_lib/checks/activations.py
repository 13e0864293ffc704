"""Checks of the exercises of lesson 06: which scheme for which activation, and the gain by measurement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.checks.answers import call, check_number, near, unlike
from course_lib.checks.depth import DEPTH, WIDTH
from course_lib.checks.verdict import Verdict, not_attempted, not_yet, right
from course_lib.initializers import get
from course_lib.mean_field import mean_field

__all__ = ["CELLS", "FATES", "check_measured_gain", "check_six_cells", "fate"]

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
    variance = get(scheme).std((WIDTH, WIDTH)) ** 2
    q = mean_field(activation, [WIDTH] * (DEPTH + 1), np.full((1, DEPTH), variance)).preactivation_power[0]
    ratio = q[-1] / q[0]
    return "vanishes" if ratio < 1 / SURVIVES else "explodes" if ratio > SURVIVES else "survives"


def check_six_cells(cells: Any) -> Verdict:
    """``cells`` maps (activation, scheme) to what becomes of E[z²] in 30 layers: a word of `FATES`."""
    wrong = unlike(cells, CELLS)
    if wrong:
        return not_yet(wrong)
    if all(word is ... for word in cells.values()):
        return not_attempted("Reason first: what does a layer multiply E[z²] by?")
    for cell, word in cells.items():
        if not isinstance(word, str) or word not in FATES:
            return not_yet(f"{cell}: choose one of {', '.join(map(repr, FATES))}; this is {word!r}.")
    missed = [cell for cell in CELLS if cells[cell] != fate(*cell)]
    if missed:
        told = [f"{a} with {s}: {CELLS[a, s]}" for a, s in missed]
        return not_yet(f"{len(CELLS) - len(missed)} of {len(CELLS)} are right.", *told)
    return right(
        "All six. What decides is the factor a layer multiplies by, and whether the activation bounds it."
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


def check_measured_gain(gain: Any) -> Verdict:
    """``gain(phi, z)`` measures 1/√E[φ(z)²] on draws z from N(0, 1)."""
    todo = "Apply phi to the draws z, and find the factor that brings its mean square to 1."
    z = np.random.default_rng(6).standard_normal(10_000)
    values = []
    for name in MEASURED:
        value, problem = call("measured_gain", gain, "phi, z", (ACTIVATIONS[name], z.copy()), todo)
        if problem is None:
            value, problem = check_number(value, todo)
        if problem is not None:
            return problem
        values.append(value)
    gains = [ACTIVATIONS[name].gain for name in MEASURED]
    if all(near(value, one, DRAWS_NEAR) for value, one in zip(values, gains, strict=True)):
        shown = ", ".join(f"{name} {one:.2f}" for name, one in zip(MEASURED, gains, strict=True))
        return right(f"The gains by integration: {shown}.")
    made = [ACTIVATIONS[name](z) for name in MEASURED]
    for wrong, why in WRONG_GAINS:
        if all(near(value, float(wrong(a, z)), DRAWS_NEAR) for value, a in zip(values, made, strict=True)):
            return not_yet(why)
    if np.ptp(values) < 1e-9:
        return not_yet(f"It gives {values[0]:.4g} for every activation; the gain depends on phi.")
    name, value, one = next(
        found for found in zip(MEASURED, values, gains, strict=True) if not near(*found[1:], DRAWS_NEAR)
    )
    return not_yet(f"For {name} it gives {value:.4g}; it should be about {one:.3f}.")
