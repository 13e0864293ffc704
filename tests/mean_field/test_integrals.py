"""Expectations over a normal density against adaptive quadrature, closed forms and random draws.

Tests by random draws are at fixed seeds with a false-alarm rate of P_FALSE = 1e-4 each (with other seeds one
would fail in about 1 of 250 runs of this file); their controls must be rejected at P_REJECT = 1e-9.
"""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate, special, stats

from course_lib.activations import ACTIVATIONS, leaky_relu, relu, step, tanh
from course_lib.mean_field.integrals import gaussian_moments, is_homogeneous, split_variance

P_FALSE, P_REJECT = 1e-4, 1e-9
NAMES = list(ACTIVATIONS)
CURVED = [name for name in NAMES if not is_homogeneous(ACTIVATIONS[name])]
POWERS = [1e-12, 1e-6, 1e-2, 1.0, 30.0, 1e3, 1e5, 1e8]
SHARES = [1.0, 0.9, 0.3, 1e-2, 1e-4, 1e-8, 1e-11, 1e-13]  # of v in q
# erf has a closed form for any two inputs: Williams (1997), Computing with infinite networks.
erf = replace(
    tanh, name="erf", value_at=special.erf,
    derivative_at=lambda z: 2 / math.sqrt(math.pi) * np.exp(-np.clip(z, -30, 30) ** 2),
)  # fmt: skip


# ---- integrals ----------------------------------------------------------------------------------------


def adaptive(activation, q, near):
    """E[φ], E[φ²], E[φ'²] by adaptive quadrature, split at 0 and where a steep φ turns."""
    std = math.sqrt(q)

    def integrand(t):
        found = np.zeros(3)
        for z in (std * t, -std * t):
            value, slope = float(activation(z)), float(activation.derivative(z))
            found += np.array([value, value**2, slope**2])
        return found * math.exp(-t * t / 2) / math.sqrt(2 * math.pi) / near

    turns = sorted({t for t in (1e-3 / std, 0.1 / std, 1 / std, 4 / std, 30 / std, 1.0, 3.0) if t < 12})
    precise = {"epsabs": 1e-10, "epsrel": 1e-10, "norm": "max"}
    return near * integrate.quad_vec(integrand, 0, 12, points=turns, **precise)[0]


@pytest.mark.parametrize("name", NAMES)
def test_moments_are_right_to_a_millionth(name):
    activation = ACTIVATIONS[name]
    for q in POWERS:
        _, square, slope = found = [float(one) for one in gaussian_moments(activation, q)]
        size = np.array([math.sqrt(square), square, slope or 1.0])  # a mean may be 0
        error = np.abs(adaptive(activation, q, size) - found) / size
        assert error.max() < 1e-6, (q, error)


def test_the_adaptive_quadrature_would_see_a_millionth():
    size = np.ones(3)
    mean, square, slope = adaptive(relu, 4.0, size)
    assert [mean, square, slope] == pytest.approx([2 / math.sqrt(2 * math.pi), 2, 0.5], rel=1e-9)
    off = np.array(gaussian_moments("tanh", 1.0)) * (1 + 1e-5)
    assert np.abs(adaptive(tanh, 1.0, size) - off).max() > 1e-6


@pytest.mark.parametrize("slope", [0.0, 0.01, 0.25, 1.0, -0.5])
def test_moments_of_leaky_relu_are_exact(slope):
    q = np.array([[0.0, 1e-300, 1e-12], [1.0, 1e8, 1e300]])
    mean, square, gradient = gaussian_moments(leaky_relu.with_(slope=slope), q)
    np.testing.assert_allclose(mean, np.sqrt(q / (2 * math.pi)) * (1 - slope), rtol=1e-15)
    np.testing.assert_allclose(square, q * (1 + slope**2) / 2, rtol=1e-15)
    assert (gradient == (1 + slope**2) / 2).all() and gradient.shape == q.shape


def test_which_scale_with_their_input():
    assert [n for n in NAMES if n not in CURVED] == ["relu", "leaky_relu", "prelu", "identity"]


@pytest.mark.parametrize("name", NAMES)
def test_an_infinite_power_gives_infinite_moments_of_an_unbounded_activation(name):
    mean, square, slope = gaussian_moments(name, np.array([np.inf, 1.0]))
    assert not np.isnan(mean).any()
    bounded = name in ("step", "sigmoid", "tanh", "softsign")
    assert np.isfinite(square[0]) == bounded and np.isfinite(square[1]) and not np.isnan(slope).any()
    if bounded:
        assert square[0] == pytest.approx(0.5 if name in ("step", "sigmoid") else 1.0, rel=1e-6)


# ---- what differs across inputs -----------------------------------------------------------------------


def arc_cosine(order, q, v):
    """E[φ(z)φ(z')] for step (0) and ReLU (1): Cho & Saul (2009), with cos θ = 1 - v/q."""
    theta = math.acos(1 - v / q)
    if order == 0:
        return (math.pi - theta) / (2 * math.pi)
    return q / (2 * math.pi) * (math.sin(theta) + (math.pi - theta) * math.cos(theta))


