"""The gallery's numbers against quadrature by SciPy and a real layer; with its draws: `test_labs.py`."""

import math
from itertools import pairwise, product

import numpy as np
import pytest
from scipy import integrate, stats

from course_lib.activations import ACTIVATIONS
from course_lib.labs import gallery as gallery_lab
from course_lib.labs.gallery.experiment import (
    ALPHAS,
    BINS,
    DRAWS,
    FARTHEST,
    MEANS,
    NARROWEST,
    SLOPES,
    STDS,
    gallery,
)
from course_lib.labs.gallery.figure import ROWS, gallery_figure, number, percent
from course_lib.labs.gallery.lab import unused, where

EVERY = pytest.mark.parametrize("name", ACTIVATIONS)
ENDS = list(product(STDS, (*MEANS, 0.0)))


def test_selu_keeps_mean_0_and_variance_1_and_no_other():
    kept = gallery("selu").theory
    assert (kept.mean, kept.variance) == pytest.approx((0, 1), abs=1e-12)
    for std in (0.5, 0.8, 1.2, 2.0):
        power = gallery("selu", std=std).theory.power  # what the next layer's variance is, at gain 1
        assert 0.01 < abs(power - 1) < abs(std**2 - 1), "off, but nearer than before"


@EVERY
@pytest.mark.parametrize(("std", "mean"), [*ENDS, (1.0, 0.0), (3.0, -0.7)])
def test_moments_are_those_of_adaptive_quadrature(name, std, mean):
    scene = gallery(name, slope=0.3, alpha=2.0, std=std, mean=mean)
    act = scene.activation

    def expected(function):
        ends = [
            mean - 12 * std,
            *(p for p in (-16.0, -4.0, 0.0, 4.0, 16.0) if abs(p - mean) < 12 * std),
            mean + 12 * std,
        ]

        def weighed(z):
            return function(z) * math.exp(-(((z - mean) / std) ** 2) / 2) / (std * math.sqrt(2 * math.pi))

        return sum(
            integrate.quad(weighed, low, high, points=[min(max(mean, low), high)], limit=200)[0]
            for low, high in pairwise(ends)
        )

    found = scene.theory
    assert found.mean == pytest.approx(expected(lambda z: float(act(z))), rel=1e-7, abs=1e-9)
    assert found.power == pytest.approx(expected(lambda z: float(act(z)) ** 2), rel=1e-7, abs=1e-9)
    assert found.variance == pytest.approx(found.power - found.mean**2, rel=1e-6, abs=1e-9)
    slope = expected(lambda z: float(act.derivative(z)) ** 2)
    assert found.slope_power == pytest.approx(slope, rel=1e-7, abs=1e-9)


@EVERY
def test_for_a_standard_normal_the_gain_is_the_activations_own(name):
    scene = gallery(name, slope=0.25)
    assert scene.gain == pytest.approx(scene.activation.gain, rel=1e-9)


@EVERY
@pytest.mark.parametrize(("std", "mean"), [(1.0, 0.0), (2.5, 0.5)])
def test_a_real_layer_does_what_gain_and_gradient_factor_say(name, std, mean):
    """One wide layer of that gain. The errors of both are under 3 %; a gain 15 % off gives 32 %."""
    scene, rng, width = gallery(name, slope=0.25, std=std, mean=mean), np.random.default_rng(1), 2000
    z = mean + std * rng.standard_normal((100, width))
    weights = scene.gain / math.sqrt(width) * rng.standard_normal((width, width))
    forward = np.mean((scene.activation(z) @ weights) ** 2) / np.mean(z**2)
    assert forward == pytest.approx(1, abs=0.1)
    assert 1.15**2 * forward > 1.1
    delta = rng.standard_normal((100, width))
    backward = np.mean((delta @ weights.T * scene.activation.derivative(z)) ** 2)
    assert backward == pytest.approx(scene.gradient_factor, rel=0.05, abs=1e-12)


@EVERY
def test_results_hold_up_at_all_ends(name):
    for slope, alpha, (std, mean) in product(SLOPES, ALPHAS, ENDS):
        scene = gallery(name, slope, alpha, std, mean)
        for array in (scene.z, scene.value, scene.slope):
            assert array.dtype == np.float32 and array.shape == scene.z.shape and np.isfinite(array).all()
        assert np.all(np.diff(scene.z) > 0) and 0 in scene.z
        assert (scene.z[0], scene.z[-1]) == (-FARTHEST, FARTHEST)
        assert math.log2(scene.reach / NARROWEST).is_integer() and scene.reach <= FARTHEST
        assert scene.in_counts.sum() == DRAWS and len(scene.in_counts) == len(scene.out_counts) == BINS
        assert np.all(np.diff(scene.in_edges) > 0) and np.all(np.diff(scene.out_edges) > 0)
        assert scene.out_counts.sum() > 0 or scene.atoms
        single = sum(share for _, share in scene.atoms)
        assert scene.out_counts.sum() / DRAWS == pytest.approx(1 - single, abs=0.02)
        assert all(math.isfinite(x) for x in vars(scene.theory).values())
        assert scene.gain is None or 0 < scene.gain <= 1000


