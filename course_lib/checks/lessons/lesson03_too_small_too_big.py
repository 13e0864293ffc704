"""Lesson 03: weights that are too small or too large, 30 layers deep."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from course_lib.checks.answers import check_number
from course_lib.checks.exercise import exercise
from course_lib.checks.hints import Hints
from course_lib.checks.mistakes import check_value, first_fault, near
from course_lib.checks.question import Question
from course_lib.checks.verdict import Verdict, right

QUESTIONS = {
    "small": Question.of(
        "All weights of a 30-layer tanh network, 128 units wide, come from N(0, 0.01²), and the inputs have mean "
        "square 1. What is E[z²], the mean square of the pre-activations, in layer 30?",
        {
            "size": ("About 10⁻²⁸", "That is the size of z, the root of its mean square."),
            "nothing": "About 10⁻⁵⁷",
            "alone": ("About 10⁻¹²⁰", "That is 0.01² to the power of 30. But every unit adds up 128 terms."),
        },
        "Every layer multiplies E[z²] by 128 · 0.01² = 0.0128, and 0.0128 to the power of 30 is about 10⁻⁵⁷.",
        "signals", {"scheme": "lecun_normal", "activation": "identity"},
        {"scheme": "normal", "gain": 0.01, "activation": "tanh"},
    ),
    "large": Question.of(
        "The weights of the same network now come from N(0, 1), and most units are saturated: their slope is almost "
        "0. What happens to the gradient on its way back through 30 layers?",
        {
            "dies": ("It dies out, because most slopes are almost 0",
                     "The few units that are not saturated pass the gradient on, through weights that are far too large."),
            "stays": ("It keeps about its size",
                      "Small slopes and large weights pull in different directions, but they do not cancel: "
                      "128 · 0.049 = 6.2, not 1."),
            "grows": "It grows by many powers of ten",
        },
        "The squared slope is 0.049 in the mean, but the squared weights of a unit add up to about 128. Together each "
        "layer multiplies E[δ²] by about 6.",
        "signals", {"scheme": "lecun_normal", "activation": "identity"},
        {"scheme": "normal", "activation": "tanh", "show": "shares"},
    ),
    "third": Question.of(
        "The “standard” scheme draws from U(±1/√n), where n is the fan-in. Units are linear, and inputs have mean "
        "square 1. Is it true that E[z²] is then 1/3, whatever the fan-in and whatever the depth?",
        {
            "third": ("It is 1/3 for every fan-in, in every layer",
                      "1/3 is what layer 1 makes of inputs of mean square 1. Layer 2 receives 1/3, not 1."),
            "more": ("It is larger for a larger fan-in, in layer 1 already",
                     "There are more terms, but each of them is smaller: n · 1/(3n) has no n left."),
            "root": ("It is 1/3 for every fan-in in layer 1, and about 7 · 10⁻⁸ in layer 30",
                     "That is (1/3)¹⁵, the size of z: the root of its mean square."),
            "power": "It is 1/3 for every fan-in in layer 1, and about 5 · 10⁻¹⁵ in layer 30",
        },
        "The variance of U(±1/√n) is 1/(3n), so each layer multiplies E[z²] by n · 1/(3n) = 1/3, and 30 layers "
        "by (1/3)³⁰.",
        "signals", {"scheme": "lecun_normal", "activation": "identity"}, {"scheme": "standard"},
        claim="third",
    ),
    "level": Question.of(
        "With sigmoid units and the standard scheme, E[z²] falls to about 0.08 and then stays there, 30 layers deep. "
        "Does layer 30 still see the input?",
        {
            "yes": ("Yes: its signal is as large as in layer 3",
                    "Size alone says nothing: all of it may be the same for every input."),
            "part": ("In part: about half of the signal depends on the input",
                     "The part that depends on the input would have to keep its size, and it shrinks in every layer."),
            "no": "No: the signal is the same for every input",
        },
        "A sigmoid unit puts out about 1/2 whatever comes in, and that keeps E[z²] at its level. What depends "
        "on the input shrinks about 50-fold a layer, until rounding is larger.",
        "signals", {"scheme": "standard", "activation": "tanh"}, {"activation": "sigmoid", "show": "across"},
    ),
    "weights": Question.of(
        "Take the standard scheme, tanh, and 30 layers of 128 units. Each layer leaves about a third of E[z²] on the "
        "way up, and about a third of E[δ²] on the way down. In which layer is the mean square of the weights' "
        "gradient largest?",
        {
            "first": ("In layer 1, by many powers of ten",
                      "Layer 1 has the largest signal, but the gradient that comes back to it has passed 29 layers."),
            "last": ("In layer 30, by many powers of ten",
                     "Layer 30 has the largest gradient δ, but the signal that reaches it has passed 29 layers."),
            "equal": "In none: it is about the same in all layers",
        },
        "What the signal has not yet lost in a layer, the gradient has lost already, and the other way round. Their "
        "product is small, and it is level.",
        "signals", {"scheme": "standard", "activation": "tanh"}, {"show": "weights"},
    ),
    "five_thirds": Question.of(
        "LeCun's weights, each multiplied by 5/3, and tanh: how does E[z²] go on from layer 5 to layer 30?",
        {
            "grows": ("It grows, by (5/3)² = 2.8 a layer",
                      "That would be so for linear units. But tanh takes away more of a larger signal."),
            "falls": ("It falls in every layer, as with a gain of 1, only more slowly",
                      "A smaller signal loses less to tanh. So the fall ends where the gain gives back what tanh takes."),
            "settles": "It stays near one value",
        },
        "A gain of 5/3 multiplies E[z²] by 25/9 = 2.8. Where E[z²] is 1.2, tanh leaves 36 % of it, and 2.8 · 0.36 is 1. A "
        "larger signal loses more to tanh and a smaller one less, so E[z²] comes back to 1.2.",
        "signals", {"scheme": "lecun_normal", "activation": "tanh"}, {"gain": 1.66667},  # as the slider rounds 5/3
    ),
}  # fmt: skip


DEPTH, WIDTH = 30, 256
KEPT = (0.5, 2.0)  # where E[z²] must stay in the exercise on the gain


@exercise("keep_alive", takes="gain")
def check_keep_alive(gain: Any) -> Verdict | str:
    """``gain`` times LeCun's weights keeps E[z²] within `KEPT` in all 30 tanh layers."""
    from course_lib.mean_field import mean_field

    gain = check_number(gain, "Move the gain in the lab above until the curve stays between 0.5 and 2.")
    if gain < 0:
        return "A gain is a factor on a std, and a std is not negative."
    if gain > 1e3:
        return f"With a gain of {gain:.3g} layer 1 starts at E[z²] = {gain:.3g}², far above 2."
    field = mean_field("tanh", [WIDTH] * (DEPTH + 1), np.full((1, DEPTH), gain**2 / WIDTH), across=False)
    q, price = field.preactivation_power[0], field.gradient_power[0, 0]
    over, low = int((q > KEPT[1] * (1 + 1e-9)).sum()), int(np.argmax(q < KEPT[0])) + 1
    high = q[0] > KEPT[1] * (1 + 1e-9)
    return first_fault(
        (near(gain, 1, 1e-9), "LeCun's own weights: E[z²] falls to 0.02 in layer 30."),
        (high and near(gain, 2, 1e-9),
            "2 is the bound on E[z²]. The gain is a factor on the std, and E[z²] is a mean square."),
        (high and q[1:].max() <= KEPT[1],
            f"Only layer 1 is above 2: its inputs have not been through tanh, so there E[z²] = gain² = {q[0]:.3g}. "
            "A slightly smaller gain."),
        (high,
            f"In {over} of {DEPTH} layers E[z²] is above 2. It starts at gain² = {q[0]:.3g} and ends at {q[-1]:.3g}. A "
            "smaller gain."),
        (q.min() < KEPT[0],
            f"E[z²] falls below 0.5 in layer {low} and to {q[-1]:.2g} in layer 30. A larger gain."),
    ) or right(
        f"E[z²] runs from {q[0]:.2f} in layer 1 to {q[-1]:.2f} in layer 30: what tanh takes away, the gain gives back. "
        f"The price: on its way back to layer 1 the gradient's mean square grows by a factor of {price:.1f}."
    )  # fmt: skip


