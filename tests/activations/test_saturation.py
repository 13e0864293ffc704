"""Flat intervals against closed forms and brute force, Gaussian shares against SciPy and a sample."""

import math

import numpy as np
import pytest
from scipy import special, stats

from course_lib.activations import (
    ACTIVATIONS,
    elu,
    gelu,
    leaky_relu,
    relu,
    tanh,
)
from course_lib.activations.saturation import (
    BELOW,
    FAR,
    dead_intervals,
    gaussian_share,
    saturated_intervals,
    share_in,
)

INF = math.inf
LINE, LEFT, RIGHT = (-INF, INF), (-INF, 0.0), (0.0, INF)
VARIANTS = [
    *ACTIVATIONS.values(),
    *(leaky_relu.with_(slope=slope) for slope in (0, 0.049, 0.051, -0.01, -1, 1, 19, 21, -21, 1e30)),
    *(elu.with_(alpha=alpha) for alpha in (0, 1e-12, 0.049, 0.3, -1, 5, 21, -21, 1e30)),
]
SHARES = (1e-12, 1e-3, BELOW, 0.5, 0.999)


def named(act):
    return "-".join([act.name, *map(str, act.parameters.values())])


def symmetric(end):
    return (-INF, -end), (end, INF)


CLOSED_FORMS = {
    "step": (LINE,),
    "sigmoid": symmetric(-special.logit((1 - math.sqrt(1 - BELOW)) / 2)),  # σ(1 - σ) = 0.05 / 4
    "tanh": symmetric(math.atanh(math.sqrt(1 - BELOW))),  # 1 - tanh² = 0.05
    "softsign": symmetric(math.sqrt(20) - 1),
    "relu": (LEFT,),
    "leaky_relu": (LEFT,),  # 0.01 < 0.05
    "prelu": (),  # 0.25 > 0.05
    "elu": ((-INF, math.log(BELOW)),),
    "selu": ((-INF, math.log(BELOW)),),  # its slope is largest just left of 0
    "softplus": ((-INF, special.logit(BELOW)),),
    "identity": (),
}


@pytest.mark.parametrize("name", CLOSED_FORMS)
def test_zones_with_a_closed_form(name):
    intervals, expected = saturated_intervals(ACTIVATIONS[name]), CLOSED_FORMS[name]
    assert len(intervals) == len(expected)
    np.testing.assert_allclose(intervals, expected, atol=1e-9)
    if name in ("relu", "leaky_relu"):
        assert intervals == expected, "a kink is found exactly"


@pytest.mark.parametrize("act", VARIANTS, ids=named)
def test_zones_are_those_of_brute_force_in_order_and_apart(act):
    """Another grid, of other steps; a point that is within 1e-8 of an end proves nothing and is left out."""
    rng = np.random.default_rng(0)
    far = -np.geomspace(1e-6, FAR / 2, 500)
    z = np.concatenate([rng.uniform(-40, 40, 20_000), rng.normal(0, 1, 20_000), far])
    z = np.concatenate([z, -z])
    slope = np.abs(act.derivative(z))
    largest = np.abs(act.derivative(np.concatenate([np.linspace(-4, 4, 80_001), [1e-300, FAR]]))).max()
    for below in SHARES:
        expected = slope < below * largest if largest > 0 else np.ones(z.shape, bool)
        intervals = saturated_intervals(act, below)
        ends = [end for interval in intervals for end in interval]
        assert ends == sorted(set(ends)) and all(isinstance(end, float) for end in ends)
        ends = np.array([end for end in ends if math.isfinite(end)])
        clear = np.all(np.abs(z[:, None] - ends) > 1e-8 * np.maximum(1, np.abs(ends)), axis=1)
        assert clear.mean() > 0.98
        inside = np.zeros(z.shape, bool)
        for low, high in intervals:
            inside |= (low < z) & (z < high)
        np.testing.assert_array_equal(inside[clear], expected[clear], err_msg=str(below))
    assert saturated_intervals(act) is saturated_intervals(act), "found once"


