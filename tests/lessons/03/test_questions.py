"""The questions of lesson 03 are true: each right option is shown to be right, by the lab that settles it."""

import pytest

from course_lib.propagation import propagate
from tests.lessons.measured import a_layer, gradient, middle, power, signals
from tests.lessons.shown import opened


def test_small_dies_in_both_directions_at_the_same_rate():
    assert a_layer(power("small")) == pytest.approx(0.0128, rel=0.03)
    assert 1 / a_layer(gradient("small")) == pytest.approx(0.0128, rel=0.05)
    assert power("small")[-1] < 1e-50


def test_large_saturates_and_yet_the_gradient_grows():
    assert signals("large").share_saturated.mean() > 0.8
    assert gradient("large")[0] > 1e20 and power("large")[-1] < 130
    healthy = propagate(["lecun_normal"], "tanh", depth=30, seeds=4, histograms=())
    assert healthy.gradient_power.max() < 2, "with LeCun's weights it does not"


def test_fan_in_does_not_show_in_a_pre_activation():
    narrow, wide = opened("fan_in").signals, signals("fan_in")
    assert narrow.sizes[0] == 16 and wide.sizes[0] == 256
    for one in (narrow, wide):
        assert middle(one.preactivation_power)[0] == pytest.approx(1, abs=0.1)
    plain = propagate(["normal"], "identity", depth=1, width=256, seeds=4, histograms=())
    assert plain.preactivation_power.mean() > 200, "without the division it does"


def test_third_is_lost_in_every_layer():
    assert a_layer(power("third")) == pytest.approx(1 / 3, rel=0.03)


def test_blind_is_as_large_as_before_and_the_same_for_every_input():
    mine = signals("level")
    assert power("level")[-1] == pytest.approx(power("level")[2], rel=0.25)
    assert (middle(mine.across_input_variance) / power("level"))[-1] < 1e-12
    assert gradient("level")[0] < 1e-40


def test_weights_are_level_in_a_network_whose_signal_and_gradient_fall():
    mine = signals("weights")
    found = middle(mine.weight_gradient_power)
    assert found.max() / found.min() < 1.5 and found.max() < 1e-14
    for one in (power("weights"), 1 / gradient("weights")):
        assert a_layer(one) == pytest.approx(1 / 3, rel=0.05), "each of them a third a layer"
    sloped = propagate(["torch_default"], "tanh", depth=30, seeds=4, histograms=(), weight_gradients=True)
    assert a_layer(middle(sloped.weight_gradient_power)) > 2, "with biases to hold the signal it is not"
