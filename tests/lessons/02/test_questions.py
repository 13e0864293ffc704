"""The questions of lesson 02 are true: each right option is shown to be right, by the lab that settles it."""

import math

import numpy as np
import pytest

from course_lib.initializers import INITIALIZERS, get
from course_lib.labs.samples.experiment import draw_sample
from course_lib.labs.shared.weights import BINS
from tests.lessons.shown import result

from .numbers import law_of_keras, sum_std


def test_uniform_std_is_the_limit_over_root_three():
    shape = result("uniform_std").shape
    scheme = INITIALIZERS["glorot_uniform"]
    assert scheme.std(shape) == pytest.approx(scheme.limit(shape) / math.sqrt(3))


def test_standard_normal_makes_sums_of_size_eight():
    rng = np.random.default_rng(8)
    inputs = rng.choice([-1.0, 1.0], 64)  # of mean square 1
    sums = inputs @ get("normal")((64, 20_000), rng=rng, dtype=np.float64)
    assert sums.std() == pytest.approx(8, abs=0.2)  # five standard errors
    assert sum_std() == 8 and result("standard_normal").law.std == 1


def test_truncated_is_narrower_by_simulation_too():
    draws = np.random.default_rng(0).standard_normal(200_000)
    kept = draws[np.abs(draws) < 2]  # five standard errors of the std: 0.006
    assert kept.std() == pytest.approx(0.88, abs=0.006) != pytest.approx(1, abs=0.1)


def test_keras_glorot_has_the_std_of_pytorch_s():
    assert result("keras_glorot").law.std == pytest.approx(law_of_keras().std, rel=1e-12)
    assert law_of_keras().std == pytest.approx(get("glorot_normal").std((64, 32)), rel=1e-12)
    assert law_of_keras().limit < math.inf == get("glorot_normal").limit((64, 32))


def ragged(counts):
    return counts.min() == 0 and counts.max() >= 4


def test_evenly_a_hundred_draws_are_ragged_with_any_seed():
    assert ragged(result("evenly").counts)
    assert all(ragged(draw_sample("uniform", 64, 32, 100, seed).counts) for seed in range(100))
    ruler = np.histogram(np.linspace(0, 1, 100), BINS)[0]
    assert not ragged(ruler), "evenly spaced numbers look different"


def test_printout_is_ruled_out_by_one_number():
    reading = result("printout")
    assert reading.outside.size == 1 and reading.scheme == "glorot_uniform"
    assert len(reading.values) == 9
