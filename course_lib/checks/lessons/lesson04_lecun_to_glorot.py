"""Lesson 04: the forward and the backward pass, and the variances that keep them."""

from __future__ import annotations

import math
import reprlib
from typing import Any

from course_lib.checks.answers import as_list, as_number, number_trouble
from course_lib.checks.exercise import exercise
from course_lib.checks.hints import Hints
from course_lib.checks.mistakes import ROUNDED, check_function, near
from course_lib.checks.question import Question
from course_lib.checks.verdict import Verdict, not_attempted, right

QUESTIONS = {
    "narrowing": Question.of(
        "Five linear layers, each half as wide as the one before: 256 inputs, 8 outputs. LeCun's scheme, Var(w) = 1/n_in, keeps the signal's size "
        "on the way forward. What does the gradient do on its way back from layer 5 to layer 1?",
        {
            "keeps": ("It keeps its size too", "On the way back, a layer adds up n_out terms, not n_in."),
            "halves": "E[δ²] halves in every layer",
            "doubles": ("E[δ²] doubles in every layer",
                        "In a network that widens it would: n_out would be twice n_in."),
        },
        "A gradient that comes back through a layer is a sum over its n_out units, so E[δ²] is multiplied by n_out · Var(w) = n_out/n_in = 1/2.",
        "signals",
        {"scheme": "lecun_normal", "activation": "identity", "depth": 5, "width": 128, "last": 128},
        {"width": 256, "last": 8},
    ),
    "narrowing_glorot": Question.of(
        "Is it true that Glorot's scheme, also called Xavier, keeps the variance of input and output equal? What does its Var(w) = 2/(n_in + n_out) do in the same narrowing network?",
        {
            "both": ("Both signal and gradient keep their size", "That would need n_in = n_out."),
            "forward": ("The signal keeps its size, the gradient shrinks",
                        "That is LeCun's scheme, which preserves the forward pass alone."),
            "neither": "The signal grows and the gradient shrinks, each by a little in every layer",
        },
        "With n_in = 2 n_out a layer multiplies the signal's mean square by 2 n_in/(n_in + n_out) = 4/3 and the gradient's by 2 n_out/(n_in + n_out) = 2/3: "
        "a compromise, exact in neither direction.",
        "signals", {"scheme": "lecun_normal", "activation": "identity", "depth": 5, "width": 256, "last": 8},
        {"scheme": "glorot_normal"}, claim="both",
    ),
    "glorot_tanh": Question.of(
        "Equal widths now, and tanh units instead of linear ones. What is E[z²] in layer 50 of a network drawn by Glorot's scheme?",
        {
            "one": ("About 1",
                    "The derivation treats tanh as the straight line it is near 0. Away from 0 it is flatter, and each layer loses some, the first one most."),
            "hundredth": "About 1/100",
            "power": ("About 10⁻²⁰",
                      "That is the first layer's loss, repeated in every layer. tanh loses little where its input is small, so the loss slows down."),
        },
        "tanh² z ≈ z² − (2/3) z⁴, so a layer takes q to q − 2q². The smaller q is, the less is lost: in the long run q is about 1/(2ℓ), a hundredth after "
        "50 layers.",
        "signals", {"scheme": "lecun_normal", "activation": "identity", "depth": 50},
        {"scheme": "glorot_normal", "activation": "tanh"},
    ),
    "standard_gradient": Question.of(
        "Six tanh layers, 256 wide. Under the standard scheme U(±1/√n) a layer keeps 30 % of the gradient's mean square on average. How much does it keep under Glorot's?",
        {
            "half": ("About a half",
                     "That is √3 times 30 %. But the mean square goes with the variance, and Glorot's is three times as large."),
            "two": "About two thirds",
            "all": ("About 90 %",
                    "That is three times 30 %, and would be so if the slopes of tanh were the same."),
        },
        "Glorot's weights have three times the variance, but larger signals also meet flatter parts of tanh. "
        "After five layers, two thirds against 30 % a layer is a factor of about 60.",
        "signals", {"scheme": "standard", "activation": "identity", "depth": 6, "width": 256, "last": 256},
        {"scheme": "glorot_normal", "activation": "tanh", "versus": "standard"},
    ),
}  # fmt: skip


