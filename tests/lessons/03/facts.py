"""What lesson 03 states, computed."""

import math

import numpy as np
from scipy import stats

from course_lib.activations import ACTIVATIONS
from course_lib.initializers import get
from course_lib.labs import LABS
from course_lib.mean_field import gaussian_moments
from tests.lessons.measured import a_layer, fraction, gradient, middle, power, signals, variance, weights
from tests.lessons.shown import arguments, if_true, lab_of, opened, result


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
