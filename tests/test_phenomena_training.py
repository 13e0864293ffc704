"""What the first lessons say of trained networks, as a reader will see it happen."""

import numpy as np
import pytest
import torch

from course_lib.datasets import circles, digits, moons
from course_lib.ensemble import Ensemble
from course_lib.initializers import Constant, Normal
from course_lib.training import stream, train

TIMES_10 = Normal(0, 10)
CIRCLES = circles()
X, Y = CIRCLES.X_train, CIRCLES.y_train


def double(*args, **kwargs):
    return Ensemble(*args, dtype=torch.float64, **kwargs)


# ---- 1. the three-way race ------------------------------------------------------------------

RACE = {"sizes": (2, 10, 5, 1), "activation": "relu"}
LONG = {"steps": 15_000, "lr": 0.01, "chunk": 1000}


def legacy_he():
    """He weights as NumPy's global generator gave them for years: (out, in), layer by layer."""
    draws = np.random.RandomState(0)
    return [(draws.randn(o, i) * np.sqrt(2 / i)).T for i, o in ((2, 10), (10, 5), (5, 1))]


@pytest.fixture(scope="module")
def race():
    """Final training accuracies: scheme -> (seeds,)."""
    accuracies = {}
    for label, scheme, seeds in (("he", "he_normal", 40), ("big", TIMES_10, 12), ("zeros", "zeros", 1)):
        h = train(Ensemble(**RACE, initializers=scheme, seeds=seeds), X, Y, **LONG)
        accuracies[label] = h.final_accuracy
    return accuracies


@pytest.mark.slow
def test_race_he_learns(race):
    assert np.median(race["he"]) >= 0.98 and (race["he"] < 0.9).sum() <= 2


@pytest.mark.slow
def test_race_zeros_never_leave_a_half(race):
    assert (race["zeros"] == 0.5).all()


@pytest.mark.slow
def test_race_times_10_gets_stuck_somewhere_in_between(race):
    # most seeds lie between 0.6 and 0.9; a few do better or worse, which is why one is no evidence
    assert 0.65 <= np.median(race["big"]) <= 0.9
    assert (race["big"] < 0.5).sum() == 0 and ((race["big"] >= 0.6) & (race["big"] <= 0.9)).mean() >= 0.5
    assert np.median(race["he"]) > np.quantile(race["big"], 0.75)


@pytest.mark.slow
def test_race_the_one_seed_that_misleads():
    e = double(**RACE, initializers=[legacy_he()], seeds=1)
    h = train(e, X, Y, **LONG)
    assert h.final_accuracy[0] == pytest.approx(0.72, abs=0.02)
    # and it had not even stopped there: it was only slow
    assert train(e, X, Y, **LONG).final_accuracy[0] >= 0.95


def test_race_first_losses():
    e = Ensemble(**RACE, initializers={"zeros": "zeros", "big": TIMES_10, "he": "he_normal"}, seeds=20)
    loss = e.gradients(X, Y).loss.reshape(3, 20).numpy()
    np.testing.assert_allclose(loss[0], np.log(2), rtol=1e-6)
    assert np.median(loss[1]) > 50 and np.median(loss[2]) < 2


# ---- 2. symmetry ----------------------------------------------------------------------------

NET = {"sizes": (2, 8, 1), "activation": "tanh"}


def spread(e):
    """How far the units of the first layer have parted: max |W1 - mean over units|, a member."""
    return (e.weights[0] - e.weights[0].mean(2, keepdim=True)).abs().amax((1, 2))


def distinct_units(W1):
    return len({tuple(column) for column in W1.T.tolist()})


@pytest.mark.parametrize("depth", [1, 3])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_zeros_learn_nothing_but_the_output_bias(depth, activation):
    e = double((2, *[8] * depth, 1), activation, ["zeros"], 1)
    unequal = Y.copy()
    unequal[:30] = 1  # so that there is something for the output bias to learn
    h = train(e, X, unequal, steps=500, lr=0.5)
    assert all((w == 0).all() for w in e.weights) and all((b == 0).all() for b in e.biases[:-1])
    assert e.biases[-1].item() == pytest.approx(np.log(unequal.mean() / (1 - unequal.mean())), abs=1e-6)
    assert h.loss[-1] < h.loss[0]


