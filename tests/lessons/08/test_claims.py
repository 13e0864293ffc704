"""What lesson 08 says of gradients, learning rates and Adam: deep ReLU networks on handwritten digits.

"Depth" counts layers of weights: 64, then depth - 1 hidden layers of 64 units, then 10. Members of one seed
share their noise and every batch. Training at this depth magnifies the rounding of the CPU's kernels: the
numbers beside the bounds are what two kinds of them gave.
"""

import numpy as np
import pytest
import torch

from course_lib.ensemble import Ensemble
from course_lib.initializers import INITIALIZERS
from course_lib.training import train
from course_lib.training.monitors import norms
from tests.lessons.deep_digits import DATA, WIDTH, run

from .facts import CAUGHT_UP, DEEP, LONG, SHALLOW, TINY, ends, first_look

# ---- what the weights learn by --------------------------------------------------------------------


def first_gradients(depth):
    """Scheme → ‖∂loss/∂W‖ of each layer as drawn, (depth,): ReLU, all training images, float64."""
    schemes = ("glorot_normal", "he_normal", "standard", "torch_default")
    sizes = (64, *[WIDTH] * (depth - 1), 10)
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


def test_glorots_first_steps_are_a_smaller_share_of_the_weights_in_every_layer():
    for layer in range(10):
        he, glorot = first_look("fair_start", "update_ratio", layer)
        assert glorot < he / 10


def share_that_differs(lr):
    """Of E[a²] in the last hidden layer of 22, what differs across inputs, after one step of SGD."""
    net = Ensemble((64, *[WIDTH] * (DEEP - 1), 10), "relu", ["glorot_normal"], 3)
    train(net, DATA.X_train, DATA.y_train, steps=1, lr=lr, batch_size=32)
    a = net.hidden(DATA.X_train[:128])[1][-1].double()  # (members, inputs, units)
    return float((a.var(1, unbiased=False).mean(1) / a.square().mean((1, 2))).median())


def test_one_step_at_a_large_rate_drowns_the_signal_of_22_layers_in_the_biases():
    assert share_that_differs(1e-9) > 0.03  # 0.10
    assert share_that_differs(4.0) < 1e-4  # 4e-6


def test_normal_and_uniform_draws_of_one_seed_share_no_noise():
    he, twin, uniform = (
        INITIALIZERS[name]((64, 64), seed=3).ravel() for name in ("he_normal", "glorot_normal", "he_uniform")
    )
    assert np.corrcoef(he, twin)[0, 1] > 0.999999 and abs(np.corrcoef(he, uniform)[0, 1]) < 0.06


# ---- which rates rescue, SGD ----------------------------------------------------------------------


def test_a_larger_rate_rescues_glorot_at_ten_layers_and_none_rescues_pytorchs_default():
    glorot, default = ends(SHALLOW, "glorot_normal"), ends(SHALLOW, "torch_default")
    assert glorot[1] > glorot[0] + 0.05 and glorot[1] > 0.8  # .79 at .02, .90 at .06
    assert glorot[3:].max() < 0.3 and default.max() < 0.15


def test_no_rate_rescues_glorot_at_22_layers():
    assert ends(DEEP, "glorot_normal").max() < 0.35  # .19


# ---- Adam 1e-3, batch 64, eight seeds -------------------------------------------------------------

ADAM = {"optimizer": "adam", "lr": 1e-3, "batch": 64, "seeds": 8}


THREE = ("he_normal", "glorot_normal", "torch_default")


def test_after_20_epochs_of_adam_he_and_glorot_overlap():
    he, glorot, torch_default = run(THREE, 22, LONG, **ADAM).accuracy.values()
    assert np.median(glorot) > CAUGHT_UP / 100 and torch_default.max() <= 0.15, "only the default stays"
    assert min(he.min(), glorot.min()) >= 0.7  # 0.84 to 0.91 and 0.74 to 0.88, where the CPU rounds so
    assert glorot.max() > he.min() and abs(np.median(he) - np.median(glorot)) < 0.08


def test_with_a_tiny_epsilon_adam_brings_pytorchs_default_above_guessing_and_far_below_he(monkeypatch):
    monkeypatch.setattr("course_lib.training.member_block.EPSILON", TINY)
    [ends] = run(["torch_default"], 22, LONG, **ADAM | {"seeds": 3}).accuracy.values()
    assert 0.25 < np.median(ends) < 0.7  # 0.45 to 0.65 over 8 seeds; He's are above 0.8


def test_at_depth_3_adam_trains_all_three_alike():
    medians = [np.median(one) for one in run(THREE, 3, 5, **ADAM).accuracy.values()]
    assert min(medians) >= 0.8 and np.ptp(medians) < 0.05
