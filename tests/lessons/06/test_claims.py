"""What lesson 06 says of activations and of its matrix, beside what its presets and sentences hold."""

import numpy as np
import pytest

from course_lib.activations import ACTIVATIONS, leaky_relu, sigmoid, softsign, tanh
from course_lib.checks import check
from course_lib.checks.lessons.lesson06_activations_meet_schemes import CELLS, FATES, SURVIVES, fate
from course_lib.ensemble import Ensemble
from course_lib.labs.gallery.experiment import gallery
from course_lib.labs.matrix.experiment import SCHEMES
from course_lib.labs.matrix.experiment import SURVIVES as DECADES
from course_lib.labs.shared.digit_races import data
from course_lib.mean_field import gaussian_moments, mean_field
from course_lib.propagation import propagate
from tests.lessons.shown import opened, result

from .answers import TRUTH

# ---- claim 10: symmetric about 0, with slope 1 there; and what is flat ----------------------------


@pytest.mark.parametrize("act", [tanh, softsign], ids=lambda act: act.name)
def test_claim_10_tanh_and_softsign_are_symmetric_about_0_with_slope_1_there(act):
    z = np.linspace(-30, 30, 6001)
    np.testing.assert_array_equal(act(-z), -act(z))
    assert act.derivative(0.0) == 1


def test_claim_10_sigmoid_is_symmetric_about_a_half_with_slope_a_quarter():
    z = np.linspace(-30, 30, 6001)
    np.testing.assert_allclose(sigmoid(-z), 1 - sigmoid(z), atol=1e-15)
    assert (sigmoid(0.0), sigmoid.derivative(0.0), sigmoid.derivative(z).max()) == (0.5, 0.25, 0.25)


def test_softsign_bends_at_once_and_tanh_only_in_the_third_order():
    z = 0.01
    assert softsign(z) == pytest.approx(z - z * z, abs=2 * z**3)
    assert tanh(z) == pytest.approx(z - z**3 / 3, abs=z**5)


def test_a_gain_promises_nothing_about_the_gradient():
    factors = {name: gallery(name).gradient_factor for name in ("relu", "tanh", "sigmoid", "softsign")}
    assert factors["relu"] == pytest.approx(1)
    assert factors["sigmoid"] < 0.2 and factors["tanh"] > 1.1 and factors["softsign"] > 1.1


def test_a_std_of_5_makes_two_heaps_of_tanh():
    for one, low, high in ((result("saturates"), 0.6, 1), (opened("saturates"), 0, 0.2)):
        counts, edges = one.out_counts, one.out_edges
        heaps = counts[(edges[:-1] < -0.9) | (edges[1:] > 0.9)].sum() / counts.sum()
        assert low < heaps < high


# ---- claim 22: a ReLU unit can die ----------------------------------------------------------------


def test_claim_22_units_die_with_depth_and_no_scheme_of_random_weights_around_0_is_a_cure():
    schemes = ("lecun_normal", "glorot_normal", "he_normal", "standard", "orthogonal", "normal")
    images = dict(sizes=[64, *[128] * 20], inputs=data().X_train[:128])
    s = propagate(schemes, "relu", seeds=10, histograms=(), **images)
    dead = dict(zip(schemes, s.share_dead.mean(1), strict=True))
    for name in schemes:
        assert dead[name][0] < 0.03 and 0.2 < dead[name][-1] < 0.35, name  # 0.24, 0.27
    # a scale alone kills nobody: without biases a unit's sign is the same under every multiple
    for name in ("lecun_normal", "glorot_normal", "normal"):
        assert (dead[name] == dead["he_normal"]).all()


def test_claim_22_a_dead_unit_passes_no_gradient_and_its_own_weights_get_none():
    net = Ensemble((64, *[64] * 4, 10), "relu", ["torch_default"], 3)
    z = net.hidden(data().X_train[:64])[0][3]
    gone = (z <= 0).all(1)
    gradients = net.gradients(data().X_train[:64], data().y_train[:64]).weights[3]
    assert gone.any() and (gradients.transpose(1, 2)[gone] == 0).all()
    assert (gradients.transpose(1, 2)[~gone] != 0).any(1).all()
    assert leaky_relu.derivative(-1.0) ** 2 == pytest.approx(1e-4), "a leak passes one ten-thousandth"


# ---- which scheme for which activation ------------------------------------------------------------


def test_the_rows_of_the_matrix():
    deep = result("rule")
    row, column = list(ACTIVATIONS).index, list(SCHEMES).index
    assert deep.survives[row("tanh")].sum() >= 3
    by_rule = deep.survives[:, column("glorot_normal")]
    assert by_rule[row("tanh")] and deep.survives[row("relu"), column("he_normal")]
    assert not by_rule[[row("softsign"), row("sigmoid")]].any()
    assert abs(deep.signal[row("selu"), column("lecun_normal")]) < 0.1
    assert not deep.survives[[row("gelu"), row("silu")]].any()
    for name in ("gelu", "silu"):
        he = deep.signal[row(name), column("he_normal")]
        assert -9 < he < -2, "less than nine powers of ten"


@pytest.mark.parametrize("name", ["gelu", "silu"])
def test_near_0_gelu_and_silu_are_about_half_of_z(name):
    small = 1e-4
    assert ACTIVATIONS[name](small) == pytest.approx(small / 2, rel=1e-3)
    for variance, kept in ((1 / 64, 0.25), (2 / 64, 0.5)):
        q = mean_field(name, [64] * 81, np.full((1, 80), variance), across=False).preactivation_power[0]
        assert q[-1] / q[-2] == pytest.approx(kept, rel=1e-3)


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "prelu"])
def test_the_gain_is_enough_in_depth_but_for_gelu_and_silu(activation):
    """Started 10 % off, the mean square comes back to 1, or stays; GELU's and SiLU's runs away."""
    gain_squared = 1 / gaussian_moments(activation, 1.0)[1]
    ends = []
    for start in (0.9, 1.1):
        variance = np.full((1, 30), gain_squared / 64)
        found = mean_field(activation, [64] * 31, variance, input_power=start / gain_squared, across=False)
        ends.append(found.preactivation_power[0, -1])
    away = max(abs(np.log(ends)))
    assert (away > 2) == (activation in ("gelu", "silu")), ends


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_s_fate_is_what_the_lab_s_networks_show_and_its_reason_is_told(cell):
    activation, scheme = cell
    mine = propagate([scheme], activation, depth=30, width=64, seeds=4, histograms=(), across=False)
    measured = np.log10(mine.preactivation_power[0])
    left = (measured[:, -1] - measured[:, 0]).mean()
    assert FATES.index(fate(*cell)) == (0 if abs(left) < DECADES else 1 if left < 0 else 2)
    assert abs(abs(left) - DECADES) > 0.5 and 10**DECADES == SURVIVES, "not near the edge"
    wrong = TRUTH | {cell: next(word for word in FATES if word != TRUTH[cell])}
    assert CELLS[cell] in repr(check("six_cells", wrong))
