"""What appendix 02b says of histograms."""

import math

import numpy as np
import pytest

from course_lib.labs.samples.experiment import draw_sample


def test_a_bin_that_expects_k_draws_is_off_by_about_root_k():
    counts = np.array([draw_sample("uniform", 64, 32, 1000, seed).counts for seed in range(40)])
    assert counts.std(axis=0).mean() == pytest.approx(math.sqrt(counts.mean()), rel=0.1)