ZERO = {
    "step": (LINE,), "relu": (LEFT,), "leaky_relu": (LEFT,), "prelu": (LEFT,), "elu": (LEFT,),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_dead_intervals(name):
    act = ACTIVATIONS[name]
    if act.parameters:
        assert dead_intervals(act) == ()
        act = act.with_(**dict.fromkeys(act.parameters, 0))
    assert dead_intervals(act) == ZERO.get(name, ())
    inside = [z for z in (-30.0, -1.0, 0.0, 1.0, 30.0) if share_in(dead_intervals(act), z)]
    assert all(act.derivative(z) == 0 for z in inside)
    if name not in ZERO:
        assert np.all(act.derivative(np.array([-30.0, -1.0, 0.0, 1.0, 30.0])) != 0)


# ---- shares -----------------------------------------------------------------------------------------


def test_a_share_counts_both_ends_of_every_zone():
    z = np.array([[-3.0, -2.0, 0.0], [1.0, 1.5, np.nan]], np.float32)
    assert share_in((), z) == 0
    assert share_in(((-INF, -2.0), (1.0, 1.0)), z) == 3 / 6
    assert share_in((LINE,), z) == 5 / 6
    assert share_in((LEFT,), 0) == 1
    with pytest.raises(ValueError, match=r"z must hold at least one number, got an array of shape \(0, 3\)"):
        share_in((LEFT,), np.empty((0, 3)))


@pytest.mark.parametrize("std", [0.05, 1.0, 20.0, np.float64(3)])
@pytest.mark.parametrize("mean", [0.0, -4.0, 0.3])
def test_gaussian_shares_are_scipys(std, mean):
    z = stats.norm(mean, std)
    for intervals in (
        saturated_intervals(tanh),
        saturated_intervals(gelu),
        (LINE,),
        (),
        ((1.0, 2.0), (2.5, 2.6)),
        ((3.0, INF),),
    ):
        expected = sum(
            z.cdf(high) - z.cdf(low) if low < mean else z.sf(low) - z.sf(high) for low, high in intervals
        )
        assert gaussian_share(intervals, std, mean) == pytest.approx(expected, rel=1e-11, abs=1e-300)


def test_tails_are_exact():
    assert gaussian_share(((30.0, INF),), 1.0) == pytest.approx(stats.norm.sf(30), rel=1e-12)
    assert gaussian_share(((-INF, -30.0),), 1.0) == pytest.approx(stats.norm.sf(30), rel=1e-12)
    assert gaussian_share(((30.0, 31.0),), 1.0) == pytest.approx(stats.norm.sf(30), rel=1e-9)
    assert (
        gaussian_share(saturated_intervals(relu), 1e-300)
        == gaussian_share(saturated_intervals(relu), 1e140)
        == 0.5
    )


def test_without_any_spread_a_zone_holds_all_or_nothing():
    assert gaussian_share((LEFT,), 0) == 1 == gaussian_share((LINE,), 0.0)
    assert gaussian_share(saturated_intervals(tanh), 0) == 0 == gaussian_share((LEFT,), 0, mean=0.1)


MISUSE = [
    (lambda: saturated_intervals("tanh"), TypeError, "activation must be an Activation, got 'tanh'"),
    (lambda: saturated_intervals(tanh, 0), ValueError, "below must be a number ≥ 1e-12 and < 1; got 0"),
    (lambda: saturated_intervals(tanh, 1), ValueError, "below must be .*got 1"),
    (lambda: gaussian_share((LEFT,), -1), ValueError, "std must be a finite number ≥ 0; got -1"),
    (lambda: gaussian_share((LEFT,), 1, INF), ValueError, "mean must be a finite number; got inf"),
]


@pytest.mark.parametrize(("misuse", "error", "words"), MISUSE, ids=[str(i) for i in range(len(MISUSE))])
def test_errors_name_the_argument_what_is_allowed_and_what_came(misuse, error, words):
    with pytest.raises(error, match=words):
        misuse()
