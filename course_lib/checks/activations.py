"""Checks of the exercises of lesson 06: which scheme for which activation, and the gain by measurement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.checks.answers import called, near
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
    ("leaky_relu", "lecun_normal"): "Half of the power is lost in every layer but for the ten-thousandth that leaks, and n · 1/n makes up for nothing of it.",
    ("prelu", "he_normal"): "With slope 1/4 a layer multiplies by 2 · (1 + 1/16)/2 = 1.06, and 1.06 to the power of 29 is under 10.",
    ("leaky_relu", "normal"): "N(0, 1) adds up n_in terms of full size: a layer multiplies by n_in/2.",
    ("sigmoid", "glorot_normal"): "A sigmoid puts out about 1/2 whatever comes in: E[z²] stays, but it is no longer about the input.",
    ("gelu", "glorot_normal"): "Near 0 GELU is about z/2, so a small signal keeps a quarter of its power in every layer.",
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
    if not isinstance(cells, Mapping) or set(cells) != set(CELLS):
        return not_yet("Give one word for each of the six cells: 'survives', 'vanishes' or 'explodes'.")
    if all(word is ... for word in cells.values()):
        return not_attempted("Reason first: what does a layer multiply E[z²] by?")
    for cell, word in cells.items():
        if not isinstance(word, str) or word not in FATES:
            return not_yet(f"{cell}: choose one of {', '.join(map(repr, FATES))}; this is {word!r}.")
    missed = [cell for cell in CELLS if cells[cell] != fate(*cell)]
    if missed:
        told = " ".join(f"{a} with {s}: {CELLS[a, s]}" for a, s in missed)
        return not_yet(f"{len(CELLS) - len(missed)} of 6 are right. {told}")
    return right(
        "All six. What decides is the factor a layer multiplies by, and whether the activation bounds it."
    )


def check_measured_gain(gain: Any) -> Verdict:
    """``gain(phi, z)`` measures 1/√E[φ(z)²] on draws z from N(0, 1)."""
    if not callable(gain):
        return not_yet(f"Pass the function itself: check('measured_gain', gain). This is {gain!r}.")
    names = ("relu", "tanh", "sigmoid", "gelu")
    z = np.random.default_rng(6).standard_normal(10_000)
    values = []
    for name in names:
        value, trouble = called(gain, ACTIVATIONS[name], z.copy())
        if trouble:
            return not_yet(trouble)
        if value is None:
            return not_attempted(
                "Apply phi to the draws z, and find the factor that brings its mean square to 1."
            )
        values.append(value)
    a = {name: ACTIVATIONS[name](z) for name in names}
    if all(
        near(value, ACTIVATIONS[name].gain, DRAWS_NEAR) for value, name in zip(values, names, strict=True)
    ):
        shown = ", ".join(f"{name} {ACTIVATIONS[name].gain:.2f}" for name in names)
        return right(f"The gains by integration: {shown}.")
    mistakes: list[tuple[Callable, str]] = [
        (lambda a: 1 / np.mean(a**2), "The square root is missing: that is the factor on the variance of the weights."),
        (lambda a: 1 / np.std(a), "You divided by the std. ReLU and sigmoid have a mean, and the next layer adds up E[a²], mean included."),
        (lambda a: 1 / np.var(a), "That is one over the variance: take the mean square, and its root."),
        (lambda a: np.sqrt(np.mean(a**2)), "Upside down: the gain makes up for what the activation leaves."),
        (lambda a: 1 / np.mean(np.abs(a)), "That uses the mean of |a|. Squares are what a layer adds up."),
        (lambda a: 1 / np.mean(a), "That uses the mean of a, which for tanh is almost 0."),
        (lambda a: 1 / np.sum(a**2) ** 0.5, "You summed the squares; take their mean."),
    ]  # fmt: skip
    for wrong, why in mistakes:
        if all(
            near(value, float(wrong(a[name])), DRAWS_NEAR) for value, name in zip(values, names, strict=True)
        ):
            return not_yet(why)
    if np.ptp(values) < 1e-9:
        return not_yet(f"It gives {values[0]:.4g} for every activation; the gain depends on phi.")
    name, value = next(
        (name, value)
        for name, value in zip(names, values, strict=True)
        if not near(value, ACTIVATIONS[name].gain, DRAWS_NEAR)
    )
    return not_yet(f"For {name} it gives {value:.4g}; it should be about {ACTIVATIONS[name].gain:.3f}.")
