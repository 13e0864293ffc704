"""Theory's recursion against its formulas, closed forms and brute force; and its errors.

Tests by random draws are at fixed seeds with a false-alarm rate of P_FALSE = 1e-4 each (with other seeds one
would fail in about 1 of 650 runs of this file); their controls must be rejected at P_REJECT = 1e-9.
"""

import math

import numpy as np
import pytest
from scipy import stats

from course_lib.activations import ACTIVATIONS, leaky_relu, selu
from course_lib.mean_field import closed_form, gaussian_moments, mean_field, split_variance

P_FALSE, P_REJECT = 1e-4, 1e-9
NAMES = list(ACTIVATIONS)


# ---- the recursion ------------------------------------------------------------------------------------

SIZES = (30, 50, 20, 60, 10)


@pytest.mark.parametrize("name", NAMES)
def test_the_recursion_step_by_step(name):
    rng = np.random.default_rng(2)
    weights, biases = rng.uniform(0.01, 0.1, (2, 4)), rng.uniform(0, 0.5, (2, 4))
    field = mean_field(name, SIZES, weights, biases, input_power=1.5, input_across=0.7)
    for k in range(2):
        square, split, gradient = 1.5, 0.7, 1.0
        for layer in range(4):
            q = SIZES[layer] * weights[k, layer] * square + biases[k, layer]
            v = SIZES[layer] * weights[k, layer] * split
            mean, square, _ = (float(one) for one in gaussian_moments(name, q))
            split = split_variance(name, q, v)
            found = [getattr(field, n)[k, layer] for n in ("preactivation_power", "across_input_variance")]
            assert found == pytest.approx([q, v], rel=1e-12)
            found = [getattr(field, n)[k, layer] for n in ("activation_power", "activation_variance")]
            assert found == pytest.approx([square, square - mean**2], rel=1e-12)
        for layer in (3, 2, 1, 0):
            assert field.gradient_power[k, layer] == pytest.approx(gradient, rel=1e-12)
            below = field.activation_power[k, layer - 1] if layer else 1.5
            assert field.weight_gradient_power[k, layer] == pytest.approx(below * gradient, rel=1e-12)
            slope = gaussian_moments(name, field.preactivation_power[k, layer - 1])[2]
            gradient *= SIZES[layer + 1] * weights[k, layer] * float(slope)
    assert (field.preactivation_mean == 0).all()
    assert (field.gradient_variance == field.gradient_power).all()


# activation, n σ_w², the factor a layer
LAWS = [("relu", 1.0, 1 / 2), ("relu", 1 / 3, 1 / 6), ("identity", 1 / 3, 1 / 3), ("relu", 2.0, 1.0)]
LAWS += [("prelu", 1.0, (1 + 0.25**2) / 2), ("leaky_relu", 2 / (1 + 0.01**2), 1.0)]


@pytest.mark.parametrize(("name", "product", "factor"), LAWS)
def test_closed_forms_are_those_of_the_recursion(name, product, factor):
    words, law = closed_form(name, product, 100, first=product)
    field = mean_field(name, [64] * 101, np.full((1, 100), product / 64))
    np.testing.assert_allclose(law, product * factor ** np.arange(100), rtol=1e-12)
    np.testing.assert_allclose(field.preactivation_power[0], law, rtol=1e-12)
    assert words == f"× {factor:.3g} a layer"


def test_tanh_decays_like_1_over_twice_the_depth():
    words, law = closed_form("tanh", 1.0, 1000)
    depth = np.arange(1, 1001)
    assert words == "≈ 1/(2ℓ)" and (law == 1 / (2 * depth)).all()
    q = mean_field("tanh", [64] * 1001, np.full((1, 1000), 1 / 64), across=False).preactivation_power[0]
    assert (np.abs(q / law - 1)[[9, 49, 499]] < [0.17, 0.05, 0.01]).all()
    # tanh² z = z² - (2/3) z⁴ + (17/45) z⁶ gives q - 2q² + (17/3) q³, and 1/q = 2ℓ - (5/6) ln ℓ + a constant
    rest = 1 / q - 2 * depth
    assert abs(rest[999] - rest[249]) > 1 > 0.03 > np.ptp((rest + 5 / 6 * np.log(depth))[[249, 999]])
    for name, product in (("tanh", 1.1), ("tanh", 0.9), ("sigmoid", 1.0)):
        assert closed_form(name, product, 5) is None


def test_selu_keeps_mean_0_and_power_1():
    mean, square, slope = gaussian_moments("selu", 1.0)
    assert abs(mean) < 1e-7 and square == pytest.approx(1, abs=1e-7)
    assert slope == pytest.approx(1.0716, abs=1e-3), "gradients grow by 7 % a layer"
    field = mean_field(
        selu, [100] * 201, np.full((3, 200), [[0.01], [0.02], [0.005]]), input_power=2.5, across=False
    )
    settled, doubled, halved = field.preactivation_power[:, -1]
    assert settled == pytest.approx(1, abs=1e-6) and doubled > 1e6 and halved < 0.5


def test_critical_tanh_is_an_edge():
    q = mean_field("tanh", [64] * 201, np.outer([0.9, 1.0, 1.2], np.full(200, 1 / 64))).preactivation_power
    assert q[0, -1] < 1e-9 < 1e-3 < q[1, -1] < 3e-3 < 0.1 < q[2, -1]


