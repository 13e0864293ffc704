"""What lesson 07 states, computed."""

import math

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.initializers import TRUNCATED_STD, fans, get, he_normal, to_torch
from tests.lessons.measured import a_layer, middle, power, signals
from tests.lessons.shown import arguments, changed, if_true, result, setting

BLIND, LARGE = "without_biases", "large_biases"


def gain_of_cut():
    gain = setting("cut_deep")["gain"]
    return if_true(f"{gain:.4f}", abs(gain**-2 / 128 - 1) < 1e-4)


def a_layer_of_cut():
    back = signals("cut_deep").gradient_power[0]
    both = [a_layer(power("cut_deep")), 1 / a_layer(np.exp(np.log(back).mean(0)))]
    return if_true(f"{CUT:.3f}", abs(np.array(both) / CUT - 1) < 0.01)


def keeps(scheme):
    """Whether the deep linear network of the cut keeps its signal under another scheme, at gain 1."""
    kept = changed("cut_deep", scheme=scheme, gain=1.0).signals.preactivation_power[0]
    return 0.3 < np.exp(np.log(kept).mean(0))[-1] < 3


def truncated_draws():
    return arguments("07", "torch.empty")[0]


def accuracy_of_twins():
    return result("shared").accuracy


def first_step():
    across = differs(BLIND, "torch")
    return if_true(f"{across[1] / across[0]:.2f}", abs(across[1] / across[0] / 0.1136 - 1) < 0.03)


def late_steps():
    across = differs(BLIND, "torch")
    return if_true(f"{1 / a_layer(across[5:]):.0f}", abs(a_layer(across[5:]) * 6 - 1) < 0.1)


def level_from():
    """The first layer from which the power under PyTorch's biases stays within a quarter of its end."""
    off = abs(total(BLIND, "torch") / total(BLIND, "torch")[-1] - 1) > 0.25
    return int(np.flatnonzero(off)[-1]) + 2


def share_of_blind():
    share = differs(BLIND, "torch")[-1] / total(BLIND, "torch")[-1]
    return [f"{share * 1e14:.0f}", 10, 14]


def slope_of_large():
    return f"{a_layer(differs(LARGE, 'normal')[5:]):.1f}"


def piled(kind):
    """E[z²] of layer 20 under He and ReLU, to one digit."""
    one = changed(LARGE, scheme="he_normal", activation="relu").signals[kind]
    value = np.exp(np.log(one.preactivation_power[0, :, -1]).mean())
    return float(f"{value:.1e}") if value < 100 else round(value, -1)


def survive():
    """Whether the differences survive under He and ReLU, whatever the biases."""
    every = changed(LARGE, scheme="he_normal", activation="relu").signals.values()
    return all(one.across_input_variance[0, :, -1].min() > 0.05 for one in every)


def wrong_fans():
    """The fan in of the lesson's kernel; as PyTorch reads its order, and as Keras reads PyTorch's."""
    kernel = he_normal(arguments("07", "he_normal")[0][0], seed=0)
    torch_reads = math.prod(kernel.shape[1:])
    return [fans(kernel.shape)[0], f"{torch_reads:,}", f"{fans(tuple(to_torch(kernel).shape))[0]:,}"]


def halved_or_sixth():
    """What ReLU leaves of 1/6 of its power, if Glorot's scheme leaves a half."""
    glorot, standard = (128 * get(name).std((128, 128)) ** 2 for name in ("glorot_normal", "standard"))
    return if_true(f"{2 / standard:.0f}", math.isclose(glorot, 1))


CUT = TRUNCATED_STD**2  # the variance that a cut at ±2 std leaves


def total(name, kind):
    """E[z²] by layer under one kind of biases, the geometric mean over seeds."""
    return middle(result(name).signals[kind].preactivation_power)


def differs(name, kind):
    """And what of it differs across inputs."""
    return middle(result(name).signals[kind].across_input_variance)


def gain(a):
    """The gain of PyTorch's kaiming_uniform_."""
    return math.sqrt(2 / (1 + a**2))


def ratio_of_default():
    """The std of PyTorch's default over that of He's uniform scheme, for any layer."""
    stds = [get("torch_default").std(shape) / get("he_uniform").std(shape) for shape in ((64, 32), (7, 300))]
    return if_true(stds[0], math.isclose(*stds) and math.isclose(stds[0], gain(math.sqrt(5)) / gain(0)))


def harmless():
    """Whether biases of 0.001 change nothing that could be seen."""
    pairs = [[of("large_biases", kind) for kind in ("thousandth", "zero")] for of in (total, differs)]
    slope = ACTIVATIONS["tanh"].derivative(0.001)
    return all(np.abs(np.log(a / b)).max() < 0.05 for a, b in pairs) and slope > 0.999
