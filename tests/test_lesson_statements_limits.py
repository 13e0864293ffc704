"""Where sentences of the lessons end to hold: other seeds, other layers, other activations."""

import numpy as np
import pytest
import torch

from course_lib.activations import ACTIVATIONS
from course_lib.datasets import circles
from course_lib.ensemble import Ensemble
from course_lib.initializers import INITIALIZERS, Normal
from course_lib.labs.zero_start.experiment import zero_start
from course_lib.mean_field import gaussian_moments, mean_field
from course_lib.training import train
from tests.shown import changed, last


def test_01_zeros_in_the_first_layer_cost_thousands_of_steps_with_tanh():
    late = last(zero_start("first", 10_000)).accuracy
    zero, rival = np.median(late, axis=1)
    assert 0.5 < zero < 0.9 < 0.95 < rival


def test_01_zeros_in_the_first_layer_never_move_with_relu():
    data, net = circles(), Ensemble((2, 8, 1), "relu", {"first": ["zeros", "he_normal"]}, seeds=3)
    found = net.gradients(data.X_train, data.y_train)
    assert float(found.weights[0].abs().max()) == float(found.weights[1].abs().max()) == 0
    assert not np.any(train(net, data.X_train, data.y_train, steps=500, lr=0.5).final_accuracy > 0.6)
    assert float(net.weights[0].abs().max()) == 0


def test_01_biases_that_are_not_zero_move_zero_weights():
    data = circles()
    net = Ensemble((2, 8, 1), "tanh", ["zeros"], seeds=1, biases=Normal(0, 1))
    assert float(net.gradients(data.X_train, data.y_train).weights[1].abs().max()) > 0.01


@pytest.mark.slow
def test_01_a_few_of_the_seeds_after_7_need_more_steps():
    def behind(seeds):
        return sum(changed("constant_W1", seed=seed).accuracy <= 0.9 for seed in seeds)

    assert behind(range(8)) == 0 and 1 <= behind(range(8, 26)) <= 6


@pytest.mark.parametrize("std, left", [(0.02, 0.02), (1.0, 0.88)])
def test_02_pytorch_s_bounds_do_not_move_with_the_std(std, left):
    w = torch.nn.init.trunc_normal_(
        torch.empty(400, 1000), std=std, generator=torch.Generator().manual_seed(0)
    )
    assert float(w.std()) == pytest.approx(left, rel=0.01)


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "prelu"])
def test_06_the_gain_is_enough_in_depth_but_for_gelu_and_silu(activation):
    """Started 10 % off, the power comes back to 1, or stays where it is; GELU's and SiLU's runs away."""
    gain_squared = 1 / gaussian_moments(activation, 1.0)[1]
    ends = []
    for start in (0.9, 1.1):
        variance = np.full((1, 30), gain_squared / 64)
        found = mean_field(activation, [64] * 31, variance, input_power=start / gain_squared, across=False)
        ends.append(found.preactivation_power[0, -1])
    away = max(abs(np.log(ends)))
    assert (away > 2) == (activation in ("gelu", "silu")), ends


def test_07_random_biases_move_the_kinks_of_relu_away_from_0():
    x = np.linspace(-1, 1, 200)[:, None]
    rng = np.random.default_rng(0)
    W, b = rng.standard_normal((1, 64)), rng.standard_normal(64)
    rank = np.linalg.matrix_rank
    assert rank(np.maximum(x @ W, 0)) == 2 and rank(np.maximum(x @ W + b, 0)) > 20


def test_08_normal_and_uniform_draws_of_one_seed_share_no_noise():
    he, twin, uniform = (
        INITIALIZERS[name]((64, 64), seed=3).ravel() for name in ("he_normal", "glorot_normal", "he_uniform")
    )
    assert np.corrcoef(he, twin)[0, 1] > 0.999999 and abs(np.corrcoef(he, uniform)[0, 1]) < 0.06
