"""Checks of the exercises on signals through depth: lessons 03 to 05.

Each compares an answer with the value that theory gives, and names the mistake that a wrong value shows.
"""

from __future__ import annotations

import math
import reprlib
from typing import Any

import numpy as np

from course_lib.checks.answers import (
    ROUNDED,
    as_list,
    as_number,
    check_function,
    check_number,
    compare,
    near,
    number_trouble,
)
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
    gain, problem = check_number(
        gain, "Move the gain in the lab above until the curve stays between 0.5 and 2."
    )
    if problem is not None:
        return problem
    if gain < 0:
        return not_yet("A gain is a factor on a std, and a std is not negative.")
    if gain > 1e3:
        return not_yet(f"With a gain of {gain:.3g} layer 1 starts at E[z²] = {gain:.3g}², far above 2.")
    field = mean_field("tanh", [WIDTH] * (DEPTH + 1), np.full((1, DEPTH), gain**2 / WIDTH), across=False)
    q, price = field.preactivation_power[0], field.gradient_power[0, 0]
    if near(gain, 1, 1e-9):
        return not_yet("LeCun's own weights: E[z²] falls to 0.02 in layer 30.")
    if q[0] > KEPT[1] * (1 + 1e-9):
        if near(gain, 2, 1e-9):
            return not_yet(
                "2 is the bound on E[z²]. The gain is a factor on the std, and E[z²] is a mean square."
            )
        if q[1:].max() <= KEPT[1]:
            return not_yet(
                f"Only layer 1 is above 2: its inputs have not been through tanh, so there E[z²] = gain² = {q[0]:.3g}. "
                "A slightly smaller gain."
            )
        over = int((q > KEPT[1] * (1 + 1e-9)).sum())
        return not_yet(
            f"In {over} of {DEPTH} layers E[z²] is above 2. It starts at gain² = {q[0]:.3g} and ends at {q[-1]:.3g}. A "
            "smaller gain."
        )
    if q.min() < KEPT[0]:
        layer = int(np.argmax(q < KEPT[0])) + 1
        return not_yet(
            f"E[z²] falls below 0.5 in layer {layer} and to {q[-1]:.2g} in layer 30. A larger gain."
        )
    return right(
        f"E[z²] runs from {q[0]:.2f} in layer 1 to {q[-1]:.2f} in layer 30: what tanh takes away, the gain gives back. "
        f"The price: on its way back to layer 1 the gradient's mean square grows by a factor of {price:.1f}."
    )


def check_first_loss(loss: Any) -> Verdict:
    """The cross-entropy of ten classes whose logits are all 0: ln 10."""
    loss, problem = check_number(
        loss, "Ten classes, all logits 0: which probability does the right class get?"
    )
    if problem is not None:
        return problem
    wrong = compare(
        loss, math.log(10),
        [
            (0.0, "Logits of 0 are not probabilities of 0. Softmax makes them equal."),
            (0.1, "That is the probability of the right class. The loss is minus its logarithm."),
            (-0.1, "That is minus the probability of the right class. The logarithm is missing."),
            (0.9, "That is the share of wrong guesses. The loss is a logarithm."),
            (1.0, "That is the logarithm to base 10. The loss takes the natural one."),
            (math.log2(10), "That is in bits, to base 2. The loss takes the natural logarithm."),
            (-math.log(10), "The loss is *minus* the logarithm of the probability, so it is positive."),
            (math.log(2), "That is the coin toss of two classes. Here are ten."),
            (10.0, "That is one over the probability. The loss is its logarithm."),
            (10 * math.log(10), "That is the sum over ten classes. Cross-entropy takes the right class alone."),
            (-math.log(0.9), "That is minus the logarithm of the probability of the *wrong* classes."),
            (10 * math.log(2), "That is ten times the coin toss, as if each class had a sigmoid of its own. Softmax shares 1 among ten."),
            (-math.log1p(-0.1) * 9 + math.log(10), "That adds a term for every wrong class. Cross-entropy takes the right class alone."),
            (math.e, "That is e. The loss is a logarithm to base e."),
        ],
        "Softmax of ten equal logits gives every class the same probability. The loss is minus the natural logarithm of "
        "the one of the right class.",
    )  # fmt: skip
    if wrong:
        return not_yet(wrong)
    return right(
        "−ln(1/10) = ln 10. A first loss far above it is made by weights, or inputs, that are too large."
    )


