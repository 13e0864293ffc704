"""What lesson 02 says of sums; `tests/initializers/test_draws.py` holds what is drawn."""

import math

import numpy as np
import pytest
from scipy import stats

from course_lib.initializers import INITIALIZERS


@pytest.mark.parametrize("name, std", [("normal", 8), ("he_normal", math.sqrt(2)), ("standard", 3**-0.5)])
def test_claims_7_and_18_sums_of_64_weights_are_near_normal_whatever_a_weight_s_distribution(name, std):
    inputs = np.random.default_rng(8).choice([-1.0, 1.0], 64)  # of mean square 1
    sums = inputs @ INITIALIZERS[name]((64, 20_000), seed=8, dtype=np.float64)
    assert sums.std() == pytest.approx(std, rel=0.025)  # five standard errors
    assert stats.kstest(sums, stats.norm(0, std).cdf).pvalue > 1e-4
    assert stats.kstest(sums, stats.norm(0, 1.1 * std).cdf).pvalue < 1e-9
