"""The tutorials' claims 9, 10, 20, 21 and 22, which lesson 06 settles, and what the lesson says beside them.

Expectations are over a normal z, by quadrature; `test_gallery.py` holds them to closed forms and draws.
"""

import math
from functools import cache

import numpy as np
import pytest
import torch

from course_lib.activations import ACTIVATIONS, leaky_relu, relu, sigmoid, softsign, tanh
from course_lib.activations.saturation import dead_intervals, saturated_intervals, share_in
from course_lib.ensemble import Ensemble
from course_lib.labs.gallery.experiment import gallery
from course_lib.labs.matrix.experiment import SCHEMES
from course_lib.mean_field import gaussian_moments, mean_field
from course_lib.propagation import propagate
from course_lib.training import train
from tests.lessons.deep_digits import DATA
from tests.lessons.shown import opened, result

Z = np.linspace(-30, 30, 6001)


STDS = (0.05, 0.5, 1.0, 3.0, 20.0)


# ---- 9. "Sigmoid outputs are positive, so the next layer's input mean is not 0": true --------------


@pytest.mark.parametrize("std", STDS)
def test_claim_9_the_mean_of_sigmoid_outputs_is_a_half_for_any_std(std):
    assert np.all(sigmoid(Z) > 0)
    assert gallery("sigmoid", std=std).theory.mean == pytest.approx(0.5, abs=1e-9)
    for centred in ("tanh", "softsign", "identity"):
        assert gallery(centred, std=std).theory.mean == pytest.approx(0, abs=1e-9)


def test_claim_9_most_of_what_it_sends_on_is_the_same_for_every_input():
    """The next layer's z has E[z²] ∝ E[φ²], of which only Var φ differs from input to input."""
    told = {name: gallery(name).theory.variance / gallery(name).theory.power for name in ("sigmoid", "tanh")}
    assert told["sigmoid"] == pytest.approx(0.148, abs=0.001)
    assert told["tanh"] == pytest.approx(1, abs=1e-9)


def test_claim_9_is_true_of_relu_too():
    assert gallery("relu").theory.mean == pytest.approx(1 / math.sqrt(2 * math.pi))
    assert gallery("softplus").theory.mean > 0.5


# ---- 10. "Xavier suits sigmoid, tanh and softsign, as they are symmetric about 0": not sigmoid -----


@pytest.mark.parametrize("act", [tanh, softsign], ids=lambda act: act.name)
def test_claim_10_tanh_and_softsign_are_symmetric_about_0_with_slope_1_there(act):
    np.testing.assert_array_equal(act(-Z), -act(Z))
    assert act.derivative(0.0) == 1


def test_claim_10_sigmoid_is_symmetric_about_a_half_with_slope_a_quarter():
    assert np.max(np.abs(sigmoid(-Z) + sigmoid(Z))) == pytest.approx(1), "it is not odd"
    np.testing.assert_allclose(sigmoid(-Z), 1 - sigmoid(Z), atol=1e-15)
    assert (sigmoid(0.0), sigmoid.derivative(0.0)) == (0.5, 0.25)


def test_claim_10_a_small_signal_keeps_its_std_through_tanh_and_a_quarter_of_it_through_sigmoid():
    kept = {name: gallery(name, std=0.05).theory.std / 0.05 for name in ("tanh", "softsign", "sigmoid")}
    assert kept["tanh"] == pytest.approx(1, abs=0.01)
    assert kept["softsign"] == pytest.approx(1, abs=0.1)
    assert kept["sigmoid"] == pytest.approx(0.25, abs=0.01)


def test_softsign_bends_at_once_and_tanh_only_in_the_third_order():
    soft, tanh, z = ACTIVATIONS["softsign"], ACTIVATIONS["tanh"], 0.01
    assert soft(z) == pytest.approx(z - z * z, abs=2 * z**3) and tanh(z) == pytest.approx(
        z - z**3 / 3, abs=z**5
    )


def test_a_gain_promises_nothing_about_the_gradient():
    factors = {name: gallery(name).gradient_factor for name in ("relu", "tanh", "sigmoid", "softsign")}
    assert factors["relu"] == pytest.approx(1)
    assert factors["sigmoid"] < 0.2 and factors["tanh"] > 1.1 and factors["softsign"] > 1.1


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


# ---- 21. "tanh is zero-centred but still saturates; sigmoid barely moves for large inputs": true ---


def test_claim_21_tanh_is_zero_centred_and_saturates():
    shares = [gallery("tanh", std=std).theory.flat for std in STDS]
    assert np.all(np.diff(shares) > 0)
    assert shares[0] < 1e-12 and 0.45 < shares[3] < 0.5 and shares[4] > 0.9
    assert all(abs(gallery("tanh", std=std).theory.mean) < 1e-9 for std in STDS)
    assert gallery("identity", std=20.0).theory.flat == 0, "the measure does not find it everywhere"


def test_claim_21_sigmoid_barely_moves_for_large_inputs():
    assert sigmoid(10.0) - sigmoid(5.0) < 0.007 and sigmoid(-5.0) - sigmoid(-10.0) < 0.007
    assert sigmoid.derivative(5.0) < 0.03 * sigmoid.derivative(0.0)
    assert (
        share_in(saturated_intervals(sigmoid), [-5.0, 5.0]) == 1
        and share_in(saturated_intervals(sigmoid), [-4.0, 4.0]) == 0
    )
    assert relu(10.0) - relu(5.0) == 5, "ReLU moves as much as its input does"