def check_raw_digits(factor: Any) -> Verdict:
    """How many times larger E[z₁²] is for pixels from 0 to 16 than for standardized ones: E[x²]."""
    factor, problem = check_number(
        factor, "E[z²] of layer 1 is n · Var(w) · E[x²]. What is E[x²] before and after?"
    )
    if problem is not None:
        return problem
    X = digits(standardize=None).X_train.astype(float)
    target = float((X**2).mean())
    wrong = compare(
        factor, target,
        [
            (X.var(), "That is the variance of the pixels. A layer adds up x², so the mean counts too: E[x²] = Var x + (E x)²."),
            (X.std(), "That is the std of the pixels: square it, and add the square of the mean."),
            (math.sqrt(target), "That is the root of it. The size of z grows by that much; asked for is its square."),
            (target**2, "That is the square of it. E[z²] is proportional to E[x²], not to its square."),
            (X.mean(), "That is the mean pixel. Squares are what a layer adds up."),
            (X.mean() ** 2, "That is the square of the mean; the mean of the squares is larger."),
            (np.abs(X).max(), "16 is the largest pixel; most are far smaller."),
            (X.max() ** 2, "16² would need every pixel at its largest value."),
            (X.max() ** 2 / 2, "Half of 16² is a guess about the middle. The pixels are not spread evenly from 0 to 16."),
            (X.max() ** 2 / 3, "That would hold for pixels spread evenly from 0 to 16. Many of them are 0: compute it."),
            (64.0, "64 is the number of pixels. It multiplies both sides alike, so it cancels."),
            (64 * target, "You summed over the pixels. Both sides have 64 of them, so take the mean."),
            (1 / target, "The other way round: raw pixels are the larger ones."),
            (1.0, "That is E[x²] of the standardized digits. Compare the raw ones with it."),
        ],
        "Compute the mean of X², over all pixels and images, before and after standardizing.",
    )  # fmt: skip
    if not wrong or near(factor, target, 0.02):
        return right(
            f"E[x²] = {target:.0f} against 1. Raw pixels multiply the std of z by {math.sqrt(target):.1f}, a gain that nobody chose."
        )
    return not_yet(wrong)


# ---- lesson 04 ------------------------------------------------------------------------------------

FANS = ((300, 100), (50, 400), (64, 64))


def check_glorot_variance(variance: Any) -> Verdict:
    """``variance(n_in, n_out)`` is Glorot's compromise, 2/(n_in + n_out)."""
    return check_function(
        "glorot_variance", variance, "n_in, n_out", FANS, lambda n_in, n_out: 2 / (n_in + n_out),
        [
            (lambda a, b: 1 / a, "That serves the forward pass alone: LeCun's scheme."),
            (lambda a, b: 1 / b, "That serves the backward pass alone."),
            (lambda a, b: 1 / (a + b), "That is one over the sum of the fans. Their mean is half of the sum."),
            (lambda a, b: 4 / (a + b), "The 2 is there twice. One over the mean of the fans has it once."),
            (lambda a, b: math.sqrt(2 / (a + b)), "That is the std. Asked for is the variance, its square."),
            (lambda a, b: (2 / (a + b)) ** 2, "That is the square of the variance. No square is needed."),
            (lambda a, b: 6 / (a + b), "That is the square of the uniform limit, three times the variance."),
            (lambda a, b: math.sqrt(6 / (a + b)), "That is the limit of the uniform scheme, not the variance."),
            (lambda a, b: (a + b) / 2, "That is the mean of the fans, upside down: more terms in a sum ask for smaller weights."),
            (lambda a, b: (1 / a + 1 / b) / 2, "That averages the two variances. Glorot averages the fans."),
            (lambda a, b: 1 / a + 1 / b, "That adds the two variances. One number cannot be both; Glorot takes one over the mean of the fans."),
            (lambda a, b: 1 / math.sqrt(a * b), "The geometric mean of the fans: also a compromise, but not the one of the paper."),
            (lambda a, b: 2 / (a * b), "You multiplied the two fans. Glorot adds them."),
            (lambda a, b: 1 / (a * b), "You multiplied the two fans. Glorot takes their mean."),
            (lambda a, b: 1 / max(a, b), "That follows the larger fan alone. Glorot's compromise lies between the two."),
            (lambda a, b: 1 / min(a, b), "That follows the smaller fan alone. Glorot's compromise lies between the two."),
            (lambda a, b: 2 / a + b, "Division comes before addition: 2 / n_in + n_out is (2 / n_in) + n_out. Set parentheses."),
            (lambda a, b: 1 / a + b, "Division comes before addition: put the sum into parentheses."),
            (lambda a, b: 1 / (a + b) / 2, "One over the mean of the fans is larger than one over their sum, not smaller."),
            (lambda a, b: 2 / a, "That is He's scheme, which looks at the fan in alone."),
        ],
        "What lies between one over n_in and one over n_out?",
        "1/n_in asks for one thing, 1/n_out for another; 2/(n_in + n_out) takes the mean of the fans.",
    )  # fmt: skip


