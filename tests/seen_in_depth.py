"""What the scenes of signals in depth show: (lab, scene) → a function that raises where it is not seen."""

import numpy as np

from course_lib.checks.lessons.too_small_too_big import check_keep_alive
from course_lib.initializers import TRUNCATED_STD
from tests.seeing import a_layer, middle, moved, near, of_lab

__all__ = ["SEEN"]


def ends(result):
    """E[z²] in the first and the last layer, and E[δ²] in the first, where it is 1 in the last."""
    z, delta = middle(result.signals.preactivation_power), middle(result.signals.gradient_power)
    assert near(delta[-1], 1, 0.05)
    return z[0], z[-1], delta[0]


def of_weights(signals):
    """The mean square of the weights' gradient by layer."""
    return middle(signals.weight_gradient_power)


def small_weights(lab):
    first, last, gradient = ends(lab.result)
    assert near(a_layer(first, last, 29), 0.0128, 0.02) and 1e-58 < last < 1e-56
    assert 1e-56 < gradient < 1e-54
    assert 2e-29 < ends(moved(lab, gain=0.03))[1] < 1e-28
    assert near(ends(moved(lab, gain=0.0884))[1], 0.016, 0.15)  # 1/√128: LeCun's std


def large_weights(lab):
    first, last, gradient = ends(lab.result)
    flat, dead = lab.result.signals.share_saturated, lab.result.signals.share_dead
    assert near(flat.mean(), 0.84, 0.02) and dead.max() == 0 and lab.result.show == "shares"
    assert near(first, 126, 0.1) and near(last, 119, 0.1)
    assert 1e22 < gradient < 1e24 and near(gradient ** (1 / 29), 6.2, 0.05)
    assert near(gradient ** (1 / 29) / 128, 1 / 20, 0.1)


def lecun_16_wide(lab):
    narrow = lab.result.signals
    assert narrow.sizes == (16,) * 6 and narrow.schemes == ("lecun_normal",)
    assert near(ends(lab.result)[0], 1, 0.1)
    wide = moved(lab, width=256, last=256)
    assert near(ends(wide)[0], 1, 0.05)

    def spread(signals):
        return np.log(signals.preactivation_power[0, :, -1]).std()

    assert spread(wide.signals) < spread(narrow) / 2
    assert near(ends(moved(lab, scheme="normal"))[0], 256, 0.05)


def standard_linear_30(lab):
    first, last, gradient = ends(lab.result)
    assert near(first, 1 / 3, 0.05) and near(a_layer(first, last, 29), 1 / 3, 0.02)
    assert 3e-15 < last < 7e-15 and 1e-14 < gradient < 2e-14
    first, last, _ = ends(moved(lab, activation="tanh"))
    assert near(first, 1 / 3, 0.05) and near(last, 2.5e-15, 0.3)
    assert np.allclose(of_weights(moved(lab, show="weights").signals), 7.3e-15, rtol=0.15, atol=0)
    _, last, gradient = ends(moved(lab, activation="identity", scheme="lecun_normal"))
    assert near(last, 0.9, 0.1) and near(gradient, 0.86, 0.1)


def standard_sigmoid_30(lab):
    signals = lab.result.signals
    power, across = middle(signals.preactivation_power), middle(signals.across_input_variance)
    assert lab.result.show == "across" and ((power[2:] > 0.06) & (power[2:] < 0.11)).all()
    assert near(a_layer(across[1], across[6], 5), 1 / 50, 0.1)
    assert across[4] < 1e-6 * power[4] and across[-1] < 1e-12 * power[-1]
    assert 1e-51 < ends(lab.result)[2] < 1e-48
    relu = moved(lab, scheme="torch_default", activation="relu").signals
    power, across = middle(relu.preactivation_power), middle(relu.across_input_variance)
    assert near(power[-1], 0.003, 0.1) and across[-1] < 1e-12 * power[-1]
    slope = np.log10(of_weights(moved(lab, show="weights").signals))
    assert round(slope[0]) == -23 and round(slope[-1]) == -3 and (np.diff(slope) > 0).all()


def lecun_tanh_30(lab):
    assert lab.settings["gain"] == 1
    first, last, _ = ends(lab.result)
    assert near(first, 1, 0.05) and near(last, 0.016, 0.15)
    for gain in (1.37, 1.41):
        powers = middle(moved(lab, gain=gain).signals.preactivation_power)
        assert ((powers > 0.5) & (powers < 2)).all()
    gradient = ends(lab.result)[2]
    assert near(gradient, 8, 0.1)
    assert middle(moved(lab, gain=1.3).signals.preactivation_power)[-1] < 0.5
    assert ends(moved(lab, gain=1.5))[0] > 2
    passes = {gain: check_keep_alive(gain).status == "right" for gain in (1.35, 1.36, 1.41, 1.42)}
    assert passes == {1.35: False, 1.36: True, 1.41: True, 1.42: False}
    first, last, _ = ends(moved(lab, gain=0.5))
    assert near(first, 0.25, 0.05) and 1e-19 < last < 1e-18
    first, last, _ = ends(moved(lab, gain=1, inputs="raw_digits"))
    assert near(first, 58, 0.05) and near(last, 0.016, 0.15)


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
    assert near(a_layer(1, glorot, 5), 0.67, 0.03) and near(a_layer(1, standard, 5), 0.3, 0.03)
    assert 55 < glorot / standard < 70
    both = moved(lab, show="weights")
    level, lower = of_weights(both.signals), of_weights(both.versus)
    assert (level > 0.1).all() and level.max() < 0.15 and np.allclose(lower, 0.0021, rtol=0.1)


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


