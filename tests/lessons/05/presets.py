"""What the presets of lesson 05 show: a function by its name raises where that is not seen."""

import numpy as np

from course_lib.labs.training_race.lab import final_accuracy
from tests.lessons.measured import middle
from tests.lessons.seeing import near


def relu_std_1(lab):
    shown = lab.result
    assert near(shown.theory.mean, 0.399, 0.01) and near(shown.theory.std, 0.584, 0.01)
    assert near(shown.theory.power, 0.5, 1e-6) and near(shown.theory.variance, 0.341, 0.01)
    assert near(shown.gain, 1.41, 0.01) and near(1 / shown.theory.std, 1.71, 0.01)
    assert near(shown.gradient_factor, 1, 0.01)


LN10 = np.log(10)


def glorot_relu_30(lab):
    he, glorot = final_accuracy(lab.result)
    assert len(he) == 5 and np.median(he) > 0.7 and he.min() > 0.4
    assert np.median(glorot) < 0.2 and 0.12 < glorot.max() < 0.3
    assert np.abs(lab.result.curves[-1, 0, 1] - LN10).max() < 0.1


def glorot_relu_10(lab):
    curves = np.median(lab.result.curves[:, 0], axis=2)
    he, glorot = curves[len(curves) // 4 - 1]
    assert he < 1 and glorot > 2, "He's is sooner"
    assert (final_accuracy(lab.result) > 0.6).all()


def glorot_relu_3(lab):
    he, glorot = np.median(final_accuracy(lab.result), axis=1)
    assert min(he, glorot) > 0.7 and abs(he - glorot) < 0.05 and lab.result.accuracy_epochs[-1] == 5


def glorot_tanh_30(lab):
    assert np.median(final_accuracy(lab.result)[1]) > 0.7 and lab.result.accuracy_epochs[-1] == 10


def powers(lab):
    """The geometric means of E[z²] and E[δ²], (layers,) each, and E[z²] at the end, (seeds,)."""
    signals = lab.result.signals
    z, delta = signals.preactivation_power, signals.gradient_power
    return middle(z), middle(delta), z[0, :, -1]


def relu_under_lecun(lab):
    z, delta, _ = powers(lab)
    assert 0.9 < z[0] < 1.1 and len(z) == 30
    for left in (z[-1], delta[0]):
        assert 1e-9 < left < 4e-9  # 2⁻²⁹ = 1.9·10⁻⁹


def he_beside_lecun(lab):
    z, delta, _ = powers(lab)
    assert z.min() > 1 and z.max() < 4 and 0.5 < delta[0] < 2 and len(z) == 30
    assert middle(lab.result.versus.preactivation_power)[-1] < 4e-9


def he_narrowing(lab):
    z, delta, ends = powers(lab)
    assert z.min() > 1.4 and z.max() < 2.9 and len(ends) == 4
    assert 0.075 < delta[0] < 0.09 and np.isclose(lab.result.signals.theory.gradient_power[0, 0], 1 / 16)


def hundred_layers_narrow(lab):
    z, _, ends = powers(lab)
    assert 0.01 < z[-1] < 0.02 and len(z) == 100 and (ends > 1).sum() == 2 and len(ends) == 8
    assert ends.max() < 2, "none of these eight ends above 2"
    assert np.allclose(lab.result.signals.theory.preactivation_power, 2, rtol=0.005)


def hundred_layers_wide(lab):
    z, _, ends = powers(lab)
    assert 0.5 < z[-1] < 0.6 and len(z) == 100 and len(ends) == 8
