"""Drawn weights: their histogram, their law, their axis."""

import numpy as np
import pytest

from course_lib.initializers import DISTRIBUTIONS, INITIALIZERS, get
from course_lib.labs.samples.experiment import MOST, SHAPES, draw_sample, same_spread
from course_lib.labs.samples.lab import unused
from course_lib.labs.shared.weights import BINS, reach

KINDS = tuple(DISTRIBUTIONS)


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
    half = reach(law, law.mean)
    assert np.log2(half) == round(np.log2(half))
    assert half > min(law.limit, 3.5 * law.std)


def test_a_sum_of_weights_has_root_n_times_their_std():
    for n, std in ((1, 2**0.5), (64, 2**0.5), (1024, 2**0.5)):
        sums = draw_sample("he_uniform", n, 32, show="sum")
        assert sums.law.std == pytest.approx(std) == pytest.approx(sums.std, rel=4 * sums.std_error)
        assert np.isfinite(sums.law.limit) == (n == 1)  # of several terms it is near normal
        assert sums.size == min(10_000, MOST // n)
    assert draw_sample("uniform", 64, 32, show="sum").law.mean == 32
    assert draw_sample("ones", 64, 32, show="sum").largest == 64
    columns = draw_sample("orthogonal", 64, 32, seed=4, show="sum")
    assert columns.largest == pytest.approx(
        np.abs(INITIALIZERS["orthogonal"]((64, 32), seed=4).sum(0)).max(), rel=1e-6
    )


def test_two_draws_lie_on_one_axis_that_shows_both():
    narrow, wide = draw_sample("he_normal", 64, 32).axis, draw_sample("uniform", 64, 32).axis
    sample = draw_sample("he_normal", 64, 32, versus="uniform")
    assert sample.axis == sample.other.axis == (min(narrow[0], wide[0]), max(narrow[1], wide[1]))
    alone = draw_sample("uniform", 64, 32)
    assert (sample.other.law.std, sample.other.std) == (alone.law.std, alone.std)
    assert sample.other.counts.sum() == sample.size


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        (dict(), set()),
        (dict(scheme="normal"), {"fan_in", "fan_out"}),
        (dict(scheme="normal", show="sum"), {"fan_out"}),
        (dict(scheme="normal", versus="he_normal"), set()),
        (dict(scheme="standard"), set()),
        (dict(scheme="zeros"), {"fan_in", "fan_out", "shape", "size", "seed"}),
        (dict(scheme="orthogonal"), {"shape"}),
        (dict(scheme="orthogonal", show="sum"), {"shape", "size"}),
        (dict(scheme="identity", show="sum"), {"shape", "size", "seed"}),
        (dict(scheme="identity", versus="he_normal"), {"shape"}),
        (dict(scheme="normal", versus="uniform"), {"fan_in", "fan_out"}),
    ],
)
def test_what_does_nothing_says_why(settings, names):
    found = unused(dict(scheme="he_normal", versus="none", show="weights") | settings)
    assert set(found) == names and all(found.values())
    opened = dict(scheme="he_normal", fan_in=64, fan_out=32, size=300) | settings
    before = draw_sample(**opened)
    for name in names - {"shape"}:  # a whole matrix has no other
        after = draw_sample(**opened | {name: 100})
        assert (after.law.mean, after.law.std) == (before.law.mean, before.law.std)
        assert np.array_equal(after.counts > 0, before.counts > 0)