def test_zeros_have_hidden_gradients_of_exactly_0_and_loss_ln_2():
    e = double(**NET, initializers=["zeros"], seeds=1)
    look = {"g": lambda e: e.gradients(X, Y).weights[0]}
    h = train(e, X, Y, steps=2000, lr=0.5, observe=look, observe_every=100)
    assert (h.observed["g"] == 0).all()
    np.testing.assert_allclose(h.loss, np.log(2), atol=1e-12)


@pytest.mark.parametrize("width", [2, 4, 8])  # at 16 some processors' rounding parts them
def test_a_constant_leaves_one_distinct_unit_for_ever(width):
    e = double((2, width, 1), "tanh", [Constant(0.5)], 1)
    for _ in stream(e, X, Y, steps=5000, lr=0.5, chunk=500):
        assert distinct_units(e.weights[0][0]) == 1
    assert not torch.allclose(e.weights[0][0, 0], e.weights[0][0, 1])  # across inputs they differ
    free = double((2, width, 1), "tanh", ["he_normal"], 1)
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
    many = double((2, n, 1), "tanh", [Constant(0.5)], 1)
    one = double((2, 1, 1), "tanh", [[Constant(0.5), Constant(0.5 * n)]], 1)
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
    plain = double((2, 1, 1), "tanh", [[Constant(0.5), Constant(0.5 * n)]], 1)
    assert np.abs(train(plain, X, Y, steps=steps, lr=lr).loss - h.loss).max() > 1e-3


def test_constant_first_layer_with_a_random_second_is_enough():
    e = double(**NET, initializers=[[Constant(0.5), "he_normal"]], seeds=5)
    h = train(e, X, Y, steps=10_000, lr=0.5, chunk=1000)
    assert h.final_accuracy.min() >= 0.9


def test_noise_of_1e_12_frees_the_units_after_thousands_of_steps():
    e = double(**NET, initializers=[Constant(0.5, noise=1e-12)], seeds=5)
    h = train(e, X, Y, steps=8000, lr=0.5, observe={"spread": spread}, observe_every=50)
    parted = h.observed_steps[(h.observed["spread"] > 0.01).argmax(0)]
    assert (h.observed["spread"][-1] > 0.01).all()
    assert ((parted >= 3000) & (parted <= 8000)).all()
    single = Ensemble(**NET, initializers=[Constant(0.5, noise=1e-12)], seeds=1)
    assert distinct_units(single.weights[0][0]) == 1  # in float32, 0.5 + 1e-12 is 0.5


# ---- 3. where zeros are fine ----------------------------------------------------------------


def test_logistic_regression_reaches_the_same_optimum_from_zeros():
    data = moons(noise=0.2)
    e = double((2, 1), initializers=["zeros", "normal"], seeds=4)
    start = spread_of_members(e)
    h = train(e, data.X_train, data.y_train, steps=10_000, lr=1.0, chunk=1000)
    assert start > 1 and spread_of_members(e) < 1e-6 and np.ptp(h.loss[-1]) < 1e-12
    g = e.gradients(data.X_train, data.y_train)
    assert g.weights[0].abs().max() < 1e-8  # it is the optimum, not merely the same place
    assert h.loss[-1].min() > 0.05  # and it exists: no line separates the data


def spread_of_members(e):
    return max((p - p[:1]).abs().max().item() for p in e.weights + e.biases)


# ---- 4. the first loss ----------------------------------------------------------------------


def test_first_loss_on_digits():
    data = digits(standardize="global")
    entries = {"zero head": ["he_normal", "zeros"], "N(0, 1)": "normal"}
    e = Ensemble((64, 64, 10), "relu", entries, 10)
    loss = e.evaluate(data.X_train, data.y_train)[0].reshape(2, 10).numpy()
    np.testing.assert_allclose(loss[0], np.log(10), atol=1e-3)
    # seeds lie between about 60 and 105
    assert 30 <= np.median(loss[1]) <= 100 and (loss[1] >= 30).all() and (loss[1] <= 100).mean() >= 0.7
