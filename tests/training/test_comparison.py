"""Counts with an interval, paired differences, ribbons: against their definitions."""

import numpy as np
import pytest
from scipy import stats

from course_lib.training.comparison import paired, ribbon, wins


@pytest.mark.parametrize("seeds", [1, 4, 5, 6, 20])
def test_the_interval_is_clopper_and_pearson_s(seeds):
    for count in range(seeds + 1):
        first = np.arange(seeds) < count
        result = wins(first.astype(float), np.full(seeds, 0.5))
        low = 0.0 if count == 0 else stats.beta.ppf(0.025, count, seeds - count + 1)
        high = 1.0 if count == seeds else stats.beta.ppf(0.975, count + 1, seeds - count)
        assert (result.count, result.seeds, result.share) == (count, seeds, count / seeds)
        assert (result.low, result.high) == (pytest.approx(low), pytest.approx(high))


def test_five_of_five_tell_nothing_and_six_of_six_do():
    for seeds, tells in ((1, False), (5, False), (6, True), (20, True)):
        assert wins(np.ones(seeds), np.zeros(seeds)).tells is tells
        assert wins(np.zeros(seeds), np.ones(seeds)).tells is tells


def test_ties_count_one_half_and_claim_less():
    assert wins([1, 2, 3], [1, 2, 3]).count == 1.5
    half = wins([1] * 6 + [0], [0] * 6 + [0])
    assert half.count == 6.5 and half.low == wins([1] * 6 + [0], [0] * 6 + [1]).low


def test_pairs_cancel_what_the_seeds_share():
    rng = np.random.default_rng(1)
    luck = rng.normal(0, 10, 20)
    result = paired(luck + 1, luck)
    np.testing.assert_allclose(result.differences, 1)
    assert (result.low, result.median, result.high) == (pytest.approx(1),) * 3
    assert np.ptp(np.quantile(luck, [0.25, 0.75])) > 5


def test_a_ribbon_is_three_quantiles_over_seeds():
    curves = np.random.default_rng(0).random((4, 2, 9))
    np.testing.assert_array_equal(ribbon(curves), np.quantile(curves, [0.25, 0.5, 0.75], axis=2))
    assert ribbon(curves, axis=0).shape == (3, 2, 9)


def test_a_ribbon_of_losses_that_overflowed_is_infinite_where_they_are():
    np.testing.assert_array_equal(ribbon([1, 2, 3, np.inf, np.inf]), [2, 3, np.inf])
    np.testing.assert_array_equal(ribbon([1, np.inf]), [np.inf] * 3)
    np.testing.assert_array_equal(ribbon([-np.inf, 0, 1e300]), [-np.inf, 0, 5e299])


WRONG = {
    "first": ([[1, 2]], [1, 2], 0.95),
    "second": ([1, 2], [1, 2, 3], 0.95),
    "level": ([1, 2], [1, 2], 1),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_named(name):
    first, second, level = WRONG[name]
    with pytest.raises(ValueError, match=name):
        wins(first, second, level=level)


@pytest.mark.parametrize(
    ("values", "error"), [([], ValueError), (["a"], TypeError), ([np.nan], ValueError), (3.0, ValueError)]
)
def test_what_is_no_number_a_seed_is_refused(values, error):
    with pytest.raises(error, match="first must"):
        paired(values, values)


def test_curves_without_seeds_are_refused():
    with pytest.raises(ValueError, match="curves must have one or more seeds along axis -1"):
        ribbon(np.zeros((3, 0)))
