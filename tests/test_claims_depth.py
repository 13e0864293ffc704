"""The tutorials' claims about signals in deep networks, one verdict a test, by number.

Runs are at the seeds written here; the numbers beside the bounds are what they gave. Statistical tests accept
at P_FALSE = 1e-4 each (with other seeds one would fail in about 1 of 400 runs of this file) and must reject
their controls at P_REJECT = 1e-9.
"""

import math
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
import torch
from scipy import stats

from course_lib.ensemble import Ensemble
from course_lib.initializers import INITIALIZERS, Normal, Uniform, VarianceScaling
from course_lib.propagation import propagate
from course_lib.training import train
from tests.deep_digits import DATA

P_FALSE, P_REJECT = 1e-4, 1e-9


@cache
def signals(schemes, activation, depth, width=256, seeds=10, batch=128):
    return propagate(
        dict(schemes), activation, depth, width, batch, seeds=seeds, histograms=(), dtype=torch.float64,
    )  # fmt: skip


def typical(values):
    """The geometric mean over seeds, (schemes, layers)."""
    return np.exp(np.log(values).mean(1))


# ---- 6. "Small random values are safe": false in depth --------------------------------------------

SMALL = (("0.01", Normal(0, 0.01)), ("he", "he_normal"))


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_claim_6_small_values_let_signal_and_gradient_die(activation):
    s = signals(SMALL, activation, 20, seeds=5)
    signal, gradient = typical(s.preactivation_power), typical(s.gradient_power)
    a_layer = 256 * 0.01**2 * (0.5 if activation == "relu" else 1)
    assert (signal[0, 1:] / signal[0, :-1])[2:] == pytest.approx(a_layer, rel=0.15)  # 1/39 for tanh
    assert (gradient[0, :-1] / gradient[0, 1:])[2:] == pytest.approx(a_layer, rel=0.15)
    assert signal[0, -1] < 1e-29 and gradient[0, 0] < 1e-29
    assert signal[1].min() > 0.5, "with He the same noise stays a signal"
    assert gradient[1].min() > (0.2 if activation == "relu" else 1e-2)


def test_claim_6_at_two_layers_they_are_still_safe():
    assert signals(SMALL, "tanh", 20, seeds=5).preactivation_power[0, :, 1].min() > 1e-4


# ---- 8. "Under standard init variances are 1/3, whatever the depth": false ------------------------

STANDARD = (("standard", "standard"),)


@pytest.mark.parametrize("activation", ["identity", "tanh", "sigmoid"])
def test_claim_8_a_third_is_the_first_layers(activation):
    power = typical(signals(STANDARD, activation, 20).preactivation_power)[0]
    assert power[0] == pytest.approx(1 / 3, rel=0.03) and power[1:].max() < 0.3


@pytest.mark.parametrize("activation", ["identity", "tanh"])
def test_claim_8_linear_and_tanh_networks_lose_a_factor_3_a_layer(activation):
    s = signals(STANDARD, activation, 20)
    for values in (typical(s.preactivation_power)[0], typical(s.across_input_variance)[0]):
        assert (values[-1] / values[4]) ** (1 / 15) == pytest.approx(1 / 3, rel=0.02)  # 0.333 both
    steps = typical(s.preactivation_power)[0]
    assert steps[1] / steps[0] == pytest.approx(1 / 3 if activation == "identity" else 0.212, rel=0.05)


