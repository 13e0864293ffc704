"""The data sets are the ones promised: sizes, order, seeds, standardization, nothing downloaded."""

import math
import re
import socket

import numpy as np
import pytest
from scipy import stats
from sklearn.datasets import load_digits, make_circles, make_moons

from course_lib import datasets
from course_lib.datasets import DATASETS

PLANE = ["circles", "moons", "spirals"]
SEEDED = [*PLANE, "gaussian_noise"]


def same(a, b):
    return all(
        np.array_equal(getattr(a, part), getattr(b, part))
        for part in ("X_train", "y_train", "X_validation", "y_validation", "X_test", "y_test")
    )


def test_the_registry_lists_every_data_set():
    assert list(DATASETS) == ["circles", "moons", "spirals", "digits", "gaussian_noise"]
    assert all(getattr(datasets, name) is make for name, make in DATASETS.items())


@pytest.mark.parametrize(
    ("standardize", "dtype"), [(None, "float32"), ("feature", np.float64), ("global", "float64")], ids=str
)
@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_is_complete(name, standardize, dtype):
    data = DATASETS[name](standardize=standardize, dtype=dtype)
    assert data.name == name and data.label[0].isupper()
    assert re.fullmatch(r".+ \((19|20)\d\d\), .+, https://\S+", data.source)
    parts = [(data.X_train, data.y_train), (data.X_test, data.y_test)]
    if name == "digits":
        parts.append((data.X_validation, data.y_validation))
    else:
        assert data.X_validation.shape == (0, data.n_features) and data.y_validation.shape == (0,)
    for X, y in parts:
        assert X.dtype == np.dtype(dtype) and y.dtype == np.int64
        assert X.shape == (len(y), data.n_features) and X.flags.c_contiguous
        assert np.isfinite(X).all()
        assert set(y) == set(range(data.n_classes)), "every class is there"
        share = np.bincount(y) / len(y)
        assert share.min() > 0.6 / data.n_classes
    with pytest.raises(AttributeError):
        data.X_train = None
    assert same(data, DATASETS[name](standardize=standardize, dtype=dtype))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", DATASETS)
def test_standardization_uses_the_train_part_only(name, dtype):
    raw = DATASETS[name](standardize=None, dtype="float64")
    by_feature = DATASETS[name](standardize="feature", dtype=dtype)
    overall = DATASETS[name](standardize="global", dtype=dtype)
    near = {"abs": 1e-5 if dtype == "float32" else 1e-12}
    assert overall.X_train.mean(dtype=np.float64) == pytest.approx(0, **near)
    assert overall.X_train.std(dtype=np.float64) == pytest.approx(1, **near)
    assert overall.X_test.mean() != pytest.approx(0, abs=1e-4), "not standardized by itself"
    varies = raw.X_train.std(0) > 0
    assert by_feature.X_train.mean(0, dtype=np.float64) == pytest.approx(0, **near)
    assert by_feature.X_train.std(0, dtype=np.float64)[varies] == pytest.approx(1, **near)
    assert not by_feature.X_train[:, ~varies].any(), "a constant column becomes 0"
    mean, std = raw.X_train.mean(), raw.X_train.std()
    np.testing.assert_allclose(overall.X_test, (raw.X_test - mean) / std, atol=1e-5)
    np.testing.assert_allclose(
        by_feature.X_test[:, varies],
        ((raw.X_test - raw.X_train.mean(0))[:, varies] / raw.X_train.std(0)[varies]),
        rtol=1e-4,
        atol=1e-4,
    )


@pytest.mark.parametrize(
    ("name", "make", "noise"), [("circles", make_circles, 0.05), ("moons", make_moons, 0.2)]
)
def test_circles_and_moons_are_scikit_learns_with_seeds_1_and_2(name, make, noise):
    data = DATASETS[name](dtype=np.float64)
    for part, size, seed in (("train", 300, 1), ("test", 100, 2)):
        X, y = make(size, noise=noise, random_state=seed)
        np.testing.assert_array_equal(getattr(data, f"X_{part}"), X)
        np.testing.assert_array_equal(getattr(data, f"y_{part}"), y)


def test_circles_have_the_radii_that_are_asked_for():
    exact = datasets.circles(noise=0, factor=0.5, dtype="float64")
    radius = np.linalg.norm(exact.X_train, axis=1)
    np.testing.assert_allclose(radius, np.where(exact.y_train == 0, 1, 0.5))


def test_no_line_separates_the_moons():
    """Claim 3 and phenomenon 3 need it: a separable set has no finite optimum."""
    from sklearn.linear_model import LogisticRegression

    data = datasets.moons(dtype="float64")
    line = LogisticRegression(C=1e9, max_iter=10_000).fit(data.X_train, data.y_train)
    assert 0.8 < line.score(data.X_train, data.y_train) < 0.95


def test_spirals_follow_their_formula():
    data = datasets.spirals(600, noise=0, turns=1.5, arms=3, dtype="float64")
    radius = np.linalg.norm(data.X_train, axis=1)
    turned = np.arctan2(*data.X_train.T[::-1]) / (2 * math.pi) - 1.5 * radius
    arm = (turned * 3) % 3
    np.testing.assert_allclose(np.round(arm) % 3, data.y_train)
    np.testing.assert_allclose(arm, np.round(arm), atol=1e-9)
    assert stats.kstest(radius**2, "uniform").pvalue > 1e-4
    assert np.bincount(data.y_train).tolist() == [200, 200, 200]
    assert not np.all(np.diff(data.y_train) >= 0), "shuffled"


