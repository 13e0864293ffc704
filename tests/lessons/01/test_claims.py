"""The tutorials' claims 1 to 4, which lesson 01 settles, and what the lesson says beside them.

Runs are float64 with the seeds written here, on widths that are powers of two, where equal units stay equal
to the last bit.
"""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from scipy import optimize

from course_lib.activations import ACTIVATIONS
from course_lib.datasets import circles, moons
from course_lib.ensemble import Ensemble
from course_lib.initializers import Constant, Normal
from course_lib.labs.zero_start.experiment import zero_start
from course_lib.training import stream, train
from tests.lessons.shown import changed, last

from .facts import symmetric

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
@pytest.mark.parametrize("depth", [1, 2, 3, 4, 5])
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


def test_claim_1_needs_units_that_give_0_for_0():
    net = network(
        (2, 8, 1), "zeros", "sigmoid"
    )  # a sigmoid unit gives 1/2 for 0: the claim itself is true of it
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


@pytest.mark.parametrize("hidden", [(8,), (4, 4), (2, 8, 4)])
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


def test_claim_2_one_other_weight_is_enough_to_part_two_units():
    entries = [alike([0.3, -0.7], 4), np.full((4, 1), 0.9)]
    entries[1][2] += 1e-3
    net = network((2, 4, 1), entries)
    moved(net, 500)
    columns = net.weights[0][0].T
    assert not same_units(net) and bool((columns[2] != columns[0]).any())
    assert bool((columns[[1, 3]] == columns[0]).all()), "the other three stay one unit"


def distinct_units(W1):
    return len({tuple(column) for column in W1.T.tolist()})


@pytest.mark.parametrize("width", [2, 4, 8])  # at 16 some processors' rounding parts them
def test_a_constant_leaves_one_distinct_unit_for_ever(width):
    e = network((2, width, 1), Constant(0.5))
    for _ in stream(e, X, Y, steps=5000, lr=0.5, chunk=500):
        assert distinct_units(e.weights[0][0]) == 1
    assert not torch.allclose(e.weights[0][0, 0], e.weights[0][0, 1])  # across inputs they differ
    free = network((2, width, 1), "he_normal")
    assert distinct_units(free.weights[0][0]) == width  # negative control


@pytest.mark.parametrize("n", [2, 8])
def test_n_equal_units_are_one_unit_with_other_learning_rates(n):
    """The exact equivalence.

    n units with equal incoming weights w, bias b and outgoing weight v send n·v·φ(x·w + b)
    upwards: what one unit with outgoing weight u = n·v sends. A step of rate lr moves each v by
    lr·g, so u moves by n·lr·g; it moves w by lr·v·(…) = (lr/n)·u·(…). So the layer is one unit
    with rate lr/n on what comes in, n·lr on what goes out, and lr on the output's bias.
    """
    lr, steps = 0.5, 2000
    many = network((2, n, 1), Constant(0.5))
    one = network((2, 1, 1), [Constant(0.5), Constant(0.5 * n)])
    h = train(many, X, Y, steps=steps, lr=lr)
    losses = []
    for _ in range(steps):
        g = one.gradients(X, Y)
        losses.append(g.loss.item())
        one.weights[0] -= lr / n * g.weights[0]
        one.biases[0] -= lr / n * g.biases[0]
        one.weights[1] -= n * lr * g.weights[1]
        one.biases[1] -= lr * g.biases[1]
    np.testing.assert_allclose(h.loss[:, 0], losses, rtol=0, atol=1e-12)
    torch.testing.assert_close(many.weights[0][0, :, :1], one.weights[0][0], rtol=0, atol=1e-11)
    torch.testing.assert_close(many.weights[1].sum(), one.weights[1].sum(), rtol=0, atol=1e-11)
    # negative control: the same rate everywhere is another run
    plain = network((2, 1, 1), [Constant(0.5), Constant(0.5 * n)])
    assert np.abs(train(plain, X, Y, steps=steps, lr=lr).loss - h.loss).max() > 1e-3


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_no_constant_does_better(activation):
    for c in (-2.0, 0.1, 0.5, 1.0):
        run = symmetric(start="constant", data="moons", c=c, activation=activation, steps=2000)
        assert np.all(run.distinct == 1) and run.accuracy < 0.9
        assert np.abs(run.loss - run.twin).max() < 1e-12, "the dashed curve covers the solid one"