def test_claim_8_sigmoids_total_settles_and_all_of_it_is_differences_between_units():
    s = signals(STANDARD, "sigmoid", 20)
    power, differs = typical(s.preactivation_power)[0], typical(s.across_input_variance)[0]
    assert np.abs(power[1:] - 0.085).max() < 0.01  # 0.080 to 0.093, theory 0.0850
    assert s.theory.preactivation_power[0, 3:] == pytest.approx(0.0850, abs=2e-4)
    assert np.abs(s.preactivation_mean[0, :, 1:]).max() < 0.15, "a mean of every layer near 0"
    fall = differs[:-1] / differs[1:]
    assert fall[0] == pytest.approx(55, rel=0.05) and fall[1:8] == pytest.approx(50, rel=0.05)
    assert differs[4] / power[4] < 1e-6, "by layer 5 it is blind to its input"
    # while tanh, as small as its signal is, still tells its inputs apart
    tanh = signals(STANDARD, "tanh", 20)
    assert typical(tanh.across_input_variance / tanh.preactivation_power).min() > 0.9


# ---- 12. "Xavier keeps the variance of input and output equal": of linear units of equal fans -----

FANS = (64, 256, 128, 32, 256, 64, 192)
XAVIER = (("glorot", "glorot_normal"),)


def p_steps(values, factors, seeds, fluctuation):
    """How likely the log steps lie this far from ln(factors), where each has that variance a seed."""
    z = (np.log(values[1:] / values[:-1]) - np.log(factors) + fluctuation / 2) / np.sqrt(fluctuation / seeds)
    return stats.chi2.sf(np.sum(z**2), len(z))


def test_claim_12_linear_units_multiply_by_2_fans_over_their_sum():
    s = propagate(["glorot_normal"], "identity", sizes=FANS, seeds=40, histograms=())
    signal, gradient = typical(s.preactivation_power)[0], typical(s.gradient_power)[0]
    forward = np.array([2 * n_in / (n_in + n_out) for n_in, n_out in pairwise(FANS)])
    backward = np.array([2 * n_out / (n_in + n_out) for n_in, n_out in pairwise(FANS)])
    assert signal / np.append(1, signal[:-1]) == pytest.approx(forward, rel=0.03)
    assert gradient[:-1] / gradient[1:] == pytest.approx(backward[1:], rel=0.03)
    np.testing.assert_allclose(s.theory.preactivation_power[0], np.cumprod(forward), rtol=0.01)
    for wrong in (backward, np.ones(6), forward**2):
        assert np.abs(signal / np.append(1, signal[:-1]) / wrong - 1).max() > 0.3


def test_claim_12_equal_fans_keep_both_and_tanh_still_shrinks():
    s = signals(XAVIER, "identity", 20)
    assert np.abs(np.log(typical(s.preactivation_power))).max() < 0.1
    assert np.abs(np.log(typical(s.gradient_power))).max() < 0.1
    power = typical(signals(XAVIER, "tanh", 20).preactivation_power)[0]
    depth = np.arange(10, 21)
    assert power[9:] * 2 * depth == pytest.approx(np.full(11, 1.1), abs=0.15)  # 1.08 to 1.16


# ---- 14. "He keeps activations forward and gradients backward": one of the two -------------------

NARROWING = (256, 192, 160, 128, 96, 64, 32)


@cache
def he_of(fan):
    return propagate(
        [VarianceScaling(2, fan, "normal")], "relu", sizes=NARROWING, seeds=40, histograms=()
    )  # fmt: skip


def mean(values):
    """The plain mean over seeds, which theory speaks of, and its standard error."""
    return values[0].mean(0), values[0].std(0, ddof=1) / math.sqrt(values.shape[1])


def test_claim_14_fan_in_keeps_the_signal_and_fan_out_the_gradient():
    signal, error = mean(he_of("fan_in").preactivation_power)
    assert (np.abs(signal - 2) < 4 * error).all() and signal == pytest.approx(2, rel=0.1)  # 1.89 to 1.99
    back = he_of("fan_out").gradient_power
    gradient, error = mean(back / back[..., -1:])
    assert (np.abs(gradient - 1) <= 4 * error).all() and gradient == pytest.approx(1, rel=0.1)  # 1.00 to 1.01
    # and neither keeps the other
    assert (
        mean(he_of("fan_in").gradient_power)[0][0] < 0.2
        and mean(he_of("fan_out").preactivation_power)[0][-1] > 10
    )


