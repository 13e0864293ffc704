"""Lesson 05: what ReLU takes away, and He's variance that makes up for it."""

from __future__ import annotations

import math
from typing import Any

from course_lib.checks.exercise import exercise
from course_lib.checks.hints import Hints
from course_lib.checks.mistakes import check_function, check_value
from course_lib.checks.question import Question
from course_lib.checks.verdict import Verdict

QUESTIONS = {
    "relu_half": Question.of(
        "z is drawn from N(0, 1), and ReLU sets its negative half to 0. What exactly is halved?",
        {
            "variance": ("The variance",
                         "The variance falls to 0.34, because ReLU also lifts the mean from 0 to 0.40. Look at E[φ²] in the table."),
            "square": "The mean square",
            "std": ("The standard deviation",
                    "The std falls to 0.58, not to 0.50. Look at which of the numbers is exactly half of what it was."),
        },
        "Half of the z² are replaced by 0, so E[a²] = E[z²]/2, exactly. The next layer adds up E[a²] and not the "
        "variance, which is E[a²] − E[a]² = 0.50 − 0.16 = 0.34.",
        "gallery", {"activation": "identity", "std": 1.0}, {"activation": "relu"},
    ),
    "relu_lecun": Question.of(
        "A ReLU network of 30 layers, LeCun's scheme, Var(w) = 1/n_in. Where is E[z²] in layer 30, when it was 1 in layer 1?",
        {
            "half": ("At about 1/2",
                     "That would be one halving. Every one of the 29 layers in between halves it again."),
            "slow": ("At about 1/60, as with tanh",
                     "tanh loses less the smaller the signal is. ReLU loses half at any size, so the fall does not slow down."),
            "power": "At 2⁻²⁹, about 2 · 10⁻⁹",
        },
        "Each layer halves E[z²] on the way forward, and E[δ²] on the way back, because half of the slopes are 0. So ReLU does not end vanishing gradients by itself.",
        "signals", {"scheme": "lecun_normal", "activation": "tanh"}, {"activation": "relu"},
    ),
    "he_keeps": Question.of(
        "He's scheme with fan-in, ReLU, five layers from 256 inputs down to 8 units. Which of the two does it keep from layer to layer, E[z²] on the way "
        "forward or E[δ²] on the way back?",
        {
            "both": ("Both",
                     "Forward, a unit adds up n_in terms; backward, n_out. One variance cannot be both 2/n_in and 2/n_out where the two differ."),
            "forward": "E[z²] only",
            "backward": ("E[δ²] only",
                         "That is what He's scheme does with fan-out, Var(w) = 2/n_out. Look at which of the two curves is level."),
        },
        "E[z²] stays near 2. Each layer multiplies E[δ²] by n_out/n_in. Multiplied, these give the width of the last layer over that of layer 1, "
        "8/128 = 1/16.",
        "signals", {"scheme": "he_normal", "activation": "relu", "depth": 5, "width": 128, "last": 128},
        {"width": 256, "last": 8},
    ),
    "hundred_layers": Question.of(
        "He's scheme, ReLU, 64 units wide, 100 layers. Theory says that E[z²] stays at 2 for ever. What does the geometric mean of eight networks do?",
        {
            "stays": ("It stays near 2",
                      "That is true of very wide layers. With 64 units each layer's factor is 1 only on average, and it scatters."),
            "falls": "It falls to less than half",
            "grows": ("It grows to more than twice",
                      "A few in many do. Look at the thin lines: none of these eight ends above 2."),
        },
        "Each layer multiplies E[z²] by a random factor of mean 1. The mean of the product is 1, but the mean of its logarithm is negative: most networks "
        "shrink, and a few grow.",
        "signals",
        {"scheme": "he_normal", "activation": "relu", "width": 64, "last": 64, "depth": 5, "seeds": 8},
        {"depth": 100},
    ),
    "deep_race": Question.of(
        "Handwritten digits, 30 layers of weights, 64 ReLU units in each of the 29 hidden ones, five seeds. He's and Glorot's schemes draw the same noise; He's weights are √2 times as large in all layers but the last. "
        "After 20 epochs of plain SGD, how do their test accuracies compare?",
        {
            "alike": ("They are alike: training makes up for the start",
                      "Training needs a gradient. In every layer of Glorot's networks its mean square is more than a hundred million times smaller than in He's."),
            "slower": ("Glorot's are a little behind",
                       "Each of the 29 hidden layers halves the mean square of the signal, and on the way back that of δ. Together that is more than a little."),
            "stalls": "He's networks learn, Glorot's stay near guessing",
        },
        "Under Glorot's scheme the weights' gradient is tiny in every layer, so the loss stays at ln 10, the loss of guessing.",
        "deep_race", {"epochs": 0}, {"epochs": 20},
    ),
}  # fmt: skip


@exercise("leaky_gain", takes="gain")
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
        todo="Half of the units pass z, the other half slope · z. What is left of E[z²]?",
        done="E[a²] = (1 + slope²)/2 · E[z²]: √2 for ReLU, 1 for a linear unit, 1.372 for PReLU's start at 0.25.",
    )  # fmt: skip


@exercise("telescope", takes="factor")
def check_telescope(factor: Any) -> Verdict:
    """E[δ²] of layer 1 over that of layer 4, widths 100-400-200-50-10, ReLU, He with fan-in: 10/400."""
    return check_value(
        factor, 10 / 400,
        [
            (10 / 100, "δ₁ belongs to the 400 units of layer 1; the 100 inputs have no δ."),
            (1.0, "Fan-in keeps the signal on the way forward. Backward a layer multiplies by n_out/n_in."),
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
        todo="Layer by layer the factor is n_out/n_in. Which fans are left when they are multiplied?",
        otherwise="Each of layers 4, 3 and 2 has a factor n_out/n_in on the way back. What is their product?",
        done="(10/50) · (50/200) · (200/400) = 10/400: the widths in between cancel.",
    )  # fmt: skip


HINTS = {
    "leaky_gain": Hints(
        "The gain makes up for what the activation takes away. So ask first what share of E[z²] is left after it.",
        "Half of the values are positive and pass as they are. The other half is multiplied by the slope. Average the "
        "two mean squares.",
        "The share (1 + slope**2) / 2 is left. The variance needs one over that, and the gain is its root: np.sqrt(…).",
        why="The share that is left, times the gain squared, is 1. So the mean square stays from layer to layer.",
    ),
    "telescope": Hints(
        "From layer 4 back to layer 1, δ passes through the weights of layers 4, 3 and 2. Their factors multiply.",
        "Under He's scheme with fan-in, a layer multiplies E[δ²] by n_out/n_in. Write down three fractions.",
        "(10/50) · (50/200) · (200/400): only one numerator and one denominator do not cancel.",
        why="The widths in between stand once above and once below the line. 10 and 400 are left.",
    ),
}
