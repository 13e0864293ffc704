"""What the labs compute: truths that were recorded once and must stay, without widgets or figures."""

import itertools

import numpy as np
import pytest
import torch

from course_lib.datasets import DATASETS, circles
from course_lib.ensemble import Ensemble
from course_lib.initializers import DISTRIBUTIONS, INITIALIZERS, Constant, get
from course_lib.labs.one_seed import experiment as one_seed_module
from course_lib.labs.one_seed.experiment import RUNS, SCALES, SIZES, legacy_weights, one_seed
from course_lib.labs.printouts.experiment import FRESH, PRINTED, SCHEMES, Printout, read
from course_lib.labs.race.experiment import GRID, RACERS, boundaries, curve_rows, race
from course_lib.labs.samples.experiment import BINS, SHAPES, draw_sample, reach, same_spread
from course_lib.labs.symmetry.experiment import STARTS, distinct_units, one_unit_twin, symmetry
from course_lib.labs.symmetry.lab import ACTIVATIONS as LAB_ACTIVATIONS
from course_lib.labs.symmetry.lab import WIDTHS
from course_lib.labs.zero_start.experiment import CASES, SEEDS, zero_start
from course_lib.training import train
from tests.shown import last

KINDS = tuple(DISTRIBUTIONS)


# ---- symmetry -------------------------------------------------------------------------------------


def twin_losses(steps, *arguments):
    data = circles()
    return np.fromiter(itertools.islice(one_unit_twin(data.X_train, data.y_train, *arguments), steps), float)


@pytest.mark.parametrize("activation", LAB_ACTIVATIONS)
@pytest.mark.parametrize("width", WIDTHS)
def test_equal_units_are_one_unit(activation, width):
    data, c, lr, steps = circles(), 0.5, 0.5, 300
    net = Ensemble((2, width, 1), activation, {"c": [Constant(c)] * 2}, [0], dtype=torch.float64)
    loss = train(net, data.X_train.astype(np.float64), data.y_train, steps=steps, lr=lr).loss[:, 0]
    twin = twin_losses(steps, width, c, lr, activation)
    np.testing.assert_allclose(twin, loss, rtol=0, atol=1e-12)


def test_a_twin_of_another_width_is_told_apart():
    twins = [twin_losses(300, width, 0.5, 0.5) for width in (4, 8)]
    assert np.abs(twins[0] - twins[1]).max() > 1e-3


def test_distinct_units():
    W1 = np.array([[0.0, 0.5, 0.009, 0.5, 0.02], [0.0, 0.5, 0.0, 0.511, 0.0]])
    assert distinct_units(W1) == 4
    assert distinct_units(W1, tolerance=0.001) == 5
    assert distinct_units(W1, tolerance=1.0) == 1
    assert distinct_units(np.full((2, 8), 0.5)) == 1


def run_symmetry(start, **changes):
    settings = dict(c=0.5, noise=-12, width=8, activation="tanh", lr=0.5, steps=1000, seed=0)
    return last(symmetry(start, **settings | changes))


@pytest.mark.parametrize("start", STARTS)
def test_which_starts_part(start):
    result = run_symmetry(start, noise=-2)
    kept = start in ("zeros", "constant")
    assert (result.parted is None) == kept
    assert (result.distinct[-1] == 1) == kept
    assert (result.gradient.max() == 0) == (start == "zeros")
    assert result.rows[0] == 0
    assert result.W1.shape == (len(result.rows), 2, 8)
    has_twin = start in ("zeros", "constant", "noisy")
    assert (result.twin is None) != has_twin
    if kept:
        assert result.difference.max() == 0
        np.testing.assert_allclose(result.loss, result.twin, rtol=0, atol=1e-12)


def test_no_steps_show_the_drawn_units():
    result = run_symmetry("random", steps=0)
    assert (result.done, result.loss.shape) == (0, (1,))
    net = Ensemble((2, 8, 1), "tanh", ["glorot_normal"], [0], dtype=torch.float64)
    np.testing.assert_array_equal(result.W1[0], net.weights[0][0].numpy())