def test_claim_14_the_neglected_direction_telescopes_to_first_over_last_fan():
    """Each layer misses by n_out/n_in, backward, or n_in/n_out, forward: of all ratios two fans are left."""
    gradient = mean(he_of("fan_in").gradient_power)[0]
    assert gradient[0] / gradient[-1] == pytest.approx(NARROWING[-1] / NARROWING[1], rel=0.1)  # 0.167
    signal = mean(he_of("fan_out").preactivation_power)[0]
    assert signal[-1] / signal[0] == pytest.approx(NARROWING[1] / NARROWING[-1], rel=0.1)  # 6
    fans = np.array(NARROWING)
    np.testing.assert_allclose(he_of("fan_in").theory.gradient_power[0], fans[-1] / fans[1:], rtol=1e-12)
    theory = he_of("fan_out").theory.preactivation_power[0]
    np.testing.assert_allclose(theory / theory[0], fans[1] / fans[1:], rtol=1e-12)


def test_claim_14_what_is_kept_is_the_second_moment_of_pre_activations():
    s = signals((("he", "he_normal"),), "relu", 20)
    power = typical(s.preactivation_power)[0]
    assert power == pytest.approx(2, rel=0.3)  # 1.87 to 2.41
    np.testing.assert_allclose(s.theory.preactivation_power, s.theory.preactivation_power[0, 0], rtol=1e-12)
    differs = typical(s.across_input_variance)[0]
    assert differs[0] == pytest.approx(2, rel=0.05) and differs[-1] < 0.2, "not what differs across inputs"
    # what differs is larger than theory's by some 100/width at layer 20: × 2.8, 1.4, 1.13 at 64, 256, 1024
    excess = differs / power / (s.theory.across_input_variance / s.theory.preactivation_power)[0]
    assert excess[:5] == pytest.approx(1, abs=0.1) and 1.2 < excess[-1] < 1.6
    share = typical(s.activation_variance / s.activation_power)[0]
    assert share == pytest.approx(1 - 1 / math.pi, rel=0.05), "the variance of activations goes with it"


# ---- 18. "Dividing by √d gives every output the same distribution": the same variance -------------

FAN_INS = (1, 4, 16, 64, 256, 1024)


def outputs(scheme, fan_in, count=4000):
    """Pre-activations of as many units, each with an input of its own, N(0, 1)."""
    inputs = np.random.default_rng([fan_in, 18]).standard_normal((count, fan_in))
    weights = scheme((fan_in, count), seed=18, dtype=np.float64)
    return np.einsum("ki,ik->k", inputs, weights)


def p_variance(values, wanted):
    """The chance of a mean square this far off; its own error is estimated from the values."""
    squares = values**2
    return 2 * stats.norm.sf(abs(squares.mean() - wanted) / squares.std() * math.sqrt(len(values)))


@pytest.mark.parametrize("fan_in", FAN_INS)
@pytest.mark.parametrize(
    ("name", "variance"), [("scaled_normal", 1.0), ("lecun_uniform", 1.0), ("standard", 1 / 3)]
)
def test_claim_18_the_variance_does_not_depend_on_fan_in(name, variance, fan_in):
    values = outputs(INITIALIZERS[name], fan_in)
    assert p_variance(values, variance) > P_FALSE
    assert p_variance(values, 1.5 * variance) < P_REJECT or fan_in < 16, "heavy tails need more draws"


@pytest.mark.parametrize("scheme", [Normal(0, 0.3), Uniform(-0.5, 0.5)])
def test_claim_18_undivided_it_grows_with_fan_in(scheme):
    std = scheme.std((1, 1))
    for fan_in in FAN_INS[2:]:
        values = outputs(scheme, fan_in)
        assert p_variance(values, fan_in * std**2) > P_FALSE
        assert p_variance(values, std**2) < P_REJECT