@exercise("balanced_variance", takes="variance")
def check_balanced_variance(variance: Any) -> Verdict:
    """``variance(n_in, n_out)`` makes the product of both passes' factors 1: 1/√(n_in n_out)."""
    return check_function(
        "balanced_variance", variance, "n_in, n_out", ((300, 100), (50, 400), (64, 64)),
        lambda n_in, n_out: 1 / math.sqrt(n_in * n_out),
        [
            (lambda a, b: 2 / (a + b), "That is Glorot's: the factors add up to 2. From 300 to 100 they are 1.5 and 0.5, and their product is 0.75."),
            (lambda a, b: 1 / a, "That is LeCun's: the forward factor is 1, and the product is n_out/n_in."),
            (lambda a, b: 1 / b, "That keeps the gradient: the backward factor is 1, and the product is n_in/n_out."),
            (lambda a, b: 1 / (a * b), "The product of the factors contains Var(w) twice, once from each pass."),
            (lambda a, b: 1 / (a * b) ** 2, "You squared. The variance appears twice in the product, so a root is needed."),
            (lambda a, b: (a * b) ** -0.25, "That is the std. Asked for is the variance, its square."),
            (lambda a, b: math.sqrt(a * b), "Upside down: more terms in a sum ask for smaller weights."),
            (lambda a, b: a * b, "Upside down, and without the root."),
            (lambda a, b: 1 / math.sqrt(a + b), "That adds the fans. The product of the factors multiplies them."),
            (lambda a, b: 1 / (a + b), "That is one over the sum of the fans. Multiply the two factors, and set the product to 1."),
            (lambda a, b: 2 / math.sqrt(a * b), "With this the product of the factors is 4. The 2 belongs to Glorot's mean."),
            (lambda a, b: math.sqrt(2 / (a * b)), "With this the product of the factors is 2."),
            (lambda a, b: 3 / math.sqrt(a * b), "The 3 belongs to the limit of a uniform distribution. Asked for is the variance."),
            (lambda a, b: (1 / a + 1 / b) / 2, "That is the mean of the two variances. The factors then do not multiply to 1."),
            (lambda a, b: 1 / math.sqrt(a * a + b * b), "The product of the factors contains n_in · n_out, no squares of one fan."),
            (lambda a, b: math.sqrt(b / a), "Each factor is a fan times Var(w). A ratio of the fans does not shrink with the width."),
            (lambda a, b: math.sqrt(a / b), "Each factor is a fan times Var(w). A ratio of the fans does not shrink with the width."),
            (lambda a, b: 1 / max(a, b), "That follows the larger fan alone. Multiply the two factors, and set the product to 1."),
            (lambda a, b: 1 / min(a, b), "That follows the smaller fan alone. Multiply the two factors, and set the product to 1."),
            (lambda a, b: 1 / math.sqrt(a), "That looks at the fan-in alone, and is a std. The product contains both fans."),
        ],
        todo="Write down the two factors and multiply them. For which Var(w) is the product 1?",
        done="n_in Var(w) · n_out Var(w) = 1 gives one over the geometric mean of the fans, where Glorot takes the arithmetic mean.",
    )  # fmt: skip