def check_round_trip(answer: Any) -> Verdict:
    """What one linear layer 300 → 100, drawn by Glorot's scheme, does to E[z²] and E[δ²]: (1.5, 0.5)."""
    todo = "Forward a unit adds up n_in terms, backward n_out. How large is each?"
    pair = [..., ...] if answer is ... else as_list(answer, 3)
    if pair is None or len(pair) != 2:
        return not_yet(f"Give two numbers: (forward, backward). This is {reprlib.repr(answer)}.")
    if all(one is ... for one in pair):
        return not_attempted(todo)
    for which, one in zip(("forward", "backward"), pair, strict=True):
        if one is ...:
            return not_yet(f"Give two numbers: {which} is still open.")
        if as_number(one) is None:
            return not_yet(f"{which}: {number_trouble(one)}")
    pair = [as_number(one) for one in pair]
    if all(map(near, pair, (1.5, 0.5))):
        return right("300 · 2/400 = 1.5 and 100 · 2/400 = 0.5. The two always add up to 2.")
    mistakes = [
        ((0.5, 1.5), "You swapped them: forward a unit adds up its n_in = 300 inputs, backward an input collects from n_out = 100 units."),
        ((1.0, 1.0), "That holds only where n_in = n_out."),
        ((1.0, 1 / 3), "That is LeCun's scheme, Var(w) = 1/n_in."),
        ((3.0, 1.0), "That is Var(w) = 1/n_out."),
        ((0.75, 0.25), "The 2 in Glorot's variance is missing. Or did you halve for ReLU? This layer is linear."),
        ((math.sqrt(1.5), math.sqrt(0.5)), "Those are the factors of the size; E[z²] and E[δ²] are squares."),
        ((2.25, 0.25), "You squared the factors. E[z²] is n_in · Var(w) times E[x²] already."),
        ((2.0, 2 / 3), "That is He's scheme, Var(w) = 2/n_in."),
        ((6.0, 2.0), "That is Var(w) = 2/n_out, He's scheme with the fan out."),
        ((1.5, 1.5), "The way back has its own sum: an input collects from n_out units, not from n_in."),
        ((0.5, 0.5), "The way forward has its own sum: a unit adds up n_in terms, not n_out."),
        ((1.5, 1 / 1.5), "Backward is not one over forward. Each pass has its own sum."),
        ((3.0, 1 / 3), "That is n_in/n_out and n_out/n_in. A factor is the number of terms times Var(w)."),
        ((300.0, 100.0), "Those are the numbers of terms. Each term comes with a factor Var(w)."),
        ((0.005, 0.005), "That is Var(w). Multiply by the number of terms that are added up."),
        ((4.5, 1.5), "The 6 belongs to the limit of the uniform scheme. Its variance is a third of the limit's square."),
    ]  # fmt: skip
    for wrong, why in mistakes:
        if all(near(one, target, ROUNDED) for one, target in zip(pair, wrong, strict=True)):
            return not_yet(why)
    ok = list(map(near, pair, (1.5, 0.5)))
    if any(ok):
        right_one, wrong_one = ("forward", "backward") if ok[0] else ("backward", "forward")
        return not_yet(
            f"The factor {right_one} is right, the one {wrong_one} is not. How many terms does that sum have?"
        )
    return not_yet(
        "Each factor is a number of terms times Var(w). How many terms has each sum, and what is Glorot's Var(w)?"
    )


# ---- lesson 05 ------------------------------------------------------------------------------------


