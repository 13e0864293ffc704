"""The questions of lesson 07 are true: each right option is shown to be right.

The lab that settles a question is run with the settings that settle it; seeds are the labs' own, all fixed.
"""

from importlib import import_module

import numpy as np
import pytest

from course_lib.propagation import propagate
from tests.lessons.measured import a_layer, power
from tests.lessons.shown import opened, result, setting

facts = import_module("tests.lessons.07.facts")
CUT, differs, ratio_of_default, total = facts.CUT, facts.differs, facts.ratio_of_default, facts.total


def test_root_five_is_smaller_by_root_six():
    assert ratio_of_default() == pytest.approx(6**-0.5)
    drawn = result("root_five")
    assert drawn.law.std / drawn.other.std == pytest.approx(6**-0.5)
    assert drawn.std == pytest.approx(drawn.law.std, rel=0.01)  # 32,768 weights: four standard errors


def test_cut_deep_loses_a_quarter_a_layer_and_the_correction_keeps_it():
    """Phenomenon 11, over 50 layers."""
    assert a_layer(power("cut_deep")) == pytest.approx(CUT, rel=0.03)  # 0.773
    assert setting("cut_deep")["gain"] == pytest.approx(setting("cut_deep")["width"] ** -0.5, rel=1e-5)
    kept = np.exp(np.log(opened("cut_deep").signals.preactivation_power[0]).mean(0))
    assert a_layer(kept) == pytest.approx(1, abs=0.03)
    corrected = propagate(["lecun_normal"], "identity", depth=50, seeds=4, histograms=(), across=False)
    assert np.exp(np.log(corrected.preactivation_power[0, :, -1]).mean()) > 0.3


def test_shared_is_equal_before_and_after():
    assert result("shared").equal and np.all(result("shared").distinct == 2)
    assert not opened("shared").equal and np.all(opened("shared").distinct == 4)


def test_without_biases_the_level_goes_and_the_differences_hardly_change():
    with_them, without = differs("without_biases", "torch"), differs("without_biases", "zero")
    assert 1 < with_them[-1] / without[-1] < 10  # 3.6
    assert total("without_biases", "torch")[-1] / total("without_biases", "zero")[-1] > 1e12
    assert np.all(np.abs(total("without_biases", "torch")[5:] / 0.003 - 1) < 0.25), "level"


def test_large_biases_blind_tanh_and_not_linear_units():
    zero, large = differs("large_biases", "zero"), differs("large_biases", "normal")
    assert zero[-1] / total("large_biases", "zero")[-1] > 0.95, "nearly all of it"
    assert large[-1] < 1e-6 * zero[-1] and total("large_biases", "normal")[-1] > 1
    linear = opened("without_biases").signals
    across = {kind: one.across_input_variance[0, :, -1].mean() for kind, one in linear.items()}
    assert across["normal"] == pytest.approx(across["zero"], rel=1e-6), "linear units keep them"
    uniform = differs("large_biases", "uniform")
    assert large[-1] < uniform[-1] < 1e-3 * zero[-1], "U(0, 1) a little slower"
