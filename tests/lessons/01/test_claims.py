"""The tutorials' claims 1 to 4, which lesson 01 settles: what its presets and sentences do not show.

Runs are float64 with the seeds written here, on widths that are powers of two, where equal units stay equal
to the last bit.
"""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch

from course_lib.activations import ACTIVATIONS
from course_lib.datasets import circles
from course_lib.ensemble import Ensemble
from course_lib.initializers import Constant, Normal
from course_lib.labs.shared.plane import distinct_units
from course_lib.labs.zero_start.experiment import zero_start
from course_lib.training import train
from tests.lessons.shown import last, result

from . import answers
from .facts import random_W2, symmetric

DATA = circles()
X, Y = DATA.X_train.astype(np.float64), DATA.y_train


def network(sizes, entries, activation="tanh", seeds=(0,), **more):
    return Ensemble(sizes, activation, {"start": entries}, seeds, dtype=torch.float64, **more)


def largest(tensors):
    return max(float(one.abs().max()) for one in tensors)


# ---- 1. "With zeros every neuron of each layer learns the same thing": half true ------------------

# More points of one class than of the other: the output bias has work to do.
LOPSIDED = np.concatenate([np.flatnonzero(Y == 0), np.flatnonzero(Y == 1)[:50]])


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("depth", [1, 4])
def test_claim_1_zeros_learn_nothing_but_the_output_bias(depth, activation):
    inputs, classes = X[LOPSIDED], Y[LOPSIDED]
    share = classes.mean()
    assert abs(share - 0.5) > 0.1
    net = network((2, *[8] * depth, 1), "zeros", activation)
    watch = {
        "weights": lambda e: torch.tensor(largest(e.gradients(inputs, classes).weights)),
        "biases": lambda e: torch.tensor(largest(e.gradients(inputs, classes).biases[:-1])),
    }
    history = train(net, inputs, classes, steps=400, lr=0.5, observe=watch, observe_every=20)
    assert np.all(history.observed["weights"] == 0) and np.all(history.observed["biases"] == 0)
    assert largest(net.weights) == 0 == largest(net.biases[:-1])
    assert float(net.biases[-1]) == pytest.approx(math.log(share / (1 - share)), abs=1e-3)


def test_claim_1_is_true_of_units_that_do_not_give_0_for_0():
    net = network((2, 8, 1), "zeros", "sigmoid")
    train(net, X[LOPSIDED], Y[LOPSIDED], steps=50, lr=0.5)
    assert largest(net.weights[:1]) > 0 and same_units(net)


def test_biases_that_are_not_zero_move_zero_weights():
    net = network((2, 8, 1), "zeros", biases=Normal(0, 1))
    assert largest(net.gradients(X, Y).weights[1:]) > 0.01


# ---- 2. "No constant breaks symmetry": true, exactly ----------------------------------------------


def same_units(net):
    """Whether the units of each hidden layer have equal weights in, equal biases and equal weights out."""
    inward = all(bool((W[..., :1] == W).all()) for W in net.weights[:-1])
    biased = all(bool((b == b[..., :1]).all()) for b in net.biases[:-1])
    outward = all(bool((W[..., :1, :] == W).all()) for W in net.weights[1:])
    return inward and biased and outward


def alike(row, units):
    """Incoming weights that differ from input to input, but not from unit to unit."""
    return np.repeat(np.array(row)[:, None], units, axis=1)


def moved(net, steps, lr=0.1):
    before = [W.clone() for W in net.weights]
    history = train(net, X, Y, steps=steps, lr=lr, chunk=steps)
    assert np.all(history.diverged_at < 0)
    return largest([W - old for W, old in zip(net.weights, before, strict=True)])


@pytest.mark.parametrize("hidden", [(8,), (2, 8, 4)])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_claim_2_no_constant_breaks_symmetry(activation, hidden):
    for constant in (0.5, -1.0, 0.63, 0.1):
        net = network((2, *hidden, 1), [np.full(s, constant) for s in pairwise((2, *hidden, 1))], activation)
        learns = moved(net, 100) > 0
        assert learns or constant < 0, "below 0 a ReLU or a step unit may be dead"
        assert same_units(net), "what they learn is the same"


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_claim_2_a_unit_may_weigh_its_inputs_differently(activation):
    net = network(
        (2, 4, 4, 1), [alike([0.3, -0.7], 4), np.full((4, 4), 0.4), np.full((4, 1), 0.9)], activation
    )
    assert moved(net, 500) > 0 and same_units(net)
    assert float((net.weights[0][0, 0] - net.weights[0][0, 1]).abs().min()) > 0.1, "across inputs they differ"


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_no_constant_does_better(activation):
    for c in (-2.0, -1.0, 0.1, 0.5, 0.63, 1.0):
        run = symmetric(start="constant", data="moons", c=c, activation=activation, steps=2000)
        assert np.all(run.distinct == 1) and run.accuracy < 0.9
        assert np.abs(run.loss - run.twin).max() < 1e-12, "the dashed curve covers the solid one"