def test_claim_18_the_shape_does_depend_on_it():
    scheme = INITIALIZERS["scaled_normal"]
    one, few, many = (outputs(scheme, fan_in) for fan_in in (1, 4, 1024))
    assert stats.ks_2samp(one, many).pvalue < P_REJECT, "one product of two normals is no normal"
    assert stats.ks_2samp(few, one).pvalue < P_REJECT
    assert stats.kstest(many, "norm").pvalue > P_FALSE


# ---- 20. "The step function cannot be trained": not what lies below it ----------------------------


def test_claim_20_below_a_step_the_gradient_is_0_and_the_output_layer_learns():
    net = Ensemble((64, 64, 10), "step", ["he_normal"], 8)
    below = net.weights[0].clone(), net.biases[0].clone()
    gradients = net.gradients(DATA.X_train, DATA.y_train)
    assert (gradients.weights[0] == 0).all() and (gradients.biases[0] == 0).all()
    assert (gradients.weights[1] != 0).float().mean() > 0.9
    data = {"X_test": DATA.X_test, "y_test": DATA.y_test, "chunk": 1000}
    history = train(
        net, DATA.X_train, DATA.y_train, steps=1000, lr=0.01, optimizer="adam", batch_size=64, **data
    )  # fmt: skip
    assert torch.equal(net.weights[0], below[0]) and torch.equal(net.biases[0], below[1]), "to the last bit"
    accuracy = history.by_scheme("test_accuracy")["he_normal"][-1]
    assert 0.8 <= np.median(accuracy) <= 0.9 and accuracy.min() > 0.75  # 0.80 to 0.86, median 0.83


def test_claim_20_a_sigmoid_in_the_steps_place_learns_below_too():
    net = Ensemble((64, 64, 10), "sigmoid", ["he_normal"], 8)
    assert (net.gradients(DATA.X_train, DATA.y_train).weights[0] != 0).any()


# ---- 22. "A ReLU unit can die; a leaky one keeps a small gradient": counted ----------------------

COUNTED = ("zeros", "standard", "lecun_normal", "glorot_normal", "he_normal", "torch_default")


@cache
def digits(activation):
    return propagate(
        COUNTED, activation, 20, sizes=[64, *[128] * 20], inputs=DATA.X_train[:128], seeds=10, histograms=()
    )  # fmt: skip


def test_claim_22_units_die_with_depth_and_by_scheme():
    s = digits("relu")
    dead = dict(zip(COUNTED, s.share_dead.mean(1), strict=True))
    assert (dead["zeros"] == 1).all()
    for name in ("standard", "lecun_normal", "glorot_normal", "he_normal"):
        assert dead[name][0] < 0.03 and 0.2 < dead[name][-1] < 0.35, name  # 0.24, 0.27
        assert np.abs(dead[name] - s.theory.share_dead[COUNTED.index(name)]).max() < 0.06, name
    # a scale alone kills nobody: without biases a unit's sign is the same under every multiple
    assert (dead["lecun_normal"] == dead["he_normal"]).all()
    assert dead["torch_default"][-1] == pytest.approx(0.5, abs=0.05), "blind units: each is on or off for all"


def test_claim_22_leaky_units_never_die():
    s = digits("leaky_relu")
    assert (s.share_dead == 0).all() and (s.theory.share_dead == 0).all()
    assert (s.gradient_power[1:] > 0).all()
    # a dead unit passes nothing: without leak no gradient reaches its weights
    net = Ensemble((64, *[64] * 4, 10), "relu", ["torch_default"], 3)
    z = net.hidden(DATA.X_train[:64])[0][3]
    gone = (z <= 0).all(1)
    gradients = net.gradients(DATA.X_train[:64], DATA.y_train[:64]).weights[3]
    assert gone.any() and (gradients.transpose(1, 2)[gone] == 0).all()
    assert (gradients.transpose(1, 2)[~gone] != 0).any(1).all()
