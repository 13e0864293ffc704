"""The questions of lesson 06 are true: each right option is shown to be right, by the lab that settles it."""

import math

import numpy as np
import pytest

from course_lib.activations import ACTIVATIONS
from course_lib.activations.saturation import saturated_intervals
from course_lib.mean_field import gaussian_moments
from course_lib.propagation import propagate
from tests.lessons.measured import a_layer, leaves, middle, power, signals
from tests.lessons.shown import opened

from .facts import last_dead


@pytest.mark.parametrize("std", [0.1, 1.0, 7.0])
def test_sigmoid_mean_is_one_half_for_any_spread(std):
    assert gaussian_moments("sigmoid", std**2)[0] == pytest.approx(0.5, abs=1e-6)


@pytest.mark.parametrize("name, odd", [("sigmoid", False), ("tanh", True), ("softsign", True)])
def test_symmetric_tanh_and_softsign_are_and_sigmoid_is_not(name, odd):
    phi, z = ACTIVATIONS[name], np.linspace(-4, 4, 81)
    assert (np.abs(phi(z) + phi(-z)).max() < 1e-12) == odd
    assert (phi.derivative(0.0) == 1) == odd
    assert abs(leaves(name)[0]) < 1e-9 or not odd


def test_symmetric_softsign_loses_faster_all_the_same():
    soft, tanh = power("symmetric")[-1], middle(opened("symmetric").signals.preactivation_power)[-1]
    assert soft == pytest.approx(1 / 2000, rel=0.4) and tanh == pytest.approx(1 / 60, rel=0.4)


def test_saturates_two_thirds():
    (_, left), (right, _) = saturated_intervals(ACTIVATIONS["tanh"])
    share = math.erfc(right / 5 / math.sqrt(2))
    assert left == pytest.approx(-right) and share == pytest.approx(2 / 3, abs=0.02)


def test_dead_forty_percent_of_the_last_units():
    assert last_dead("off") == pytest.approx(0.4, abs=0.06)
    assert signals("off").share_dead[0, :, :3].max() < 0.15
    assert opened("off").signals.share_dead.max() == 0, "leaky units never die"


@pytest.mark.parametrize("scheme", ["glorot_normal", "standard", "normal", "orthogonal"])
def test_06_no_scheme_without_biases_and_no_width_cures_dead_units(scheme):
    kept = dict(activation="relu", depth=30, histograms=())
    he = propagate(["he_normal"], width=128, seeds=8, **kept)
    other = propagate([scheme], width=128, seeds=8, **kept)
    assert he.share_dead[0, :, -1].mean() == pytest.approx(1 / 3, abs=0.12)
    assert other.share_dead[0, :, -1].mean() == pytest.approx(1 / 3, abs=0.12)
    default = propagate(["torch_default"], width=128, seeds=8, **kept)
    assert default.share_dead[0, :, 9:].mean() == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("scheme", ["he_normal", "orthogonal", "glorot_normal", "normal"])
def test_step_passes_no_gradient_under_any_scheme(scheme):
    steps = propagate([scheme], "step", depth=30, width=64, seeds=2, histograms=())
    assert np.all(steps.gradient_power[..., :-1] == 0) and np.all(steps.gradient_silent == 29)
    assert np.all(signals("step").gradient_power[..., :-1] == 0) and power("step")[-1] > 0.1


def test_rule_the_activation_decides():
    kept = dict(depth=30, width=64, seeds=8, histograms=())
    for activation, fits, fails, factor in (
        ("identity", "glorot_normal", "he_normal", 2.0),
        ("relu", "he_normal", "glorot_normal", 0.5),
    ):
        both = propagate([fits, fails], activation, **kept)
        good, bad = np.exp(np.log(both.preactivation_power).mean(1))
        assert a_layer(good) == pytest.approx(1, abs=0.06)
        assert a_layer(bad) == pytest.approx(factor, rel=0.06)
        shallow = propagate([fits, fails], activation, **(kept | {"depth": 3}))
        change = shallow.preactivation_power[..., -1] / shallow.preactivation_power[..., 0]
        assert np.all((change > 0.1) & (change < 10)), "harmless at 3 layers"
