"""What the presets of lesson 04 show: a function by its name raises where that is not seen."""

import numpy as np

from tests.lessons.measured import middle
from tests.lessons.seeing import ends, moved, near, of_weights, per_step


def narrowing_lecun(lab):
    assert lab.result.signals.sizes == (256, 128, 64, 32, 16, 8)
    first, last, gradient = ends(lab.result)
    assert near(first, 1, 0.05) and near(last, 1, 0.3) and near(gradient, 0.074, 0.05)
    eight = moved(lab, seeds=8).signals.gradient_power[0, :, 0]
    assert 0.05 < eight.min() < 0.06 and 0.08 < eight.max() < 0.1  # single networks, beside 1/16 = 0.063
    first, last, gradient = ends(moved(lab, seeds=4, width=8, last=256))
    assert near(first, 1, 0.15) and near(last, 1, 0.3) and near(gradient, 16, 0.3)


def narrowing_glorot(lab):
    theory = lab.result.signals.theory
    assert near(theory.preactivation_power[0, -1], (4 / 3) ** 5, 0.01)
    assert near(theory.gradient_power[0, 0], (2 / 3) ** 4, 0.02)
    first, last, gradient = ends(lab.result)
    assert near(first, 4 / 3, 0.05) and near(last, 4.2, 0.2) and near(gradient, 0.2, 0.35)
    first, last, gradient = ends(moved(lab, width=128, last=128))
    assert near(first, 1, 0.05) and near(last, 1, 0.1) and near(gradient, 1, 0.1)


def glorot_tanh(lab):
    z = middle(lab.result.signals.preactivation_power)
    assert near(z[0], 1, 0.05) and 0.007 < z[-1] < 0.01
    assert near(lab.result.signals.theory.preactivation_power[0, -1], 0.01, 0.1)
    assert z[4] / z[0] < 0.2 and z[-1] / z[-11] > 0.7  # the first layers lose most
    assert near(ends(lab.result)[2], 0.013, 0.2)
    linear = middle(moved(lab, activation="identity").signals.preactivation_power)
    assert near(linear[-1], 1, 0.3)


def glorot_beside_standard(lab):
    assert lab.settings["versus"] == "standard"
    glorot, standard = ends(lab.result)[2], middle(lab.result.versus.gradient_power)[0]
    assert near(glorot, 0.14, 0.1) and near(standard, 0.0022, 0.1)
    assert near(per_step(1, glorot, 5), 0.67, 0.03) and near(per_step(1, standard, 5), 0.3, 0.03)
    assert 55 < glorot / standard < 70
    both = moved(lab, show="weights")
    level, lower = of_weights(both.signals), of_weights(both.versus)
    assert (level > 0.1).all() and level.max() < 0.15 and np.allclose(lower, 0.0021, rtol=0.1)
