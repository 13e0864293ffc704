"""Checks of the exercises on signals through depth: lessons 03 to 05.

Each compares an answer with the value that theory gives, and names the mistake that a wrong value shows.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from course_lib.checks.answers import check_function, compare, is_number, near
from course_lib.checks.verdict import Verdict, not_attempted, not_yet, right
from course_lib.datasets import digits
from course_lib.mean_field import mean_field

__all__ = [
    "check_first_loss", "check_glorot_variance", "check_keep_alive", "check_leaky_gain",
    "check_raw_digits", "check_round_trip", "check_telescope",
]  # fmt: skip

DEPTH, WIDTH = 30, 256
KEPT = (0.5, 2.0)  # where E[z²] must stay in the exercise on the gain


# ---- lesson 03 ------------------------------------------------------------------------------------


def check_keep_alive(gain: Any) -> Verdict:
    """``gain`` times LeCun's weights keeps E[z²] within `KEPT` in all 30 tanh layers."""
    if gain is ...:
        return not_attempted("Move the gain in the lab above until the curve stays between 0.5 and 2.")
    if not is_number(gain) or gain < 0:
        return not_yet(f"A gain is one number ≥ 0; this is {gain!r}.")
    if gain > 1e3:
        return not_yet(f"With a gain of {gain:.3g} layer 1 starts at E[z²] = {gain:.3g}², far above 2.")
    field = mean_field("tanh", [WIDTH] * (DEPTH + 1), np.full((1, DEPTH), gain**2 / WIDTH), across=False)
    q, price = field.preactivation_power[0], field.gradient_power[0, 0]
    if near(gain, 1, 1e-9):
        return not_yet("LeCun's own weights: E[z²] falls to 0.02 in layer 30.")
    if q[0] > KEPT[1] * (1 + 1e-9):
        why = (
            "Only layer 1 is over it: its inputs have not been through tanh."
            if q[1:].max() <= KEPT[1]
            else ""
        )
        return not_yet(
            f"E[z²] starts at {q[0]:.3g} in layer 1, above 2: there it is the gain squared. {why}".strip()
        )
    if q.min() < KEPT[0]:
        layer = int(np.argmax(q < KEPT[0])) + 1
        return not_yet(
            f"E[z²] falls below 0.5 in layer {layer} and to {q[-1]:.2g} in layer 30. A larger gain."
        )
    return right(
        f"E[z²] runs from {q[0]:.2f} in layer 1 to {q[-1]:.2f} in layer 30: what tanh takes away, the gain gives back. "
        f"The price: on its way back to layer 1 the gradient's power grows by a factor of {price:.1f}."
    )


def check_first_loss(loss: Any) -> Verdict:
    """The cross-entropy of ten classes whose logits are all 0: ln 10."""
    if loss is ...:
        return not_attempted("Ten classes, all logits 0: which probability does the right class get?")
    if not is_number(loss):
        return not_yet(f"A loss is one number; this is {loss!r}.")
    wrong = compare(
        loss, math.log(10),
        [
            (0.0, "Logits of 0 are not probabilities of 0. Softmax makes them equal."),
            (0.1, "That is the probability of the right class. The loss is minus its logarithm."),
            (0.9, "That is the share of wrong guesses. The loss is a logarithm."),
            (1.0, "That is the logarithm to base 10. The loss takes the natural one."),
            (math.log2(10), "That is in bits, to base 2. The loss takes the natural logarithm."),
            (-math.log(10), "The loss is *minus* the logarithm of the probability."),
            (math.log(2), "That is the coin toss of two classes. Here are ten."),
            (10.0, "That is one over the probability. The loss is its logarithm."),
        ],
        "Softmax of ten equal logits gives every class the same probability; the loss is minus its natural logarithm.",
    )  # fmt: skip
    return (
        right(
            "−ln(1/10) = ln 10. A first loss far above it is made by weights, or inputs, that are too large."
        )
        if not wrong
        else not_yet(wrong)
    )


