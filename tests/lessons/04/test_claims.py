"""The tutorials' claim 12, which lesson 04 settles, and what the lesson says of tanh.

Runs are at the seeds written here, or those of the labs; the numbers beside the bounds are what they gave.
"""

import math
from itertools import pairwise

import numpy as np
import pytest

from course_lib.initializers import get
from course_lib.mean_field import gaussian_moments, mean_field
from course_lib.propagation import propagate
from tests.lessons.measured import a_layer, by_scheme, drawn, gradient, power, signals, typical

from .facts import rival

# ---- 12. "Xavier keeps the variance of input and output equal": of linear units of equal fans -----

FANS = (64, 256, 128, 32, 256, 64, 192)


def test_claim_12_linear_units_multiply_by_2_fans_over_their_sum():
    s = propagate(["glorot_normal"], "identity", sizes=FANS, seeds=40, histograms=())
    signal, gradient = typical(s.preactivation_power)[0], typical(s.gradient_power)[0]
    forward = np.array([2 * n_in / (n_in + n_out) for n_in, n_out in pairwise(FANS)])
    backward = np.array([2 * n_out / (n_in + n_out) for n_in, n_out in pairwise(FANS)])
    assert signal / np.append(1, signal[:-1]) == pytest.approx(forward, rel=0.03)
    assert gradient[:-1] / gradient[1:] == pytest.approx(backward[1:], rel=0.03)
    np.testing.assert_allclose(s.theory.preactivation_power[0], np.cumprod(forward), rtol=0.01)
    for wrong in (backward, np.ones(6), forward**2):
        assert np.abs(signal / np.append(1, signal[:-1]) / wrong - 1).max() > 0.3


def test_claim_12_equal_fans_keep_both():
    s = drawn(("glorot_normal",), "identity", 20)
    assert np.abs(np.log(typical(s.preactivation_power))).max() < 0.1
    assert np.abs(np.log(typical(s.gradient_power))).max() < 0.1


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


# ---- phenomenon 10: tanh, the signal --------------------------------------------------------------


def test_under_glorot_a_tanh_network_decays_like_1_over_twice_the_depth():
    s = drawn(("glorot_normal", "he_normal"), "tanh", 50)
    depth = s.layers[9:]
    law = {name: values[9:] * 2 * depth for name, values in by_scheme(s).items()}
    assert (law["glorot_normal"] >= 0.85).all() and (law["glorot_normal"] <= 1.25).all()  # 1.00 to 1.15
    assert law["he_normal"].min() > 10  # 12.4 to 62.6: it settles at another size


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


# ---- phenomenon 9: tanh, the gradient -------------------------------------------------------------


def test_glorot_keeps_more_of_tanhs_gradient():
    s = drawn(("standard", "glorot_normal", "glorot_uniform"), "tanh", 5)
    kept = {name: a_layer(values[::-1]) for name, values in by_scheme(s, "gradient_variance").items()}
    assert 0.25 <= kept["standard"] <= 0.35  # 0.287
    assert min(kept["glorot_normal"], kept["glorot_uniform"]) >= 0.55  # 0.642, 0.639
    assert max(kept.values()) < 0.75, "and Glorot does not keep all of it"


@pytest.mark.parametrize("layers, first, last", [(gradient, 0.46, 0.82), (rival, 0.22, 0.33)])
def test_the_lowest_layers_keep_least_of_the_gradient(layers, first, last):
    powers = layers("standard_gradient")
    kept = powers[:-1] / powers[1:]
    assert kept[0] == kept.min() == pytest.approx(first, abs=0.04)
    assert kept[-1] == pytest.approx(last, abs=0.05) and np.all(np.diff(kept) > -0.02)