def test_claim_21_tanh_saturates_at_half_the_input_at_which_sigmoid_does():
    """tanh z = 2 σ(2z) - 1."""
    np.testing.assert_allclose(
        2 * np.array(saturated_intervals(tanh)), saturated_intervals(sigmoid), rtol=1e-9
    )


def test_a_std_of_5_makes_two_heaps_of_tanh():
    for one, low, high in ((result("saturates"), 0.6, 1), (opened("saturates"), 0, 0.2)):
        counts, edges = one.out_counts, one.out_edges
        heaps = counts[(edges[:-1] < -0.9) | (edges[1:] > 0.9)].sum() / counts.sum()
        assert low < heaps < high


# ---- 22. "A ReLU unit can die; leaky ReLU keeps a small gradient": true ----------------------------


def test_claim_22_a_relu_below_0_passes_no_gradient_at_all():
    dead = gallery("relu", std=0.05, mean=-4.0)
    assert dead.sample.slope_power == 0 and dead.sample.power == 0 and dead.sample.flat == 1
    assert dead.gain is None, "and no scale of the next weights mends it"
    alive = gallery("relu")
    assert alive.theory.slope_power == pytest.approx(0.5), "a centred z meets the slope 1 half of the time"


def test_claim_22_a_leaky_relu_there_keeps_its_slope():
    leak = gallery("leaky_relu", slope=0.01, std=0.05, mean=-4.0)
    assert leak.theory.slope_power == pytest.approx(0.01**2)
    assert np.all(leaky_relu.derivative(Z) >= 0.01)
    assert leak.gain == pytest.approx(100), "weights of the right scale bring the signal back"
    assert leak.gradient_factor == pytest.approx(1)
    assert gallery("leaky_relu", slope=0.0, std=0.05, mean=-4.0).theory.slope_power == 0, "the leak does it"


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_claim_22_only_relu_and_step_can_die_in_exact_arithmetic(name):
    assert bool(dead_intervals(ACTIVATIONS[name])) == (name in ("relu", "step"))


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


# ---- which scheme for which activation ------------------------------------------------------------


def test_the_rows_of_the_matrix():
    deep = result("rule")
    row, column = list(ACTIVATIONS).index, list(SCHEMES).index
    assert deep.survives[row("tanh")].sum() >= 3
    assert abs(deep.signal[row("selu"), column("lecun_normal")]) < 0.1
    assert not deep.survives[[row("gelu"), row("silu")]].any()
    for name in ("gelu", "silu"):
        he = deep.signal[row(name), column("he_normal")]
        assert -9 < he < -2, "less than nine powers of ten"


@pytest.mark.parametrize("name", ["gelu", "silu"])
def test_near_0_gelu_and_silu_are_about_half_of_z(name):
    small = 1e-4
    assert ACTIVATIONS[name](small) == pytest.approx(small / 2, rel=1e-3)
    for variance, kept in ((1 / 64, 0.25), (2 / 64, 0.5)):
        q = mean_field(name, [64] * 81, np.full((1, 80), variance), across=False).preactivation_power[0]
        assert q[-1] / q[-2] == pytest.approx(kept, rel=1e-3)


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "prelu"])
def test_the_gain_is_enough_in_depth_but_for_gelu_and_silu(activation):
    """Started 10 % off, the power comes back to 1, or stays where it is; GELU's and SiLU's runs away."""
    gain_squared = 1 / gaussian_moments(activation, 1.0)[1]
    ends = []
    for start in (0.9, 1.1):
        variance = np.full((1, 30), gain_squared / 64)
        found = mean_field(activation, [64] * 31, variance, input_power=start / gain_squared, across=False)
        ends.append(found.preactivation_power[0, -1])
    away = max(abs(np.log(ends)))
    assert (away > 2) == (activation in ("gelu", "silu")), ends


def test_selu_stays_at_1_under_lecun_and_its_like_do_not():
    for name, stays in (("selu", True), ("elu", False), ("relu", False), ("tanh", False)):
        q = mean_field(name, [64] * 31, np.full((1, 30), 1 / 64), across=False).preactivation_power[0]
        assert (np.abs(q - 1).max() < 1e-3) == stays


def test_selu_with_lecun_normal_finds_mean_0_and_variance_1():
    def send(scheme, seeds):
        inputs = np.random.default_rng(0).normal(0.5, 1.5, (256, 256))
        return propagate(
            [scheme], "selu", 50, 256, inputs=inputs, seeds=seeds, histograms=(), across=False
        )  # fmt: skip

    def mean_and_variance(s):
        variance = s.activation_variance[0, :, -1]
        return np.sqrt(s.activation_power[0, :, -1] - variance), variance

    s = send("lecun_normal", 10)
    mean, variance = mean_and_variance(s)
    assert mean.max() < 0.05 and np.abs(s.preactivation_mean[..., -1]).max() < 0.05  # 0.032 and 0.034
    assert variance.min() >= 0.9 and variance.max() <= 1.1  # 0.93 to 1.09
    assert np.exp(np.log(s.preactivation_power[0, :, -1]).mean()) == pytest.approx(1, abs=0.1)  # 1.01
    assert s.preactivation_power[0, :, 0].min() > 2, "that is not where it started"
    mean, variance = mean_and_variance(send("he_normal", 3))
    assert mean.min() > 1 and variance.min() > 100, "with He it is blown up"
