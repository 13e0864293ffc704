"""What lessons 03 to 06 say of signals in deep networks before training, as a reader will see it happen.

Seeds are range(10), width 256 and batch 128 unless a test says otherwise. Laws in depth are those of
geometric means over the seeds. The numbers beside the bounds are what these seeds gave. Tests of chance have
a false-alarm rate of P_FALSE = 1e-4 each (with other seeds one would fail in about 1 of 1,000 runs of this
file); their controls must be rejected at P_REJECT = 1e-9.
"""

import math
from functools import cache

import numpy as np
import pytest
import torch
from scipy import stats

from course_lib.ensemble import Ensemble
from course_lib.initializers import TruncatedNormal, VarianceScaling
from course_lib.propagation import propagate
from course_lib.training.monitors import norms
from tests.deep_digits import DATA
from tests.deep_digits import WIDTH as DIGITS_WIDTH

P_FALSE, P_REJECT = 1e-4, 1e-9
WIDTH = 256
FLUCTUATION = 5 / WIDTH  # the variance of ln(q_{ℓ+1}/q_ℓ) from seed to seed in a ReLU network, about


@cache
def signals(schemes, activation, depth, dtype=torch.float32, across=False):
    return propagate(
        dict(schemes) if isinstance(schemes[0], tuple) else schemes, activation, depth, WIDTH, 128,
        seeds=10, histograms=(), dtype=dtype, across=across, weight_gradients=True,
    )  # fmt: skip


def typical(s, name="preactivation_power"):
    """Scheme → the geometric mean over seeds of each layer."""
    values = np.exp(np.log(getattr(s, name)).mean(1))
    return dict(zip(s.schemes, values, strict=True))


def a_layer(values):
    """The factor from one layer to the next, on average over all of them."""
    return (values[-1] / values[0]) ** (1 / (len(values) - 1))


# ---- 5. ReLU: what the three schemes do -----------------------------------------------------------

THREE = ("lecun_normal", "standard", "he_normal")
FACTOR = {"lecun_normal": 1 / 2, "standard": 1 / 6, "he_normal": 1.0}


@pytest.mark.parametrize("scheme", THREE)
def test_relu_multiplies_the_power_by_half_a_sixth_or_1(scheme):
    power = typical(signals(THREE, "relu", 30))
    assert a_layer(power[scheme]) == pytest.approx(FACTOR[scheme], rel=0.05)  # 0.499, 0.166, 0.998
    for other in set(THREE) - {scheme}:
        assert a_layer(power[other]) != pytest.approx(FACTOR[scheme], rel=0.5)


def test_with_he_the_signal_keeps_its_size():
    power = typical(signals(THREE, "relu", 30))
    assert 0.5 <= power["he_normal"][-1] / power["he_normal"][0] <= 2  # 0.95
    assert power["lecun_normal"][-1] / power["lecun_normal"][0] < 1e-8
    assert power["standard"][-1] / power["standard"][0] < 1e-20


@pytest.mark.parametrize("scheme", THREE)
def test_every_layer_does_so_within_chance(scheme):
    s = signals(THREE, "relu", 30)
    steps = np.diff(np.log(s.preactivation_power[THREE.index(scheme)]), axis=1).mean(0)

    def p_value(factor):
        """How likely the means of 29 steps lie this far from ln(factor), and 2.5/width below it."""
        z = (steps - math.log(factor) + FLUCTUATION / 2) / math.sqrt(FLUCTUATION / 10)
        return stats.chi2.sf(np.sum(z**2), len(z))

    assert p_value(FACTOR[scheme]) > P_FALSE
    assert p_value(1.15 * FACTOR[scheme]) < P_REJECT


# ---- 6. PyTorch's default: alive, and blind to its input ------------------------------------------


def test_pytorchs_default_looks_alive_and_is_blind():
    s = signals(("torch_default", "standard", "he_normal"), "relu", 20, torch.float64, across=True)
    differs, power = typical(s, "across_input_variance"), typical(s)
    steps = differs["torch_default"][1:] / differs["torch_default"][:-1]
    assert steps[0] == pytest.approx(0.114, rel=0.05)  # 0.113
    assert a_layer(differs["torch_default"][5:]) == pytest.approx(1 / 6, rel=0.1)  # 0.165
    assert np.abs(steps[5:] * 6 - 1).max() < 0.15
    level = power["torch_default"] / power["torch_default"][-1]
    assert np.abs(level[5:] - 1).max() < 0.1 and (level[:4] > 1.2).all()  # level from layer 6 on
    assert (
        power["torch_default"][-1] > 1e-3 > 1e-12 > differs["torch_default"][-1] / power["torch_default"][-1]
    )
    theory = s.theory.across_input_variance[0]
    assert np.abs(np.log(differs["torch_default"] / theory)).max() < 0.3, "as theory says"
    # without biases nothing levels off, and with He a good part of the signal still differs
    assert a_layer(power["standard"][5:]) == pytest.approx(1 / 6, rel=0.1)
    assert differs["he_normal"][-1] / power["he_normal"][-1] > 0.02


