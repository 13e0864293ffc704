"""One initializer object for two layers: what a Keras 3 object does, and what becomes of the network."""

from functools import cache

import numpy as np
import pytest

from course_lib.initializers import he_normal
from course_lib.labs.shared_instance.experiment import (
    INSTANCES,
    SEEDS,
    KerasInstance,
    kernels,
    shared_instance,
)

TIED = ("one", "one_seeded", "each_seeded")
UNITS = (1, 2, 4)


@cache
def run(instances="one", units=2, steps=1500):
    return [result for _, result in shared_instance(instances, units, steps)][-1]


# ---- what is drawn --------------------------------------------------------------------------------


def test_an_instance_starts_from_its_seed_at_every_call():
    init = KerasInstance(he_normal, seed=5)
    assert np.array_equal(init((64, 32)), init((64, 32)))
    assert not np.array_equal(init((64, 32)), KerasInstance(he_normal, seed=6)((64, 32)))
    limit = he_normal.limit((64, 32), truncated=True)
    assert np.abs(init((64, 32))).max() <= limit < np.abs(he_normal((64, 32), seed=5)).max(), "truncated"


@pytest.mark.parametrize("instances", INSTANCES)
def test_two_layers_are_equal_but_for_new_instances_without_a_seed(instances):
    first, second = kernels(instances, (20, 30), np.random.default_rng(0))
    assert np.array_equal(first, second) == (instances in TIED)
    if instances not in TIED:  # 600 pairs: a correlation of four standard errors is 0.16
        assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.16
    again, _ = kernels(instances, (20, 30), np.random.default_rng(1))
    assert not np.array_equal(first, again)


# ---- what becomes of it ---------------------------------------------------------------------------


@pytest.mark.parametrize("units", UNITS)
@pytest.mark.parametrize("instances", TIED)
def test_tied_branches_stay_tied_to_the_last_bit(instances, units):
    drawn, trained = run(instances, units, 0), run(instances, units)
    for result in (drawn, trained):
        assert result.equal and np.all(result.distinct <= units)
        assert result.correlation == pytest.approx(1, abs=1e-12)
    assert np.all(drawn.distinct == units)
    assert np.abs(trained.first - drawn.first).max() > 0.1, "they have moved"


@pytest.mark.parametrize("units", UNITS)
def test_branches_of_their_own_part(units):
    result = run("each", units)
    assert not result.equal and np.all(result.distinct == 2 * units)
    assert np.array_equal(result.curves[:, 0], result.curves[:, 1]), "the rival is this very network"


def test_tied_twice_two_units_separate_what_two_can():
    """Four units of their own enclose the inner circle in most seeds; two units cannot in any."""
    for instances in TIED:
        tied, own = run(instances).accuracy
        assert tied.max() < 0.75 and np.median(tied) < 0.65  # at most 0.66
        assert np.median(own) > 0.85  # 0.91
    assert np.median(run("one", 4).accuracy[0]) < np.median(run("one", 4).accuracy[1])


def test_the_picture_before_training_is_the_draw():
    result = run(steps=0)
    assert (result.done, result.steps) == (0, 0) and result.curve_steps.tolist() == [0]
    assert result.curves.shape == (1, 2, SEEDS) and result.first.shape == (SEEDS, 4)
