"""What lesson 03 states, computed: facts, and by them every number of its sentences and of its questions."""

import math

import numpy as np
from scipy import stats

from course_lib.activations import ACTIVATIONS
from course_lib.activations.saturation import BELOW
from course_lib.checks.lessons.lesson03_too_small_too_big import DEPTH, KEPT
from course_lib.datasets import digits
from course_lib.initializers import get
from course_lib.labs import LABS
from course_lib.labs.race.experiment import RACERS
from course_lib.mean_field import gaussian_moments
from tests.lessons.measured import (
    a_layer,
    depth,
    flat_in_large,
    fraction,
    gradient,
    in_powers,
    leaves,
    level_weights,
    middle,
    percent,
    power,
    signals,
    variance,
    weights,
    width,
)
from tests.lessons.shown import WORDS, arguments, if_true, lab_of, opened, result, setting


def factor_of_small():
    """n · Var(w), if it is what one layer multiplies by, forward and backward."""
    product = 128 * variance("small")
    measured = np.array([a_layer(power("small")), 1 / a_layer(gradient("small"))])
    return if_true(f"{product:.4f}", abs(measured / product - 1) < 0.02)


def power_of_large():
    theory = signals("large").theory.preactivation_power[0, -1]
    return if_true(theory, abs(power("large")[5:] / theory - 1) < 0.03)


def slope_of_large():
    """E[φ'(z)²], if the density at 0 alone gives the same three digits."""
    exact, told = gaussian_moments("tanh", power_of_large())[2], density_of_large() * 4 / 3
    return if_true(exact, f"{exact:.3f}" == f"{told:.3f}")


def factor_of_large():
    product = 128 * slope_of_large()
    near = abs(1 / a_layer(gradient("large")) / product - 1) < 0.05  # rounding grows by it, too: 6.0 to 6.2
    return if_true(f"{product:.1f}", near)


def density_of_large():
    return stats.norm.pdf(0, scale=math.sqrt(power_of_large()))


def steepness():
    """∫ tanh'(z)² dz, as (numerator, denominator)."""
    z = np.linspace(-20, 20, 4001)
    return fraction(np.sum(ACTIVATIONS["tanh"].derivative(z) ** 2) * (z[1] - z[0]))


def starts_at_one():
    narrow, wide = (one.signals.preactivation_power[0] for one in (opened("fan_in"), result("fan_in")))
    return abs(middle(narrow[None])[0] - 1) < 0.05 and abs(middle(wide[None])[0] - 1) < 0.05


def shown_across():
    """The share of E[z²] that differs from input to input, by layer."""
    return middle(signals("level").across_input_variance) / power("level")


def fold():
    across = middle(signals("level").across_input_variance)
    return f"{round(1 / a_layer(across[:8]), -1):.0f}"


def level():
    return f"{np.median(signals('level').preactivation_power[0, :, 2:]):.2f}"


def bounds_of_sigmoid():
    third = 128 * get("standard").std((128, 128)) ** 2
    slope = ACTIVATIONS["sigmoid"].derivative(np.linspace(-9, 9, 181)).max()
    return [f"{1 / one:.0f}" for one in (third, slope, slope**2, third * slope**2)]


def first_layers():
    return arguments("03", "Ensemble")


def sloped_by_default():
    """The exponents of the weights' gradient in the last and the first layer, under PyTorch's default."""
    found = np.log10(weights(lab_of("03", "signals", 1).result.signals))
    return if_true([10, round(found[-1]), 30, 10, round(found[0])], np.diff(found) > 0)


def below_theory():
    """The width of the lab of the exercise, if its networks end a little below theory where it holds."""
    signals = LABS["signals"](**{**lab_of("03", "signals", 2).settings, "gain": 1.38}).result.signals
    share = middle(signals.preactivation_power)[-1] / signals.theory.preactivation_power[0, -1]
    return if_true(signals.sizes[1], 0.8 < share < 1)


def power_of_lab(lesson):
    return middle(lab_of(lesson, "signals").result.signals.preactivation_power)


def passed_by_large():
    """E[φ'(z)²] under weights from N(0, 1), by theory."""
    return gaussian_moments("tanh", signals("large").theory.preactivation_power[0, -1])[2]


