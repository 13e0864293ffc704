"""What lessons 03 to 06 say in words, held by a run; `prose_*.py` hold the numbers.

`test_questions_depth.py` holds what their predictions say, `test_claims_*.py` the tutorials' claims. Where a
sentence speaks of a figure, the lab that was on the page is run; seeds are those of the labs.
"""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch

from course_lib.activations import ACTIVATIONS
from course_lib.datasets import digits
from course_lib.ensemble import Ensemble
from course_lib.initializers import VarianceScaling, get
from course_lib.labs.gallery.experiment import gallery
from course_lib.labs.matrix.experiment import SCHEMES
from course_lib.mean_field import gaussian_moments, mean_field
from course_lib.propagation import propagate
from course_lib.training import train
from tests.numbers_depth import a_layer, gradient, middle, power, signals
from tests.settled import result
from tests.shown import arguments, changed, lab_of, opened

DIGITS = digits(standardize="global")
LN_10 = math.log(10)


def around_zero(signals, name, bins=2):
    """The share of a histogram's counts in the bins around 0, by layer."""
    counts = signals.histograms[name][0].sum(0)
    half = counts.shape[1] // 2
    return counts[:, half - bins // 2 : half + bins // 2].sum(1) / counts.sum(1)


def steps_of(values):
    """The factor of every layer."""
    return values[1:] / values[:-1]


# ---- lesson 03 ------------------------------------------------------------------------------------


def test_03_the_columns_of_small_weights_shrink_to_a_line_within_three_layers():
    small, healthy = signals("small"), opened("small").signals
    assert around_zero(small, "activations")[1:].min() > 0.999
    assert around_zero(small, "gradients")[:-2].min() > 0.999, "from the last layer back"
    assert max(around_zero(healthy, name).max() for name in ("activations", "gradients")) < 0.2


def test_03_both_curves_of_small_weights_are_straight():
    for curve in (power("small"), gradient("small")):
        assert np.ptp(np.log10(steps_of(curve))) < 0.15, "of factors of a hundredth"


def test_03_the_activations_of_large_weights_pile_up_at_both_ends():
    large, ordinary = signals("large"), propagate(["lecun_normal"], "tanh", depth=30, seeds=4)
    values = ACTIVATIONS["tanh"](np.linspace(0, 3, 7))
    assert values[-1] > 0.99
    for one, low, high in ((large, 0.8, 1), (ordinary, 0, 0.05)):
        counts, edges = one.histograms["activations"][0].sum(0)[4:], one.edges["activations"]
        ends = counts[:, (edges[:-1] < -0.85) | (edges[1:] > 0.85)].sum(1) / counts.sum(1)
        assert low <= ends.min() and ends.max() <= high
    assert changed("large", activation="tanh").signals.share_dead.max() == 0, "there are no dead units here"


def test_03_large_weights_show_in_the_first_loss():
    sizes, _, schemes = arguments("03", "Ensemble")[0]
    assert list(schemes.values()) == ["normal", ["he_normal", "zeros"]]
    net = Ensemble(sizes, "relu", schemes, seeds=arguments("03", "Ensemble")[1]["seeds"])
    large, zero = net.evaluate(DIGITS.X_train, DIGITS.y_train)[0].numpy().reshape(2, -1)
    assert large.min() > 20 * LN_10, "far above guessing"
    assert np.abs(zero - LN_10).max() < 1e-6
    healthy = Ensemble(sizes, "relu", ["he_normal"], seeds=5)
    assert healthy.evaluate(DIGITS.X_train, DIGITS.y_train)[0].max() < 2 * LN_10


def test_03_few_units_scatter_more():
    few, many = (np.log(one.signals.preactivation_power[0]) for one in (opened("fan_in"), result("fan_in")))
    assert few.std(0)[-1] > 4 * many.std(0)[-1]


def test_03_under_tanh_the_standard_scheme_falls_a_little_faster_at_first():
    tanh = steps_of(middle(changed("third", activation="tanh").signals.preactivation_power))
    linear = steps_of(power("third"))
    assert tanh[0] < 0.7 * linear[0] and tanh[1] < 0.93 * linear[1]
    assert tanh[4:].mean() == pytest.approx(linear[4:].mean(), rel=0.02)
    assert get("standard").std((48, 9)) == pytest.approx(1 / math.sqrt(3 * 48))
    assert get("standard").limit((48, 9)) == pytest.approx(1 / math.sqrt(48))


def test_03_what_is_left_of_the_sigmoid_s_signal_are_differences_between_units():
    level = signals("level")
    between = level.preactivation_power - level.across_input_variance - level.preactivation_mean**2
    assert (between / level.preactivation_power)[0, :, 5:].min() > 0.9
    assert gradient("level")[0] < 1e-40 and gradient("small")[0] < 1e-50, "the gradient tells the truth"


def test_03_pytorch_s_biases_keep_the_signal_at_a_level_and_the_input_is_lost_below_them():
    default = lab_of("03", "signals").result.signals
    curve, across = middle(default.preactivation_power), middle(default.across_input_variance)
    assert np.all(abs(curve[6:] / curve[-1] - 1) < 0.2) and curve[-1] > 1e-3
    assert across[-1] / curve[-1] < 1e-12 and middle(default.gradient_power)[0] < 1e-20
    bare = propagate(["standard"], "relu", depth=30, seeds=4, histograms=(), across=False)
    assert middle(bare.preactivation_power)[-1] < 1e-20, "the same weights without biases"


def test_03_the_words_under_the_lab_give_both_ends_where_the_signal_is_largest_and_smallest():
    shown = lab_of("03", "signals", 2)
    assert shown.settings["gain"] == 0.5
    shown.set(gain=1.38)
    curve = middle(shown.result.signals.preactivation_power)
    assert curve.argmax() == 0 and curve[-1] < 1.1 * curve.min()
    assert "at layer 1 to" in shown.summary() and "at layer 30" in shown.summary()
    shown.set(gain=0.5)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_03_the_factors_of_the_takeaways(activation):
    sizes, variance = [200, 60, 90], 1.7 / 60
    field = mean_field(activation, sizes, [variance, variance], across=False)
    q, (_, square, slope) = field.preactivation_power[0], gaussian_moments(activation, 200 * variance)
    assert q[1] / q[0] == pytest.approx(60 * variance * square / q[0])
    assert field.gradient_power[0, 0] == pytest.approx(90 * variance * slope)


# ---- lesson 04 ------------------------------------------------------------------------------------


def test_04_swapping_the_widths_doubles_the_gradient():
    narrow, wide = signals("narrowing"), changed("narrowing", width=8, last=256).signals
    assert wide.sizes == narrow.sizes[::-1]
    for one, factor in ((narrow, 1 / 2), (wide, 2)):
        assert np.all(abs(1 / steps_of(middle(one.gradient_power)) / factor - 1) < 0.15)
        assert np.all(abs(middle(one.preactivation_power) - 1) < 0.2), "the signal stays at 1"


@pytest.mark.parametrize("sizes", [(30, 400, 7, 90), (256, 128, 64, 32, 16, 8), (5, 80, 3, 2, 300, 41)])
def test_04_only_the_widths_of_layers_1_and_L_count(sizes):
    variances = np.array([[get("lecun_normal").std(fans) ** 2 for fans in pairwise(sizes)]])
    field = mean_field("identity", sizes, variances)
    assert field.gradient_power[0, 0] == pytest.approx(sizes[-1] / sizes[1])
    assert np.allclose(field.preactivation_power, 1)


@pytest.mark.parametrize("fans", [(300, 100), (32, 64), (7, 7)])
def test_04_what_one_direction_gains_the_other_loses(fans):
    variance = get("glorot_normal").std(fans) ** 2
    assert sum(fans) * variance == pytest.approx(2)
    assert (math.isclose(fans[0] * variance, 1) and math.isclose(fans[1] * variance, 1)) == (
        fans[0] == fans[1]
    )


def test_04_lecun_s_scheme_and_glorot_s_are_the_same_at_equal_widths():
    for kind in ("normal", "uniform"):
        lecun, glorot = get(f"lecun_{kind}"), get(f"glorot_{kind}")
        assert np.allclose(lecun((128, 128), seed=3), glorot((128, 128), seed=3))
        assert not np.allclose(lecun((128, 64), seed=3), glorot((128, 64), seed=3))


def test_04_tanh_loses_less_in_each_layer_than_in_the_one_before():
    theory = signals("glorot_tanh").theory
    q, g = theory.preactivation_power[0], theory.gradient_power[0]
    assert np.all(np.diff(steps_of(q)) > 0), "the curve flattens"
    assert 2 * 50 * q[-1] == pytest.approx(1, rel=0.06)
    assert power("glorot_tanh")[-1] < q[-1], "128 units end a little lower"
    curve = gradient("glorot_tanh")
    assert 0.5 < curve[0] / power("glorot_tanh")[-1] < 2, "the gradient loses about as much"
    assert math.log(curve[9] / curve[0]) > 0.5 * math.log(curve[-1] / curve[0]), "most in the lowest layers"
    assert np.all(np.diff(steps_of(g)[1:]) < 0)


def test_04_why_it_is_one_over_twice_the_layer():
    for q in (0.01, 0.001):
        (_, after, _), z = gaussian_moments("tanh", q), math.sqrt(q)
        assert after == pytest.approx(q - 2 * q**2, abs=12 * q**3)
        assert 1 / after - 1 / q == pytest.approx(2, abs=25 * q)
        assert math.tanh(z) ** 2 == pytest.approx(q - 2 / 3 * q**2, abs=q**3)


# ---- lesson 05 ------------------------------------------------------------------------------------


def test_05_half_of_the_draws_end_up_at_exactly_0():
    relu = result("relu_half")
    assert relu.atoms == ((0.0, pytest.approx(0.5)),)
    assert relu.theory.mean > 0.3 and relu.theory.variance < relu.theory.power
    assert relu.theory.slope_power == pytest.approx(0.5), "half of the slopes are 0"


@pytest.mark.parametrize("law", ["uniform", "laplace", "standard_cauchy", "standard_normal"])
def test_05_a_symmetric_z_need_not_be_normal(law):
    half = getattr(np.random.default_rng(0), law)(size=999)
    z = np.concatenate([half, -half])
    assert np.mean(np.maximum(z, 0) ** 2) == pytest.approx(np.mean(z**2) / 2)
    lopsided = z + 0.5
    assert np.mean(np.maximum(lopsided, 0) ** 2) != pytest.approx(np.mean(lopsided**2) / 2, rel=1e-3)


def test_05_relu_under_lecun_s_scheme_makes_two_straight_lines():
    for curve in (power("relu_lecun"), 1 / gradient("relu_lecun")):
        assert a_layer(curve) == pytest.approx(1 / 2, rel=0.05)
        assert np.ptp(np.log2(steps_of(curve))) < 1, "each layer's factor is near a half"
        fit = np.polyfit(np.arange(30), np.log2(curve), 1)
        assert np.abs(np.polyval(fit, np.arange(30)) - np.log2(curve)).max() < 1.5


def test_05_lecun_falls_beside_he_on_the_same_noise():
    both = lab_of("05", "signals").result
    ratio = both.signals.preactivation_power / both.versus.preactivation_power
    assert np.allclose(ratio / 2.0 ** np.arange(1, 31), 1, rtol=1e-3), "in every network"
    he, lecun = get("he_normal"), get("lecun_normal")
    assert np.allclose(he((128, 128), seed=1) / lecun((128, 128), seed=1), math.sqrt(2))


@pytest.mark.parametrize("slope", [0.01, 0.25, 0.8])
def test_05_the_negative_half_comes_out_with_the_slope_s_square(slope):
    out = gallery("leaky_relu", slope=slope)
    assert out.theory.power == pytest.approx((1 + slope**2) / 2)
    assert out.gain == pytest.approx(math.sqrt(2 / (1 + slope**2)))


def test_05_he_with_fan_out_does_the_opposite():
    fan_out = {"out": VarianceScaling(2, "fan_out", "normal")}
    sizes = signals("he_keeps").sizes
    mine = propagate(fan_out, "relu", sizes=sizes, seeds=8, histograms=(), across=False).theory
    assert np.allclose(mine.gradient_power, 1) and a_layer(mine.preactivation_power[0]) == pytest.approx(2)
    equal = propagate(fan_out, "relu", depth=5, width=64, seeds=1, histograms=(), across=False).theory
    assert np.allclose(equal.gradient_power, 1) and np.allclose(steps_of(equal.preactivation_power[0]), 1)


def one_input(scheme, activation, seeds, **changed):
    """E[z²] of networks that see a single input, (seeds, layers)."""
    X = np.tile(np.random.default_rng(5).standard_normal(64), (2, 1))
    kept = dict(width=64, inputs=X, seeds=seeds, histograms=(), across=False)
    return propagate([scheme], activation, **(kept | changed)).preactivation_power[0]


def test_05_a_layer_s_factor_scatters_by_the_root_of_5_over_n():
    factors = steps_of(one_input("he_normal", "relu", 600, depth=3).T)
    assert factors.mean() == pytest.approx(1, abs=0.04)  # five standard errors
    assert factors.std() == pytest.approx(math.sqrt(5 / 64), rel=0.1)
    linear = steps_of(one_input("lecun_normal", "identity", 300, depth=3).T)
    assert linear.std() == pytest.approx(math.sqrt(2 / 64), rel=0.12), "the weights alone give 2 of the 5"


def test_05_the_typical_network_shrinks_and_the_mean_over_many_stays():
    deep = one_input("he_normal", "relu", 250, depth=40)
    logs = np.log(deep[:, -1] / deep[:, 0])
    error = logs.std() / math.sqrt(250)
    assert logs.mean() == pytest.approx(-2.5 * 39 / 64, abs=4 * error) and logs.mean() < -6 * error
    shallow = one_input("he_normal", "relu", 1000, depth=10)
    growth = shallow[:, -1] / shallow[:, 0]
    error = growth.std() / math.sqrt(1000)
    assert growth.mean() == pytest.approx(1, abs=4 * error)
    assert np.exp(np.log(growth).mean()) < 1 - 4 * error
    assert np.sort(growth)[-100:].sum() > 0.25 * growth.sum(), "carried by a few large ones"


def test_05_the_mean_over_128_inputs_follows_the_law_for_one():
    many = propagate(["he_normal"], "relu", depth=100, width=64, seeds=150, histograms=())
    left = middle(many.preactivation_power)[-1] / (2 * math.exp(-2.5 * 100 / 64))
    assert 0.55 < left < 1.8  # 0.9; the standard error is a factor of 1.3


def test_05_most_thin_lines_end_below_where_they_started():
    mine = signals("hundred_layers").preactivation_power[0]
    assert (mine[:, -1] < mine[:, 0]).sum() > 5
    assert np.log(mine[:, -1]).std() > 5 * np.log(mine[:, 4]).std(), "they wander apart"


# ---- lesson 06 ------------------------------------------------------------------------------------


def test_06_softsign_bends_at_once_and_tanh_only_in_the_third_order():
    soft, tanh, z = ACTIVATIONS["softsign"], ACTIVATIONS["tanh"], 0.01
    assert soft(z) == pytest.approx(z - z * z, abs=2 * z**3) and tanh(z) == pytest.approx(
        z - z**3 / 3, abs=z**5
    )


def test_06_a_std_of_5_makes_two_heaps_of_tanh():
    wide, ordinary = result("saturates"), opened("saturates")
    for one, low, high in ((wide, 0.6, 1), (ordinary, 0, 0.2)):
        counts, edges = one.out_counts, one.out_edges
        heaps = counts[(edges[:-1] < -0.9) | (edges[1:] > 0.9)].sum() / counts.sum()
        assert low < heaps < high
    slopes = [changed("saturates", activation="sigmoid", std=std).slope.max() for std in (0.2, 5.0, 20.0)]
    assert max(slopes) <= 0.25


def test_06_half_of_the_pre_activations_are_negative_in_every_layer():
    share = changed("off", width=128, last=128).signals.share_saturated[0].mean(0)
    assert np.all(abs(share - 0.5) < 0.08)


def test_06_a_leaky_unit_counts_as_saturated_and_still_passes_a_ten_thousandth():
    leaky = opened("off").signals
    assert leaky.share_dead.max() == 0 and leaky.share_saturated.mean() == pytest.approx(0.5, abs=0.05)
    assert ACTIVATIONS["leaky_relu"].derivative(-1.0) ** 2 == pytest.approx(1e-4)


def test_06_a_factor_on_all_weights_leaves_the_very_same_units_dead():
    normals = ["lecun_normal", "glorot_normal", "he_normal"]
    kept = dict(depth=30, width=16, seeds=4, histograms=())
    lecun, glorot, he = propagate(normals, "relu", **kept).share_dead
    assert np.array_equal(lecun, he) and np.array_equal(glorot, he) and he[:, -1].mean() > 0.2
    assert not np.array_equal(propagate(["he_uniform"], "relu", **kept).share_dead[0], he), (
        "on other noise not"
    )


def test_06_no_gradient_below_the_last_step_whatever_the_scheme():
    below = signals("step")
    assert np.all(below.gradient_power[..., :-1] == 0) and np.all(below.gradient_power[..., -1] > 0.5)
    assert np.all(abs(power("step") - power("step")[-1]) < 1.1), "the signal is as healthy as can be"
    row = result("rule").gradient[list(ACTIVATIONS).index("step")]
    assert np.all(row == -np.inf)


def test_06_the_layer_above_a_step_learns_and_the_one_below_never_moves():
    (sizes, activation, schemes), words = arguments("06", "Ensemble")
    net = Ensemble(sizes, activation, schemes, **words)
    first = net.weights[0].clone()
    below, above = net.gradients(DIGITS.X_train, DIGITS.y_train).weights
    assert float(below.abs().max()) == 0 and float(above.abs().max()) > 0.01
    train(net, DIGITS.X_train, DIGITS.y_train, **arguments("06", "train")[1])
    assert torch.equal(net.weights[0], first)
    accuracy = net.evaluate(DIGITS.X_test, DIGITS.y_test)[1]
    assert 0.77 < float(accuracy.median()) < 0.84, "0.8 on any machine"  # 0.81


def test_06_the_rows_of_the_matrix():
    deep, shallow = result("rule"), opened("rule")
    row, column = list(ACTIVATIONS).index, list(SCHEMES).index
    he, glorot, lecun = map(column, ("he_normal", "glorot_normal", "lecun_normal"))
    assert deep.signal[row("identity"), he] > 8 and abs(deep.signal[row("identity"), glorot]) < 0.2
    assert deep.signal[row("relu"), glorot] < -8 and abs(deep.signal[row("relu"), he]) < 0.5
    for name in ("identity", "relu"):
        assert shallow.survives[row(name), [he, glorot]].all(), "harmless at 3 layers"
    assert deep.survives[row("tanh")].sum() >= 3
    assert abs(deep.signal[row("selu"), lecun]) < 0.1
    assert not deep.survives[[row("gelu"), row("silu")]].any()
    for name in ("gelu", "silu"):
        assert -9 < deep.signal[row(name), he] < -2, "less than nine powers of ten"


@pytest.mark.parametrize("name", ["gelu", "silu"])
def test_06_near_0_gelu_and_silu_are_about_half_of_z(name):
    small = 1e-4
    assert ACTIVATIONS[name](small) == pytest.approx(small / 2, rel=1e-3)
    for variance, kept in ((1 / 64, 0.25), (2 / 64, 0.5)):
        q = mean_field(name, [64] * 81, np.full((1, 80), variance), across=False).preactivation_power[0]
        assert q[-1] / q[-2] == pytest.approx(kept, rel=1e-3)


def test_06_selu_stays_at_1_under_lecun_and_its_like_do_not():
    for name, stays in (("selu", True), ("elu", False), ("relu", False), ("tanh", False)):
        q = mean_field(name, [64] * 31, np.full((1, 30), 1 / 64), across=False).preactivation_power[0]
        assert (np.abs(q - 1).max() < 1e-3) == stays


def test_06_a_gain_promises_nothing_about_the_gradient():
    factors = {name: gallery(name).gradient_factor for name in ("relu", "tanh", "sigmoid", "softsign")}
    assert factors["relu"] == pytest.approx(1)
    assert factors["sigmoid"] < 0.2 and factors["tanh"] > 1.1 and factors["softsign"] > 1.1