@pytest.mark.parametrize("optimizer", ["momentum", "adam"])
def test_momentum_adam_and_minibatches_change_nothing(optimizer):
    net = network((2, 8, 1), Constant(0.5))
    train(net, X, Y, steps=400, lr=0.05, optimizer=optimizer, batch_size=32)
    W1, W2 = net.weights[0][0], net.weights[1][0]
    assert float((W1 - W1[:, :1]).abs().max()) < 1e-12 and float((W2 - W2[:1]).abs().max()) < 1e-12
    assert float((W1 - 0.5).abs().max()) > 0.01


@pytest.mark.parametrize("share, parts", [(0.0, False), (0.5, True)])
def test_dropout_parts_equal_units(share, parts):
    inputs, classes = (torch.as_tensor(a, dtype=torch.float64) for a in (X, Y))
    W1, W2 = (torch.full(s, 0.5, dtype=torch.float64, requires_grad=True) for s in ((2, 8), (8, 1)))
    torch.manual_seed(0)
    logits = torch.nn.functional.dropout(torch.tanh(inputs @ W1), share) @ W2
    torch.nn.functional.binary_cross_entropy_with_logits(logits[:, 0], classes).backward()
    assert (float((W2.grad - W2.grad[:1]).abs().max()) > 1e-3) == parts


# ---- 3. "Zeros are fine for logistic regression": true where an optimum exists --------------------


def test_claim_3_needs_data_that_no_line_separates():
    rng = np.random.default_rng(3)
    inputs = np.concatenate([rng.normal(-2, 0.5, (100, 2)), rng.normal(2, 0.5, (100, 2))])
    classes = np.repeat([0, 1], 100)
    net = network((2, 1), ["zeros"], "identity")
    sizes = []
    for _ in range(4):
        train(net, inputs, classes, steps=2500, lr=1.0, chunk=1000)
        sizes.append(float(net.weights[0].norm()))
    assert np.all(np.diff(sizes) > 0.1), "they grow like ln t for ever"


# ---- 4. "Random values break symmetry": true, and tiny ones do it late ----------------------------


def test_the_count_of_distinct_units_falls_again_but_they_are_not_tied():
    run = result("noise")
    assert run.distinct.max() > run.distinct[-1] > 1
    small = np.abs(run.W1[-1]).max(axis=0) < 0.1
    assert small.sum() == run.width - run.distinct[-1] + 1, "small, within 0.01 of each other"
    assert len(np.unique(run.W1[-1], axis=1).T) == run.width


def test_a_few_of_the_seeds_after_7_need_more_steps():
    assert 1 <= sum(random_W2(seed).accuracy <= 0.9 for seed in range(8, 26)) <= 6


# ---- zeros in a part of the network ---------------------------------------------------------------


def test_biases_may_start_at_zero():
    assert np.median(last(zero_start("biases", 2000)).accuracy, axis=1).min() > 0.85


def test_zeros_in_the_first_layer_cost_thousands_of_steps_with_tanh():
    late = last(zero_start("first", 10_000)).accuracy
    zero, rival = np.median(late, axis=1)
    assert 0.5 < zero < 0.9 < 0.95 < rival


def test_zeros_in_the_first_layer_never_move_with_relu():
    net = Ensemble((2, 8, 1), "relu", {"first": ["zeros", "he_normal"]}, seeds=3)
    assert largest(net.gradients(X, Y).weights) == 0
    assert not np.any(train(net, X, Y, steps=500, lr=0.5).final_accuracy > 0.6)
    assert largest(net.weights[:1]) == 0


# ---- exercise: which zeros leave a unit without a feature of its own ------------------------------

rng = np.random.default_rng(0)
DRAWN = {"W1": rng.normal(0, 0.5, (2, 8)), "W2": rng.normal(0, 0.5, (8, 1))}
STARTS = {  # W1, W2, activation, biases
    answers.ROW: (DRAWN["W1"] * [[1], [0]], DRAWN["W2"], "tanh", None),
    answers.ALIKE: (np.full((2, 8), 0.5), np.zeros((8, 1)), "tanh", None),
    answers.BIASES: (np.zeros((2, 8)), np.zeros((8, 1)), "tanh", Normal(0, 1)),
    answers.RELU: (np.zeros((2, 8)), DRAWN["W2"], "relu", None),
    answers.ONE: (DRAWN["W1"] * (np.arange(8) > 0), DRAWN["W2"] * (np.arange(8) > 0)[:, None], "tanh", None),
}


@pytest.mark.parametrize("zero", answers.TRUTH)
def test_the_exercise_is_right_about_what_may_start_at_zero(zero):
    W1, W2, activation, biases = STARTS[zero]
    net = network((2, 8, 1), [W1, W2], activation, biases=biases)
    train(net, X, Y, steps=3000, lr=0.5)
    moved = [np.abs(new[0].numpy() - old) for new, old in zip(net.weights, (W1, W2), strict=True)]
    each_moves = (moved[0].max(axis=0) > 0).all() and (moved[1] > 0).all()
    differ = distinct_units(net.weights[0][0].numpy(), tolerance=1e-6) == 8
    assert (each_moves and differ) == answers.TRUTH[zero]