def check_raw_digits(factor: Any) -> Verdict:
    """How many times larger E[z₁²] is for pixels from 0 to 16 than for standardized ones: E[x²]."""
    if factor is ...:
        return not_attempted("E[z²] of layer 1 is n · Var(w) · E[x²]. What is E[x²] before and after?")
    if not is_number(factor):
        return not_yet(f"A factor is one number; this is {factor!r}.")
    X = digits(standardize=None).X_train.astype(float)
    target = float((X**2).mean())
    wrong = compare(
        factor, target,
        [
            (X.var(), "That is the variance of the pixels. A layer adds up x², so the mean counts too: E[x²] = Var x + (E x)²."),
            (X.std(), "That is the std of the pixels: square it, and add the square of the mean."),
            (math.sqrt(target), "That is the root of it: the size of z grows by that much, its square by E[x²]."),
            (X.mean(), "That is the mean pixel. Squares are what a layer adds up."),
            (X.mean() ** 2, "That is the square of the mean; the mean of the squares is larger."),
            (16.0, "16 is the largest pixel; most are far smaller."),
            (256.0, "16² would need every pixel at its largest value."),
            (1 / target, "The other way round: raw pixels are the larger ones."),
        ],
        "Compute the mean of X², over all pixels, before and after standardizing.",
    )  # fmt: skip
    if not wrong or near(factor, target, 0.02):
        return right(
            f"E[x²] = {target:.0f} against 1: raw pixels are a gain of {math.sqrt(target):.1f} that nobody chose."
        )
    return not_yet(wrong)


# ---- lesson 04 ------------------------------------------------------------------------------------

FANS = ((300, 100), (50, 400), (64, 64))


def check_glorot_variance(variance: Any) -> Verdict:
    """``variance(n_in, n_out)`` is Glorot's compromise, 2/(n_in + n_out)."""
    return check_function(
        variance, FANS, lambda n_in, n_out: 2 / (n_in + n_out),
        [
            (lambda a, b: 1 / a, "That pleases the forward pass alone: LeCun's scheme."),
            (lambda a, b: 1 / b, "That pleases the backward pass alone."),
            (lambda a, b: 1 / (a + b), "The mean of the two fans is (n_in + n_out)/2; the 2 is missing."),
            (lambda a, b: math.sqrt(2 / (a + b)), "That is the std. Asked for is the variance, its square."),
            (lambda a, b: 6 / (a + b), "That is the square of the uniform limit, three times the variance."),
            (lambda a, b: math.sqrt(6 / (a + b)), "That is the limit of the uniform scheme, not the variance."),
            (lambda a, b: (1 / a + 1 / b) / 2, "That averages the two variances. Glorot averages the fans: 1 over the mean of n_in and n_out."),
            (lambda a, b: 1 / math.sqrt(a * b), "The geometric mean of the fans: also a compromise, but not the one of the paper."),
            (lambda a, b: 2 / (a * b), "You multiplied the two fans. Glorot adds them."),
            (lambda a, b: 2 / a, "That is He's scheme."),
        ],
        "1/n_in asks for one thing, 1/n_out for another; 2/(n_in + n_out) takes the mean of the fans.",
    )  # fmt: skip


