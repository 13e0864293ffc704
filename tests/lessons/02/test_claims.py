"""The tutorials' claims 7, 15, 18 and 23, which lesson 02 settles, one verdict a test.

Draws are at the seeds written here. Statistical tests accept at P_FALSE = 1e-4 each (with other seeds one
would fail in about 1 of 150 runs of this file) and must reject their controls at P_REJECT = 1e-9.
"""

import math

import numpy as np
import pytest
import torch
from scipy import stats

from course_lib.initializers import INITIALIZERS, Normal, TruncatedNormal, Uniform, glorot_normal, he_normal
from course_lib.labs.samples.experiment import draw_sample

P_FALSE, P_REJECT = 1e-4, 1e-9

# ---- 7. "Random init means N(0, 1), that is, very small values": contradicts itself ---------------


@pytest.mark.parametrize("fan_in", [4, 16, 64, 256, 1024])
def test_claim_7_a_standard_normal_is_large_for_any_fan_in_above_a_few(fan_in):
    shape = (fan_in, 2000)
    normal = INITIALIZERS["normal"]
    assert normal.std(shape) / he_normal.std(shape) == pytest.approx(math.sqrt(fan_in / 2))
    inputs = np.where(np.random.default_rng(7).random(fan_in) < 0.5, -1.0, 1.0)  # of size 1
    sums = inputs @ normal(shape, seed=7, dtype=np.float64)
    assert p_std(sums, math.sqrt(fan_in)) > P_FALSE, "a unit's sum has a std of √fan_in"
    assert p_std(inputs @ he_normal(shape, seed=7, dtype=np.float64), math.sqrt(2)) > P_FALSE
    assert p_std(sums, math.sqrt(2)) < (P_FALSE if fan_in == 4 else P_REJECT)
    assert np.mean(np.abs(normal(shape, seed=7)) > 0.1) > 0.9, "nor are its values small"


def p_std(values, std):
    """The chance of a sample variance this far off, if the values are normal with that std."""
    chi = float(np.sum(np.asarray(values) ** 2)) / std**2
    return 2 * min(stats.chi2.cdf(chi, len(values)), stats.chi2.sf(chi, len(values)))


# ---- 15. "Glorot normal draws a normal": PyTorch yes, Keras a truncated one of the same std -------

SHAPE = (400, 500)


def p_normal(w, std):
    return stats.kstest(np.ravel(w).astype(np.float64), stats.norm(0, std).cdf).pvalue


def test_claim_15_pytorch_draws_an_untruncated_normal():
    w = torch.empty(SHAPE[::-1])  # (out, in)
    torch.nn.init.xavier_normal_(w, generator=torch.Generator().manual_seed(15))
    std = glorot_normal.std(SHAPE)
    assert p_normal(w, std) > P_FALSE and p_std(w.ravel().double(), std) > P_FALSE
    beyond = int((w.abs() > 2 * std).sum())
    assert stats.binomtest(beyond, w.numel(), 2 * stats.norm.sf(2)).pvalue > P_FALSE, "4.6 % beyond 2 std"


def test_claim_15_keras_draws_a_truncated_one_of_the_same_std():
    keras, std = glorot_normal.truncate(), glorot_normal.std(SHAPE)
    w = keras(SHAPE, seed=15, dtype=np.float64)
    assert keras.std(SHAPE) == pytest.approx(std, rel=1e-12)
    error = std * math.sqrt((stats.truncnorm(-2, 2).stats("k") + 2) / (4 * w.size))
    assert 2 * stats.norm.sf(abs(w.std() - std) / error) > P_FALSE
    assert np.abs(w).max() <= keras.limit(SHAPE) < 2.28 * std, "it cannot go beyond 2.27 std"
    assert p_normal(w, std) < P_REJECT, "the same std, another shape"


def test_claim_15_without_the_correction_the_std_is_too_small():
    cut = TruncatedNormal(0, glorot_normal.std(SHAPE))
    assert cut.std(SHAPE) == pytest.approx(0.8796 * glorot_normal.std(SHAPE), rel=1e-4)
    assert p_std(cut(SHAPE, seed=15, dtype=np.float64).ravel(), glorot_normal.std(SHAPE)) < P_REJECT


# ---- 18. "Dividing by √d gives every output the same distribution": the same variance -------------

FAN_INS = (1, 4, 16, 64, 256, 1024)


def outputs(scheme, fan_in, count=4000):
    """Pre-activations of as many units, each with an input of its own, N(0, 1)."""
    inputs = np.random.default_rng([fan_in, 18]).standard_normal((count, fan_in))
    weights = scheme((fan_in, count), seed=18, dtype=np.float64)
    return np.einsum("ki,ik->k", inputs, weights)


