"""What lesson 03 states, computed: facts, and by them every number of its sentences and of its questions."""

import math

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.activations.saturation import BELOW
from course_lib.checks.lessons.lesson03_too_small_too_big import DEPTH, KEPT
from course_lib.datasets import digits
from course_lib.initializers import get
from course_lib.labs import LABS
from course_lib.mean_field import gaussian_moments
from tests.lessons.measured import (
    a_layer,
    depth,
    flat_in_large,
    gradient,
    in_powers,
    leaves,
    level_weights,
    middle,
    percent,
    power,
    signals,
    variance,
    width,
)
from tests.lessons.shown import WORDS, arguments, changed, if_true, lab_of, setting


def factor_of_small():
    """n · Var(w), if it is what one layer multiplies by, forward and backward."""
    product = 128 * variance("small")
    measured = np.array([a_layer(power("small")), 1 / a_layer(gradient("small"))])
    return if_true(f"{product:.4f}", abs(measured / product - 1) < 0.02)


def factor_of_large():
    product = 128 * variance("large") * passed_by_large()
    near = abs(1 / a_layer(gradient("large")) / product - 1) < 0.05  # rounding grows by it, too: 6.0 to 6.2
    return if_true(f"{product:.1f}", near)


def without(scheme):
    """E[z²] by layer under weights of another mean than 0, if theory is missing."""
    found = changed("small", scheme=scheme).signals
    return if_true(middle(found.preactivation_power), np.isnan(found.theory.preactivation_power))


def mixed_terms(scheme):
    """(n E[w])², the factor of a layer that it grows or falls by where tanh is straight."""
    mean, curve = 0.01 * {"ones": 1, "uniform": 1 / 2}[scheme], without(scheme)
    product = (128 * mean) ** 2
    return if_true(f"{product:.2g}", abs(curve[5] / curve[4] / product - 1) < 0.15)


def apart():
    """How far apart networks of 16 units end, as a power of ten below it; those of 128 do not."""
    ends = {n: changed("third", width=n, last=n).signals.preactivation_power[0, :, -1] for n in (16, 128)}
    far = {n: one.max() / one.min() for n, one in ends.items()}
    return if_true(f"{10 ** int(np.log10(far[16]))}", far[128] < 5)


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
    return [f"{1 / one:.0f}" for one in (slope, third, slope**2, third * slope**2)]


def starts_at_a_third():
    """The width that the reader tries, and the bottom of the fraction that E[z²] starts near with it."""
    narrow = changed("third", width=16, last=16).signals
    return ["16", f"{1 / middle(narrow.preactivation_power)[0]:.0f}"]


def fall_of_gradient():
    return [f"{-math.log10(gradient('weights')[0]):.0f}", depth("weights")]


def stays_near():
    """E[z²] in layer 1, the layer from which on it is level, and that level."""
    curve, theory = power("five_thirds"), signals("five_thirds").theory.preactivation_power[0]
    level = if_true(theory[-1], abs(curve[4:] / theory[-1] - 1) < 0.06)
    return [f"{theory[0]:.1f}", 1 + np.argmax(theory < 1.03 * level), f"{level:.1f}"]


def measured_beside():
    """E[z²] of the networks in layers 1 and 30, as the lab's words have it."""
    curve = power("five_thirds")
    return [f"{curve[0]:.2g}", f"{curve[-1]:.2g}"]


def kept_by_tanh():
    """E[tanh(z)²]/E[z²] at the level of a gain of 5/3."""
    level = signals("five_thirds").theory.preactivation_power[0, -1]
    return gaussian_moments("tanh", level)[1] / level


def first_layers():
    return arguments("03", "Ensemble")


def below_theory():
    """The width of the lab of the exercise, if its networks end a little below theory where it holds."""
    signals = LABS["signals"](**{**lab_of("03", "signals").settings, "gain": 1.38}).result.signals
    share = middle(signals.preactivation_power)[-1] / signals.theory.preactivation_power[0, -1]
    return if_true(signals.sizes[1], 0.8 < share < 1)


def passed_by_large():
    """E[φ'(z)²] under weights from N(0, 1), by theory."""
    return gaussian_moments("tanh", signals("large").theory.preactivation_power[0, -1])[2]


