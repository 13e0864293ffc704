"""The labs on points in the plane: race, one seed, zero start."""

import itertools

import numpy as np
import pytest

from course_lib.datasets import DATASETS, circles
from course_lib.ensemble import Ensemble
from course_lib.labs.one_seed import experiment as one_seed_module
from course_lib.labs.one_seed.experiment import RUNS, SCALES, SIZES, legacy_weights, one_seed
from course_lib.labs.race.experiment import RACERS, race
from course_lib.labs.shared.plane import GRID, boundaries
from course_lib.labs.zero_start.experiment import CASES, SEEDS, zero_start
from course_lib.training import train
from tests.lessons.shown import last


def test_a_race_of_no_steps_shows_the_drawn_networks():
    schemes = ("zeros", "normal_x10", "he_normal")
    result = last(race("moons", schemes, "tanh", 3, 6, 0.1, 4, 0))
    drawn = {name: RACERS[name][0] for name in schemes}
    net, data = Ensemble((2, 6, 6, 6, 1), "tanh", drawn, range(4)), DATASETS["moons"]()
    loss, accuracy = net.evaluate(data.X_train, data.y_train)
    np.testing.assert_array_equal(result.curves, loss.numpy().reshape(1, 3, 4))
    np.testing.assert_array_equal(result.accuracy, accuracy.numpy().reshape(3, 4))
    np.testing.assert_array_equal(result.maps, boundaries(net, [0, 4, 8], result.half))
    assert (result.done, result.diverged) == (0, (0, 0, 0))
    assert result.maps.shape == (3, GRID, GRID)
    assert set(np.unique(result.maps[0])) == {128}  # zeros: one half everywhere


def test_a_race_is_the_training_of_its_networks():
    schemes = ("zeros", "he_normal")
    results = list(race("circles", schemes, "relu", 1, 6, 0.1, 3, 120))
    net = Ensemble((2, 6, 1), "relu", {name: RACERS[name][0] for name in schemes}, range(3))
    history = train(net, circles().X_train, circles().y_train, steps=120, lr=0.1)
    shares, (done, result) = [share for share, _ in results], results[-1]
    assert done == 1.0 and shares == sorted(shares)
    np.testing.assert_array_equal(result.curves.reshape(-1, 6), history.loss[result.curve_steps])
    np.testing.assert_array_equal(result.accuracy.ravel(), history.accuracy[-1])


def test_runs_that_overflow_are_counted():
    result = last(race("circles", ("normal_x10",), "relu", 6, 16, 10.0, 8, 60))
    assert result.diverged[0] > 0
    assert np.isfinite(result.curves).all()


def test_legacy_weights_are_the_tutorials():
    weights = legacy_weights(3, "normal_x10")
    random = np.random.RandomState(3)
    for weight, (n_in, n_out) in zip(weights, itertools.pairwise(SIZES), strict=True):
        np.testing.assert_array_equal(weight, (random.randn(n_out, n_in) * 10).T)
    scale = legacy_weights(3, "he_normal")[1] / weights[1]
    np.testing.assert_allclose(scale, np.sqrt(2 / 10) / 10)


def test_seed_0_is_the_slow_one_and_another_seed_trains_nothing_anew(monkeypatch):
    full = last(one_seed("he_normal", 0, RUNS))
    assert full.accuracy[0] < 0.8 and np.median(full.accuracy) >= 0.95
    assert (full.accuracy < 0.9).sum() <= 5
    monkeypatch.setattr(one_seed_module, "played", lambda *_, **__: pytest.fail("trained again"))
    for seed, shown in ((7, RUNS), (0, 1), (4, 5)):
        ((done, result),) = one_seed("he_normal", seed, shown)
        assert done == 1.0
        np.testing.assert_array_equal(result.accuracy, full.accuracy[:shown])
    assert not np.array_equal(last(one_seed("he_normal", 7, RUNS)).map, full.map)
    one_seed_module.TRAINED.clear()
    with pytest.raises(pytest.fail.Exception, match="trained again"):
        last(one_seed("he_normal", 0, RUNS))
    assert list(SCALES) == ["he_normal", "normal_x10"]


@pytest.mark.parametrize("part", CASES)
def test_parts_that_may_start_at_zero(part):
    result = last(zero_start(part, 2000))
    zero, random = np.median(result.accuracy, axis=1)
    assert result.accuracy.shape == (2, SEEDS)
    assert (zero >= 0.85) == (part not in ("all", "first"))
    assert random >= 0.85
    assert result.gap.shape == result.curve_steps.shape
    if part == "logistic":  # one optimum, from wherever it starts
        assert result.gap[0] > 0.1 and result.gap[-1] < 1e-6
        assert (np.diff(result.gap) <= 1e-9).all()
