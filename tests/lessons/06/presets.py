"""What the presets of lesson 06 show: a function by its name raises where that is not seen."""

import numpy as np

from tests.lessons.measured import middle
from tests.lessons.seeing import ends, moved, near


def he_relu_16_wide(lab):
    signals = lab.result.signals
    dead = signals.share_dead[0].mean(0)
    assert dead[0] == 0 and 0.3 < dead[-5:].mean() < 0.5 and lab.result.show == "shares"
    assert near(signals.share_saturated.mean(), 0.5, 0.1)
    alone = signals.share_dead[0, :, -5:].mean(1)
    assert 0.2 < alone.min() < 0.3 and 0.5 < alone.max() < 0.6
    assert moved(lab, activation="leaky_relu").signals.share_dead.max() == 0
    same = moved(lab, activation="relu", scheme="lecun_normal").signals.share_dead
    assert np.abs(same[0].mean(0) - dead).max() < 0.05
    wide = moved(lab, scheme="he_normal", width=128, last=128).signals.share_dead[0].mean(0)
    assert 0.28 < wide[-5:].mean() < 0.45


def he_step_30(lab):
    signals = lab.result.signals
    assert (signals.gradient_power[0, :, :-1] == 0).all() and (signals.gradient_power[0, :, -1] > 0).all()
    assert near(middle(signals.preactivation_power)[-1], 1, 0.1)
    for scheme in ("glorot_normal", "orthogonal"):
        other = moved(lab, scheme=scheme, width=64, last=64).signals
        assert (other.gradient_power[0, :, :-1] == 0).all()
    assert ends(moved(lab, scheme="he_normal", activation="tanh"))[2] > 0


def sigmoid_std_1(lab):
    out = lab.result.theory
    assert near(out.mean, 0.5, 1e-6) and near(out.std, 0.208, 0.01)
    assert near(out.power, 0.293, 0.01) and near(out.mean**2, 0.25, 1e-6)
    for std in (0.5, 5):
        assert near(moved(lab, std=std).theory.mean, 0.5, 1e-6)
    tanh = moved(lab, activation="tanh", std=1).theory
    assert abs(tanh.mean) < 1e-9


def tanh_std_5(lab):
    shown = lab.result
    assert (shown.mean, shown.std) == (0, 5) and near(shown.theory.flat, 0.663, 0.01)
    assert near(shown.zones[-1][0], 2.18, 0.01) and abs(shown.theory.mean) < 1e-9
    assert near(moved(lab, std=1).theory.flat, 0.029, 0.05)
    sigmoid = moved(lab, std=5, activation="sigmoid")
    assert near(sigmoid.zones[-1][0], 4.36, 0.01) and near(sigmoid.theory.flat, 0.383, 0.02)
    assert sigmoid.slope.max() <= 0.25


def cell(lab, activation, scheme):
    """log10 of what becomes of the signal and of the gradient in the picked cell."""
    result = moved(lab, activation=activation, scheme=scheme)
    return result.signal[result.place], result.gradient[result.place]


def three_layers(lab):
    assert lab.result.depth == 3 and lab.result.known.all() and lab.result.survives.sum() == 65
    assert not lab.result.survives[0].any()  # the step
    assert near(10 ** cell(lab, "identity", "he_normal")[0], 4, 0.2)
    assert near(10 ** cell(lab, "relu", "glorot_normal")[0], 1 / 4, 0.2)


def thirty_layers(lab):
    result = lab.result
    assert (result.depth, result.activation, result.scheme) == (30, "identity", "he_normal")
    assert result.known.all() and result.survives.size == 104 and result.survives.sum() == 15
    assert 1e8 < 10 ** result.signal[result.place] < 2e9
    assert 0 < result.survives.sum(0).max() < len(result.survives) / 2  # no scheme for half of the rows
    for activation, scheme in (("identity", "glorot_normal"), ("relu", "he_normal")):
        assert np.abs(cell(lab, activation, scheme)).max() < 1
    assert np.abs(np.add(cell(lab, "relu", "glorot_normal"), 9)).max() < 0.8
    signal, gradient = cell(lab, "tanh", "normal")
    assert abs(signal) < 0.2 and 16 < gradient < 20
    signal, gradient = cell(lab, "sigmoid", "glorot_normal")
    assert abs(signal) < 1 and -39 < gradient < -35
    assert -19 < cell(lab, "gelu", "glorot_normal")[0] < -15
    assert 1 < 10 ** cell(lab, "prelu", "he_normal")[0] < 10
    assert np.abs(np.add(cell(lab, "leaky_relu", "lecun_normal"), 9)).max() < 0.8
    cell(lab, "gelu", "he_normal")
    assert 500 < 10 ** (lab.result.signal - lab.result.theory_signal)[lab.result.place] < 1500
    signal, gradient = cell(lab, "step", "he_normal")
    assert abs(signal) < 1 and gradient == -np.inf
