"""The questions of lesson 05 are true: each right option is shown to be right, by the lab that settles it."""

import numpy as np
import pytest

from course_lib.labs import LABS
from course_lib.labs.shared.digit_races import GUESSING
from course_lib.labs.training_race.experiment import training_race
from course_lib.labs.training_race.lab import final_accuracy
from course_lib.propagation import propagate
from tests.lessons.measured import a_layer, gradient, middle, power
from tests.lessons.shown import result


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


def test_05_what_the_lesson_says_to_try():
    settings = LABS["deep_race"](epochs=0).settings
    for changed in (dict(depth=3, epochs=10), dict(activation="tanh", epochs=20)):
        *_, (_, race) = training_race(**(settings | changed))
        assert np.median(final_accuracy(race)[1]) > 0.6, f"Glorot learns with {changed}"
