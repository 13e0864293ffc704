"""The questions of lesson 04 are true: each right option is shown to be right, by the lab that settles it."""

import pytest

from tests.lessons.measured import a_layer, gradient, middle, power
from tests.lessons.shown import opened, result


def test_narrowing_keeps_the_signal_and_halves_the_gradient():
    assert power("narrowing")[-1] == pytest.approx(1, abs=0.3)
    assert 1 / a_layer(gradient("narrowing")) == pytest.approx(1 / 2, rel=0.1)


def test_compromise_keeps_neither():
    assert a_layer(power("narrowing_glorot")) == pytest.approx(4 / 3, rel=0.1)
    assert 1 / a_layer(gradient("narrowing_glorot")) == pytest.approx(2 / 3, rel=0.1)


def test_glorot_tanh_is_near_a_hundredth():
    assert power("glorot_tanh")[-1] == pytest.approx(0.01, rel=0.3)
    assert opened("glorot_tanh").signals.preactivation_power[0, :, -1].mean() > 0.3, "linear units keep it"


def test_standard_gradient_glorot_keeps_two_thirds():
    assert 1 / a_layer(gradient("standard_gradient")) == pytest.approx(2 / 3, abs=0.02)
    assert 1 / a_layer(middle(result("standard_gradient").versus.gradient_power)) == pytest.approx(
        0.3, abs=0.02
    )
