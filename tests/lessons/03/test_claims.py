"""The tutorials' claims 6 and 8, which lesson 03 settles, and what the lesson says beside them.

Runs are at the seeds written here, or those of the labs; the numbers beside the bounds are what they gave.
"""

import numpy as np
import pytest
import torch

from course_lib.activations import ACTIVATIONS
from course_lib.datasets import digits
from course_lib.ensemble import Ensemble
from course_lib.initializers import Normal
from course_lib.mean_field import mean_field
from course_lib.propagation import propagate
from tests.lessons.measured import drawn, gradient, middle, power, signals, typical
from tests.lessons.shown import lab_of, opened

# ---- 6. "Small random values are safe": false in depth --------------------------------------------

SMALL = (("0.01", Normal(0, 0.01)), ("he", "he_normal"))


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_claim_6_small_values_let_signal_and_gradient_die(activation):
    s = drawn(SMALL, activation, 20, seeds=5)
    signal, gradient = typical(s.preactivation_power), typical(s.gradient_power)
    a_layer = 256 * 0.01**2 * (0.5 if activation == "relu" else 1)
    assert (signal[0, 1:] / signal[0, :-1])[2:] == pytest.approx(a_layer, rel=0.15)  # 1/39 for tanh
    assert (gradient[0, :-1] / gradient[0, 1:])[2:] == pytest.approx(a_layer, rel=0.15)
    assert signal[0, -1] < 1e-29 and gradient[0, 0] < 1e-29
    assert signal[1].min() > 0.5, "with He the same noise stays a signal"
    assert gradient[1].min() > (0.2 if activation == "relu" else 1e-2)


def test_claim_6_at_two_layers_they_are_still_safe():
    assert drawn(SMALL, "tanh", 20, seeds=5).preactivation_power[0, :, 1].min() > 1e-4


DEEP = (64, *[128] * 29, 10)


def weight_gradients(std):
    """E[(∂loss/∂w)²] of every layer of the tanh networks of lesson 03, geometric mean over five seeds."""
    data = digits(standardize="global")
    net = Ensemble(DEEP, "tanh", {"n": Normal(0, std)}, seeds=5, dtype=torch.float64)
    found = net.gradients(data.X_train[:256], data.y_train[:256]).weights
    return np.exp([float(one.square().mean((1, 2)).log().mean()) for one in found])


def test_small_weights_leave_no_layer_any_news_of_the_loss():
    powers = weight_gradients(0.01)
    assert powers.max() < 1e-55 and powers.max() / powers.min() < 100  # 8.5·10⁻⁶⁰ to 1.1·10⁻⁵⁸
    assert weight_gradients(128**-0.5).min() > 1e-12, "and the right size does"


def test_a_step_small_enough_for_the_first_layer_moves_the_last_one_not_at_all():
    powers = weight_gradients(1.0)
    assert np.sqrt(powers[0] / powers[-1]) > 1e9  # 10¹⁰·⁹; float32 ends at 6·10⁻⁸


# ---- 8. "Under standard init variances are 1/3, whatever the depth": false ------------------------

STANDARD = ("standard",)


@pytest.mark.parametrize("activation", ["identity", "tanh", "sigmoid"])
def test_claim_8_a_third_is_the_first_layers(activation):
    power = typical(drawn(STANDARD, activation, 20, across=True).preactivation_power)[0]
    assert power[0] == pytest.approx(1 / 3, rel=0.03) and power[1:].max() < 0.3


@pytest.mark.parametrize("activation", ["identity", "tanh"])
def test_claim_8_linear_and_tanh_networks_lose_a_factor_3_a_layer(activation):
    s = drawn(STANDARD, activation, 20, across=True)
    for values in (typical(s.preactivation_power)[0], typical(s.across_input_variance)[0]):
        assert (values[-1] / values[4]) ** (1 / 15) == pytest.approx(1 / 3, rel=0.02)  # 0.333 both
    steps = typical(s.preactivation_power)[0]
    assert steps[1] / steps[0] == pytest.approx(1 / 3 if activation == "identity" else 0.212, rel=0.05)


