"""What lesson 08 says of gradients, learning rates and Adam, beside what its presets and sentences hold.

"Depth" counts layers of weights: 64, then depth - 1 hidden layers of 64 units, then 10. Members of one seed
share their noise and every batch. Training at this depth magnifies the rounding of the CPU's kernels: the
numbers beside the bounds are what two kinds of them gave.
"""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from course_lib.checks import check
from course_lib.ensemble import Ensemble
from course_lib.labs import LABS
from course_lib.labs.shared.digit_races import data
from course_lib.labs.training_race import experiment
from course_lib.labs.training_race.lab import final_accuracy
from course_lib.training import train
from course_lib.training.comparison import wins
from course_lib.training.monitors import norms
from tests.lessons.shown import lab_of, result

from .facts import CAUGHT_UP, DEEP, LONG, SHALLOW, TINY, ends, gradients, setting, sizes

# ---- what the weights learn by --------------------------------------------------------------------


def first_gradients(depth):
    """Scheme → ‖∂loss/∂W‖ of each layer as drawn, (depth,): ReLU, all training images, float64."""
    schemes = ("glorot_normal", "he_normal", "standard", "torch_default")
    net = Ensemble(sizes(depth), "relu", schemes, 5, dtype=torch.float64)
    found = norms(net.gradients(data().X_train.astype(float), data().y_train).weights)
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


def test_glorots_first_gradient_is_less_than_a_twentieth_of_he_s_in_every_layer():
    he, glorot = gradients("fair_start")
    assert (glorot < he / 20).all()


def share_that_differs(lr):
    """Of E[a²] in the last hidden layer of 22, what differs across inputs, after one step of SGD."""
    net = Ensemble(sizes(DEEP), "relu", ["glorot_normal"], 3)
    train(net, data().X_train, data().y_train, steps=1, lr=lr, batch_size=32)
    a = net.hidden(data().X_train[:128])[1][-1].double()  # (members, inputs, units)
    return float((a.var(1, unbiased=False).mean(1) / a.square().mean((1, 2))).median())


def test_at_its_own_rate_glorots_gradient_grows_to_the_size_of_he_s():
    """From a twentieth to 0.7 to 2.4 of He's after five epochs, by layer and processor."""
    race = result("own_rate")
    he, glorot = np.median(race.at_shown(race.layers["gradient_norm"]), axis=3)[-1].T
    assert race.layer_epochs[-1] <= 5 and (glorot / he > 0.25).all()


def test_one_step_at_a_large_rate_drowns_the_signal_of_22_layers_in_the_biases():
    assert share_that_differs(1e-9) > 0.03  # 0.10
    assert share_that_differs(4.0) < 1e-4  # 4e-6


# ---- which rates rescue, SGD ----------------------------------------------------------------------


def test_a_larger_rate_rescues_glorot_at_ten_layers_and_none_rescues_pytorchs_default():
    glorot, default = ends(SHALLOW, "glorot_normal"), ends(SHALLOW, "torch_default")
    assert glorot[1] > glorot[0] + 0.05 and glorot[1] > 0.8  # .79 at .02, .90 at .06
    assert glorot[3:].max() < 0.3 and default.max() < 0.15


def test_no_rate_rescues_glorot_at_22_layers():
    assert ends(DEEP, "glorot_normal").max() < 0.35  # .19


# ---- Adam 1e-3, batch 64, 22 layers, twenty epochs -------------------------------------------------


def adam(schemes, seeds):
    """The test accuracy at the end, (schemes, seeds)."""
    net = Ensemble(sizes(DEEP), "relu", schemes, seeds)
    steps = LONG * -(-len(data().X_train) // 64)
    X, y = data().X_train, data().y_train
    history = train(net, X, y, steps=steps, lr=1e-3, optimizer="adam", batch_size=64, chunk=steps)
    assert (history.diverged_at == -1).all()
    return net.evaluate(data().X_test, data().y_test)[1].numpy().reshape(len(schemes), seeds)


def test_after_20_epochs_of_adam_he_and_glorot_overlap():
    he, glorot, torch_default = adam(["he_normal", "glorot_normal", "torch_default"], 8)
    assert np.median(glorot) > CAUGHT_UP / 100 and torch_default.max() <= 0.15, "only the default stays"
    assert min(he.min(), glorot.min()) >= 0.7  # 0.84 to 0.91 and 0.74 to 0.88, where the CPU rounds so
    assert glorot.max() > he.min() and abs(np.median(he) - np.median(glorot)) < 0.08


def test_with_a_tiny_epsilon_adam_brings_pytorchs_default_above_guessing_and_far_below_he(monkeypatch):
    monkeypatch.setattr("course_lib.training.member_block.EPSILON", TINY)
    assert 0.25 < np.median(adam(["torch_default"], 3)) < 0.7  # 0.45 to 0.65 over 8 seeds; He's are above 0.8


def test_adam_at_ten_layers_the_seeds_tell_nothing():
    he, glorot = final_accuracy(lab_of("08", "training_race").result)
    told = wins(he, glorot)
    assert told.seeds == 20 and not told.tells and abs(np.median(he) - np.median(glorot)) < 0.03


# ---- batch normalization ------------------------------------------------------------------------------


def test_with_batch_norm_and_rates_of_their_own_the_starts_are_close():
    race = LABS["training_race"](**setting("batch_norm") | dict(lr=0.1, sweep=True)).result
    assert np.ptp(np.median(final_accuracy(race), axis=1)) < 0.03  # 0.015 with three kinds of kernels


# ---- the exercise's claim -------------------------------------------------------------------------


def test_a_claim_that_twenty_seeds_leave_open_is_unsupported_and_not_refuted():
    found = check("unsupported", "he_uniform", "he_normal", 0)
    assert found.status == "right" and "do not support the claim. They do not refute it either" in found.why
    found = check("unsupported", "torch_default", "he_normal", 0)
    assert found.status == "not yet", "this seed does not support it"


def test_ties_count_one_half_and_the_verdict_says_how_many(monkeypatch):
    a = np.r_[np.full(9, 0.9), np.full(4, 0.8), np.full(7, 0.7)]
    result = SimpleNamespace(accuracy=np.stack([a, np.full(20, 0.8)])[None, None])
    monkeypatch.setattr(experiment, "training_race", lambda *_, **__: iter([(1.0, result)]))
    found = check("unsupported", "he_uniform", "he_normal", 0)
    assert "ahead in 9 of 20 seeds and level in 4, which count one half each" in found.why
    found = check("unsupported", "he_uniform", "he_normal", 9)
    assert found.why.startswith("With seed 9, he_uniform is level")
