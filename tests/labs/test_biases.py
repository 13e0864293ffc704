"""Biases drawn in five ways beside the same weights: what the lab computes, and what a reader will see.

Seeds are the first four, width 128 and batch 128, in float64, as the lab opens; the numbers beside the bounds
are what these seeds gave. Phenomenon 6 at width 256 over ten seeds is held in `test_phenomena_depth.py`.
"""

from functools import cache

import numpy as np
import pytest
import torch

from course_lib.labs.biases.experiment import BATCH, BIASES, biases, rule_of
from course_lib.propagation import propagate


@cache
def scene(scheme, activation):
    return [scene for _, scene in biases(scheme, activation, 20, 128, 4)][-1]


def typical(name, scheme, activation):
    """Kind of biases → the geometric mean over seeds of each layer."""
    every = scene(scheme, activation).signals
    return {kind: np.exp(np.log(getattr(one, name)[0]).mean(0)) for kind, one in every.items()}


def power(scheme, activation):
    return typical("preactivation_power", scheme, activation)


def differs(scheme, activation):
    return typical("across_input_variance", scheme, activation)


# ---- the experiment -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, low, high",
    [
        ("zero", 0, 0),
        ("thousandth", 0.001, 0.001),
        ("uniform", 0, 1),
        ("normal", -np.inf, np.inf),
        ("torch", -1 / 16, 1 / 16),
    ],
)
def test_what_the_names_draw(name, low, high):
    assert rule_of(name, 256).support((32,)) == (low, high)


def test_each_line_is_what_propagate_gives_and_the_seeds_come_one_by_one():
    steps = list(biases("he_normal", "relu", 30, 128, 3))
    assert [done for done, _ in steps] == [1 / 3, 2 / 3, 1.0]
    assert list(steps[-1][1].signals) == list(BIASES)
    for name, one in steps[-1][1].signals.items():
        alone = propagate(
            ["he_normal"], "relu", 30, 128, BATCH, seeds=3, biases=rule_of(name, 128), dtype=torch.float64
        )
        np.testing.assert_allclose(one.preactivation_power, alone.preactivation_power, rtol=1e-9)
        np.testing.assert_allclose(one.across_input_variance, alone.across_input_variance, rtol=1e-6)


@pytest.mark.parametrize(
    "changed, error, words",
    [
        (dict(scheme="hee"), ValueError, "scheme must be one of zeros"),
        (dict(activation="rel"), ValueError, "activation must be one of step"),
        (dict(depth=0), ValueError, "depth must be a whole number ≥ 1; got 0"),
        (dict(width=1.5), TypeError, "width must be a whole number ≥ 1; got 1.5"),
        (dict(seeds=0), ValueError, "seeds must be a whole number ≥ 1; got 0"),
    ],
)
def test_bad_settings_are_refused_in_words(changed, error, words):
    settings = dict(scheme="he_normal", activation="relu", depth=2, width=4, seeds=1) | changed
    with pytest.raises(error, match=words):
        list(biases(**settings))


def test_a_rule_s_name_and_fan_in_are_checked():
    with pytest.raises(ValueError, match="name must be one of zero, thousandth"):
        rule_of("none", 4)
    with pytest.raises(ValueError, match="fan_in must be a whole number ≥ 1; got 0"):
        rule_of("zero", 0)


# ---- PyTorch's default: the biases hide what happens to the input --------------------------------

DEFAULT = ("standard", "relu")


def test_pytorchs_biases_hold_the_power_and_not_the_differences():
    total, across = power(*DEFAULT), differs(*DEFAULT)
    assert total["zero"][-1] < 1e-14 < 1e-3 < total["torch"][-1]  # 4e-16 and 3.1e-3
    assert np.abs(total["torch"][5:] / total["torch"][-1] - 1).max() < 0.25, "level from layer 6 on"
    assert across["torch"][1] / across["torch"][0] == pytest.approx(0.114, rel=0.05)
    assert (across["torch"][-1] / across["torch"][5]) ** (1 / 14) == pytest.approx(1 / 6, rel=0.1)
    assert 1 < across["torch"][-1] / across["zero"][-1] < 10, "as blind with them as without"  # 3.6


def test_of_all_biases_only_the_positive_ones_keep_more_and_not_enough():
    """U(0, 1) and 0.001 push units on, and a unit that is on passes its inputs' differences."""
    across, total = differs(*DEFAULT), power(*DEFAULT)
    assert across["uniform"][-1] > across["thousandth"][-1] > 100 * across["normal"][-1]
    for kind in ("thousandth", "uniform", "normal", "torch"):
        assert across[kind][-1] / total[kind][-1] < 1e-6, kind


# ---- healthy weights: which biases do harm --------------------------------------------------------


@pytest.mark.parametrize("healthy", [("glorot_normal", "tanh"), ("he_normal", "relu")])
def test_a_thousandth_is_as_good_as_0(healthy):
    for values in (power(*healthy), differs(*healthy)):
        assert np.abs(np.log(values["thousandth"] / values["zero"])).max() < 0.05


def test_biases_of_size_1_blind_a_tanh_network():
    total, across = power("glorot_normal", "tanh"), differs("glorot_normal", "tanh")
    assert across["zero"][-1] / total["zero"][-1] > 0.95
    assert across["uniform"][-1] / total["uniform"][-1] < 1e-5  # 3.2e-6
    assert across["normal"][-1] / total["normal"][-1] < 1e-7  # 9.9e-9
    back = typical("gradient_power", "glorot_normal", "tanh")
    assert back["zero"][0] > 0.02 and back["uniform"][0] < 1e-5 and back["normal"][0] < 1e-6


def test_under_he_biases_of_size_1_pile_up():
    total, across = power("he_normal", "relu"), differs("he_normal", "relu")
    assert total["zero"][-1] == pytest.approx(total["zero"][0], rel=0.3)
    expected = scene("he_normal", "relu").signals["normal"].theory.preactivation_power[0]
    np.testing.assert_allclose(np.diff(expected), 1, rtol=1e-6, err_msg="1 more in every layer")
    assert total["normal"][-1] == pytest.approx(22, rel=0.3)  # 19
    assert total["uniform"][-1] > 50  # 110: their mean adds up, too
    for kind in ("normal", "uniform"):
        assert across[kind][-1] / total[kind][-1] < 0.3 * across["zero"][-1] / total["zero"][-1]