@exercise("first_loss", takes="loss")
def check_first_loss(loss: Any) -> Verdict:
    """The cross-entropy of ten classes of the same probability: ln 10."""
    return check_value(
        loss, math.log(10),
        [
            (0.0, "A loss of 0 needs a probability of 1 for the right class. Here ten classes share it."),
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
        todo="Ten classes with the same probability: how much of it does the right one get?",
        otherwise="Ten equal probabilities add up to 1. The loss is minus the natural logarithm of the one of the right class.",
        done="−ln(1/10) = ln 10. A first loss far above it comes from weights, or inputs, that are too large.",
    )  # fmt: skip


@exercise("raw_digits", takes="factor")
def check_raw_digits(factor: Any) -> Verdict:
    """How many times larger E[z₁²] is for pixels from 0 to 16 than for standardized ones: E[x²]."""
    from course_lib.datasets import digits

    X = digits(standardize=None).X_train.astype(float)
    target = float((X**2).mean())
    return check_value(
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
        todo="E[z²] of layer 1 is n · Var(w) · E[x²]. What is E[x²] before and after?",
        otherwise="Compute the mean of X², over all pixels and images, before and after standardizing.",
        done=f"E[x²] = {target:.0f} against 1. Raw pixels multiply the std of z by {math.sqrt(target):.1f}, a gain that nobody chose.",
        within=0.02,
    )  # fmt: skip


HINTS = {
    "keep_alive": Hints(
        "tanh makes the signal smaller in every layer. The gain has to give that back, and not more.",
        "E[z²] is largest in layer 1, where it is the square of the gain, and smallest in layer 30. Which gain keeps "
        "the first below 2?",
        "The square of the gain may be 2 at most. Take √2, or a little less: gain = …",
        why="Layer 1 starts at 1.38² = 1.90, and theory's curve stays above 0.5 down to layer 30.",
    ),
    "first_loss": Hints(
        "Such a network prefers no class. How probable is each of ten classes then?",
        "Take the probability that the right class has. Minus its natural logarithm is the loss.",
        "Every class has the probability 1/10. loss = -np.log(…)",
        why="The right class has the probability 1/10, and −ln(1/10) is the logarithm of 10.",
    ),
    "raw_digits": Hints(
        "A unit of layer 1 adds up its inputs, each times a weight. Which mean of the inputs decides how large E[z²] is?",
        "n and Var(w) are the same for both kinds of inputs. So compare E[x²], which is 1 for one of them.",
        "Square all the pixels, then take the mean: np.mean(…).",
        why="E[z²] is n · Var(w) · E[x²]. Only E[x²] differs, and it is 1 for the inputs to compare with.",
    ),
}
