"""Every number in the prose of lessons 03 and 04, computed; `test_lesson_numbers.py` explains the form.

Where a sentence says what a figure shows, the lab that was on the page is run, with its own settings.
"""

import math
from fractions import Fraction

import numpy as np
from scipy import stats

from course_lib.activations import ACTIVATIONS
from course_lib.activations.saturation import BELOW
from course_lib.checks import check
from course_lib.checks.lessons.too_small_too_big import DEPTH, KEPT
from course_lib.datasets import digits
from course_lib.initializers import get
from course_lib.labs import LABS
from course_lib.labs.race.experiment import RACERS
from course_lib.mean_field import gaussian_moments
from course_lib.propagation import propagate
from tests.numbers_depth import (
    a_layer,
    depth,
    gradient,
    middle,
    percent,
    power,
    rival,
    signals,
    variance,
    width,
)
from tests.settled import if_true, result, setting
from tests.shown import WORDS, arguments, lab_of, opened


def factor_of_small():
    """n · Var(w), if it is what one layer multiplies by, forward and backward."""
    product = 128 * variance("small")
    measured = np.array([a_layer(power("small")), 1 / a_layer(gradient("small"))])
    return if_true(f"{product:.4f}", abs(measured / product - 1) < 0.02)


def flat_in_large():
    layers = signals("large").share_saturated[0].mean(0)
    return if_true(percent(layers.mean()), abs(layers - layers.mean()) < 0.01)


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


def theory_of(question, name):
    return getattr(signals(question).theory, name)[0]


def by_theory(question, within, name="gradient_power"):
    """Theory's gradient in layer 1, if the lab's lies within a factor of it."""
    expected = theory_of(question, name)[0]
    return if_true(f"{1 / expected:.0f}", 1 / within < gradient(question)[0] / expected < within)


def fraction(factor):
    found = Fraction(float(factor)).limit_denominator(9)
    return [found.numerator, found.denominator]


def factors(one):
    """What a layer multiplies signal and gradient by, in theory, if the lab is within 6 % of it."""
    forward = a_layer(one.theory.preactivation_power[0]), a_layer(middle(one.preactivation_power))
    back = 1 / a_layer(one.theory.gradient_power[0]), 1 / a_layer(middle(one.gradient_power))
    near = [abs(measured / theory - 1) < 0.06 for theory, measured in (forward, back)]
    return if_true([*fraction(forward[0]), *fraction(back[0])], near)


def kept_a_layer(gradients):
    return percent(gradients[0] ** (1 / 5))  # 1 in layer 6


def widening():
    return lab_of("04", "signals", 1).result.signals


def weights(one):
    """The mean square of the weights' gradient by layer, if theory is within a factor of two."""
    found = middle(one.weight_gradient_power)
    return if_true(found, abs(np.log2(found / one.theory.weight_gradient_power[0])) < 1)


def level_weights(one, within=1.5):
    """The mean square of the weights' gradient, if no layer is further than this factor from another."""
    found = weights(one)
    return if_true(np.exp(np.log(found).mean()), found.max() / found.min() < within)


def sloped_by_default():
    """The exponents of the weights' gradient in the last and the first layer, under PyTorch's default."""
    found = np.log10(weights(lab_of("03", "signals", 1).result.signals))
    return if_true([10, round(found[-1]), 30, 10, round(found[0])], np.diff(found) > 0)


def beside_standard():
    """Glorot's weights' gradient and the standard scheme's, from the lab of the paper's figure 8."""
    lab = lab_of("04", "signals").result
    glorot, standard = level_weights(lab.signals), level_weights(lab.versus)
    return if_true([f"{glorot:.1f}", f"{standard:.3f}"], glorot > 0.1)


def thirty_layers(scheme):
    deep = dict(depth=30, width=128, seeds=4, histograms=(), across=False, weight_gradients=True)
    return level_weights(propagate([scheme], "tanh", **deep))


def in_powers(value):
    digit, power = f"{value:.0e}".split("e")
    return [digit, 10, int(power)]


def below_theory():
    """The width of the lab of the exercise, if its networks end a little below theory where it holds."""
    signals = LABS["signals"](**{**lab_of("03", "signals", 2).settings, "gain": 1.38}).result.signals
    share = middle(signals.preactivation_power)[-1] / signals.theory.preactivation_power[0, -1]
    return if_true(signals.sizes[1], 0.8 < share < 1)