def test_claim_8_sigmoids_total_settles_and_all_of_it_is_differences_between_units():
    s = drawn(STANDARD, "sigmoid", 20, across=True)
    power, differs = typical(s.preactivation_power)[0], typical(s.across_input_variance)[0]
    assert np.abs(power[1:] - 0.085).max() < 0.01  # 0.080 to 0.093, theory 0.0850
    assert s.theory.preactivation_power[0, 3:] == pytest.approx(0.0850, abs=2e-4)
    assert np.abs(s.preactivation_mean[0, :, 1:]).max() < 0.15, "a mean of every layer near 0"
    fall = differs[:-1] / differs[1:]
    assert fall[0] == pytest.approx(55, rel=0.05) and fall[1:8] == pytest.approx(50, rel=0.05)
    assert differs[4] / power[4] < 1e-6, "by layer 5 it is blind to its input"
    # while tanh, as small as its signal is, still tells its inputs apart
    tanh = drawn(STANDARD, "tanh", 20, across=True)
    assert typical(tanh.across_input_variance / tanh.preactivation_power).min() > 0.9


def test_what_is_left_of_the_sigmoid_s_signal_are_differences_between_units():
    level = signals("level")
    between = level.preactivation_power - level.across_input_variance - level.preactivation_mean**2
    assert (between / level.preactivation_power)[0, :, 5:].min() > 0.9


# ---- what the figures show ------------------------------------------------------------------------


def around_zero(signals, name, bins=2):
    """The share of a histogram's counts in the bins around 0, by layer."""
    counts = signals.histograms[name][0].sum(0)
    half = counts.shape[1] // 2
    return counts[:, half - bins // 2 : half + bins // 2].sum(1) / counts.sum(1)


def test_the_columns_of_small_weights_shrink_to_a_line_within_three_layers():
    small, healthy = signals("small"), opened("small").signals
    assert around_zero(small, "activations")[1:].min() > 0.999
    assert around_zero(small, "gradients")[:-2].min() > 0.999, "from the last layer back"
    assert max(around_zero(healthy, name).max() for name in ("activations", "gradients")) < 0.2


def test_both_curves_of_small_weights_are_straight():
    for curve in (power("small"), gradient("small")):
        assert np.ptp(np.log10(curve[1:] / curve[:-1])) < 0.15, "of factors of a hundredth"


def test_the_activations_of_large_weights_pile_up_at_both_ends():
    large, ordinary = signals("large"), propagate(["lecun_normal"], "tanh", depth=30, seeds=4)
    assert ACTIVATIONS["tanh"](3.0) > 0.99
    for one, low, high in ((large, 0.8, 1), (ordinary, 0, 0.05)):
        counts, edges = one.histograms["activations"][0].sum(0)[4:], one.edges["activations"]
        ends = counts[:, (edges[:-1] < -0.85) | (edges[1:] > 0.85)].sum(1) / counts.sum(1)
        assert low <= ends.min() and ends.max() <= high


def test_the_words_under_the_lab_give_both_ends_where_the_signal_is_largest_and_smallest():
    shown = lab_of("03", "signals", 2)
    assert shown.settings["gain"] == 0.5
    shown.set(gain=1.38)
    curve = middle(shown.result.signals.preactivation_power)
    assert curve.argmax() == 0 and curve[-1] < 1.1 * curve.min()
    assert "at layer 1 to" in shown.summary() and "at layer 30" in shown.summary()
    shown.set(gain=0.5)


@pytest.mark.parametrize("width", [8, 256])
def test_the_exercise_s_theory_knows_no_width(width):
    found = mean_field("tanh", [width] * 31, np.full((1, 30), 1.38**2 / width), across=False)
    assert found.preactivation_power[0, -1] == pytest.approx(0.5524, abs=1e-4)


# ---- the first loss on digits, 64-64-10 -----------------------------------------------------------


def test_first_loss_on_digits():
    data = digits(standardize="global")
    entries = {"zero head": ["he_normal", "zeros"], "N(0, 1)": "normal"}
    e = Ensemble((64, 64, 10), "relu", entries, 10)
    loss = e.evaluate(data.X_train, data.y_train)[0].reshape(2, 10).numpy()
    np.testing.assert_allclose(loss[0], np.log(10), atol=1e-3)
    # seeds lie between about 60 and 105
    assert 30 <= np.median(loss[1]) <= 100 and (loss[1] >= 30).all() and (loss[1] <= 100).mean() >= 0.7


@pytest.mark.parametrize(
    "standardize, low, high", [(None, 4 * np.log(10), 50), ("global", 1, 2 * np.log(10))]
)
def test_inputs_that_are_too_large_make_a_large_first_loss_too(standardize, low, high):
    data = digits(standardize=standardize)
    losses = Ensemble((64, 64, 10), "relu", ["he_normal"], seeds=5).evaluate(data.X_train, data.y_train)[0]
    assert low < losses.min() and losses.max() < high