# ---- samples --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scheme", ["uniform", "he_normal", "glorot_uniform", "truncated_normal"])
def test_same_spread_keeps_mean_and_std(kind, scheme):
    law = get(scheme).law((64, 32))
    other = same_spread(law, kind)
    assert (other.mean, other.std) == pytest.approx((law.mean, law.std), rel=1e-12)
    assert np.isfinite(other.limit) == (kind != "normal")


SAMPLES = [
    (scheme, shape)
    for scheme, init in INITIALIZERS.items()
    for shape in (SHAPES if init.distribution in KINDS else ["own"])
]


@pytest.mark.parametrize(("scheme", "shape"), SAMPLES)
def test_the_histogram_counts_every_weight_and_the_density_is_one(scheme, shape):
    sample = draw_sample(scheme, 64, 32, size=3000, shape=shape)
    beyond = 0 if np.isfinite(sample.law.limit) else 3000 * 4e-4  # a normal's axis ends at 3.6 std or more
    assert sample.size - beyond <= sample.counts.sum() <= sample.size
    assert len(sample.edges) == len(sample.counts) + 1
    assert len(sample.counts) in (BINS, BINS + 1)
    low, high = sample.edges[[0, -1]]
    assert np.isfinite([low, high]).all() and low < high
    if sample.density.size:
        area = np.trapezoid(sample.density.astype(float), sample.x.astype(float))
        assert area == pytest.approx(1, abs=2e-3)
        np.testing.assert_allclose(np.diff(sample.edges), (high - low) / BINS, rtol=1e-9)


@pytest.mark.parametrize("scheme", INITIALIZERS)
@pytest.mark.parametrize("layer", [(1, 1), (2, 1), (64, 32), (1, 512)])
def test_no_weight_lies_where_the_law_has_none(scheme, layer):
    sample = draw_sample(scheme, *layer, size=3000)
    low, high = sample.law.support
    assert np.isfinite([sample.mean, sample.std, sample.largest]).all()
    assert sample.largest <= max(abs(low), abs(high)) * (1 + 1e-6)
    assert sample.counts.sum() >= 0.999 * sample.size


def test_whole_matrices_are_what_the_scheme_draws():
    drawn = INITIALIZERS["orthogonal"]((64, 32), seed=4)
    sample = draw_sample("orthogonal", 64, 32, seed=4)
    assert sample.size == 64 * 32
    assert sample.largest == np.abs(drawn).max()
    assert sample.std == pytest.approx(1 / 8, rel=1e-3)  # each column has the length 1, exactly


def test_the_same_seed_gives_every_scheme_the_same_noise():
    he, glorot = draw_sample("he_normal", 64, 64), draw_sample("glorot_normal", 64, 64)
    assert he.std / glorot.std == pytest.approx(2**0.5)
    assert draw_sample("he_normal", 64, 64, seed=1).std != he.std


@pytest.mark.parametrize("scheme", INITIALIZERS)
def test_the_axis_reaches_beyond_the_law(scheme):
    law = get(scheme).law((64, 32))
    half = reach(law)
    assert np.log2(half) == round(np.log2(half))
    assert half > (law.limit if np.isfinite(law.limit) else 3.5 * law.std)


# ---- printed draws --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PRINTED)
def test_printed_draws_are_possible_and_likely_under_their_own_scheme(name):
    reading = read(name)
    assert reading.scheme == PRINTED[name].scheme
    assert reading.outside.size == 0
    assert reading.farther > 0.01
    assert 0.4 < reading.spread < 1.6


def test_a_scheme_can_be_ruled_out_by_one_number():
    reading = read("keras_he_uniform", "glorot_uniform")
    assert reading.outside.tolist() == [0.80033934]
    assert reading.farther == 0.0
    low, high = reading.law.support
    assert high == pytest.approx((6 / 10) ** 0.5) and low == -high


def test_a_possible_printout_can_be_unlikely(monkeypatch):
    crowded = Printout("Toy", "nine alike", (9, 1), "he_uniform", tuple(0.5 + 0.001 * np.arange(9)))
    monkeypatch.setitem(PRINTED, "crowded", crowded)
    reading = read("crowded")
    assert reading.outside.size == 0
    assert reading.farther < 10 / FRESH


