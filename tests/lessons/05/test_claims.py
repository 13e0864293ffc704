"""What lesson 05 says of ReLU, of fan-in and fan-out, and of finite width, beside presets and sentences.

Tests of chance accept at P_FALSE = 1e-4 each; their controls must be rejected at P_REJECT = 1e-9.
"""

import math
from functools import cache

import numpy as np
import pytest
from scipy import stats

from course_lib.initializers import VarianceScaling
from course_lib.propagation import propagate
from tests.lessons.measured import middle
from tests.lessons.shown import lab_of

P_FALSE, P_REJECT = 1e-4, 1e-9

# ---- what He's scheme keeps -----------------------------------------------------------------------


@pytest.mark.parametrize("law", ["uniform", "laplace", "standard_cauchy", "standard_normal"])
def test_a_symmetric_z_need_not_be_normal(law):
    half = getattr(np.random.default_rng(0), law)(size=999)
    z = np.concatenate([half, -half])
    assert np.mean(np.maximum(z, 0) ** 2) == pytest.approx(np.mean(z**2) / 2)
    lopsided = z + 0.5
    assert np.mean(np.maximum(lopsided, 0) ** 2) != pytest.approx(np.mean(lopsided**2) / 2, rel=1e-3)


def test_lecun_falls_beside_he_on_the_same_noise():
    both = lab_of("05", "signals").result
    ratio = both.signals.preactivation_power / both.versus.preactivation_power
    assert np.allclose(ratio / 2.0 ** np.arange(1, 31), 1, rtol=1e-3), "in every network"


def test_the_weights_gradient_is_two_to_the_29_times_smaller_under_glorot_in_every_layer():
    two = ["he_normal", "glorot_normal"]
    found = propagate(two, "relu", depth=30, width=64, seeds=2, weight_gradients=True, histograms=())
    he, glorot = found.weight_gradient_power
    np.testing.assert_allclose(he / glorot, 2.0**29, rtol=1e-3)
    assert 1e8 < 2**29 < 1e9, "hundreds of millions"


def test_claim_14_fan_in_keeps_the_signal_fan_out_the_gradient_and_the_other_telescopes():
    """Each layer misses by n_out/n_in, backward, or n_in/n_out, forward: of all ratios two fans are left."""
    fans = np.array((256, 192, 160, 128, 96, 64, 32))
    schemes = {fan: VarianceScaling(2, fan, "normal") for fan in ("fan_in", "fan_out")}
    s = propagate(schemes, "relu", sizes=list(fans), seeds=40, histograms=())
    signal, gradient = s.preactivation_power.mean(1), s.gradient_power.mean(1)  # theory's mean over seeds
    assert signal[0] == pytest.approx(2, rel=0.1) and gradient[1] == pytest.approx(1, rel=0.1)
    assert gradient[0, 0] == pytest.approx(fans[-1] / fans[1], rel=0.1)  # 0.167
    assert signal[1, -1] / signal[1, 0] == pytest.approx(fans[1] / fans[-1], rel=0.1)  # 6
    np.testing.assert_allclose(s.theory.gradient_power[0], fans[-1] / fans[1:], rtol=1e-12)
    forward = s.theory.preactivation_power[1]
    np.testing.assert_allclose(forward / forward[0], fans[1] / fans[1:], rtol=1e-12)


def test_claim_14_the_variance_over_units_is_kept_and_what_depends_on_the_input_shrinks():
    s = propagate(["he_normal"], "relu", 20, 256, seeds=10, histograms=())
    assert middle(s.activation_variance / s.activation_power) == pytest.approx(1 - 1 / math.pi, rel=0.05)
    differs = middle(s.across_input_variance)
    assert differs[0] == pytest.approx(2, rel=0.05) and differs[-1] < 0.2
    assert middle(s.preactivation_power) == pytest.approx(2, rel=0.3)  # 1.87 to 2.41


# ---- what finite width does -----------------------------------------------------------------------


def one_input(seeds, depth, width=64):
    """E[z²] of He's networks that see a single input, (seeds, layers)."""
    inputs = np.tile(np.random.default_rng(5).standard_normal(width), (2, 1))
    kept = dict(inputs=inputs, seeds=seeds, histograms=(), across=False)
    return propagate(["he_normal"], "relu", depth, width, **kept).preactivation_power[0]


def test_a_layer_s_factor_scatters_by_the_root_of_5_over_n():
    powers = one_input(600, 3)
    factors = powers[:, 1:] / powers[:, :-1]
    assert factors.mean() == pytest.approx(1, abs=0.04)  # five standard errors
    assert factors.std() == pytest.approx(math.sqrt(5 / 64), rel=0.1)


@cache
def loss_of_width(width, seeds):
    """-ln(q_60 / q_1) · width / 60 of one input: its mean over seeds, and the standard error."""
    powers = one_input(seeds, 61, width)
    lost = -np.log(powers[:, -1] / powers[:, 0]) * width / 60
    return lost.mean(), lost.std(ddof=1) / math.sqrt(seeds)


def p_loss(found, wanted):
    return 2 * stats.norm.sf(abs(found[0] - wanted) / found[1])


def test_he_falls_below_theory_like_exp_of_2_5_depths_over_width():
    """With batches of 128, depth 100 and 400, 200 and 60 seeds: 2.52, 2.54 and 2.17 (± 0.06, 0.12, 0.32)."""
    found = np.array([loss_of_width(width, seeds) for width, seeds in ((32, 200), (64, 100), (128, 40))])
    assert all(p_loss(one, 2.5) > P_FALSE for one in found)
    weight = found[:, 1] ** -2
    pooled = found[:, 0] @ weight / weight.sum(), weight.sum() ** -0.5
    assert abs(pooled[0] - 2.5) < 0.3 and p_loss(pooled, 2.5) > P_FALSE
    assert p_loss(pooled, 3.5) < P_REJECT > p_loss(pooled, 1.5), "and not by one more or less"


def test_the_plain_mean_over_seeds_does_not_fall():
    """Theory is right of E[z²]: a few large networks make up for the many small ones."""
    s = propagate(["he_normal"], "relu", 20, 32, 8, seeds=600, histograms=(), across=False)
    ratio = s.preactivation_power[0, :, -1] / s.theory.preactivation_power[0, -1]
    error = ratio.std(ddof=1) / math.sqrt(len(ratio))
    assert 2 * stats.norm.sf(abs(ratio.mean() - 1) / error) > P_FALSE
    assert np.exp(np.log(ratio).mean()) < 0.35 and np.median(ratio) < 0.5  # exp(-2.5 · 20/32) = 0.21
    assert np.sort(ratio)[-60:].sum() > 0.25 * ratio.sum(), "carried by a few large ones"


def test_the_mean_over_128_inputs_follows_the_law_for_one():
    many = propagate(["he_normal"], "relu", depth=100, width=64, seeds=150, histograms=())
    left = middle(many.preactivation_power)[-1] / (2 * math.exp(-2.5 * 100 / 64))
    assert 0.55 < left < 1.8  # 0.9; the standard error is a factor of 1.3