def test_what_has_no_slope_or_alpha_ignores_them():
    assert gallery("tanh", slope=0.5, alpha=2).theory == gallery("tanh").theory
    assert gallery("leaky_relu", slope=0.5).activation.slope == 0.5
    assert gallery("elu", alpha=2).activation.alpha == 2


def test_a_second_activation_gets_the_same_z_and_the_same_settings():
    both = gallery("tanh", 0.3, 2.0, 1.5, 0.5, versus="elu")
    assert (both.theory, both.versus.theory) == tuple(
        gallery(name, 0.3, 2.0, 1.5, 0.5).theory for name in ("tanh", "elu")
    )
    assert gallery("tanh", versus="tanh").versus is None


def test_moving_the_std_draws_nothing_anew():
    one, two = gallery("tanh", std=1.0), gallery("tanh", std=2.0, mean=1.0)
    np.testing.assert_array_equal(one.in_counts, two.in_counts)
    np.testing.assert_allclose(two.in_edges, 1 + 2 * one.in_edges)


def test_single_values_have_a_share_of_their_own():
    assert gallery("relu").atoms == ((0.0, 0.5),)
    assert gallery("elu", alpha=0).atoms == gallery("leaky_relu", slope=0).atoms == ((0.0, 0.5),)
    upper = stats.norm.cdf(2)
    assert gallery("step", mean=2.0).atoms == ((0.0, pytest.approx(1 - upper)), (1.0, pytest.approx(upper)))
    assert gallery("leaky_relu").atoms == gallery("tanh", std=20).atoms == ()


def test_a_dead_output_has_no_gain():
    for name in ("relu", "step"):
        dead = gallery(name, std=0.05, mean=-4)
        assert dead.gain is None and dead.gradient_factor is None
    assert gallery("step", mean=-1).gradient_factor == 0, "alive, but no gradient passes"


# ---- the figure --------------------------------------------------------------------------------------


def test_two_activations_lie_over_each_other_and_have_their_columns():
    figure = gallery_figure(gallery("relu", versus="step", std=2.0))
    layout, drawn = figure.to_dict()["layout"], [trace for trace in figure.data if trace.type == "scatter"]
    for axis in ("y", "y2", "y3"):
        assert [trace.line.dash for trace in drawn if trace.yaxis == axis] == ["solid", "dash"]
    told = [note["text"].split("<br>") for note in layout["annotations"] if note["yanchor"] == "top"][-3:]
    assert told[0][1:] == list(ROWS)
    assert [lines[ROWS.index("E[φ²]") + 1] for lines in told[1:]] == ["2", "0.5"]


def test_the_outline_of_the_outputs_holds_all_that_is_no_single_value():
    for name, share in (("tanh", 1.0), ("relu", 0.5)):
        outline = gallery_figure(gallery(name)).data[-1]
        x, y = np.asarray(outline.x, float), np.asarray(outline.y, float)
        assert np.trapezoid(x, y) == pytest.approx(share, abs=0.01)


def test_slope_and_alpha_are_used_by_either_activation():
    assert {*unused(dict(activation="tanh", versus="none"))} == {"slope", "alpha"}
    assert {*unused(dict(activation="tanh", versus="prelu"))} == {"alpha"}
    assert {*unused(dict(activation="elu", versus="leaky_relu"))} == set()


def test_the_words_name_first_what_passes_on_more():
    words = gallery_lab(activation="softsign", versus="tanh").state.words
    assert words.startswith("tanh passes on more: E[φ²] 0.394, Softsign 0.183.")
    equal = gallery_lab(activation="leaky_relu", versus="prelu").state.words
    assert equal.startswith("Leaky ReLU and PReLU pass on as much: E[φ²] 0.5.")


# ---- how numbers are said ----------------------------------------------------------------------------


def test_numbers_and_shares():
    assert [number(x) for x in (0, -1e-17, -0.5, 1.23456, 6.2e-5)] == ["0", "0", "−0.5", "1.23", "6.2·10⁻⁵"]
    assert [percent(x) for x in (0, 1e-9, 0.0294, 0.5, 1 - 1e-9, 1)] == [
        "0 %", "under 0.01 %", "2.94 %", "50 %", "over 99.99 %", "100 %",
    ]  # fmt: skip


def test_zones_in_words():
    assert where(()) == ""
    assert where(((-math.inf, math.inf),)) == "every z"
    zones = ((-math.inf, -2.0), (-1.0, 0.5), (3.0, math.inf))
    assert where(zones) == "z < −2 or −1 < z < 0.5 or z > 3"
