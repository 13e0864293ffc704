"""The tutorials' claims about depth that lesson 05 settles, by number; seeds are range(5), lr 0.01, batch 32.

"Depth" counts layers of weights. Schemes are compared seed by seed: they share the noise and every batch.
"""

from functools import cache

import numpy as np

from course_lib.initializers import VarianceScaling
from tests.deep_digits import GUESSING, run

DEEP, EPOCHS = 30, 8


@cache
def relu(depth):
    """He, Glorot, and Glorot with twice the variance, under ReLU."""
    doubled = VarianceScaling(2, "fan_avg", "normal")
    return run({"he": "he_normal", "glorot": "glorot_normal", "doubled": doubled}, depth, EPOCHS)


# ---- 13. "Xavier fails in deep ReLU networks, He does not": true of plain SGD ----------------------


def test_claim_13_glorot_is_still_guessing_when_he_has_learned_half():
    accuracy, loss, _ = relu(DEEP)
    assert accuracy["glorot"].max() <= 0.2 and np.abs(loss["glorot"] - GUESSING).max() < 0.05  # 0.10, all
    assert accuracy["he"].min() >= 0.3 and loss["he"].max() < 2  # 0.46 to 0.59


def test_claim_13_the_missing_factor_is_2():
    """Glorot with twice the variance is He's scheme wherever fan in = fan out: in all layers but the last."""
    accuracy, loss, _ = relu(DEEP)
    assert accuracy["doubled"].min() >= 0.3 and loss["doubled"].max() < 2  # 0.44 to 0.67


def test_claim_13_holds_for_leaky_relu_and_uniform_draws():
    schemes = ("he_uniform", "glorot_uniform")
    accuracy, loss, _ = run(schemes, DEEP, EPOCHS, activation="leaky_relu")
    assert accuracy["he_uniform"].min() >= 0.3  # 0.50 to 0.66
    assert accuracy["glorot_uniform"].max() <= 0.2 and np.abs(loss["glorot_uniform"] - GUESSING).max() < 0.05


# ---- 11. "Xavier is for shallow networks, He for deep ones": a rule of thumb ------------------------


def test_claim_11_what_decides_is_the_activation():
    """The scheme, depth, noise and batches of the stall above; only the activation is another."""
    accuracy, loss, _ = run({"glorot": "glorot_normal"}, DEEP, EPOCHS, activation="tanh")
    assert accuracy["glorot"].min() >= 0.65 and loss["glorot"].max() < 1


def test_claim_11_depth_decides_how_visible_the_mistake_is():
    gaps = []
    for depth in (3, 10, DEEP):
        accuracy, loss, _ = relu(depth)
        assert (loss["glorot"] > loss["he"]).all(), "it is there at any depth, in every seed"
        gaps.append(np.median(accuracy["he"]) - np.median(accuracy["glorot"]))
    assert abs(gaps[0]) < 0.05, "at depth 3 the accuracy does not show it"  # -0.01
    assert min(gaps[1:]) > 0.3  # 0.47 at depth 10, 0.48 at depth 30
    assert np.median(relu(3).accuracy["glorot"]) > 0.8 > 0.6 > np.median(relu(10).accuracy["glorot"])


def test_claim_11_he_is_no_scheme_for_depth_alone():
    """Shallow or deep, He learns under ReLU, and under tanh as well: depth is not what it is for."""
    for depth, activation in ((3, "relu"), (3, "tanh"), (10, "tanh")):
        assert run(["he_normal"], depth, EPOCHS, activation=activation).accuracy["he_normal"].min() >= 0.75