SENTENCES = [
    ("below, a batch of @ inputs of mean square 1", lambda: signals("small").batch),
    ("a network of @ tanh layers, each @ units wide", lambda: [depth("small"), width("small")]),
    ("each layer multiplies by the same factor, @.", factor_of_small),
    (
        "Thirty such factors leave $@^{-@}$",
        lambda: if_true([10, round(-math.log10(power("small")[-1]))], depth("small") == "30"),
    ),
    (
        "the output is of size $@^{@}$ for every input",
        lambda: [10, math.ceil(math.log10(power("small")[-1]) / 2)],
    ),
    (r"drew weights from $\mathcal N(0, @^2)$", lambda: f"{RACERS['normal_x10'][0].std((2, 2)):g}"),
    ("What lies beyond ±@ is counted", lambda: f"{signals('small').edges['activations'][-1]:g}"),
    ("where the slope is under @ % of the largest", lambda: percent(BELOW)),
    (r"= @ \cdot @^2 = @$", lambda: [width("small"), f"{setting('small')['gain']:g}", factor_of_small()]),
    ("The panel “Saturated” says that @ % of the pre-activations lie where tanh is flat", flat_in_large),
    (
        "to a mean square of about $@^{@}$ in the first layer",
        lambda: if_true([10, 23], abs(math.log10(gradient("large")[0]) - 23) < 1),
    ),
    (r"Here $n_\text{out}\operatorname{Var}(w) = @$", lambda: f"{128 * variance('large'):g}"),
    ("with a mean square of about @,", lambda: f"{power_of_large():.0f}"),
    (
        r"near 0 is $1/\sqrt{2\pi \cdot @} = @$",
        lambda: [f"{power_of_large():.0f}", f"{density_of_large():.4f}"],
    ),
    (
        r"\approx @ \int \tanh'(z)^2 dz = @ \cdot \tfrac@@ = @$",
        lambda: [*[f"{density_of_large():.4f}"] * 2, *steepness(), f"{slope_of_large():.3f}"],
    ),
    ("The product is @, and", factor_of_large),
    (
        r"$@^{@} \approx @^{@}$",
        lambda: [
            factor_of_large(),
            int(depth("large")) - 1,
            10,
            round((int(depth("large")) - 1) * math.log10(float(factor_of_large()))),
        ],
    ),
    ("classes, @ ReLU networks", lambda: "-".join(map(str, first_layers()[0][0]))),
    ("@ seeds with all weights from N(0, 1), and", lambda: WORDS[first_layers()[1]["seeds"]]),
    (
        "In the figure every layer has @ inputs: that is its **Width**. "
        "Set **Width** and **Last width**, both under **More**, "
        "to @: the curve still starts at @,",
        lambda: if_true([width("fan_in"), opened("fan_in").signals.sizes[0], 1], starts_at_one()),
    ),
    ("The line falls by a factor of @ a layer", lambda: f"{1 / a_layer(power('third')):.0f}"),
    ("upper curve levels off near @:", level),
    ("about @-fold in each layer", fold),
    ("By layer @ it is less than a millionth of the rest", lambda: 1 + np.argmax(shown_across() < 1e-6)),
    (
        "= 1/@$, and the slope of the sigmoid is at most $1/@$: its square at most $1/@$. "
        "So the factor is at most $1/@$",
        bounds_of_sigmoid,
    ),
    ("<summary>Why @</summary>", level),
    (r"The next layer makes $\tfrac13 \cdot \tfrac14 = @$", lambda: f"{1 / 3 / 4:.3f}"),
    ("between @ and @ in all of @ layers", lambda: [f"{KEPT[0]:g}", f"{KEPT[1]:g}", DEPTH]),
    ("keep $\\mathrm E[z^2]$ near @, but", lambda: f"{power_of_lab('03')[-1]:.3f}"),
    (
        r"is about $@ \cdot @^{@}$ in all @ layers",
        lambda: [*in_powers(level_weights(signals("weights"))), depth("weights")],
    ),
    (r"$\delta$ alone falls by @ powers of ten", lambda: f"{-math.log10(gradient('weights')[0]):.0f}"),
    ("from about $@^{@}$ in layer @ to $@^{@}$ in layer 1", sloped_by_default),
    ("networks of @ units lie a little below it", below_theory),
    ("numbers from 0 to @", lambda: f"{digits(standardize=None).X_train.max():g}"),
    ("a network with @ classes", lambda: WORDS[digits().n_classes]),
    ("@ and @ are both fatal", lambda: [factor_of_small(), factor_of_large()]),
    ("1/@ a layer is too small in depth", lambda: f"{1 / a_layer(power('third')):.0f}"),
]

TRIED = set()  # the paper's own layers


NUMBERS = {
    "small": {
        "0.01": lambda: f"{math.sqrt(variance('small')):g}",
        "30": lambda: depth("small"),
        "128": lambda: width("small"),
        "1": lambda: f"{signals('small').theory.preactivation_power[0, 0] / 0.0128:.0f}",  # E[x²]
        "10": lambda: if_true(
            "10", -57 <= np.log10(power("small")[-1]) < -56
        ),  # its root: 10⁻²⁸; 0.01⁶⁰: 10⁻¹²⁰
        "0.0128": lambda: f"{128 * variance('small'):.4f}",
    },
    "large": {
        "30": lambda: depth("large"),
        "128": lambda: f"{128 * variance('large'):g}",
        "6": lambda: f"{1 / a_layer(gradient('large')):.0f}",
        "0.049": lambda: f"{passed_by_large():.3f}",
        "6.2": lambda: f"{128 * variance('large') * passed_by_large():.1f}",
    },
    "fan_in": {"16": lambda: str(256 // 16), "256": lambda: width("fan_in")},
    "third": {
        "1": lambda: if_true(
            "1", math.isclose(3 * signals("third").theory.preactivation_power[0, 0], 1, rel_tol=0.01)
        ),
        "3": lambda: f"{1 / a_layer(signals('third').theory.preactivation_power[0]):.0f}",
        "30": lambda: depth("third"),
        "5": lambda: f"{(1 / 3) ** 30 * 1e15:.0f}",
        "7": lambda: f"{(1 / 3) ** 15 * 1e8:.0f}",  # its root
        "10": lambda: if_true("10", 4e-15 < power("third")[-1] < 6e-15),
    },
    "level": {
        "0.08": lambda: f"{np.median(signals('level').preactivation_power[0, :, 2:]):.2f}",
        "30": lambda: depth("level"),
        "3": lambda: if_true("3", power("level")[-1] > 0.8 * power("level")[2]),
        "1": lambda: if_true("1", abs(leaves("sigmoid")[0] - 0.5) < 1e-6),
        "50": lambda: f"{round(1 / a_layer(middle(signals('level').across_input_variance)[:8]), -1):.0f}",
    },
    "weights": {
        "30": lambda: depth("weights"),
        "128": lambda: width("weights"),
        "29": lambda: str(int(depth("weights")) - 1),
    },
}
