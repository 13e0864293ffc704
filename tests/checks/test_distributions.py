"""What a reader's draws follow: no right function is rejected, no mistake is taken for another.

The check looks at 40,000 weights or more. By normal theory it calls a right function wrong less than once in
a million draws: its std must be off by over five standard errors, its mean by eight.
"""

import math
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from course_lib.checks.distributions import TOLERANCE, mistakes
from course_lib.checks.samples import DISTANCE, NUMPY, SHAPES, UNCUT, Sample
from course_lib.initializers import get


def test_a_right_function_is_rejected_less_than_once_in_a_million_draws():
    n = min(math.prod(shape) for shape in SHAPES)
    for kurtosis in (3.0, 1.8):  # normal, uniform
        assert 2 * stats.norm.sf(TOLERANCE / math.sqrt((kurtosis - 1) / (4 * n))) < 1e-7
    assert 2 * stats.norm.sf(0.04 * math.sqrt(n)) < 1e-7  # the mean
    assert stats.kstwo.sf(DISTANCE - 0.002, n) < 1e-5  # the form; 0.002 for the std, which is the draws' own
    assert stats.norm.cdf(UNCUT) ** (2 * n) < 1e-6, "a normal is taken for one that is cut"
    reached = stats.truncnorm(-2, 2).sf(2 * (1 - 0.003)) * 2
    assert (1 - reached) ** n < 1e-6, "a right cut is taken for another"


@pytest.mark.parametrize("name", ["glorot_uniform", "he_normal"])
def test_the_mistakes_stay_apart(name):
    scheme = get(name)
    single = [
        (form, np.array([std(shape) for shape in SHAPES]), faults)
        for form, std, faults in mistakes(scheme, NUMPY)
        if len(faults) < 2
    ]
    error = math.sqrt(2 / (4 * math.prod(SHAPES[0])))  # a normal's; a uniform's is smaller
    for (form, low, why), (other, high, also) in combinations(single, 2):
        # half as far is two standard errors: the wrong neighbour is named in at most 1 of 40 draws
        apart = np.abs(np.log(low / high)).max()
        assert form != other or apart > 4 * error, f"{why} and {also} can be taken for each other"
        assert form != other or why or apart > 2 * TOLERANCE, f"{also} can pass for right"


@pytest.mark.parametrize("cut", [1.0, 2.0, 3.0])
def test_a_sample_tells_its_form_and_where_it_was_cut(cut):
    rng = np.random.default_rng(3)
    drawn = Sample(SHAPES[0], stats.truncnorm(-cut, cut).rvs(SHAPES[0], random_state=rng))
    assert drawn.form == "truncated_normal" and drawn.cut == pytest.approx(cut, rel=0.1)
    assert Sample(SHAPES[0], rng.normal(0, cut, SHAPES[0])).form == "normal"
    assert Sample(SHAPES[0], rng.uniform(-cut, cut, SHAPES[0])).form == "uniform"
    assert Sample(SHAPES[0], rng.laplace(0, cut, SHAPES[0])).form == "other"
