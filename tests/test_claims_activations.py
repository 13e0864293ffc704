"""The tutorials' claims about activations that lesson 06 settles, one verdict a test, by number.

Expectations are over a normal z, by quadrature; `test_gallery.py` holds them to closed forms and draws.
"""

import math

import numpy as np
import pytest

from course_lib.activations import ACTIVATIONS, leaky_relu, relu, sigmoid, softsign, tanh
from course_lib.activations.saturation import dead_intervals, saturated_intervals, share_in
from course_lib.labs.gallery.experiment import gallery

Z = np.linspace(-30, 30, 6001)
STDS = (0.05, 0.5, 1.0, 3.0, 20.0)

# ---- 9. "Sigmoid outputs are positive, so the next layer's input mean is not 0": true --------------


@pytest.mark.parametrize("std", STDS)
def test_claim_9_the_mean_of_sigmoid_outputs_is_a_half_for_any_std(std):
    assert np.all(sigmoid(Z) > 0)
    assert gallery("sigmoid", std=std).theory.mean == pytest.approx(0.5, abs=1e-9)
    for centred in ("tanh", "softsign", "identity"):
        assert gallery(centred, std=std).theory.mean == pytest.approx(0, abs=1e-9)


def test_claim_9_most_of_what_it_sends_on_is_the_same_for_every_input():
    """The next layer's z has E[z²] ∝ E[φ²], of which only Var φ differs from input to input."""
    told = {name: gallery(name).theory.variance / gallery(name).theory.power for name in ("sigmoid", "tanh")}
    assert told["sigmoid"] == pytest.approx(0.148, abs=0.001)
    assert told["tanh"] == pytest.approx(1, abs=1e-9)


def test_claim_9_is_true_of_relu_too():
    assert gallery("relu").theory.mean == pytest.approx(1 / math.sqrt(2 * math.pi))
    assert gallery("softplus").theory.mean > 0.5


# ---- 10. "Xavier suits sigmoid, tanh and softsign, as they are symmetric about 0": not sigmoid -----


@pytest.mark.parametrize("act", [tanh, softsign], ids=lambda act: act.name)
def test_claim_10_tanh_and_softsign_are_symmetric_about_0_with_slope_1_there(act):
    np.testing.assert_array_equal(act(-Z), -act(Z))
    assert act.derivative(0.0) == 1


def test_claim_10_sigmoid_is_symmetric_about_a_half_with_slope_a_quarter():
    assert np.max(np.abs(sigmoid(-Z) + sigmoid(Z))) == pytest.approx(1), "it is not odd"
    np.testing.assert_allclose(sigmoid(-Z), 1 - sigmoid(Z), atol=1e-15)
    assert (sigmoid(0.0), sigmoid.derivative(0.0)) == (0.5, 0.25)


def test_claim_10_a_small_signal_keeps_its_std_through_tanh_and_a_quarter_of_it_through_sigmoid():
    kept = {name: gallery(name, std=0.05).theory.std / 0.05 for name in ("tanh", "softsign", "sigmoid")}
    assert kept["tanh"] == pytest.approx(1, abs=0.01)
    assert kept["softsign"] == pytest.approx(1, abs=0.1)
    assert kept["sigmoid"] == pytest.approx(0.25, abs=0.01)


# ---- 21. "tanh is zero-centred but still saturates; sigmoid barely moves for large inputs": true ---


def test_claim_21_tanh_is_zero_centred_and_saturates():
    shares = [gallery("tanh", std=std).theory.flat for std in STDS]
    assert np.all(np.diff(shares) > 0)
    assert shares[0] < 1e-12 and 0.45 < shares[3] < 0.5 and shares[4] > 0.9
    assert all(abs(gallery("tanh", std=std).theory.mean) < 1e-9 for std in STDS)
    assert gallery("identity", std=20.0).theory.flat == 0, "the measure does not find it everywhere"


def test_claim_21_sigmoid_barely_moves_for_large_inputs():
    assert sigmoid(10.0) - sigmoid(5.0) < 0.007 and sigmoid(-5.0) - sigmoid(-10.0) < 0.007
    assert sigmoid.derivative(5.0) < 0.03 * sigmoid.derivative(0.0)
    assert (
        share_in(saturated_intervals(sigmoid), [-5.0, 5.0]) == 1
        and share_in(saturated_intervals(sigmoid), [-4.0, 4.0]) == 0
    )
    assert relu(10.0) - relu(5.0) == 5, "ReLU moves as much as its input does"


def test_claim_21_tanh_saturates_at_half_the_input_at_which_sigmoid_does():
    """tanh z = 2 σ(2z) - 1."""
    np.testing.assert_allclose(
        2 * np.array(saturated_intervals(tanh)), saturated_intervals(sigmoid), rtol=1e-9
    )


# ---- 22. "A ReLU unit can die; leaky ReLU keeps a small gradient": true ----------------------------


def test_claim_22_a_relu_below_0_passes_no_gradient_at_all():
    dead = gallery("relu", std=0.05, mean=-4.0)
    assert dead.sample.slope_power == 0 and dead.sample.power == 0 and dead.sample.flat == 1
    assert dead.gain is None, "and no scale of the next weights mends it"
    alive = gallery("relu")
    assert alive.theory.slope_power == pytest.approx(0.5), "a centred z meets the slope 1 half of the time"


def test_claim_22_a_leaky_relu_there_keeps_its_slope():
    leak = gallery("leaky_relu", slope=0.01, std=0.05, mean=-4.0)
    assert leak.theory.slope_power == pytest.approx(0.01**2)
    assert np.all(leaky_relu.derivative(Z) >= 0.01)
    assert leak.gain == pytest.approx(100), "weights of the right scale bring the signal back"
    assert leak.gradient_factor == pytest.approx(1)
    assert gallery("leaky_relu", slope=0.0, std=0.05, mean=-4.0).theory.slope_power == 0, "the leak does it"


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_claim_22_only_relu_and_step_can_die_in_exact_arithmetic(name):
    assert bool(dead_intervals(ACTIVATIONS[name])) == (name in ("relu", "step"))
