"""What lesson 04 says of widths and of tanh, beside what its presets and sentences hold."""

import math
from itertools import pairwise

import numpy as np
import pytest

from course_lib.initializers import get
from course_lib.mean_field import gaussian_moments, mean_field
from tests.lessons.measured import gradient, power, signals

from .facts import rival


@pytest.mark.parametrize("sizes", [(30, 400, 7, 90), (256, 128, 64, 32, 16, 8), (5, 80, 3, 2, 300, 41)])
def test_only_the_widths_of_layers_1_and_L_count(sizes):
    variances = np.array([[get("lecun_normal").std(fans) ** 2 for fans in pairwise(sizes)]])
    field = mean_field("identity", sizes, variances)
    assert field.gradient_power[0, 0] == pytest.approx(sizes[-1] / sizes[1])
    assert np.allclose(field.preactivation_power, 1)


def test_lecun_s_scheme_and_glorot_s_are_the_same_at_equal_widths():
    for kind in ("normal", "uniform"):
        lecun, glorot = get(f"lecun_{kind}"), get(f"glorot_{kind}")
        assert np.allclose(lecun((128, 128), seed=3), glorot((128, 128), seed=3))
        assert not np.allclose(lecun((128, 64), seed=3), glorot((128, 64), seed=3))


def test_tanh_loses_less_in_each_layer_than_in_the_one_before():
    theory = signals("glorot_tanh").theory
    q, g = theory.preactivation_power[0], theory.gradient_power[0]
    assert np.all(np.diff(q[1:] / q[:-1]) > 0), "the curve flattens"
    assert np.all(np.diff((g[1:] / g[:-1])[1:]) < 0)
    curve = gradient("glorot_tanh")
    assert 0.5 < curve[0] / power("glorot_tanh")[-1] < 2, "the gradient loses about as much"
    assert math.log(curve[9] / curve[0]) > 0.5 * math.log(curve[-1] / curve[0]), "most in the lowest layers"


def test_why_it_is_one_over_twice_the_layer():
    for q in (0.01, 0.001):
        (_, after, _), z = gaussian_moments("tanh", q), math.sqrt(q)
        assert after == pytest.approx(q - 2 * q**2, abs=12 * q**3)
        assert 1 / after - 1 / q == pytest.approx(2, abs=25 * q)
        assert math.tanh(z) ** 2 == pytest.approx(q - 2 / 3 * q**2, abs=q**3)


@pytest.mark.parametrize("layers, first, last", [(gradient, 0.46, 0.82), (rival, 0.22, 0.33)])
def test_the_lowest_layers_keep_least_of_the_gradient(layers, first, last):
    powers = layers("standard_gradient")
    kept = powers[:-1] / powers[1:]
    assert kept[0] == kept.min() == pytest.approx(first, abs=0.04)
    assert kept[-1] == pytest.approx(last, abs=0.05) and np.all(np.diff(kept) > -0.02)