def test_in_float32_what_differs_is_lost_in_rounding_once_it_is_tiny():
    """Not the network's doing: below 1e-14 of the power, two float32 numbers are the same number."""
    s = signals(("torch_default",), "relu", 30)
    share = (s.across_input_variance / s.preactivation_power)[0]
    assert (share[:, 25:] > 1e-17).all() and (share[:, 25:] < 1e-13).all(), (
        "it stays where rounding leaves it"
    )


# ---- 9. Tanh: the gradient ------------------------------------------------------------------------


def test_glorot_keeps_more_of_tanhs_gradient():
    kept = {}
    for name, values in typical(
        signals(("standard", "glorot_normal", "glorot_uniform"), "tanh", 5), "gradient_variance"
    ).items():
        kept[name] = a_layer(values[::-1])
    assert 0.25 <= kept["standard"] <= 0.35  # 0.287
    assert min(kept["glorot_normal"], kept["glorot_uniform"]) >= 0.55  # 0.642, 0.639
    assert max(kept.values()) < 0.75, "and Glorot does not keep all of it"


def test_under_the_standard_scheme_tanhs_gradient_shrinks_but_not_the_weights_gradient():
    """Figures 7 and 8 of Glorot & Bengio (2010): by the factor by which δ falls downward, a falls upward."""
    s = signals(("standard", "glorot_normal", "glorot_uniform"), "tanh", 5)
    delta, weights = typical(s, "gradient_power"), typical(s, "weight_gradient_power")
    assert delta["standard"][-1] / delta["standard"][0] > 100  # 147; Glorot's 5.9
    assert np.ptp(np.log(weights["standard"])) < 0.1  # 5 % from the largest to the smallest
    for name in ("glorot_normal", "glorot_uniform"):
        assert np.ptp(np.log(weights[name])) < 0.4  # 32 %, and 20 times as large
        assert (weights[name] > 15 * weights["standard"]).all()


# ---- On digits: by what the weights learn ---------------------------------------------------------


def first_gradients(depth):
    """Scheme → ‖∂loss/∂W‖ of each layer as drawn, (depth,): ReLU, all training images, float64."""
    schemes = ("glorot_normal", "he_normal", "standard", "torch_default")
    sizes = (64, *[DIGITS_WIDTH] * (depth - 1), 10)
    net = Ensemble(sizes, "relu", schemes, 5, dtype=torch.float64)
    found = norms(net.gradients(DATA.X_train.astype(float), DATA.y_train).weights)
    return dict(zip(schemes, np.exp(np.log(found).reshape(depth, -1, 5).mean(2)).T, strict=True))


@pytest.mark.parametrize("depth, glorot", [(10, 0.04), (22, 5e-4), (30, 2e-5)])
def test_the_weights_gradient_is_level_over_depth_unless_biases_hold_the_signal_up(depth, glorot):
    """Glorot's is too small in every layer alike; that of PyTorch's default is so in the lower layers."""
    size = first_gradients(depth)
    for name in ("glorot_normal", "he_normal", "standard"):
        assert size[name].max() < 3 * size[name].min(), name  # at most 2.5, 1.7 and 2.1 times
    assert glorot / 2.5 < size["glorot_normal"].min() and size["glorot_normal"].max() < 1.5 * glorot
    ratio = size["torch_default"][-1] / size["torch_default"][0]
    assert ratio > {10: 10, 22: 5e5, 30: 5e8}[depth]  # 42, 1.7e6 and 3.0e9
    assert size["torch_default"][-1] > 5e-3  # 0.01: the weights of "standard", and biases


# ---- 10. Tanh: the signal -------------------------------------------------------------------------


def test_under_glorot_a_tanh_network_decays_like_1_over_twice_the_depth():
    s = signals(("glorot_normal", "he_normal"), "tanh", 50)
    depth = s.layers[9:]
    law = {name: values[9:] * 2 * depth for name, values in typical(s).items()}
    assert (law["glorot_normal"] >= 0.85).all() and (law["glorot_normal"] <= 1.25).all()  # 1.00 to 1.15
    assert law["he_normal"].min() > 10  # 12.4 to 62.6: it settles at another size


# ---- 11. A truncated normal without its correction ------------------------------------------------