def power_of_lab(lesson):
    return middle(lab_of(lesson, "signals").result.signals.preactivation_power)


def lower_than_theory():
    return power("glorot_tanh")[-1] < theory_of("glorot_tanh", "preactivation_power")[-1]


PROSE = [
    # lesson, sentence, its numbers
    ("03", "In the lab, @ inputs of mean square 1", lambda: signals("small").batch),
    ("03", "a network of @ tanh layers, each @ units wide", lambda: [depth("small"), width("small")]),
    ("03", "each layer multiplies by the same factor, @.", factor_of_small),
    (
        "03",
        "Thirty such factors leave $@^{-@}$",
        lambda: if_true([10, round(-math.log10(power("small")[-1]))], depth("small") == "30"),
    ),
    (
        "03",
        "the output is of size $@^{@}$ for every input",
        lambda: [10, math.ceil(math.log10(power("small")[-1]) / 2)],
    ),
    ("03", r"drew weights from $\mathcal N(0, @^2)$", lambda: f"{RACERS['normal_x10'][0].std((2, 2)):g}"),
    ("03", "What lies beyond ±@ is counted", lambda: f"{signals('small').edges['activations'][-1]:g}"),
    ("03", "where the slope is under @ % of the largest", lambda: percent(BELOW)),
    (
        "03",
        r"= @ \cdot @^2 = @$",
        lambda: [width("small"), f"{setting('small')['gain']:g}", factor_of_small()],
    ),
    ("03", "Above left, @ % of the pre-activations lie where tanh is flat", flat_in_large),
    (
        "03",
        "to a mean square of about $@^{@}$ in the first layer",
        lambda: if_true([10, 23], abs(math.log10(gradient("large")[0]) - 23) < 1),
    ),
    ("03", r"Here $n_\text{out}\operatorname{Var}(w) = @$", lambda: f"{128 * variance('large'):g}"),
    ("03", "with a mean square of about @,", lambda: f"{power_of_large():.0f}"),
    (
        "03",
        r"near 0 is $1/\sqrt{2\pi \cdot @} = @$",
        lambda: [f"{power_of_large():.0f}", f"{density_of_large():.4f}"],
    ),
    (
        "03",
        r"\approx @ \int \tanh'(z)^2 dz = @ \cdot \tfrac@@ = @$",
        lambda: [*[f"{density_of_large():.4f}"] * 2, *steepness(), f"{slope_of_large():.3f}"],
    ),
    ("03", "The product is @, and", factor_of_large),
    (
        "03",
        r"$@^{@} \approx @^{@}$",
        lambda: [
            factor_of_large(),
            int(depth("large")) - 1,
            10,
            round((int(depth("large")) - 1) * math.log10(float(factor_of_large()))),
        ],
    ),
    ("03", "classes, @ ReLU networks", lambda: "-".join(map(str, first_layers()[0][0]))),
    ("03", "@ seeds with all weights from N(0, 1), and", lambda: WORDS[first_layers()[1]["seeds"]]),
    (
        "03",
        "The figure shows @ inputs. Set **Width** and **Last width** to @: the curve still starts at @,",
        lambda: if_true([width("fan_in"), opened("fan_in").signals.sizes[0], 1], starts_at_one()),
    ),
    (
        "03",
        "The line falls by a factor of @ a layer",
        lambda: f"{1 / a_layer(power('third')):.0f}",
    ),
    ("03", "upper curve levels off near @:", level),
    ("03", "about @-fold in each layer", fold),
    (
        "03",
        "By layer @ it is less than a millionth of the rest",
        lambda: 1 + np.argmax(shown_across() < 1e-6),
    ),
    (
        "03",
        "= 1/@$, and the slope of the sigmoid is at most $1/@$: its square at most $1/@$. "
        "So the factor is at most $1/@$",
        bounds_of_sigmoid,
    ),
    ("03", "<summary>Why @</summary>", level),
    ("03", r"The next layer makes $\tfrac13 \cdot \tfrac14 = @$", lambda: f"{1 / 3 / 4:.3f}"),
    (
        "03",
        "between @ and @ in all of @ layers",
        lambda: [f"{KEPT[0]:g}", f"{KEPT[1]:g}", DEPTH],
    ),
    (
        "03",
        "keep $\\mathrm E[z^2]$ near @, but",
        lambda: f"{power_of_lab('03')[-1]:.3f}",
    ),
    (
        "03",
        r"is about $@ \cdot @^{@}$ in all @ layers",
        lambda: [*in_powers(level_weights(signals("weights"))), depth("weights")],
    ),
    (
        "03",
        r"$\delta$ alone falls by @ powers of ten",
        lambda: f"{-math.log10(gradient('weights')[0]):.0f}",
    ),
    ("03", "from about $@^{@}$ in layer @ to $@^{@}$ in layer 1", sloped_by_default),
    ("03", "networks of @ units lie a little below it", below_theory),
    ("03", "numbers from 0 to @", lambda: f"{digits(standardize=None).X_train.max():g}"),
    ("03", "a network with @ classes", lambda: WORDS[digits().n_classes]),
    ("03", "@ and @ are both fatal", lambda: [factor_of_small(), factor_of_large()]),
    ("03", "1/@ a layer is too small in depth", lambda: f"{1 / a_layer(power('third')):.0f}"),
    (
        "04",
        "The network narrows: @ inputs, then @, @, @, @ and @ units",
        lambda: list(signals("narrowing").sizes),
    ),
    (
        "04",
        "from layer @ back to layer 1: the gradient halves in each of the @ layers in between",
        lambda: [depth("narrowing"), WORDS[int(depth("narrowing")) - 1]],
    ),
    ("04", "$1/@$. Swap **Width** and", lambda: by_theory("narrowing", 1.25)),
    (
        "04",
        "The signal grows by @/@ a layer, the gradient shrinks to @/@",
        lambda: factors(signals("narrowing_glorot")),
    ),
    (
        "04",
        r"a = \sqrt{@/(n_\text{in} + n_\text{out})}",
        lambda: f"{get('glorot_uniform').limit((9, 5)) ** 2 * (9 + 5):.0f}",
    ),
    ("04", "[Glorot and Bengio (@)]", lambda: get("glorot_normal").source[17:21]),
    (
        "04",
        "with @ layers of @ units. Its inputs",
        lambda: [WORDS[int(depth("standard_gradient"))], width("standard_gradient")],
    ),
    (
        "04",
        "a little above @ under Glorot's scheme, and about @ under the standard one",
        beside_standard,
    ),
    (
        "04",
        r"in @ layers of @ units the standard scheme leaves about $@ \cdot @^{@}$, Glorot's about @.",
        lambda: [30, 128, *in_powers(thirty_layers("standard")), f"{thirty_layers('glorot_normal'):.2f}"],
    ),
    (
        "04",
        "read from layer @ back to layer 1: under Glorot's scheme a layer keeps @ % of the gradient's "
        "mean square on average, under the standard one @ %",
        lambda: [
            depth("standard_gradient"),
            kept_a_layer(gradient("standard_gradient")),
            kept_a_layer(rival("standard_gradient")),
        ],
    ),
    (
        "04",
        "@ layers make @ of it against @.",
        lambda: [
            WORDS[int(depth("standard_gradient")) - 1].capitalize(),
            f"{gradient('standard_gradient')[0]:.2f}",
            f"{rival('standard_gradient')[0]:.4f}",
        ],
    ),
    ("04", "All layers are now @ units wide", lambda: width("glorot_tanh")),
    (
        "04",
        "with @ units it ends a little lower",
        lambda: if_true(width("glorot_tanh"), lower_than_theory()),
    ),
    ("04", "The gradient falls about as far, to @,", lambda: f"{gradient('glorot_tanh')[0]:.3f}"),
    (
        "04",
        "from @ inputs to @ units, drawn by Glorot's scheme",
        lambda: if_true([300, 100], check("round_trip", (300 * 2 / 400, 100 * 2 / 400)).status == "right"),
    ),
    (
        "04",
        "widens from @ to @ units in @ layers",
        lambda: [widening().sizes[0], widening().sizes[-1], WORDS[len(widening().layers)]],
    ),
    (
        "04",
        "The signal's mean square falls to @/@ in each layer, and the gradient's grows by @/@",
        lambda: factors(widening()),
    ),
]

TRIED = {"03": set(), "04": {"1,000"}}  # the paper's own layers