def test_fresh_draws_of_a_scheme_are_as_likely_as_they_should_be(monkeypatch):
    rng, shares = np.random.default_rng(5), []
    for k in range(200):
        values = SCHEMES["he_normal"]((9, 1), rng=rng, dtype=np.float64).ravel()
        monkeypatch.setitem(PRINTED, "fresh", Printout("Toy", str(k), (9, 1), "he_normal", tuple(values)))
        shares.append(read("fresh").farther)
    assert 0.4 < np.mean(shares) < 0.6
    assert 0.02 < np.mean(np.array(shares) < 0.1) < 0.2


# ---- race, one seed, zero start -------------------------------------------------------------------


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
    done, result = results[-1]
    assert done == 1.0
    assert [share for share, _ in results] == sorted(share for share, _ in results)
    np.testing.assert_array_equal(result.curves.reshape(-1, 6), history.loss[result.curve_steps])
    np.testing.assert_array_equal(result.accuracy.ravel(), history.accuracy[-1])


def test_runs_that_overflow_are_counted():
    result = last(race("circles", ("normal_x10",), "relu", 6, 16, 10.0, 8, 60))
    assert result.diverged[0] > 0
    assert np.isfinite(result.curves).all()


@pytest.mark.parametrize(("done", "points"), [(1, 80), (5, 80), (80, 80), (1500, 80), (2000, 7)])
def test_curve_rows(done, points):
    rows = curve_rows(done, points)
    assert (rows[0], rows[-1], len(rows)) == (0, done - 1, min(done, points))
    assert (np.diff(rows) > 0).all()


def test_legacy_weights_are_the_tutorials():
    weights = legacy_weights(3, "normal_x10")
    random = np.random.RandomState(3)
    for weight, (n_in, n_out) in zip(weights, itertools.pairwise(SIZES), strict=True):
        np.testing.assert_array_equal(weight, (random.randn(n_out, n_in) * 10).T)
    scale = legacy_weights(3, "he_normal")[1] / weights[1]
    np.testing.assert_allclose(scale, np.sqrt(2 / 10) / 10)


def test_another_seed_trains_nothing_anew(monkeypatch):
    full = last(one_seed("he_normal", 0, RUNS))

    def refuse(*args, **kwargs):
        raise AssertionError("trained again")

    monkeypatch.setattr(one_seed_module, "stream", refuse)
    for seed, shown in ((7, RUNS), (0, 1), (4, 5)):
        results = list(one_seed("he_normal", seed, shown))
        assert len(results) == 1
        np.testing.assert_array_equal(results[0][1].accuracy, full.accuracy[:shown])
    assert not np.array_equal(last(one_seed("he_normal", 7, RUNS)).map, full.map)
    one_seed_module.TRAINED.clear()
    with pytest.raises(AssertionError, match="trained again"):
        last(one_seed("he_normal", 0, RUNS))
    one_seed_module.TRAINED.clear()


def test_seed_0_is_the_slow_one():
    accuracy = last(one_seed("he_normal", 0, RUNS)).accuracy
    assert accuracy[0] < 0.8
    assert (accuracy < 0.9).sum() <= 5
    assert np.median(accuracy) >= 0.95
    assert list(SCALES) == ["he_normal", "normal_x10"]


@pytest.mark.parametrize("part", CASES)
def test_parts_that_may_start_at_zero(part):
    result = last(zero_start(part, 2000))
    zero, random = np.median(result.accuracy, axis=1)
    assert result.accuracy.shape == (2, SEEDS)
    assert (zero >= 0.85) == (part not in ("all", "first"))
    assert random >= 0.85
    assert result.gap.shape == result.curve_steps.shape


def test_a_logistic_regression_ends_at_one_optimum():
    result = last(zero_start("logistic", 2000))
    assert result.gap[0] > 0.1
    assert result.gap[-1] < 1e-6
    assert (np.diff(result.gap) <= 1e-9).all()