def test_what_overflows_is_infinite_and_zeros_stay_zero():
    variance = np.stack([np.full(6, 1e100), np.zeros(6), np.array([1e100] * 4 + [0, 1.0]), np.full(6, 0.1)])
    for name in NAMES:
        field = mean_field(name, [10] * 7, variance, batch=4)
        assert not any(np.isnan(values).any() for values in vars(field).values()), name
        overflows = not np.isfinite(field.preactivation_power[0, -1])
        assert overflows == (name not in ("step", "sigmoid", "tanh", "softsign"))
        if overflows:
            for kind in ("preactivation_power", "across_input_variance", "activation_power"):
                assert np.isinf(getattr(field, kind)[0, 3:]).all()
        for kind in ("preactivation_power", "across_input_variance"):
            assert (getattr(field, kind)[1] == 0).all()
        assert (field.gradient_power[1] == [0, 0, 0, 0, 0, 1]).all()
        assert np.isfinite(field.preactivation_power[3]).all()
    assert (mean_field("relu", [10] * 7, variance).share_dead[1] == 1).all()


def test_schemes_of_another_mean_have_no_theory_and_leave_the_others_alone():
    variance = np.array([[0.1, 0.2], [np.nan, 0.2], [0.3, 0.4]])
    field, alone = mean_field("tanh", [5, 6, 7], variance), mean_field("tanh", [5, 6, 7], variance[[0, 2]])
    for name, values in vars(field).items():
        assert np.isnan(values[1]).all() and (values[[0, 2]] == getattr(alone, name)).all()
    assert np.isnan(mean_field("relu", [5, 6], [[np.nan]]).share_dead).all()


def test_without_what_differs_the_rest_is_the_same():
    both = [mean_field("relu", [5, 6, 7], [[0.1, 0.2]], across=across) for across in (True, False)]
    for name, values in vars(both[0]).items():
        left_out = name in ("across_input_variance", "share_dead")
        assert np.isnan(vars(both[1])[name]).all() if left_out else (vars(both[1])[name] == values).all()


def test_a_result_may_be_changed_without_spoiling_the_next():
    for _ in range(2):
        field = mean_field("tanh", [5, 6], [[0.1]])
        assert field.preactivation_power == 0.5
        field.preactivation_power[:] = 7


# ---- shares -------------------------------------------------------------------------------------------


def p_dead(share, batch, chance, seed=3, units=4000):
    """How likely units drawn one by one would be as often dead as this, if `chance` is right."""
    rng = np.random.default_rng(seed)
    z = math.sqrt(1 - share) * rng.standard_normal((units, 1))
    z = z + math.sqrt(share) * rng.standard_normal((units, batch))
    return stats.binomtest(int((z <= 0).all(1).sum()), units, chance).pvalue


@pytest.mark.parametrize("share", [1.0, 0.5, 0.05, 0.001, 0.0])
@pytest.mark.parametrize("batch", [2, 16, 128])
def test_the_share_of_dead_units_is_what_drawing_them_shows(share, batch):
    def theory(batch):
        return float(mean_field("relu", [9, 9], [[1 / 9]], input_across=share, batch=batch).share_dead[0, 0])

    assert p_dead(share, batch, theory(batch)) > P_FALSE
    if share in (0.5, 0.05):
        assert p_dead(share, batch, theory(8 * batch)) < P_REJECT, "another batch is seen"
    assert theory(batch) == pytest.approx(0.5**batch if share == 1 else theory(batch), rel=1e-6)
    assert share or theory(batch) == pytest.approx(0.5)


def test_dead_and_saturated_shares_of_other_activations():
    fields = {name: mean_field(name, [9, 9], [[4 / 9]]) for name in NAMES}
    for name, field in fields.items():
        dead = field.share_dead[0, 0]
        assert dead == 1 if name == "step" else (0 < dead < 1e-30 if name == "relu" else dead == 0)
    assert fields["relu"].share_saturated == 0.5 and fields["step"].share_saturated == 1
    beyond = math.acosh(math.sqrt(20)) / 2  # tanh' = 1 - tanh² = 5 % there, in std of N(0, 4)
    assert fields["tanh"].share_saturated[0, 0] == pytest.approx(2 * stats.norm.sf(beyond), rel=1e-6)
    off = leaky_relu.with_(slope=0.0)
    assert mean_field(off, [9, 9], [[1.0]], batch=1).share_dead[0, 0] == pytest.approx(0.5)


# ---- misuse -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: mean_field("relu", [2, 3, 4], [[1.0]]), r"weight_variance .* 2 layers, got .*\(1, 1\)"),
        (lambda: mean_field("relu", [2, 3], [[-1.0]]), "weight_variance must hold a variance ≥ 0 .*-1"),
        (lambda: mean_field("relu", [2, 3], [[1.0]], -0.5), "bias_variance must be ≥ 0.*got -0.5"),
        (lambda: mean_field("relu", [2, 3], [[1.0]], [0, 0]), r"bias_variance must .*\(1, 1\), got \[0, 0\]"),
        (lambda: mean_field("relu", [2, 3], [[1.0]], input_power=-1), "input_power must .*got -1"),
        (lambda: mean_field("relu", [2, 3], [[1.0]], input_power=np.inf), "input_power must .*got inf"),
        (lambda: mean_field("relu", [2, 3], [[1.0]], input_across=1.1), "input_across must .*1, got 1.1"),
        (lambda: mean_field("relu", [2, 3], [[1.0]], input_across=np.nan), "input_across must .*got nan"),
        (lambda: mean_field("relu", [2, 3], [[1.0]], batch=0), "batch must be .*≥ 1; got 0"),
    ],
)  # fmt: skip
def test_misuse_is_refused_in_words(call, said):
    with pytest.raises(ValueError, match=said):
        call()
