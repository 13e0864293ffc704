"""The check of a reader's initializer: right functions however written, with any seed.

The check looks at 40,000 weights or more. By normal theory it calls a right function wrong less than once in
a million draws: its std must be off by over five standard errors, its mean by eight.
"""

import math
from itertools import combinations

import numpy as np
import pytest
import torch
from scipy import stats

from course_lib.checks import check
from course_lib.checks.distributions import TOLERANCE, mistakes
from course_lib.checks.samples import DISTANCE, NUMPY, SHAPES, UNCUT, Sample
from course_lib.initializers import get

DRAWS = ("lecun_uniform", "glorot_normal", "glorot_uniform", "he_normal", "he_uniform", "he_truncated")


def verdict(status, words, function, exercise):
    found = check(exercise, function)
    assert found.status == status, found
    assert words in found.why


def scheme_of(name):
    return get("he_normal").truncate() if name == "he_truncated" else get(name)


def std_of(name, shape):
    return scheme_of(name).std(shape)


RIGHT = {
    "scaled standard normal": lambda std, s, rng: rng.standard_normal(s) * std,
    "float32": lambda std, s, rng: rng.standard_normal(s, dtype=np.float32) * np.float32(std),
    "lists": lambda std, s, rng: rng.normal(0, std, s).tolist(),
    "float16": lambda std, s, rng: rng.normal(0, std, s).astype(np.float16),
    "drawn turned round": lambda std, s, rng: rng.normal(0, std, s[::-1]).T,
    "one by one": lambda std, s, rng: np.stack([rng.normal(0, std, s[1]) for _ in range(s[0])]),
    "torch tensor": lambda std, s, rng: torch.from_numpy(rng.normal(0, std, s)),
}


@pytest.mark.parametrize("way", RIGHT)
@pytest.mark.parametrize("name", [name for name in DRAWS if name.endswith("normal")])
def test_right_normals_written_in_other_ways_are_right(name, way):
    verdict("right", "a fresh rng", lambda s, rng: RIGHT[way](std_of(name, s), s, rng), exercise=name)


@pytest.mark.parametrize("name", [name for name in DRAWS if name.endswith("uniform")])
def test_right_uniforms_written_in_other_ways_are_right(name):
    kept = {shape: np.empty(shape) for shape in SHAPES}

    def limit(shape):
        return math.sqrt(3) * std_of(name, shape)

    verdict("right", "a fresh rng", lambda s, rng: (2 * rng.random(s) - 1) * limit(s), exercise=name)
    as_lists = [lambda s, rng: rng.uniform(-limit(s), limit(s), s).tolist()]
    verdict("right", "a fresh rng", *as_lists, exercise=name)

    def in_one_array(shape, rng):
        kept[shape][:] = rng.uniform(-limit(shape), limit(shape), shape)
        return kept[shape]

    verdict("right", "a fresh rng", in_one_array, exercise=name)


@pytest.mark.parametrize("name", DRAWS)
def test_the_library_s_own_scheme_is_right_with_any_seed(name):
    for skipped in range(1, 9):  # other numbers each time: the generator has moved on
        assert check(name, lambda s, rng, k=skipped: scheme_of(name)(s, rng=moved(rng, k))).status == "right"


def moved(rng, k):
    rng.random(k)
    return rng


def test_a_right_function_is_rejected_less_than_once_in_a_million_draws():
    n = min(math.prod(shape) for shape in SHAPES)
    for kurtosis in (3.0, 1.8):  # normal, uniform
        assert 2 * stats.norm.sf(TOLERANCE / math.sqrt((kurtosis - 1) / (4 * n))) < 1e-7
    assert 2 * stats.norm.sf(0.04 * math.sqrt(n)) < 1e-7  # the mean
    assert stats.kstwo.sf(DISTANCE - 0.002, n) < 1e-5  # the form; 0.002 for the std, which is the draws' own
    assert stats.norm.cdf(UNCUT) ** (2 * n) < 1e-6, "a normal is taken for one that is cut"
    reached = stats.truncnorm(-2, 2).sf(2 * (1 - 0.003)) * 2
    assert (1 - reached) ** n < 1e-6, "a right cut is taken for another"


@pytest.mark.parametrize("name", [name for name in DRAWS if name != "he_truncated"])
def test_the_mistakes_stay_apart(name):
    scheme = scheme_of(name)
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