def cut_by_hand(lab):
    assert near(lab.settings["gain"], 128**-0.5, 1e-4)
    first, last, gradient = ends(lab.result)
    assert near(first, 0.77, 0.05) and 2e-6 < last < 4e-6 and 2e-6 < gradient < 5e-6
    assert near(a_layer(first, last, 49), TRUNCATED_STD**2, 0.01)
    assert near(ends(moved(lab, scheme="lecun_normal", gain=1))[1], 1, 0.25)


def keras_default(lab):
    assert lab.settings["versus"] == "he_uniform"
    first, last, gradient = ends(lab.result)
    assert near(first, 1, 0.05) and 2e-10 < last < 3e-9 and 5e-10 < gradient < 4e-9
    he = middle(lab.result.versus.preactivation_power)
    assert near(he[0], 2, 0.05) and 0.3 < he[-1] < 4


# ---- activations, biases, and the matrix -------------------------------------------------------------------


def sigmoid_std_1(lab):
    out = lab.result.theory
    assert near(out.mean, 0.5, 1e-6) and near(out.std, 0.208, 0.01)
    assert near(out.power, 0.293, 0.01) and near(out.mean**2, 0.25, 1e-6)
    for std in (0.5, 5):
        assert near(moved(lab, std=std).theory.mean, 0.5, 1e-6)
    tanh = moved(lab, activation="tanh", std=1).theory
    assert abs(tanh.mean) < 1e-9


def relu_std_1(lab):
    scene = lab.result
    assert near(scene.theory.mean, 0.399, 0.01) and near(scene.theory.std, 0.584, 0.01)
    assert near(scene.theory.power, 0.5, 1e-6) and near(scene.theory.variance, 0.341, 0.01)
    assert near(scene.gain, 1.41, 0.01) and near(1 / scene.theory.std, 1.71, 0.01)
    assert near(scene.gradient_factor, 1, 0.01)


def tanh_std_5(lab):
    scene = lab.result
    assert (scene.mean, scene.std) == (0, 5) and near(scene.theory.flat, 0.663, 0.01)
    assert near(scene.zones[-1][0], 2.18, 0.01) and abs(scene.theory.mean) < 1e-9
    assert near(moved(lab, std=1).theory.flat, 0.029, 0.05)
    sigmoid = moved(lab, std=5, activation="sigmoid")
    assert near(sigmoid.zones[-1][0], 4.36, 0.01) and near(sigmoid.theory.flat, 0.383, 0.02)
    assert sigmoid.slope.max() <= 0.25


def left(result, kind):
    """E[z²] in the last layer, and what of it differs from input to input."""
    one = result.signals[kind]
    return middle(one.preactivation_power)[-1], middle(one.across_input_variance)[-1]


def pytorch_relu(lab):
    assert (lab.settings["scheme"], lab.settings["activation"]) == ("standard", "relu")
    power, across = left(lab.result, "torch")
    assert near(power, 0.003, 0.1) and 5e-17 < across < 5e-16
    bare, differs = left(lab.result, "zero")
    assert 2e-16 < bare < 8e-16 and across / 10 < differs < across
    falls = middle(lab.result.signals["torch"].across_input_variance)
    assert near(a_layer(falls[9], falls[-1], 10), 1 / 6, 0.1)


def glorot_tanh_biases(lab):
    bare, differs = left(lab.result, "zero")
    assert near(bare, 0.025, 0.1) and differs > 0.95 * bare
    power, across = left(lab.result, "normal")
    assert near(power, 1.5, 0.1) and 0.5e-8 < across < 5e-8
    falls = middle(lab.result.signals["normal"].across_input_variance)
    assert near(a_layer(falls[9], falls[-1], 10), 0.4, 0.1)
    power, across = left(lab.result, "uniform")
    assert near(power, 0.75, 0.1) and 1e-6 < across < 1e-5
    power, across = left(lab.result, "thousandth")
    assert near(power, bare, 0.05) and near(across, differs, 0.05)


def he_relu_biases(lab):
    sizes = {kind: left(lab.result, kind) for kind in lab.result.signals}
    assert near(sizes["zero"][0], 2, 0.3) and near(sizes["normal"][0], 20, 0.2)
    assert near(sizes["uniform"][0], 110, 0.2) and near(sizes["thousandth"][0], 2, 0.3)
    assert all(across > 0.1 for _, across in sizes.values())


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


SEEN = {
    **of_lab(
        "signals", small_weights, large_weights, lecun_16_wide, standard_linear_30, standard_sigmoid_30,
        lecun_tanh_30, narrowing_lecun, narrowing_glorot, glorot_tanh, glorot_beside_standard,
        he_relu_16_wide, he_step_30, cut_by_hand, keras_default,
    ),
    **of_lab("gallery", sigmoid_std_1, relu_std_1, tanh_std_5),
    **of_lab("matrix", three_layers, thirty_layers),
    **of_lab("biases", pytorch_relu, glorot_tanh_biases, he_relu_biases),
}  # fmt: skip
