"""Biases drawn in five ways beside the same weights: what the lab computes, and what a reader will see.

Seeds are the first four, width 128 and batch 128, in float64, as the lab opens. What its presets and lesson
07 say, which are the same runs, is held in `tests/lessons/07/`.
"""

from functools import cache

import numpy as np
import pytest
import torch

from course_lib.labs import biases as biases_lab
from course_lib.labs.biases.experiment import BATCH, BIASES, biases, rule_of
from course_lib.labs.biases.figure import bias_at, biases_figure
from course_lib.labs.shared.depth import number
from course_lib.propagation import propagate
from tests.stand_ins import from_page


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


# ---- PyTorch's weights: the biases hide what happens to the input --------------------------------

DEFAULT = ("standard", "relu")


def test_of_all_biases_only_the_positive_ones_keep_more_and_not_enough():
    """U(0, 1) and 0.001 push units on, and a unit that is on passes its inputs' differences."""
    across, total = differs(*DEFAULT), power(*DEFAULT)
    assert across["uniform"][-1] > across["thousandth"][-1] > 100 * across["normal"][-1]
    for kind in ("thousandth", "uniform", "normal", "torch"):
        assert across[kind][-1] / total[kind][-1] < 1e-6, kind


# ---- healthy weights: which biases do harm --------------------------------------------------------


def test_biases_of_size_1_cut_a_tanh_network_off_from_its_gradient():
    back = typical("gradient_power", "glorot_normal", "tanh")
    assert back["zero"][0] > 0.02 and back["uniform"][0] < 1e-5 and back["normal"][0] < 1e-6


def test_under_he_biases_of_size_1_pile_up():
    total, across = power("he_normal", "relu"), differs("he_normal", "relu")
    expected = scene("he_normal", "relu").signals["normal"].theory.preactivation_power[0]
    np.testing.assert_allclose(np.diff(expected), 1, rtol=1e-6, err_msg="1 more in every layer")
    for kind in ("normal", "uniform"):
        assert across[kind][-1] / total[kind][-1] < 0.3 * across["zero"][-1] / total["zero"][-1]


# ---- the figure and its table ---------------------------------------------------------------------


def test_a_click_on_a_row_shows_its_biases_and_computes_nothing():
    lab = biases_lab(depth=3, width=16, seeds=1)
    result, before = lab.result, lab.figure
    from_page(lab.state, click={"panel": 3, "x": 1.2, "y": 2.1, "count": 1})
    assert lab.settings["bias"] == "uniform" and lab.result is result
    names = [trace.name for trace in lab.figure.data if trace.name]
    assert names[:2] == ["biases 0", "biases U(0, 1)"] and lab.figure is not before
    for panel, y in ((1, 2), (3, 4.6), (3, -0.6)):
        assert bias_at(panel, 1, y) is None


def test_the_table_says_what_was_measured():
    result = scene("glorot_normal", "tanh")
    table = biases_figure(result, "normal").data[-1]
    rows = dict(zip(BIASES, np.reshape(table.text, (len(BIASES), 3)).tolist(), strict=True))
    assert [bias_at(3, x, y) for x, y in zip(table.x[::3], table.y[::3], strict=True)] == list(BIASES)
    for kind, (total, across, share) in rows.items():
        assert total == number(power("glorot_normal", "tanh")[kind][-1])
        assert across == number(differs("glorot_normal", "tanh")[kind][-1])
        assert share == number(result.end(kind)[2])
