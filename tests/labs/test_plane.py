"""The labs on points in the plane: race, one seed, zero start."""

import itertools

import numpy as np
import pytest

from course_lib.datasets import DATASETS, circles
from course_lib.ensemble import Ensemble
from course_lib.labs import LABS
from course_lib.labs.one_seed import experiment as one_seed_module
from course_lib.labs.one_seed.experiment import RUNS, SCALES, SIZES, legacy_weights, one_seed
from course_lib.labs.one_seed.lab import picked as picked_seed
from course_lib.labs.race.experiment import RACERS, race
from course_lib.labs.race.lab import picked
from course_lib.labs.shared.plane import GRID, boundaries
from course_lib.labs.zero_start.experiment import CASES, SEEDS, zero_start
from course_lib.training import train
from course_lib.widgets.plot_view import Point
from tests.lessons.shown import last


def test_a_race_of_no_steps_shows_the_drawn_networks():
    schemes = ("zeros", "normal_x10", "he_normal")
    result = last(race("moons", schemes, "tanh", 3, 6, 0.1, 4, 0))
    drawn = {name: RACERS[name][0] for name in schemes}
    net, data = Ensemble((2, 6, 6, 6, 1), "tanh", drawn, range(4)), DATASETS["moons"]()
    loss, accuracy = net.evaluate(data.X_train, data.y_train)
    np.testing.assert_array_equal(result.curves, loss.numpy().reshape(1, 3, 4))
    np.testing.assert_array_equal(result.accuracy, accuracy.numpy().reshape(3, 4))
    for seed in (0, 3):
        members = [seed, 4 + seed, 8 + seed]
        np.testing.assert_array_equal(result.maps(seed), boundaries(net, members, result.half))
    weights, biases = result.network("he_normal", 3)
    np.testing.assert_array_equal(weights[1], net.weights[1][11].numpy())
    assert [len(bias) for bias in biases] == [6, 6, 6, 1]
    assert (result.done, result.diverged) == (0, (0, 0, 0))
    assert result.maps().shape == (3, GRID, GRID)
    assert set(np.unique(result.maps()[0])) == {128}  # zeros: one half everywhere


def test_a_race_is_the_training_of_its_networks():
    schemes = ("zeros", "he_normal")
    results = list(race("circles", schemes, "relu", 1, 6, 0.1, 3, 120))
    net = Ensemble((2, 6, 1), "relu", {name: RACERS[name][0] for name in schemes}, range(3))
    history = train(net, circles().X_train, circles().y_train, steps=120, lr=0.1)
    shares, (done, result) = [share for share, _ in results], results[-1]
    assert done == 1.0 and shares == sorted(shares)
    np.testing.assert_array_equal(result.curves.reshape(-1, 6), history.loss[result.curve_steps])
    np.testing.assert_array_equal(result.accuracy.ravel(), history.accuracy[-1])
    tested = net.evaluate(circles().X_test, circles().y_test)[1].numpy()
    np.testing.assert_array_equal(result.test_accuracy.ravel(), tested)
    first, held = results[0][1].network("he_normal", 0)[0][0], result.network("he_normal", 0)[0][0]
    assert not np.array_equal(first, held), "each result keeps the networks of its time"


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
    assert list(SCALES) == ["he_normal", "normal_x10", "zeros"]
    assert picked_seed(full, Point(1, 6.7, 50.0)) == {"seed": 7}
    assert picked_seed(full, Point(1, 39.6, 50.0)) is picked_seed(full, Point(2, 0.0, 0.0)) is None


def test_a_single_run_has_no_median_and_no_other_seed():
    alone, two = (LABS["one_seed"](shown=shown) for shown in (1, 2))
    assert (set(alone.state.unused), set(two.state.unused)) == ({"seed"}, set())
    said = [" ".join(note.text for note in lab.figure.layout.annotations) for lab in (alone, two)]
    assert ["median" in one for one in said] == [False, True]


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


def test_a_dot_of_the_accuracies_shows_its_seed_and_a_map_its_network():
    lab = LABS["race"](schemes=("zeros", "he_normal"), steps=30, seeds=4)
    last_panel = 2 + len(lab.result.schemes)
    for shares, height in ((lab.result.accuracy, -0.9), (lab.result.test_accuracy, -1.2)):
        best = int(shares[1].argmax())
        point = Point(last_panel, 100 * float(shares[1, best]), height)
        assert picked(lab.result, point) == {"shown": "he_normal", "seed": best}
    assert picked(lab.result, Point(2, 0.0, 0.0)) == {"shown": "zeros"}
    assert picked(lab.result, Point(1, 0.0, 0.0)) is None
    shown = lab.result
    lab.set(shown="zeros", seed=3)
    assert lab.result is shown, "nothing is trained anew"
    assert "Zeros, seed 3" in str(lab.figure.layout.annotations)
    np.testing.assert_array_equal(lab.figure.data[4].z, shown.maps(3)[0])


# ---- a reader's own points ------------------------------------------------------------------------

OWN = np.random.default_rng(0).standard_normal((50, 2)), np.arange(50) % 2


def test_a_race_on_points_of_ones_own():
    lab = LABS["race"](data=OWN, schemes=("he_normal",), steps=0, seeds=1)
    points = lab.result.data
    np.testing.assert_array_equal(points.X_test, OWN[0][::5].astype(np.float32))
    assert len(points.X_train) == 40 and set(map(tuple, points.X_train)).isdisjoint(map(tuple, points.X_test))
    assert "data=(X, y)" in lab.summary() and "Your data" in lab.summary()
    lab.set(data="moons")
    lab.set(data=points)
    assert lab.result.data is points


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ((OWN[0][:, :1], OWN[1]), r"X of shape \(n, 2\); got X of shape \(50, 1\)"),
        ((OWN[0], OWN[1][:9]), r"y of shape \(50,\), a class for each point; got \(9,\)"),
        ((OWN[0], OWN[1] + 1), "classes 0 and 1 in y; got 2"),
        ((OWN[0][:4], OWN[1][:4]), "data must have 10 to 2000 points; got 4"),
        ((OWN[0] * np.nan, OWN[1]), "X of data"),
        (("circles", "moons"), "X of data"),
        ((1, 2, 3), r"a pair \(X, y\); got 3 parts"),
    ],
)
def test_points_that_no_race_can_run_on_are_named(data, said):
    with pytest.raises(ValueError, match=said):
        LABS["race"](data=data)


def test_points_of_ones_own_come_when_the_lab_is_opened():
    lab = LABS["race"](steps=0, seeds=1)
    with pytest.raises(ValueError, match=r"when the lab is opened: labs.race\(data=\(X, y\)\)"):
        lab.set(data=OWN)
