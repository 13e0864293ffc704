"""What lesson 04 states, computed."""

import math

import numpy as np

from course_lib.mean_field import mean_field
from course_lib.propagation import propagate
from tests.lessons.measured import (
    a_layer,
    fraction,
    level_weights,
    middle,
    percent,
    power,
    signals,
    theory_of,
)
from tests.lessons.shown import if_true, lab_of, result


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


def beside_standard():
    """Glorot's weights' gradient and the standard scheme's, from the lab of the paper's figure 8."""
    lab = lab_of("04", "signals").result
    glorot, standard = level_weights(lab.signals), level_weights(lab.versus)
    return if_true([f"{glorot:.1f}", f"{standard:.3f}"], glorot > 0.1)


def thirty_layers(scheme):
    deep = dict(depth=30, width=128, seeds=4, histograms=(), across=False, weight_gradients=True)
    return level_weights(propagate([scheme], "tanh", **deep))


def lower_than_theory():
    return power("glorot_tanh")[-1] < theory_of("glorot_tanh", "preactivation_power")[-1]


def standard_tanh():
    """What standard-scheme tanh layers keep of the gradient's variance, by theory."""
    return mean_field("tanh", [256] * 7, np.full((1, 6), 1 / (3 * 256))).gradient_power[0, 0] ** (1 / 5)


def first_loss_repeated():
    """10, if the loss of tanh's first layer, repeated in the others, leaves 10⁻²⁰."""
    q = signals("glorot_tanh").theory.preactivation_power[0]
    return if_true("10", round(49 * math.log10(q[1] / q[0])) == -20)


def rival(name):
    """The gradient under the scheme it is compared with."""
    return middle(result(name).versus.gradient_power)
