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
        "Is it true that Glorot's scheme, also called Xavier, keeps the variance of input and output equal? Take the same narrowing network with its Var(w) = 2/(n_in + n_out). What happens?",
        {
            "both": ("Both signal and gradient keep their size", "That would need n_in = n_out."),
            "forward": ("The signal keeps its size, the gradient shrinks",
                        "That is LeCun's scheme, which preserves the forward pass alone."),
            "neither": "The signal grows and the gradient shrinks, each by a little a layer",
        },
        "With n_in = 2 n_out a layer multiplies the signal's mean square by 2 n_in/(n_in + n_out) = 4/3 and the gradient's by 2 n_out/(n_in + n_out) = 2/3: "
        "a compromise, exact in neither direction. Only where n_in = n_out does it keep both.",
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
                    "That is three times 30 %, and would be so if the slopes were the same. Larger signals meet flatter parts of tanh."),
        },
        "Glorot's weights have three times the variance, but larger signals also meet flatter slopes. "
        "After five layers about two thirds a layer make a factor of about 60 between the two schemes.",
        "signals", {"scheme": "standard", "activation": "identity", "depth": 6, "width": 256, "last": 256},
        {"scheme": "glorot_normal", "activation": "tanh", "versus": "standard"},
    ),
}  # fmt: skip


@exercise("glorot_variance", takes="variance")
def check_glorot_variance(variance: Any) -> Verdict:
    """``variance(n_in, n_out)`` is Glorot's compromise, 2/(n_in + n_out)."""
    return check_function(
        "glorot_variance", variance, "n_in, n_out", ((300, 100), (50, 400), (64, 64)),
        lambda n_in, n_out: 2 / (n_in + n_out),
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
        todo="What lies between one over n_in and one over n_out?",
        done="1/n_in asks for one thing, 1/n_out for another; 2/(n_in + n_out) takes the mean of the fans.",
    )  # fmt: skip


@exercise("round_trip", takes="answer")
def check_round_trip(answer: Any) -> Verdict | str:
    """What one linear layer 300 → 100, drawn by Glorot's scheme, does to E[z²] and E[δ²]: (1.5, 0.5)."""
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
            return why
    ok = list(map(near, pair, (1.5, 0.5)))
    if any(ok):
        right_one, wrong_one = ("forward", "backward") if ok[0] else ("backward", "forward")
        return (
            f"The factor {right_one} is right, the one {wrong_one} is not. How many terms does that sum have?"
        )
    return "Each factor is a number of terms times Var(w). How many terms has each sum, and what is Glorot's Var(w)?"


HINTS = {
    "glorot_variance": Hints(
        "The forward pass asks for one over the first fan, the backward pass for one over the second. Glorot's answer lies between.",
        "Take the mean of the two fans. The variance is one over that mean.",
        "mean = (n_in + n_out) / 2. Return one over it.",
        why="One over the mean of the fans lies between 1/n_in and 1/n_out. Where the fans are equal it is both.",
    ),
    "round_trip": Hints(
        "Each pass adds up terms, and each term comes with one weight. So a factor is the number of terms times Var(w).",
        "Forward a unit adds up 300 inputs. Backward an input collects from 100 units. Both use the same Var(w).",
        "v = 2 / (300 + 100) is Glorot's variance. forward, backward = 300 * v, …",
        why="300 · 2/400 and 100 · 2/400: each pass has its own number of terms.",
    ),
}
