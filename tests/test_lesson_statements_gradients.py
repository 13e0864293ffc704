"""What lessons 03 to 05 say of single layers' gradients, first losses and variances, in words."""

import numpy as np
import pytest
import torch

from course_lib.datasets import digits
from course_lib.ensemble import Ensemble
from course_lib.initializers import Normal
from course_lib.mean_field import mean_field
from course_lib.propagation import propagate
from tests.numbers_depth import gradient, middle, rival

DEEP = (64, *[128] * 29, 10)


def weight_gradients(std):
    """E[(∂loss/∂w)²] of every layer of the tanh networks of lesson 03, geometric mean over five seeds."""
    data = digits(standardize="global")
    net = Ensemble(DEEP, "tanh", {"n": Normal(0, std)}, seeds=5, dtype=torch.float64)
    found = net.gradients(data.X_train[:256], data.y_train[:256]).weights
    return np.exp([float(one.square().mean((1, 2)).log().mean()) for one in found])


def test_03_small_weights_leave_no_layer_any_news_of_the_loss():
    powers = weight_gradients(0.01)
    assert powers.max() < 1e-55 and powers.max() / powers.min() < 100  # 8.5·10⁻⁶⁰ to 1.1·10⁻⁵⁸
    assert weight_gradients(128**-0.5).min() > 1e-12, "and the right size does"


def test_03_a_step_small_enough_for_the_first_layer_moves_the_last_one_not_at_all():
    powers = weight_gradients(1.0)
    assert np.sqrt(powers[0] / powers[-1]) > 1e9  # 10¹⁰·⁹; float32 ends at 6·10⁻⁸


@pytest.mark.parametrize(
    "standardize, low, high", [(None, 4 * np.log(10), 50), ("global", 1, 2 * np.log(10))]
)
def test_03_inputs_that_are_too_large_make_a_large_first_loss_too(standardize, low, high):
    data = digits(standardize=standardize)
    losses = Ensemble((64, 64, 10), "relu", ["he_normal"], seeds=5).evaluate(data.X_train, data.y_train)[0]
    assert low < losses.min() and losses.max() < high


@pytest.mark.parametrize("width", [8, 256])
def test_03_the_exercise_s_theory_knows_no_width(width):
    found = mean_field("tanh", [width] * 31, np.full((1, 30), 1.38**2 / width), across=False)
    assert found.preactivation_power[0, -1] == pytest.approx(0.5524, abs=1e-4)


@pytest.mark.parametrize("layers, first, last", [(gradient, 0.46, 0.82), (rival, 0.22, 0.33)])
def test_04_the_lowest_layers_keep_least_of_the_gradient(layers, first, last):
    powers = layers("standard_gradient")
    kept = powers[:-1] / powers[1:]
    assert kept[0] == kept.min() == pytest.approx(first, abs=0.04)
    assert kept[-1] == pytest.approx(last, abs=0.05) and np.all(np.diff(kept) > -0.02)


def test_05_the_variance_of_activations_stays_under_he_and_what_differs_across_inputs_does_not():
    found = propagate(["he_normal"], "relu", depth=30, width=256, seeds=10, histograms=())
    assert np.allclose(middle(found.activation_variance), 0.68, rtol=0.3)
    across = middle(found.across_input_variance)
    assert 1.8 < across[0] < 2.2 and across[-1] < 0.15