def test_gaussian_noise_is_standard_and_its_labels_mean_nothing():
    data = datasets.gaussian_noise(4000, n_features=20, n_classes=5)
    assert stats.kstest(data.X_train.ravel(), "norm").pvalue > 1e-4
    assert stats.kstest(data.X_train.ravel() * 1.05, "norm").pvalue < 1e-9, "a control"
    assert data.n_features == 20 and data.n_classes == 5
    between = [data.X_train[data.y_train == k].mean(0) for k in range(5)]
    assert abs(np.array(between)).max() < 5 / math.sqrt(4000 / 5)


def test_digits_are_scikit_learns_in_the_files_order():
    X, y = load_digits(return_X_y=True)
    data = datasets.digits(standardize=None, dtype="float64")
    np.testing.assert_array_equal(data.X_train, X[:1400])
    np.testing.assert_array_equal(data.y_train, y[:1400])
    others = np.random.default_rng(0).permutation(np.arange(1400, 1797))
    np.testing.assert_array_equal(data.X_test, X[others[:200]])
    np.testing.assert_array_equal(data.y_test, y[others[:200]])
    np.testing.assert_array_equal(data.X_validation, X[others[200:]])
    np.testing.assert_array_equal(data.y_validation, y[others[200:]])
    assert (X[:1400].std(0) == 0).sum() >= 3, "pixels that never change"
    part = datasets.digits(1000, 200)
    assert [len(y) for y in (part.y_train, part.y_validation, part.y_test)] == [1000, 597, 200]
    assert same(datasets.digits(seed=1), datasets.digits(seed=2)), "no seed without shuffling"


def test_shuffled_digits_split_without_overlap():
    data = datasets.digits(1400, shuffle=True, standardize=None, seed=3)
    assert same(data, datasets.digits(1400, shuffle=True, standardize=None, seed=3))
    assert not same(data, datasets.digits(1400, shuffle=True, standardize=None, seed=4))
    together = np.concatenate([data.X_train, data.X_validation, data.X_test])
    X = load_digits(return_X_y=True)[0].astype(np.float32)
    np.testing.assert_array_equal(np.sort(together @ np.arange(64)), np.sort(X @ np.arange(64)))


@pytest.mark.parametrize("name", SEEDED)
def test_seeds_and_sizes(name):
    make = DATASETS[name]
    base = make(50, 20, seed=5)
    assert len(base.X_train) == 50 and len(base.X_test) == 20
    assert same(base, make(50, 20, seed=np.int64(5), test_seed=6))
    assert not np.array_equal(base.X_train, make(50, 20, seed=6).X_train)
    np.testing.assert_array_equal(base.X_train, make(50, 30, seed=5).X_train)
    np.testing.assert_array_equal(base.X_train, make(50, 20, seed=5, test_seed=9).X_train)
    assert not np.array_equal(base.X_test, make(50, 20, seed=5, test_seed=9).X_test)


def test_nothing_is_downloaded(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a data set opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for make in DATASETS.values():
        make()


MISUSE = [
    (lambda make: make(1), ValueError, "n_train must be a whole number ≥ 2; got 1"),
    (lambda make: make(30, 0), ValueError, "n_test must be a whole number ≥ 2; got 0"),
    (lambda make: make(30, "9"), TypeError, "n_test must be a whole number ≥ 2; got '9'"),
    (lambda make: make(seed=-1), ValueError, "seed must be a whole number from 0 to 4294967295; got -1"),
    (lambda make: make(seed=2**32), ValueError, "seed must be a whole number from 0 to 4294967295; got"),
    (lambda make: make(standardize="z"), ValueError, "standardize must be one of .*'global'.*got 'z'"),
    (lambda make: make(dtype="float16"), TypeError, "dtype must be numpy.float32 or .*got 'float16'"),
]


@pytest.mark.parametrize("name", DATASETS)
def test_errors_that_all_share(name):
    for misuse, error, words in MISUSE:
        with pytest.raises(error, match=words):
            misuse(DATASETS[name])


@pytest.mark.parametrize(
    ("name", "arguments", "error", "words"),
    [
        ("circles", {"noise": -0.1}, ValueError, "noise must be a number from 0 to 1e.30; got -0.1"),
        ("moons", {"noise": math.nan}, ValueError, "noise must be a number from 0 to 1e.30; got nan"),
        ("circles", {"factor": 1}, ValueError, "factor must be a number ≥ 0 and < 1; got 1"),
        ("circles", {"test_seed": -3}, ValueError, "test_seed must be a whole number from 0 to .*; got -3"),
        ("spirals", {"turns": -1}, ValueError, "turns must be a number from 0 to 1e.06; got -1"),
        ("spirals", {"arms": 1}, ValueError, "arms must be a whole number ≥ 2; got 1"),
        ("spirals", {"arms": 9, "n_train": 8}, ValueError, "n_train must be a whole number ≥ 9; got 8"),
        ("gaussian_noise", {"n_features": 0}, ValueError, "n_features must be a whole number ≥ 1; got 0"),
        ("gaussian_noise", {"n_classes": 1}, ValueError, "n_classes must be a whole number ≥ 2; got 1"),
        ("digits", {"n_train": 1797}, ValueError, "fit 1,797 images together, got n_train=1797"),
        ("digits", {"shuffle": 1}, TypeError, "shuffle must be True or False; got 1"),
    ],
    ids=repr,
)
def test_errors_of_one(name, arguments, error, words):
    with pytest.raises(error, match=words):
        DATASETS[name](**arguments)
