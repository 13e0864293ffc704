"""The tutorials' claims that lessons 00 to 02 settle, one verdict a test, by number.

Runs are float64 with the seeds written here, on widths that are powers of two, where equal units stay equal
to the last bit. Statistical tests accept at P_FALSE = 1e-4 each (at these fixed seeds they pass; with other
seeds one would fail in about 1 of 250 runs of this file) and must reject their controls at 1e-9.
"""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from scipy import optimize, stats

from course_lib.activations import ACTIVATIONS
from course_lib.datasets import circles, moons
from course_lib.ensemble import Ensemble
from course_lib.initializers import INITIALIZERS, TruncatedNormal, glorot_normal, he_normal
from course_lib.labs.symmetry.experiment import symmetry
from course_lib.training import train

P_FALSE, P_REJECT = 1e-4, 1e-9
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


def parting(start, noise=-12, steps=5500, seed=0):
    for _, run in symmetry(start, 0.5, noise, 8, "tanh", 0.5, steps, seed):  # noqa: B007 - the last is wanted
        pass
    return run.parted


def test_claim_4_any_noise_breaks_symmetry_only_later():
    assert parting("random", steps=0) == 0
    steps = [parting("noisy", noise) for noise in (-3, -6, -12)]
    assert 0 < steps[0] < steps[1] < steps[2] < 5500
    assert parting("constant") is None, "and none never does"


@pytest.mark.parametrize("seed", [1, 2])
def test_claim_4_holds_for_other_noise(seed):
    assert 3000 < parting("noisy", -12, 8000, seed) < 8000


# ---- 7. "Random init means N(0, 1), that is, very small values": contradicts itself ---------------


@pytest.mark.parametrize("fan_in", [4, 16, 64, 256, 1024])
def test_claim_7_a_standard_normal_is_large_for_any_fan_in_above_a_few(fan_in):
    shape = (fan_in, 2000)
    normal = INITIALIZERS["normal"]
    assert normal.std(shape) / he_normal.std(shape) == pytest.approx(math.sqrt(fan_in / 2))
    inputs = np.where(np.random.default_rng(7).random(fan_in) < 0.5, -1.0, 1.0)  # of size 1
    sums = inputs @ normal(shape, seed=7, dtype=np.float64)
    assert p_std(sums, math.sqrt(fan_in)) > P_FALSE, "a unit's sum has a std of √fan_in"
    assert p_std(inputs @ he_normal(shape, seed=7, dtype=np.float64), math.sqrt(2)) > P_FALSE
    assert p_std(sums, math.sqrt(2)) < (P_FALSE if fan_in == 4 else P_REJECT)
    assert np.mean(np.abs(normal(shape, seed=7)) > 0.1) > 0.9, "nor are its values small"


def p_std(values, std):
    """The chance of a sample variance this far off, if the values are normal with that std."""
    chi = float(np.sum(np.asarray(values) ** 2)) / std**2
    return 2 * min(stats.chi2.cdf(chi, len(values)), stats.chi2.sf(chi, len(values)))


# ---- 15. "Glorot normal draws a normal": PyTorch yes, Keras a truncated one of the same std -------

SHAPE = (400, 500)


def p_normal(w, std):
    return stats.kstest(np.ravel(w).astype(np.float64), stats.norm(0, std).cdf).pvalue


def test_claim_15_pytorch_draws_an_untruncated_normal():
    w = torch.empty(SHAPE[::-1])  # (out, in)
    torch.nn.init.xavier_normal_(w, generator=torch.Generator().manual_seed(15))
    std = glorot_normal.std(SHAPE)
    assert p_normal(w, std) > P_FALSE and p_std(w.ravel().double(), std) > P_FALSE
    beyond = int((w.abs() > 2 * std).sum())
    assert stats.binomtest(beyond, w.numel(), 2 * stats.norm.sf(2)).pvalue > P_FALSE, "4.6 % beyond 2 std"


def test_claim_15_keras_draws_a_truncated_one_of_the_same_std():
    keras, std = glorot_normal.truncate(), glorot_normal.std(SHAPE)
    w = keras(SHAPE, seed=15, dtype=np.float64)
    assert keras.std(SHAPE) == pytest.approx(std, rel=1e-12)
    error = std * math.sqrt((stats.truncnorm(-2, 2).stats("k") + 2) / (4 * w.size))
    assert 2 * stats.norm.sf(abs(w.std() - std) / error) > P_FALSE
    assert np.abs(w).max() <= keras.limit(SHAPE) < 2.28 * std, "it cannot go beyond 2.27 std"
    assert p_normal(w, std) < P_REJECT, "the same std, another shape"


def test_claim_15_without_the_correction_the_std_is_too_small():
    cut = TruncatedNormal(0, glorot_normal.std(SHAPE))
    assert cut.std(SHAPE) == pytest.approx(0.8796 * glorot_normal.std(SHAPE), rel=1e-4)
    assert p_std(cut(SHAPE, seed=15, dtype=np.float64).ravel(), glorot_normal.std(SHAPE)) < P_REJECT


# ---- 23. "Uniform draws are neither sorted nor evenly spaced": true -------------------------------


def p_unsorted(draws):
    """Of n independent draws, (n - 1) / 2 follow a smaller one, with variance (n + 1) / 12."""
    n = len(draws)
    z = (np.sum(np.diff(draws) > 0) - (n - 1) / 2) / math.sqrt((n + 1) / 12)
    return 2 * stats.norm.sf(abs(z))


def p_runs(draws):
    """Runs above and below the median: n / 2 + 1, variance near n / 4 (Wald & Wolfowitz, 1940)."""
    above, n = draws > np.median(draws), len(draws)
    runs = 1 + np.sum(above[1:] != above[:-1])
    return 2 * stats.norm.sf(abs(runs - n / 2 - 1) / math.sqrt(n / 4))


def p_gaps(draws):
    """n gaps of sorted draws: n times the sum of their squares is 2, variance 4 / n (Greenwood, 1946)."""
    gaps = np.diff(np.sort(draws))
    gaps, n = gaps / gaps.sum(), len(gaps)
    return 2 * stats.norm.sf(abs(n * np.sum(gaps**2) - 2) * math.sqrt(n) / 2)


@pytest.mark.parametrize("name", ["uniform", "glorot_uniform", "he_uniform", "lecun_uniform", "standard"])
def test_claim_23_uniform_draws_are_independent(name):
    draws = INITIALIZERS[name]((100, 100), seed=23, dtype=np.float64).ravel()
    assert min(p_unsorted(draws), p_runs(draws), p_gaps(draws)) > P_FALSE


def test_claim_23_the_controls_are_told_apart():
    rng = np.random.default_rng(23)
    ruler, drawn = np.linspace(0, 1, 10_000), rng.random(10_000)
    assert max(p_unsorted(ruler), p_runs(ruler), p_gaps(ruler)) < P_REJECT
    shuffled = rng.permutation(ruler)
    assert p_gaps(shuffled) < P_REJECT and min(p_unsorted(shuffled), p_runs(shuffled)) > P_FALSE
    in_order = np.sort(drawn)
    assert p_gaps(in_order) > P_FALSE and max(p_unsorted(in_order), p_runs(in_order)) < P_REJECT


@pytest.mark.parametrize("p_value", [p_unsorted, p_runs, p_gaps])
def test_claim_23_the_tests_alarm_as_often_as_they_say(p_value):
    alarms = sum(p_value(np.random.default_rng(seed).random(2000)) < 0.05 for seed in range(1000))
    assert stats.binomtest(alarms, 1000, 0.05).pvalue > P_FALSE
