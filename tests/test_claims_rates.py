"""By what weights learn under ReLU, and which starts a larger learning rate rescues: lessons 05 and 08."""

import numpy as np
import pytest

from course_lib.ensemble import Ensemble
from course_lib.propagation import propagate
from course_lib.training import train
from tests.deep_digits import DATA, WIDTH
from tests.numbers_training import first_look, gradients
from tests.rescues import DEEP, SHALLOW, ends
from tests.shown import changed


def test_05_the_weights_gradient_is_two_to_the_29_times_smaller_under_glorot_in_every_layer():
    two = ["he_normal", "glorot_normal"]
    found = propagate(two, "relu", depth=30, width=64, seeds=2, weight_gradients=True, histograms=())
    he, glorot = found.weight_gradient_power
    np.testing.assert_allclose(he / glorot, 2.0**29, rtol=1e-3)
    assert 1e8 < 2**29 < 1e9, "hundreds of millions"


@pytest.mark.parametrize("question", ["fair_start", "adam_deep"])
def test_08_glorots_first_gradient_is_level_and_far_below_hes_in_every_layer(question):
    he, glorot = gradients(question)[:2]
    assert glorot.max() / glorot.min() < 3
    assert (glorot < he / 20).all()


def test_08_pytorchs_default_has_a_slope_that_no_single_rate_suits():
    default = gradients("adam_deep")[2]
    assert default[0] < default[-1] / 1e5
    ten = changed("fair_start", schemes=("torch_default",), epochs=1).layers["gradient_norm"][0, :, 0, 0]
    assert ten.mean(-1)[0] < ten.mean(-1)[-1] / 50


def test_08_glorots_first_steps_are_a_smaller_share_of_the_weights_in_every_layer():
    for layer in range(10):
        he, glorot = first_look("fair_start", "update_ratio", layer)
        assert glorot < he / 10


@pytest.mark.slow
def test_08_a_larger_rate_rescues_glorot_at_ten_layers_and_none_rescues_pytorchs_default():
    glorot, default = ends(SHALLOW, "glorot_normal"), ends(SHALLOW, "torch_default")
    assert glorot[1] > glorot[0] + 0.05 and glorot[1] > 0.8  # .79 at .02, .90 at .06
    assert glorot[3:].max() < 0.3 and default.max() < 0.15


@pytest.mark.slow
def test_08_no_rate_rescues_glorot_at_22_layers():
    assert ends(DEEP, "glorot_normal").max() < 0.35  # .19


def share_that_differs(lr):
    """Of E[a²] in the last hidden layer of 22, what differs across inputs, after one step of SGD."""
    net = Ensemble((64, *[WIDTH] * (DEEP - 1), 10), "relu", ["glorot_normal"], 3)
    train(net, DATA.X_train, DATA.y_train, steps=1, lr=lr, batch_size=32)
    a = net.hidden(DATA.X_train[:128])[1][-1].double()  # (members, inputs, units)
    return float((a.var(1, unbiased=False).mean(1) / a.square().mean((1, 2))).median())


def test_08_one_step_at_a_large_rate_drowns_the_signal_of_22_layers_in_the_biases():
    assert share_that_differs(1e-9) > 0.03  # 0.10
    assert share_that_differs(4.0) < 1e-4  # 4e-6