@pytest.mark.parametrize("q", [1e-6, 1.0, 1e6])
@pytest.mark.parametrize("share", SHARES[:5])
def test_step_and_relu_follow_the_arc_cosine_kernel(q, share):
    v = q * share
    assert float(split_variance(step, q, v)) == pytest.approx(0.5 - arc_cosine(0, q, v), rel=1e-9)
    assert float(split_variance(relu, q, v)) == pytest.approx(q / 2 - arc_cosine(1, q, v), rel=1e-9)
    assert float(split_variance("identity", q, v)) == v


def split_of_erf(q, v):
    """(2/π)(asin a - asin b), a = 2q/(1 + 2q), b = 2(q - v)/(1 + 2q), so written that nothing cancels."""
    a, b, whole = 2 * q / (1 + 2 * q), 2 * (q - v) / (1 + 2 * q), 1 + 2 * q
    cos_a, cos_b = math.sqrt((1 + a) / whole), math.sqrt((1 + 2 * v) / whole * (1 + b))
    sine = 2 * v / whole * (a + b) / (a * cos_b + b * cos_a) if b else a
    return 2 / math.pi * math.atan2(sine, cos_a * cos_b + a * b)


@pytest.mark.parametrize("q", [*POWERS, 100.0, 1e10])
def test_the_double_integral_equals_the_closed_form_of_erf(q):
    q = np.full(len(SHARES), q)
    wanted = [split_of_erf(*pair) for pair in zip(q, q * SHARES, strict=True)]
    most = np.where((q >= 1e8) & (np.array(SHARES) < 1e-12), 1e-3 if q[0] < 1e10 else 0.1, 1e-5)
    assert (np.abs(split_variance(erf, q, q * SHARES) / wanted - 1) < most).all()


@pytest.mark.parametrize("name", CURVED)
def test_with_nothing_in_common_it_is_the_variance(name):
    q = np.array([1e-6, 1e-2, 1.0, 30.0, 1e4])
    mean, square, _ = gaussian_moments(name, q)
    near = np.maximum(1e-5 * (square - mean**2), 1e-14)  # a difference of two numbers loses digits
    assert (np.abs(split_variance(name, q, q) - (square - mean**2)) < near).all()


@pytest.mark.parametrize("name", [name for name in NAMES if name != "step"])
def test_a_tiny_difference_passes_as_through_a_straight_line(name):
    q = np.repeat([1e-12, 1e-4, 1.0, 30.0, 1e4], 3)
    v = q * np.tile([1e-40, 1e-13, 1e-10], 5)
    line = v * gaussian_moments(name, q)[2]
    np.testing.assert_allclose(split_variance(name, q, v), line, rtol=1e-4)
    assert (split_variance(name, q, 0 * v) == 0).all()


def drawn_split(activation, q, v, seed, pairs=100_000):
    """Half the mean squared difference of two inputs, and its standard error."""
    rng = np.random.default_rng(seed)
    common = math.sqrt(q - v) * rng.standard_normal(pairs)
    one, other = (activation(common + math.sqrt(v) * rng.standard_normal(pairs)) for _ in range(2))
    half = (one - other) ** 2 / 2
    return half.mean(), half.std() / math.sqrt(pairs)


@pytest.mark.parametrize(("q", "share"), [(1.0, 0.3), (0.01, 0.9), (200.0, 0.02)])
@pytest.mark.parametrize("name", ["elu", "gelu", "sigmoid", "prelu"])
def test_it_is_what_pairs_of_inputs_show(name, q, share):
    found, error = drawn_split(ACTIVATIONS[name], q, q * share, seed=1)
    z = (found - float(split_variance(name, q, q * share))) / error
    assert 2 * stats.norm.sf(abs(z)) > P_FALSE
    off = (found - 1.1 * float(split_variance(name, q, q * share))) / error
    assert 2 * stats.norm.sf(abs(off)) < P_REJECT, "a tenth too much is seen"


# ---- misuse -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: gaussian_moments("relu", -1.0), r"q must be variances ≥ 0, got array\(-1\.\)"),
        (lambda: gaussian_moments("relu", np.nan), r"q must be variances ≥ 0, got array\(nan\)"),
        (lambda: gaussian_moments("rleu", 1.0), "activation must be one of .*got 'rleu'.*relu"),
        (lambda: split_variance("relu", 1.0, 1.1), r"v must lie between 0 and a finite q, got v .*1\.1"),
        (lambda: split_variance("relu", 1.0, -0.1), r"v must lie between 0 .*got v .*-0\.1"),
        (lambda: split_variance("relu", np.inf, 1.0), "a finite q.*inf"),
    ],
)  # fmt: skip
def test_misuse_is_refused_in_words(call, said):
    with pytest.raises(ValueError, match=said):
        call()
