"""What several lessons measure in settled labs."""

import math
from fractions import Fraction
from functools import cache

import numpy as np

from course_lib.initializers import get
from course_lib.labs import LABS
from course_lib.labs.race.experiment import race
from course_lib.labs.training_race.lab import final_accuracy
from course_lib.mean_field import gaussian_moments, mean_field
from tests.lessons.shown import computed, if_true, last, result, setting


def signals(name):
    return result(name).signals


def middle(values):
    """The geometric mean over seeds, (layers,)."""
    return np.exp(np.log(values[0]).mean(0))


def power(name):
    return middle(signals(name).preactivation_power)


def gradient(name):
    return middle(signals(name).gradient_power)


def depth(name):
    return str(setting(name)["depth"])


def width(name):
    return str(setting(name)["width"])


def variance(name):
    """Var(w) of the middle of the network."""
    mine, settings = signals(name), setting(name)
    return (settings["gain"] * get(settings["scheme"]).std(mine.sizes[1:3])) ** 2


def a_layer(values):
    """The factor of one layer, from the first to the last."""
    return (values[-1] / values[0]) ** (1 / (len(values) - 1))


def percent(share):
    return f"{100 * share:.0f}"


def leaves(activation):
    """(mean, mean square, std) of φ(z) for z from N(0, 1)."""
    mean, square, _ = gaussian_moments(activation, 1.0)
    return float(mean), float(square), math.sqrt(square - mean**2)


def tanh_after_30():
    return mean_field("tanh", [128] * 31, np.full((1, 30), 1 / 128)).preactivation_power[0, -1]


def flat_in_large():
    layers = signals("large").share_saturated[0].mean(0)
    return if_true(percent(layers.mean()), abs(layers - layers.mean()) < 0.01)


def theory_of(question, name):
    return getattr(signals(question).theory, name)[0]


def by_theory(question, within, name="gradient_power"):
    """Theory's gradient in layer 1, if the lab's lies within a factor of it."""
    expected = theory_of(question, name)[0]
    return if_true(f"{1 / expected:.0f}", 1 / within < gradient(question)[0] / expected < within)


def fraction(factor):
    found = Fraction(float(factor)).limit_denominator(9)
    return [found.numerator, found.denominator]


def weights(one):
    """The mean square of the weights' gradient by layer, if theory is within a factor of two."""
    found = middle(one.weight_gradient_power)
    return if_true(found, abs(np.log2(found / one.theory.weight_gradient_power[0])) < 1)


def level_weights(one, within=1.5):
    """The mean square of the weights' gradient, if no layer is further than this factor from another."""
    found = weights(one)
    return if_true(np.exp(np.log(found).mean()), found.max() / found.min() < within)


def in_powers(value):
    digit, power = f"{value:.0e}".split("e")
    return [digit, 10, int(power)]


def deep_race():
    return result("deep_race")


def he_learns():
    """By seed; the worst of five was at .51 to .76 on several processors."""
    return final_accuracy(deep_race())[0] > 0.4


@cache
def raced(**changed):
    return last(race(**(computed(LABS["race"](steps=0)) | changed)))