@pytest.mark.parametrize("optimizer", ["momentum", "adam"])
def test_momentum_adam_and_minibatches_change_nothing(optimizer):
    net = Ensemble(
        (2, 8, 1), "tanh", {"half": [np.full((2, 8), 0.5), np.full((8, 1), 0.5)]}, [0], dtype=torch.float64
    )
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

STEPS = 10_000


def logistic(points, seeds=range(4)):
    """Starts at zero and at N(0, 1), trained; (weights and bias (starts, 3), loss (starts,))."""
    inputs, classes = points
    starts = {"zeros": ["zeros"], "random": ["normal"]}
    net = Ensemble((2, 1), "identity", starts, seeds, dtype=torch.float64)
    train(net, inputs, classes, steps=STEPS, lr=1.0, chunk=1000)
    loss = net.evaluate(inputs, classes)[0].numpy()
    return np.concatenate([net.weights[0][:, :, 0], net.biases[0]], axis=1), loss


def test_claim_3_logistic_regression_ends_at_one_optimum():
    points = moons(300, noise=0.2)
    inputs, classes = points.X_train.astype(np.float64), points.y_train
    found, loss = logistic((inputs, classes))
    assert np.ptp(found, axis=0).max() < 1e-6 and np.ptp(loss) < 1e-6

    def objective(w):
        z = inputs @ w[:2] + w[2]
        return np.mean(np.logaddexp(0, z) - classes * z)

    best = optimize.minimize(objective, np.ones(3), tol=1e-12)  # another method, another start
    assert np.abs(found - best.x).max() < 1e-4 and abs(loss[0] - best.fun) < 1e-9


def test_claim_3_needs_data_that_no_line_separates():
    rng = np.random.default_rng(3)
    inputs = np.concatenate([rng.normal(-2, 0.5, (100, 2)), rng.normal(2, 0.5, (100, 2))])
    classes = np.repeat([0, 1], 100)
    net = network((2, 1), ["zeros"])
    sizes = []
    for _ in range(4):
        train(net, inputs, classes, steps=STEPS // 4, lr=1.0, chunk=1000)
        sizes.append(float(net.weights[0].norm()))
    # The weights grow like ln t for ever: no optimum is reached, from zero or from anywhere.
    assert np.all(np.diff(sizes) > 0.1)
    assert np.ptp(logistic((inputs, classes))[0], axis=0).max() > 1e-3


# ---- 4. "Random values break symmetry": true, and tiny ones do it late ----------------------------


def spread(e):
    """How far the units of the first layer have parted: max |W1 - mean over units|, a member."""
    return (e.weights[0] - e.weights[0].mean(2, keepdim=True)).abs().amax((1, 2))


def test_claim_4_noise_of_1e_12_frees_the_units_after_thousands_of_steps():
    e = network((2, 8, 1), Constant(0.5, noise=1e-12), seeds=range(5))
    h = train(e, X, Y, steps=8000, lr=0.5, observe={"spread": spread}, observe_every=50)
    parted = h.observed_steps[(h.observed["spread"] > 0.01).argmax(0)]
    assert (h.observed["spread"][-1] > 0.01).all()
    assert ((parted >= 3000) & (parted <= 8000)).all()
    single = Ensemble((2, 8, 1), "tanh", [Constant(0.5, noise=1e-12)], 1)
    assert distinct_units(single.weights[0][0]) == 1  # in float32, 0.5 + 1e-12 is 0.5


def test_the_count_of_distinct_units_falls_again_but_they_are_not_tied():
    run = symmetric(start="noisy", noise=-12, steps=8000)
    assert run.distinct.max() > run.distinct[-1] > 1
    small = np.abs(run.W1[-1]).max(axis=0) < 0.1
    assert small.sum() == run.width - run.distinct[-1] + 1, "small, within 0.01 of each other"
    assert len(np.unique(run.W1[-1], axis=1).T) == run.width


def test_a_few_of_the_seeds_after_7_need_more_steps():
    def behind(seeds):
        return sum(changed("constant_W1", seed=seed).accuracy <= 0.9 for seed in seeds)

    assert behind(range(8)) == 0 and 1 <= behind(range(8, 26)) <= 6


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