SENTENCES = [
    ("a network of @ tanh layers, each @ units wide", lambda: [depth("small"), width("small")]),
    (r"come from $\mathcal N(0, @^2)$", lambda: f"{setting('small')['gain']:g}"),
    ("how much is left after @ layers?", lambda: depth("small")),
    ("each layer multiplies by the same factor, @.", factor_of_small),
    ("in layer @ |", lambda: depth("small")),
    (
        "Ones: one value, @, for all weights | the signal has grown to @",
        lambda: [f"{setting('small')['gain']:g}", f"{without('ones')[-1]:.2f}"],
    ),
    (
        "from U(0, @) | $@ \\cdot @^{@}$, a factor of @ a layer",
        lambda: [
            f"{setting('small')['gain']:g}",
            *in_powers(without("uniform")[-1]),
            f"{a_layer(without('uniform')[2:]):.2f}",
        ],
    ),
    ("a layer while $z$ is small: @ and @.", lambda: [mixed_terms("ones"), mixed_terms("uniform")]),
    ("the slope at their $z$ is under @ % of the largest", lambda: percent(BELOW)),
    ("@ % of the pre-activations are saturated", flat_in_large),
    (
        "to a mean square of about $@^{@}$ in layer 1",
        lambda: if_true([10, 23], abs(math.log10(gradient("large")[0]) - 23) < 1),
    ),
    (
        r"multiplies it by $@ \cdot @ = @$",
        lambda: [f"{128 * variance('large'):g}", f"{passed_by_large():.3f}", factor_of_large()],
    ),
    ("leaves layer @ where it is", lambda: depth("large")),
    ("falls by a factor of @ a layer", lambda: f"{1 / a_layer(power('third')):.0f}"),
    ("under **More**, to @: it still starts near 1/@", starts_at_a_third),
    ("the thin lines, end more than @ times apart", apart),
    ("levels off near @:", level),
    ("about @-fold in each layer", fold),
    ("By layer @ it is less than a millionth of the rest", lambda: 1 + np.argmax(shown_across() < 1e-6)),
    (r"makes it $\tfrac13 \cdot \tfrac14 = @$", lambda: f"{1 / 3 / 4:.3f}"),
    (
        "The slope is at most 1/@, so the mean square of a small difference between inputs is multiplied "
        r"by at most $\tfrac1@ \cdot \tfrac1{@} = \tfrac1{@}$",
        bounds_of_sigmoid,
    ),
    ("E[δ²]” falls by @ powers of ten from layer @ to layer 1", fall_of_gradient),
    (
        r"at about $@ \cdot @^{@}$ in all @ layers",
        lambda: [*in_powers(level_weights(signals("weights"))), depth("weights")],
    ),
    ("starts at @, and from layer @ on it stays near @.", stays_near),
    ("the words above the figure say @ and @.", measured_beside),
    ("a gradient that grows by a factor of @ a layer", lambda: f"{1 / a_layer(gradient('five_thirds')):.1f}"),
    ("between @ and @ in all of @ layers", lambda: [f"{KEPT[0]:g}", f"{KEPT[1]:g}", DEPTH]),
    ("in layers 1 and @", lambda: DEPTH),
    ("networks of @ units lie a little below it", below_theory),
    ("numbers from 0 to @", lambda: f"{digits(standardize=None).X_train.max():g}"),
    ("@ ReLU networks", lambda: "-".join(map(str, first_layers()[0][0]))),
    ("for the @ digits", lambda: WORDS[digits().n_classes]),
    ("All weights of @ 64", lambda: WORDS[first_layers()[1]["seeds"]]),
    ("1/@ is still too small in depth", lambda: f"{1 / a_layer(power('third')):.0f}"),
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
    "five_thirds": {
        "5": lambda: f"{3 * setting('five_thirds')['gain']:.0f}",
        "30": lambda: depth("five_thirds"),
        "1": lambda: f"{25 / 9 * kept_by_tanh():.0f}",
        "2.8": lambda: f"{25 / 9:.1f}",
        "25": lambda: f"{9 * setting('five_thirds')['gain'] ** 2:.0f}",
        "1.2": lambda: stays_near()[-1],
        "36": lambda: percent(kept_by_tanh()),
        "0.36": lambda: f"{kept_by_tanh():.2f}",
    },
}