def check_round_trip(answer: Any) -> Verdict:
    """What one linear layer 300 → 100, drawn by Glorot's scheme, does to E[z²] and E[δ²]: (1.5, 0.5)."""
    if answer is ...:
        answer = (..., ...)
    try:
        forward, backward = answer
    except (TypeError, ValueError):
        return not_yet("Give two numbers: (forward, backward).")
    if forward is ... and backward is ...:
        return not_attempted("Forward a unit adds up n_in terms, backward n_out. How large is each?")
    if not (is_number(forward) and is_number(backward)):
        return not_yet(f"Give two numbers, (forward, backward); these are {answer!r}.")
    pair = float(forward), float(backward)
    if all(map(near, pair, (1.5, 0.5))):
        return right("300 · 2/400 = 1.5 and 100 · 2/400 = 0.5. The two always add up to 2.")
    mistakes = [
        ((0.5, 1.5), "You swapped them: forward a unit adds up its n_in = 300 inputs, backward an input collects from n_out = 100 units."),
        ((1.0, 1.0), "That holds only where n_in = n_out."),
        ((1.0, 1 / 3), "That is LeCun's scheme, Var(w) = 1/n_in."),
        ((3.0, 1.0), "That is Var(w) = 1/n_out."),
        ((0.75, 0.25), "The 2 in 2/(n_in + n_out) is missing."),
        ((math.sqrt(1.5), math.sqrt(0.5)), "Those are the factors of the size; E[z²] and E[δ²] are squares."),
        ((2.0, 2 / 3), "That is He's scheme, Var(w) = 2/n_in."),
    ]  # fmt: skip
    for wrong, why in mistakes:
        if all(map(near, pair, wrong)):
            return not_yet(why)
    return not_yet("Forward: n_in · Var(w). Backward: n_out · Var(w). Glorot's Var(w) is 2/(n_in + n_out).")


# ---- lesson 05 ------------------------------------------------------------------------------------


def check_leaky_gain(gain: Any) -> Verdict:
    """``gain(slope)`` is √(2/(1 + slope²)): the std is gain/√n_in."""
    return check_function(
        gain, ((0.0,), (0.01,), (0.25,), (1.0,)), lambda a: math.sqrt(2 / (1 + a**2)),
        [
            (lambda a: 2 / (1 + a**2), "That is the gain squared, the factor on the variance. The std takes its root."),
            (lambda a: math.sqrt(2), "That is right for slope 0 alone. The other half of the units passes s²z²."),
            (lambda a: math.sqrt(2 / (1 + a)), "Squares are added up: the negative half gives s², not s."),
            (lambda a: math.sqrt(1 + a**2), "Upside down: the more the activation lets through, the smaller the weights."),
            (lambda a: math.sqrt((1 + a**2) / 2), "Upside down: this is what the activation lets through; the gain makes up for it."),
            (lambda a: math.sqrt(1 / (1 + a**2)), "The 2 is missing: each of the two halves is half of the units."),
            (lambda a: math.sqrt(2) / (1 + a**2), "Only the 2 went under the root."),
            (lambda a: math.sqrt(2) * (1 - a), "At slope 1 the activation is linear, and the gain must be 1, not 0."),
        ],
        "E[a²] = (1 + slope²)/2 · E[z²]: √2 for ReLU, 1 for a linear unit, 1.372 for PReLU's start at 0.25.",
    )  # fmt: skip


def check_telescope(factor: Any) -> Verdict:
    """E[δ²] of layer 1 over that of layer 4, widths 100-400-200-50-10, ReLU, He with fan in: 10/400."""
    if factor is ...:
        return not_attempted(
            "Layer by layer the factor is n_out/n_in. Which fans are left when they are multiplied?"
        )
    if not is_number(factor):
        return not_yet(f"A factor is one number; this is {factor!r}.")
    wrong = compare(
        factor, 10 / 400,
        [
            (10 / 100, "The way back to δ₁ ends at layer 1, whose 400 units send on; the 100 inputs have no δ."),
            (1.0, "Fan in keeps the signal on the way forward. Backward a layer multiplies by n_out/n_in."),
            (400 / 10, "Upside down: the layers get narrower, so each unit's gradient is a sum of fewer terms."),
            (100 / 10, "Upside down, and the way back ends at layer 1, not at the inputs."),
            (10 / 400 / 8, "You halved once more a layer: the half that ReLU's slope takes away is made up for by He's 2."),
            (math.sqrt(10 / 400), "That is the factor of the size. E[δ²] is a square."),
        ],
        "Multiply n_out/n_in over layers 4, 3 and 2: most of the widths cancel.",
    )  # fmt: skip
    return (
        not_yet(wrong)
        if wrong
        else right("(10/50) · (50/200) · (200/400) = 10/400: the widths in between cancel.")
    )