def test_the_cut_without_the_correction_costs_a_quarter_of_the_variance_a_layer():
    cut, corrected = TruncatedNormal(0, WIDTH**-0.5), VarianceScaling(1, "fan_in", "truncated_normal")
    assert cut.std((WIDTH, WIDTH)) / corrected.std((WIDTH, WIDTH)) == pytest.approx(0.8796, abs=1e-4)
    power = typical(signals((("cut", cut), ("corrected", corrected)), "identity", 30))
    assert power["cut"][1:] / power["cut"][:-1] == pytest.approx(0.774, rel=0.03)  # 0.758 to 0.785
    assert a_layer(power["cut"]) == pytest.approx(0.774, rel=0.01)
    assert a_layer(power["corrected"]) == pytest.approx(1, rel=0.01)


# ---- 14. SELU normalizes itself -------------------------------------------------------------------


def test_selu_with_lecun_normal_finds_mean_0_and_variance_1():
    def send(scheme, seeds):
        inputs = np.random.default_rng(0).normal(0.5, 1.5, (256, WIDTH))
        return propagate(
            [scheme], "selu", 50, WIDTH, inputs=inputs, seeds=seeds, histograms=(), across=False
        )  # fmt: skip

    def mean_and_variance(s):
        variance = s.activation_variance[0, :, -1]
        return np.sqrt(s.activation_power[0, :, -1] - variance), variance

    s = send("lecun_normal", 10)
    mean, variance = mean_and_variance(s)
    assert mean.max() < 0.05 and np.abs(s.preactivation_mean[..., -1]).max() < 0.05  # 0.032 and 0.034
    assert variance.min() >= 0.9 and variance.max() <= 1.1  # 0.93 to 1.09
    assert np.exp(np.log(s.preactivation_power[0, :, -1]).mean()) == pytest.approx(1, abs=0.1)  # 1.01
    assert s.preactivation_power[0, :, 0].min() > 2, "that is not where it started"
    mean, variance = mean_and_variance(send("he_normal", 3))
    assert mean.min() > 1 and variance.min() > 100, "with He it is blown up"


# ---- what finite width does -----------------------------------------------------------------------


@cache
def loss_of_width(width, seeds, activation="relu", scheme="he_normal", depth=60):
    """-ln(q_depth / q_1) · width / depth of one input: its mean over seeds, and the standard error."""
    inputs = np.tile(np.random.default_rng(0).standard_normal(width), (2, 1))
    s = propagate(
        [scheme], activation, depth + 1, width, inputs=inputs, seeds=seeds, histograms=(), across=False
    )  # fmt: skip
    lost = -np.log(s.preactivation_power[0, :, -1] / s.preactivation_power[0, :, 0]) * width / depth
    return lost.mean(), lost.std(ddof=1) / math.sqrt(seeds)


def p_loss(found, wanted):
    return 2 * stats.norm.sf(abs(found[0] - wanted) / found[1])


WIDTHS = ((32, 200), (64, 100), (128, 40))


@pytest.mark.parametrize(("width", "seeds"), WIDTHS)
def test_he_falls_below_theory_like_exp_of_2_5_depths_over_width(width, seeds):
    """With batches of 128, depth 100 and 400, 200 and 60 seeds: 2.52, 2.54 and 2.17 (± 0.06, 0.12, 0.32)."""
    assert p_loss(loss_of_width(width, seeds), 2.5) > P_FALSE


def test_the_widths_together_tell_2_5_from_a_whole_one_more_or_less():
    found = np.array([loss_of_width(width, seeds) for width, seeds in WIDTHS])
    weight = found[:, 1] ** -2
    pooled = found[:, 0] @ weight / weight.sum(), weight.sum() ** -0.5
    assert abs(pooled[0] - 2.5) < 0.3 and p_loss(pooled, 2.5) > P_FALSE
    assert p_loss(pooled, 3.5) < P_REJECT > p_loss(pooled, 1.5)


def test_without_relu_it_is_exp_of_depth_over_width():
    found = loss_of_width(32, 200, "identity", "lecun_normal")
    assert p_loss(found, 1.0) > P_FALSE and p_loss(found, 2.5) < P_REJECT


def test_the_plain_mean_over_seeds_does_not_fall():
    """Theory is right of E[z²]: a few large networks make up for the many small ones."""
    s = propagate(["he_normal"], "relu", 20, 32, 8, seeds=600, histograms=(), across=False)
    ratio = s.preactivation_power[0, :, -1] / s.theory.preactivation_power[0, -1]
    error = ratio.std(ddof=1) / math.sqrt(len(ratio))
    assert 2 * stats.norm.sf(abs(ratio.mean() - 1) / error) > P_FALSE
    assert np.exp(np.log(ratio).mean()) < 0.35 and np.median(ratio) < 0.5  # exp(-2.5 · 20/32) = 0.21