def p_variance(values, wanted):
    """The chance of a mean square this far off; its own error is estimated from the values."""
    squares = values**2
    return 2 * stats.norm.sf(abs(squares.mean() - wanted) / squares.std() * math.sqrt(len(values)))


@pytest.mark.parametrize("fan_in", FAN_INS)
@pytest.mark.parametrize(
    ("name", "variance"), [("scaled_normal", 1.0), ("lecun_uniform", 1.0), ("standard", 1 / 3)]
)
def test_claim_18_the_variance_does_not_depend_on_fan_in(name, variance, fan_in):
    values = outputs(INITIALIZERS[name], fan_in)
    assert p_variance(values, variance) > P_FALSE
    assert p_variance(values, 1.5 * variance) < P_REJECT or fan_in < 16, "heavy tails need more draws"


@pytest.mark.parametrize("scheme", [Normal(0, 0.3), Uniform(-0.5, 0.5)])
def test_claim_18_undivided_it_grows_with_fan_in(scheme):
    std = scheme.std((1, 1))
    for fan_in in FAN_INS[2:]:
        values = outputs(scheme, fan_in)
        assert p_variance(values, fan_in * std**2) > P_FALSE
        assert p_variance(values, std**2) < P_REJECT


def test_claim_18_the_shape_does_depend_on_it():
    scheme = INITIALIZERS["scaled_normal"]
    one, few, many = (outputs(scheme, fan_in) for fan_in in (1, 4, 1024))
    assert stats.ks_2samp(one, many).pvalue < P_REJECT, "one product of two normals is no normal"
    assert stats.ks_2samp(few, one).pvalue < P_REJECT
    assert stats.kstest(many, "norm").pvalue > P_FALSE


# ---- 23. "Uniform draws are neither sorted nor evenly spaced": true -------------------------------


def p_unsorted(draws):
    """Of n independent draws, (n - 1) / 2 follow a smaller one, with variance (n + 1) / 12."""
    n = len(draws)
    z = (np.sum(np.diff(draws) > 0) - (n - 1) / 2) / math.sqrt((n + 1) / 12)
    return 2 * stats.norm.sf(abs(z))


def p_runs(draws):
    """Runs above and below the median: n / 2 + 1, variance near n / 4 (Wald & Wolfowitz, 1940)."""
    above, n = draws > np.median(draws), len(draws)
    runs = 1 + np.sum(above[1:] != above[:-1])
    return 2 * stats.norm.sf(abs(runs - n / 2 - 1) / math.sqrt(n / 4))


def p_gaps(draws):
    """n gaps of sorted draws: n times the sum of their squares is 2, variance 4 / n (Greenwood, 1946)."""
    gaps = np.diff(np.sort(draws))
    gaps, n = gaps / gaps.sum(), len(gaps)
    return 2 * stats.norm.sf(abs(n * np.sum(gaps**2) - 2) * math.sqrt(n) / 2)


@pytest.mark.parametrize("name", ["uniform", "glorot_uniform", "he_uniform", "lecun_uniform", "standard"])
def test_claim_23_uniform_draws_are_independent(name):
    draws = INITIALIZERS[name]((100, 100), seed=23, dtype=np.float64).ravel()
    assert min(p_unsorted(draws), p_runs(draws), p_gaps(draws)) > P_FALSE


def test_claim_23_the_controls_are_told_apart():
    rng = np.random.default_rng(23)
    ruler, drawn = np.linspace(0, 1, 10_000), rng.random(10_000)
    assert max(p_unsorted(ruler), p_runs(ruler), p_gaps(ruler)) < P_REJECT
    shuffled = rng.permutation(ruler)
    assert p_gaps(shuffled) < P_REJECT and min(p_unsorted(shuffled), p_runs(shuffled)) > P_FALSE
    in_order = np.sort(drawn)
    assert p_gaps(in_order) > P_FALSE and max(p_unsorted(in_order), p_runs(in_order)) < P_REJECT


@pytest.mark.parametrize("p_value", [p_unsorted, p_runs, p_gaps])
def test_claim_23_the_tests_alarm_as_often_as_they_say(p_value):
    alarms = sum(p_value(np.random.default_rng(seed).random(2000)) < 0.05 for seed in range(1000))
    assert stats.binomtest(alarms, 1000, 0.05).pvalue > P_FALSE


def test_a_bin_that_expects_k_draws_is_off_by_about_root_k():
    counts = np.array([draw_sample("uniform", 64, 32, 1000, seed).counts for seed in range(40)])
    assert counts.std(axis=0).mean() == pytest.approx(math.sqrt(counts.mean()), rel=0.1)
