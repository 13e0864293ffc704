"""The questions of lessons 03 to 06 are true: each right option is shown to be right.

The lab that settles a question is run with the settings that settle it; seeds are the labs' own, all fixed.
"""

import math
from importlib import import_module

import numpy as np
import pytest

from course_lib.activations import ACTIVATIONS
from course_lib.activations.saturation import saturated_intervals
from course_lib.checks import QUESTIONS
from course_lib.labs import LABS
from course_lib.labs.shared.digit_races import GUESSING
from course_lib.labs.training_race.experiment import training_race
from course_lib.labs.training_race.lab import final_accuracy
from course_lib.mean_field import gaussian_moments
from course_lib.propagation import propagate
from tests.lessons.measured import a_layer, gradient, leaves, middle, power, signals
from tests.lessons.shown import result

last_dead = import_module("tests.lessons.06.facts").last_dead


def before(name):
    """The result that is shown while the question is open."""
    question = QUESTIONS[name]
    return LABS[question.lab](**question.before).result


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
    narrow, wide = before("fan_in").signals, signals("fan_in")
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


def test_narrowing_keeps_the_signal_and_halves_the_gradient():
    assert power("narrowing")[-1] == pytest.approx(1, abs=0.3)
    assert 1 / a_layer(gradient("narrowing")) == pytest.approx(1 / 2, rel=0.1)


def test_compromise_keeps_neither():
    assert a_layer(power("narrowing_glorot")) == pytest.approx(4 / 3, rel=0.1)
    assert 1 / a_layer(gradient("narrowing_glorot")) == pytest.approx(2 / 3, rel=0.1)


def test_glorot_tanh_is_near_a_hundredth():
    assert power("glorot_tanh")[-1] == pytest.approx(0.01, rel=0.3)
    assert before("glorot_tanh").signals.preactivation_power[0, :, -1].mean() > 0.3, "linear units keep it"


def test_standard_gradient_glorot_keeps_two_thirds():
    assert 1 / a_layer(gradient("standard_gradient")) == pytest.approx(2 / 3, abs=0.02)
    assert 1 / a_layer(middle(result("standard_gradient").versus.gradient_power)) == pytest.approx(
        0.3, abs=0.02
    )


def test_relu_half_is_the_second_moment():
    z = np.random.default_rng(0).standard_normal(100_000)
    a = np.maximum(z, 0)
    assert np.mean(a**2) == pytest.approx(0.5, abs=0.015)  # four standard errors
    assert a.var() == pytest.approx(0.34, abs=0.015) and a.std() == pytest.approx(0.58, abs=0.015)


def test_relu_lecun_halves_in_every_layer():
    assert a_layer(power("relu_lecun")) == pytest.approx(1 / 2, rel=0.05)
    assert 1 / a_layer(gradient("relu_lecun")) == pytest.approx(1 / 2, rel=0.05)


def test_he_keeps_the_forward_direction():
    assert power("he_keeps")[-1] == pytest.approx(2, rel=0.3)
    assert gradient("he_keeps")[0] == pytest.approx(1 / 16, rel=0.5)


def test_hundred_layers_falls_to_a_few_hundredths():
    assert 0.002 < power("hundred_layers")[-1] / power("hundred_layers")[0] < 0.05
    wide = propagate(["he_normal"], "relu", depth=100, width=256, seeds=8, histograms=())
    assert middle(wide.preactivation_power)[-1] > 10 * power("hundred_layers")[-1]


def test_deep_race_he_learns_and_glorot_stays_at_guessing():
    race = result("deep_race")
    he, glorot = final_accuracy(race)
    assert np.median(he) >= 0.7 and np.median(glorot) <= 0.2 and glorot.max() <= 0.25
    assert np.abs(race.curves[-1, 0, 1] - GUESSING[0]).max() < 0.1


@pytest.mark.slow
def test_05_what_the_lesson_says_to_try():
    settings = LABS["deep_race"](epochs=0).settings
    for changed in (dict(depth=3, epochs=10), dict(activation="tanh", epochs=20)):
        *_, (_, race) = training_race(**(settings | changed))
        assert np.median(final_accuracy(race)[1]) > 0.6, f"Glorot learns with {changed}"


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
    soft, tanh = power("symmetric")[-1], middle(before("symmetric").signals.preactivation_power)[-1]
    assert soft == pytest.approx(1 / 2000, rel=0.4) and tanh == pytest.approx(1 / 60, rel=0.4)


def test_saturates_two_thirds():
    (_, left), (right, _) = saturated_intervals(ACTIVATIONS["tanh"])
    share = math.erfc(right / 5 / math.sqrt(2))
    assert left == pytest.approx(-right) and share == pytest.approx(2 / 3, abs=0.02)


def test_dead_forty_percent_of_the_last_units():
    assert last_dead("off") == pytest.approx(0.4, abs=0.06)
    assert signals("off").share_dead[0, :, :3].max() < 0.15
    assert before("off").signals.share_dead.max() == 0, "leaky units never die"


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
