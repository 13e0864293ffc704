"""Lesson 02: the one form behind the schemes, and drawing their weights."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from course_lib.checks.exercise import exercise
from course_lib.checks.hints import Hints
from course_lib.checks.mistakes import check_value, recognised
from course_lib.checks.question import Question
from course_lib.checks.verdict import Verdict

QUESTIONS = {
    "uniform_std": Question.of(
        "Glorot's uniform scheme draws from U(−a, a). What is the standard deviation of what it draws?",
        {
            "half": ("a / 2",
                     "a / 2 is the mean of |w|. The std is the root of the mean of w², which gives large w more weight."),
            "root": "a / √3",
            "twelve": ("a / √12",
                       "√12 goes with the whole width of a uniform distribution, and that is 2a here: 2a / √12 = a / √3."),
        },
        "The mean of w² over U(−a, a) is a²/3. So the std, dotted, is 0.58 of the limit, dashed.",
        "samples", {"scheme": "he_normal"}, {"scheme": "glorot_uniform"},
    ),
    "standard_scale": Question.of(
        "The standard scheme draws from U(−1/√n, 1/√n), where n is the fan-in. What is its scale?",
        {
            "one": ("1", "Then the variance would be 1/n and the std 1/√n. But 1/√n is the limit."),
            "third": "1/3",
            "root": ("1/√3", "That is the factor on the std. The scale is a factor on the variance."),
            "three": ("3", "Then the limit would be 3/√n."),
        },
        "The variance is the limit squared over 3, which is 1/(3n) here.",
        "variance_scaling", {"scale": 1, "distribution": "uniform"}, {"scale": 0.333333},
    ),
    "standard_normal": Question.of(
        "A unit adds up 64 inputs of mean square 1, each times a weight from N(0, 1). How large is the sum, typically?",
        {
            "one": ("About 1",
                    "Different signs cancel only in part: the sum grows like the square root of the number of terms."),
            "eight": "About 8",
            "sixtyfour": ("About 64", "For that, all terms would need the same sign."),
        },
        "The variances of 64 independent terms add up to 64, so the sum's std is √64 = 8. He's scheme asks for weights "
        "of std √(2/64) = 0.18 here, and their sum has a std of √2: the dashed curve.",
        "samples", {"scheme": "he_normal", "show": "sum"}, {"scheme": "normal", "versus": "he_normal"},
    ),
    "truncated": Question.of(
        "Draw from N(0, 1), and draw again whatever lies beyond ±2. What is the std of the result?",
        {
            "one": ("1", "The tails are gone, and they held the largest squares."),
            "less": "0.88",
            "share": ("0.95",
                      "That is the share of draws that stay. The 4.6 % that are replaced hold 26 % of the mean square."),
        },
        "Without its tails the normal has a variance of 0.774, and so a std of 0.88.",
        "samples", {"scheme": "normal"}, {"scheme": "truncated_normal"},
    ),
}  # fmt: skip


DRAWS = ("glorot_uniform", "he_truncated")
# (fan-in, fan-out) → the shape of a convolution's kernel in PyTorch, (out, in, height, width)
KERNELS = {(400, 2500): (100, 16, 5, 5), (450, 2250): (150, 30, 3, 5)}
WRONG_FANS = [
    (lambda s: s[1], "You counted the input channels alone. A unit reads a whole window of each channel."),
    (lambda s: s[0], "You counted the output channels. PyTorch puts them first: (out, in, height, width)."),
    (lambda s: s[2] * s[3], "You counted the window alone. A unit reads that window in every input channel."),
    (lambda s: s[0] * s[1] * s[2], "All axes but the last are the fan-in of Keras' layout. PyTorch puts the output channels first."),
    (lambda s: s[-2], "You took the last axis but one. That is the input channels in Keras' layout, without the window."),
    (lambda s: math.prod(s), "You counted all weights of the kernel. Count those of one unit."),
    (lambda s: sum(s[1:]), "You added the axes. A unit reads every channel at every place of the window: multiply."),
    (lambda s: s[0] * s[1], "You multiplied the channels in by the channels out. Only one unit's inputs count."),
    (lambda s: s[1] * s[2], "One axis is missing: the window has a height and a width."),
]  # fmt: skip


def check_scheme(name: str, function: Any) -> Verdict:
    """``function(shape, rng)`` draws weights by the scheme ``name`` of `DRAWS`; "he_truncated" is Keras'."""
    from course_lib.checks.draws import check_draws
    from course_lib.initializers import get

    return check_draws(name, function, get("he_normal").truncate() if name == "he_truncated" else get(name))


for name in DRAWS:
    exercise(name, takes=name)(partial(check_scheme, name))


