"""What lesson 02 says of sums and of histograms; `tests/initializers/test_draws.py` holds what is drawn."""

import math

import numpy as np
import pytest
from scipy import stats

from course_lib.initializers import INITIALIZERS
from course_lib.labs.samples.experiment import draw_sample


@pytest.mark.parametrize("name, std", [("normal", 8), ("he_normal", math.sqrt(2)), ("standard", 3**-0.5)])
def test_claims_7_and_18_sums_of_64_weights_are_near_normal_whatever_a_weight_s_distribution(name, std):
    inputs = np.random.default_rng(8).choice([-1.0, 1.0], 64)  # of mean square 1
    sums = inputs @ INITIALIZERS[name]((64, 20_000), seed=8, dtype=np.float64)
    assert sums.std() == pytest.approx(std, rel=0.025)  # five standard errors
    assert stats.kstest(sums, stats.norm(0, std).cdf).pvalue > 1e-4
    assert stats.kstest(sums, stats.norm(0, 1.1 * std).cdf).pvalue < 1e-9


def test_a_bin_that_expects_k_draws_is_off_by_about_root_k():
    counts = np.array([draw_sample("uniform", 64, 32, 1000, seed).counts for seed in range(40)])
    assert counts.std(axis=0).mean() == pytest.approx(math.sqrt(counts.mean()), rel=0.1)
