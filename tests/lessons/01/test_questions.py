"""The questions of lesson 01 are true: each right option is shown to be right, by the lab that settles it."""

import numpy as np
from scipy import stats

from tests.lessons.shown import result


def test_zeros_learn_nothing():
    run = result("zeros")
    assert np.all(run.gradient == 0) and np.all(run.W1 == 0)


def test_constant_is_one_unit_for_ever():
    run = result("constant")
    assert run.done == 10_000 and np.all(run.difference == 0) and np.all(run.distinct == 1)
    assert np.abs(run.loss - run.twin).max() < 1e-12, "the loss of one unit"
    assert np.ptp(run.W1[:, 0, 0]) > 0.1 and run.gradient.max() > 0, "they do move"


def test_constant_w1_parts():
    run = result("constant_W1")
    assert run.distinct[0] == 1 and run.distinct[-1] == run.width == 8 and run.accuracy >= 0.9


def test_noise_parts_the_units_after_thousands_of_steps_exponentially():
    run = result("noise")
    assert 2000 < run.parted < 8000 and 1e-13 < run.difference[0] < 1e-11
    growing = (run.difference > 1e-11) & (run.difference < 1e-3)
    line = stats.linregress(run.rows[growing], np.log(run.difference[growing]))
    assert line.slope > 0 and line.rvalue**2 > 0.999, "straight on the log axis"
    early = run.rows < run.parted / 2
    assert np.abs(run.loss - run.twin)[early].max() < 1e-9, "until then the one-unit network"


def test_logistic_ends_at_the_same_optimum():
    run = result("logistic")
    assert run.gap[0] > 0.1 and run.gap[-1] < 1e-6
    assert np.median(run.accuracy) > 0.8