@exercise("conv_he", takes="conv_he")
def check_convolution(function: Any) -> Verdict | str:
    """``function(shape, rng)`` draws He's normal for a kernel (out, in, height, width)."""
    from course_lib.checks.distributions import TOLERANCE, check_distribution
    from course_lib.checks.draws import drawn
    from course_lib.checks.samples import Sample, Words
    from course_lib.initializers import get

    samples = list(map(Sample, KERNELS, drawn("conv_he", function, list(KERNELS.values()))))
    if all(sample.form == "normal" for sample in samples):
        stds = [sample.std for sample in samples]
        wrong = [(lambda s, fan=fan: math.sqrt(2 / fan(s)), why) for fan, why in WRONG_FANS]
        why = recognised(stds, [(kernel,) for kernel in KERNELS.values()], wrong, within=TOLERANCE)
        if why:
            return why
    fan_out = "That counts the outputs that one input feeds, the fan-out. Count the inputs of one unit."
    return check_distribution(
        samples, get("he_normal"), Words(KERNELS.__getitem__, fan_out, "rng.normal", absolute="")
    )


@exercise("fixed_width", takes="n_in")
def check_fixed_width(n_in: Any) -> Verdict:
    """``n_in`` is the fan-in at which U(±0.05) is He's uniform scheme: 6/0.05²."""
    a = 0.05
    return check_value(
        n_in, 6 / a**2,
        [
            (2 / a**2, "That is right for a std of 0.05. But 0.05 is the limit of U(±0.05), and its std is √3 times smaller."),
            (3 / a**2, "That is LeCun's scheme, of scale 1. He's scale is 2."),
            (1 / a**2, "That is the standard scheme, whose limit is 1/√n. He's scale is six times as large."),
            (12 / a**2, "The mode is the fan-in alone. You doubled the scale once more, as for a mean of two fans."),
            (2 / a, "The square is missing: the scale over n is a variance, and a variance goes with the limit squared."),
            (6 / a, "The limit is √(6/n). Square both sides: the limit squared is 6/n."),
            (math.sqrt(6) / a, "That is the root of the answer. You have √n; square it."),
            (math.sqrt(2) / a, "Two things: 0.05 is a limit and no std, and this is √n, not n."),
            (24 / a**2, "0.05 is half of the interval's width already: U(±a) reaches from −a to a."),
            (1.5 / a**2, "The whole interval is 0.1 wide, and a is half of that: 0.05."),
            (2 * math.sqrt(3) / a, "You set the scale over n equal to the std. It is the variance."),
            (a**2 / 6, "That is upside down: one over the answer."),
            (a**2 / 3, "That is the variance of U(±0.05). Which n makes 2/n equal to it?"),
            (a / math.sqrt(3), "That is the std of U(±0.05). Which n makes √(2/n) equal to it?"),
        ],
        todo="Write the variance of U(±0.05). At which n is it equal to He's?",
        otherwise="Set He's variance, 2/n, equal to the variance of U(±0.05), and solve for n.",
        done="0.05²/3 = 2/n holds at this n alone. Narrower layers start too small, wider ones too large.",
    )  # fmt: skip


HINTS = {
    "glorot_uniform": Hints(
        "The table gives a scale and a mode. NumPy's rng.uniform wants a limit.",
        "The limit of a uniform draw is √3 times its std. Take Glorot's std, and bring the √3 under its root.",
        "a = np.sqrt(3 * variance), with Glorot's variance: one over the mean of the fans. Return rng.uniform(-a, a, shape).",
        why="Under the root stands three times Glorot's variance, so a²/3 is that variance.",
    ),
    "he_truncated": Hints(
        "The cut makes the std smaller. You know by what factor, so you can correct for it before you draw.",
        "Draw from a normal that is too wide by that factor. As long as some weights lie beyond 2 of its std, draw "
        "those again.",
        "Divide He's std by the factor 0.8796, and start with w = rng.normal(0, std, shape). As long as "
        "out = np.abs(w) > 2 * std is True anywhere, fill w[out] with new draws, out.sum() of them.",
        why="The cut multiplies the std by 0.8796. The normal was wider by 1/0.8796, so He's std is left.",
    ),
    "conv_he": Hints(
        "He's variance needs the fan-in. How many numbers does one unit of a convolution add up?",
        "PyTorch's shape is (out, in, height, width). A unit reads a window of height × width in each input channel.",
        "The fan-in is the product of all axes but the first: np.prod(shape[1:]). Then draw a normal of He's std.",
        why="A unit adds up all weights but those of other units, and the first axis counts the units.",
    ),
    "fixed_width": Hints(
        "Two draws of one shape are the same draw if their variances are equal.",
        "The variance of U(−a, a) was derived above. He's variance has the n that you are after.",
        "Solve 0.05²/3 = 2/n for n.",
        why="At this fan-in 2/n is the variance of U(±0.05). At any other it is not.",
    ),
}