def check_leaky_gain(gain: Any) -> Verdict:
    """``gain(slope)`` is √(2/(1 + slope²)): the std is gain/√n_in."""
    return check_function(
        "leaky_gain", gain, "slope", ((0.0,), (0.01,), (0.25,), (1.0,)), lambda a: math.sqrt(2 / (1 + a**2)),
        [
            (lambda a: 2 / (1 + a**2), "That is the gain squared, the factor on the variance. The std takes its root."),
            (lambda a: math.sqrt(2), "That is right for slope 0 alone. The other half of the units passes s²z²."),
            (lambda a: 1.0, "That is right for slope 1 alone, where the unit is linear."),
            (lambda a: math.sqrt(2 / (1 + a)), "Squares are added up: the negative half gives s², not s."),
            (lambda a: math.sqrt(2 / (1 + a) ** 2), "(1 + s)² is not 1 + s²: the two halves are different inputs."),
            (lambda a: math.sqrt(1 + a**2), "Upside down: the more the activation lets through, the smaller the weights."),
            (lambda a: math.sqrt((1 + a**2) / 2), "Upside down: this is what the activation lets through; the gain makes up for it."),
            (lambda a: (1 + a**2) / 2, "That is the share of E[z²] that the activation lets through. The gain makes up for it, and is a factor on the std."),
            (lambda a: math.sqrt(1 / (1 + a**2)), "The 2 is missing: each of the two halves is half of the units."),
            (lambda a: 1 / (1 + a**2), "The 2 and the root are missing."),
            (lambda a: math.sqrt(2) / (1 + a**2), "Only the 2 went under the root."),
            (lambda a: math.sqrt(2) * (1 - a), "At slope 1 the activation is linear, and the gain must be 1, not 0."),
            (lambda a: math.sqrt(2) * (1 + a), "A leak lets more through, so less has to be made up for."),
            (lambda a: math.sqrt(2 * (1 + a**2)), "A leak lets more through, so less has to be made up for: it belongs below the line."),
            (lambda a: 2 / 1 + a**2, "Division comes before addition: put 1 + s² into parentheses."),
            (lambda a: math.sqrt(2 / 1 + a**2), "Division comes before addition: put 1 + s² into parentheses."),
        ],
        "Half of the units pass z, the other half slope · z. What is left of E[z²]?",
        "E[a²] = (1 + slope²)/2 · E[z²]: √2 for ReLU, 1 for a linear unit, 1.372 for PReLU's start at 0.25.",
    )  # fmt: skip


def check_telescope(factor: Any) -> Verdict:
    """E[δ²] of layer 1 over that of layer 4, widths 100-400-200-50-10, ReLU, He with fan in: 10/400."""
    factor, problem = check_number(
        factor, "Layer by layer the factor is n_out/n_in. Which fans are left when they are multiplied?"
    )
    if problem is not None:
        return problem
    wrong = compare(
        factor, 10 / 400,
        [
            (10 / 100, "The way back to δ₁ ends at layer 1, whose 400 units send on; the 100 inputs have no δ."),
            (1.0, "Fan in keeps the signal on the way forward. Backward a layer multiplies by n_out/n_in."),
            (400 / 10, "Upside down: the layers get narrower, so each unit's gradient is a sum of fewer terms."),
            (100 / 10, "Upside down, and the way back ends at layer 1, not at the inputs."),
            (10 / 400 / 8, "You halved once more a layer: the half that ReLU's slope takes away is made up for by He's 2."),
            (math.sqrt(10 / 400), "That is the factor of the size. E[δ²] is a square."),
            ((10 / 400) ** 2, "That squares the factors. n_out/n_in is a factor on E[δ²] already."),
            (10 / 50, "That is the factor of layer 4 alone. The way goes on through layers 3 and 2."),
            (50 / 400, "That leaves out layer 4, whose 10 units are where the way begins."),
            (10 / 200, "That leaves out layer 2. The way goes down to layer 1."),
            (400 / 100, "That is what layer 1 would do on the way to the inputs."),
            (50 / 200, "That is the factor of layer 3 alone."),
            (200 / 400, "That is the factor of layer 2 alone."),
            (10 / 50 + 50 / 200 + 200 / 400, "You added the layers' factors. They act one after the other, so they multiply."),
            (2 / 400, "That is He's variance of one layer. A layer's factor is n_out · Var(w)/2."),
        ],
        "Each of layers 4, 3 and 2 has a factor n_out/n_in on the way back. What is their product?",
    )  # fmt: skip
    if wrong:
        return not_yet(wrong)
    return right("(10/50) · (50/200) · (200/400) = 10/400: the widths in between cancel.")