@exercise("round_trip", takes="answer")
def check_round_trip(answer: Any) -> Verdict | str:
    """What Glorot's scheme does to E[z²] in a linear layer 256 → 64, and to E[δ²] in 64 → 16: (1.6, 0.4)."""
    todo = "Forward a unit adds up n_in terms, backward n_out. How large is each?"
    pair = [..., ...] if answer is ... else as_list(answer, 3)
    if pair is None or len(pair) != 2:
        return f"Give two numbers: (forward, backward). This is {reprlib.repr(answer)}."
    if all(one is ... for one in pair):
        return not_attempted(todo)
    for which, one in zip(("forward", "backward"), pair, strict=True):
        if one is ...:
            return f"Give two numbers: {which} is still open."
        if as_number(one) is None:
            return f"{which}: {number_trouble(one)}"
    pair = [as_number(one) for one in pair]
    if all(map(near, pair, (1.6, 0.4))):
        return right(
            "256 · 2/320 = 1.6 and 16 · 2/80 = 0.4. Both layers narrow to a quarter, so these add up to 2."
        )
    mistakes = [
        ((0.4, 1.6), "You swapped them: forward a unit adds up the inputs of its layer, backward an input collects from the units."),
        ((1.0, 1.0), "That holds only where n_in = n_out."),
        ((1.0, 0.25), "That is LeCun's scheme, Var(w) = 1/n_in."),
        ((4.0, 1.0), "That is Var(w) = 1/n_out."),
        ((0.8, 0.2), "The 2 in Glorot's variance is missing. Or did you halve for ReLU? This network is linear."),
        ((math.sqrt(1.6), math.sqrt(0.4)), "Those are the factors of the size; E[z²] and E[δ²] are squares."),
        ((2.56, 0.16), "You squared the factors, or counted two layers. E[z²] is n_in · Var(w) times E[x²] already."),
        ((2.0, 0.5), "That is He's scheme, Var(w) = 2/n_in."),
        ((8.0, 2.0), "That is Var(w) = 2/n_out, He's scheme with the fan-out."),
        ((1.6, 1.6), "The way back has its own sum: an input collects from n_out units, not from n_in."),
        ((0.4, 0.4), "The way forward has its own sum: a unit adds up n_in terms, not n_out."),
        ((1.6, 1 / 1.6), "Backward is not one over forward. Each pass has its own sum."),
        ((4.0, 0.25), "That is n_in/n_out and n_out/n_in. A factor is the number of terms times Var(w)."),
        ((256.0, 16.0), "Those are the numbers of terms. Each term comes with a factor Var(w)."),
        ((2 / 320, 2 / 80), "Those are the variances. Multiply each by the number of terms that are added up."),
        ((4.8, 1.2), "The 6 belongs to the limit of the uniform scheme. Its variance is a third of the limit's square."),
        ((256 * 2 / 272, 16 * 2 / 272), "Fan-in and fan-out belong to one layer: 256 and 64, then 64 and 16."),
    ]  # fmt: skip
    for wrong, why in mistakes:
        if all(near(one, target, ROUNDED) for one, target in zip(pair, wrong, strict=True)):
            return why
    ok = list(map(near, pair, (1.6, 0.4)))
    if any(ok):
        right_one, wrong_one = ("forward", "backward") if ok[0] else ("backward", "forward")
        return (
            f"The factor {right_one} is right, the one {wrong_one} is not. How many terms does that sum have?"
        )
    return "Each factor is a number of terms times Var(w). How many terms has each sum, and what is Glorot's Var(w)?"


HINTS = {
    "balanced_variance": Hints(
        "Write down what a layer multiplies the signal's mean square by, and what the gradient's. Both contain Var(w).",
        "The product of the two factors contains both fans, and Var(w) twice. Set it to 1.",
        "n_in · n_out · Var(w)² = 1. Solve this for Var(w).",
        why="The product of the factors is n_in Var(w) · n_out Var(w). It is 1 if Var(w) is one over the geometric mean of the fans.",
    ),
    "round_trip": Hints(
        "Each pass adds up terms, and each term comes with one weight. So a factor is the number of terms times Var(w).",
        "Forward, a unit of the first layer adds up 256 inputs. Backward, an input of the second layer collects from 16 units. "
        "Each layer has a Var(w) of its own.",
        "Glorot's variance is 2 / (256 + 64) in the first layer and 2 / (64 + 16) in the second.",
        why="256 · 2/320 and 16 · 2/80: each pass has its own number of terms, and each layer its own variance.",
    ),
}
