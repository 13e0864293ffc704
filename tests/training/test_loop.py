"""Training: streamed, cancelled, in parts and batches, and when it diverges.

That a step is the right one is seen in tests/ensemble, against torch's own networks and optimizers
(test_blocks) and against the reference (test_reference).
"""

import numpy as np
import pytest
import torch

from course_lib.ensemble import Ensemble
from course_lib.initializers import get
from course_lib.training import OPTIMIZERS, History, minibatches, stream, train

RNG = np.random.default_rng(0)
X = RNG.standard_normal((70, 2))
CIRCLE = ((X**2).sum(1) < 1).astype(int)
LR = {"sgd": 0.1, "momentum": 0.05, "adam": 0.01, "adamw": 0.01}


def make(sizes=(2, 8, 8, 1), activation="tanh", schemes=("he_normal", "torch_default"), seeds=2, **more):
    return Ensemble(sizes, activation, list(schemes), seeds, **{"dtype": torch.float64, **more})


# ---- exactness ------------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_float32_agrees_loosely(optimizer):
    one, other = make(), make(dtype=torch.float32)
    other.parameters_flat.copy_(one.parameters_flat)
    wide, narrow = (
        train(e, X, CIRCLE, steps=50, lr=LR[optimizer], optimizer=optimizer) for e in (one, other)
    )
    assert narrow.loss.dtype == np.float32 and wide.loss[-1].mean() < wide.loss[0].mean()
    np.testing.assert_allclose(narrow.loss, wide.loss, atol=1e-4)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("batch_size", [None, 16])
def test_a_rate_for_each_member(optimizer, batch_size):
    rates = np.array([0.0, 0.01, 0.03, 0.02])
    how = {"steps": 60, "optimizer": optimizer, "batch_size": batch_size}
    e = make()
    h = train(e, X, CIRCLE, lr=rates, **how)
    for m, rate in enumerate(rates):
        one = train(make(), X, CIRCLE, lr=float(rate), **how)
        np.testing.assert_allclose(h.loss[:, m], one.loss[:, m], rtol=0, atol=1e-12)
    assert torch.equal(e.weights[0][0], make().weights[0][0])  # lr 0 moves nothing


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_parts_change_nothing(monkeypatch, optimizer):
    how = {"steps": 60, "lr": LR[optimizer], "optimizer": optimizer}
    e = make(seeds=5)
    whole = train(e, X, CIRCLE, **how)
    monkeypatch.setattr(Ensemble, "parts", lambda self, batch: [slice(0, 3), slice(3, 4), slice(4, 10)])
    f = make(seeds=5)
    parts = train(f, X, CIRCLE, **how)
    np.testing.assert_allclose(parts.loss, whole.loss, rtol=0, atol=1e-12)
    torch.testing.assert_close(f.parameters_flat, e.parameters_flat, rtol=1e-10, atol=1e-10)


def test_the_same_again_and_with_another_number_of_threads():
    histories = []
    threads = torch.get_num_threads()
    try:
        for n in (1, 1, 2):
            torch.set_num_threads(n)
            histories.append(train(make(), X, CIRCLE, steps=100, batch_size=16))
    finally:
        torch.set_num_threads(threads)
    np.testing.assert_array_equal(histories[0].loss, histories[1].loss)
    np.testing.assert_allclose(histories[0].loss, histories[2].loss, rtol=0, atol=1e-12)


# ---- batches --------------------------------------------------------------------------------


def test_minibatches_are_a_permutation_an_epoch():
    order = minibatches(10, 4, seed=1)
    epochs = [[next(order) for _ in range(3)] for _ in range(2)]
    assert [len(b) for b in epochs[0]] == [4, 4, 2]
    rows = [torch.cat(e).tolist() for e in epochs]
    assert all(sorted(r) == list(range(10)) for r in rows) and rows[0] != rows[1]
    assert torch.equal(next(minibatches(10, 4, seed=1)), epochs[0][0])
    assert not torch.equal(next(minibatches(10, 4, seed=2)), epochs[0][0])
    assert next(minibatches(10, 10)) is None and next(minibatches(10, 99)) is None


def test_all_members_see_the_same_batches():
    e = Ensemble((2, 4, 1), initializers={"a": "he_normal", "b": "he_normal"}, seeds=1)
    h = train(e, X, CIRCLE, steps=40, batch_size=16, seed=5)
    np.testing.assert_array_equal(h.loss[:, 0], h.loss[:, 1])
    other = train(
        Ensemble((2, 4, 1), initializers=["he_normal"], seeds=1), X, CIRCLE, steps=40, batch_size=16
    )
    assert not np.array_equal(h.loss[:, :1], other.loss)  # another order
    assert h.steps_per_epoch == 5
    np.testing.assert_allclose(h.final_accuracy, h.accuracy[-5:].mean(0))


# ---- the stream -----------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_cancelled_stream_is_the_prefix_of_the_whole(optimizer):
    how = {"lr": LR[optimizer], "optimizer": optimizer, "batch_size": 32}
    how |= {"X_test": X[:20], "y_test": CIRCLE[:20], "observe": {"W1": lambda e: e.weights[0]}}
    whole = train(make(), X, CIRCLE, steps=60, chunk=10, observe_every=4, **how)
    e = make()
    running = stream(e, X, CIRCLE, steps=60, chunk=10, observe_every=4, **how)
    for h in running:
        if h.done == 30:
            running.close()
    assert (h.done, h.steps, h.finished) == (30, 60, False) and whole.finished
    for name in ("loss", "accuracy"):
        np.testing.assert_array_equal(getattr(h, name), getattr(whole, name)[:30])
    for name in ("test_steps", "test_loss", "test_accuracy"):
        np.testing.assert_array_equal(getattr(h, name), getattr(whole, name)[:3])
    np.testing.assert_array_equal(h.observed["W1"], whole.observed["W1"][:8])
    np.testing.assert_array_equal(h.observed_steps, [0, 4, 8, 12, 16, 20, 24, 28])
    # the ensemble stands where 30 steps lead
    f = make()
    train(f, X, CIRCLE, steps=30, **{**how, "observe": None})
    assert torch.equal(e.parameters_flat, f.parameters_flat)
    np.testing.assert_allclose(e.evaluate(X[:20], CIRCLE[:20])[0], h.test_loss[-1])


@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_chunks_change_nothing(chunk):
    whole, e, f = train(a := make(), X, CIRCLE, steps=50), make(), make()
    h = train(e, X, CIRCLE, steps=50, chunk=chunk)
    np.testing.assert_array_equal(h.loss, whole.loss)
    assert torch.equal(e.parameters_flat, a.parameters_flat)
    lengths = [len(h.loss) for h in stream(f, X, CIRCLE, steps=50, chunk=chunk)]
    assert lengths == [min(50, i) for i in range(chunk, 50 + chunk, chunk)]


def test_progress_and_cancel():
    seen, asked = [], iter([False, True])
    telling = dict(progress=lambda done, total: seen.append((done, total)), cancel=lambda: next(asked))
    h = train(make(), X, CIRCLE, steps=100, chunk=30, **telling)
    assert seen == [(30, 100), (60, 100)] and h.done == 60


def test_earlier_histories_stay_as_they_were():
    running = stream(make(), X, CIRCLE, steps=40, chunk=10)
    first = next(running)
    copy = first.loss.copy()
    *_, last = running
    np.testing.assert_array_equal(first.loss, copy)
    assert np.shares_memory(first.loss, last.loss)  # views: a long run copies nothing
    with pytest.raises(ValueError, match="read-only"):
        first.loss[0, 0] = 0
    with pytest.raises(AttributeError):
        first.done = 3


def test_loss_is_that_before_the_update_and_observe_looks_before_it_too():
    e = make()
    before = e.gradients(X, CIRCLE)
    look = {
        "g": lambda e: e.gradients(X, CIRCLE).weights[0],
        "loss": lambda e: e.evaluate(X, CIRCLE)[0].numpy(),
    }
    h = train(e, X, CIRCLE, steps=20, lr=0.1, observe=look)
    np.testing.assert_allclose(h.loss[0], before.loss, rtol=1e-14)
    np.testing.assert_allclose(h.observed["loss"], h.loss, rtol=1e-13)
    np.testing.assert_allclose(h.observed["g"][0], before.weights[0], rtol=1e-13)
    f = make()
    np.testing.assert_array_equal(train(f, X, CIRCLE, steps=20, lr=0.1).loss, h.loss)  # looking is free


def test_accuracy_and_by_scheme():
    e = make(schemes=("zeros", "he_normal", "normal"), seeds=3)
    start = e.copy()
    h = train(e, X, CIRCLE, steps=30, X_test=X[:9], y_test=CIRCLE[:9], observe={"b": lambda e: e.biases[-1]})
    np.testing.assert_allclose(h.accuracy[0], start.evaluate(X, CIRCLE)[1])
    by = h.by_scheme("loss")
    assert list(by) == ["zeros", "he_normal", "normal"]
    np.testing.assert_array_equal(by["he_normal"], h.loss[:, 3:6])
    assert h.by_scheme("b")["zeros"].shape == (30, 3, 1)
    assert h.by_scheme("test_accuracy")["normal"].shape == (2, 3)
    assert h.by_scheme(h.final_accuracy)["normal"].shape == h.by_scheme("diverged_at")["zeros"].shape == (3,)
    with pytest.raises(ValueError, match=r"quantity must be one of loss,.*b, got 'los'"):
        h.by_scheme("los")
    with pytest.raises(ValueError, match="9 members on axis 1"):
        h.by_scheme(np.zeros((4, 2)))


def test_training_goes_on_from_where_it_stands():
    e, f = make(), make()
    train(e, X, CIRCLE, steps=30)
    train(e, X, CIRCLE, steps=20)
    train(f, X, CIRCLE, steps=50)
    assert torch.equal(e.parameters_flat, f.parameters_flat)
    e.reset()
    assert torch.equal(e.parameters_flat, make().parameters_flat)


# ---- divergence -----------------------------------------------------------------------------

WILD = {"tame": "he_normal", "wild": get("normal")}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("chunk", [1, 4, 25])
def test_divergence_is_named_and_contained(optimizer, chunk):
    observe = {"W": lambda e: e.weights[0]} if chunk == 4 else None
    e = Ensemble((2, 8, 8, 1), "relu", WILD, 2)
    rates = np.array([0.01, 0.01, 0.01, 1e30 if "adam" in optimizer else 1e15])
    start = e.copy()
    how = {"steps": 60, "lr": rates, "optimizer": optimizer, "chunk": chunk, "observe": observe}
    h = train(e, X, CIRCLE, X_test=X, y_test=CIRCLE, **how)
    at = h.diverged_at[3]
    assert at >= 1 and (h.diverged_at[:3] == -1).all()
    for values in (h.loss, h.accuracy, h.test_loss, h.test_accuracy, *h.observed.values()):
        assert np.isfinite(values).all()
    assert (h.loss[at:, 3] == h.loss[at, 3]).all() and (h.accuracy[at:, 3] == h.accuracy[at, 3]).all()
    assert torch.isfinite(e.parameters_flat).all()
    # frozen where the loss was finite still
    np.testing.assert_allclose(e.evaluate(X, CIRCLE)[0][3], h.loss[at, 3], rtol=1e-5)
    # the others never noticed
    calm = start.copy()
    h2 = train(calm, X, CIRCLE, **{**how, "lr": 0.01})
    assert (h2.diverged_at == -1).all()  # negative control: nothing diverges by itself
    np.testing.assert_allclose(h.loss[:, :3], h2.loss[:, :3], rtol=1e-4, atol=1e-5)


def test_divergence_does_not_depend_on_chunks_and_parts(monkeypatch):
    def run(chunk):
        e = Ensemble((2, 8, 8, 1), "relu", WILD, 3, dtype=torch.float64)
        h = train(e, X, CIRCLE, steps=50, lr=np.array([0.01] * 4 + [1e60, 1e90]), chunk=chunk)
        return h, e.parameters_flat

    (h, end), (g, other) = run(25), run(1)
    np.testing.assert_array_equal(h.diverged_at, g.diverged_at)
    assert (h.diverged_at[4:] >= 1).all()
    np.testing.assert_array_equal(h.loss, g.loss)
    assert torch.equal(end, other)
    monkeypatch.setattr(Ensemble, "parts", lambda self, batch: [slice(i, i + 1) for i in range(6)])
    (p, _) = run(25)
    np.testing.assert_array_equal(h.diverged_at, p.diverged_at)


def test_a_start_without_a_finite_loss_diverges_at_step_0():
    e = Ensemble((2, 3, 1), "identity", {"fine": "he_normal", "huge": get("normal")}, 1)
    e.weights[0][1], e.weights[1][1] = 1e30, 1e30
    kept = e.weights[0][1].clone()
    h = train(e, X, CIRCLE, steps=30)
    assert h.diverged_at.tolist() == [-1, 0]
    assert (h.loss[:, 1] == np.finfo(np.float32).max).all() and np.isfinite(h.loss).all()
    assert torch.equal(e.weights[0][1], kept) and h.loss[-1, 0] < h.loss[0, 0]


# ---- misuse ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"ensemble": "net"}, TypeError, "ensemble must be an Ensemble, got str"),
        ({"X": np.zeros((4, 3))}, ValueError, r"X must have shape \(batch, 2\)"),
        ({"y": CIRCLE + 5}, ValueError, "y must hold whole labels 0 to 1"),
        ({"steps": 0}, ValueError, "steps must be a whole number ≥ 1; got 0"),
        ({"chunk": 0}, ValueError, "chunk .*≥ 1; got 0"),
        ({"seed": -1}, ValueError, "seed .*≥ 0; got -1"),
        ({"lr": -0.1}, ValueError, "lr .*≥ 0.*got -0.1"),
        ({"lr": "fast"}, TypeError, "lr .*got text, such as 'fast'"),
        ({"lr": np.nan}, ValueError, "lr .*got nan"),
        ({"lr": [0.1, 0.2]}, ValueError, "lr .*4 members"),
        ({"optimizer": "nadam"}, ValueError, "must be one of sgd, momentum, adam, adamw; got 'nadam'"),
        ({"batch_size": 0}, ValueError, "batch_size .*≥ 1; got 0"),
        ({"X_test": X}, ValueError, "X_test and y_test must be given together, got no y_test"),
        ({"y_test": CIRCLE}, ValueError, "got no X_test"),
        ({"X_test": X, "y_test": CIRCLE[:3]}, ValueError, "y_test must have shape"),
        ({"X_test": X[:, :1], "y_test": CIRCLE}, ValueError, "X_test must have shape"),
        ({"observe": {"a": 3}}, TypeError, "observe must map names to functions"),
        ({"observe": [max]}, TypeError, "observe must map"),
        ({"observe": {"W": lambda e: e.weights[0]}, "observe_every": 0}, ValueError, "observe_every .*got 0"),
    ],
)
def test_misuse(arguments, error, said):
    how = {"ensemble": make(), "X": X, "y": CIRCLE, **arguments}
    with pytest.raises(error, match=said):
        stream(**how)  # at once, not at the first step
    with pytest.raises(error, match=said):
        train(**how)


@pytest.mark.parametrize("name", ["progress", "cancel"])
def test_misuse_of_callbacks(name):
    with pytest.raises(TypeError, match=f"{name} must be a function or None, got 3"):
        train(make(), X, CIRCLE, **{name: 3})


def test_what_an_observer_returns_is_kept_whole():
    values = iter([1, 0.5, 2, 1e300])
    narrow = {"mixed": lambda e: next(values), "bfloat16": lambda e: e.biases[0].bfloat16()}
    seen = train(make(), X, CIRCLE, steps=4, observe=narrow).observed
    assert seen["mixed"].tolist() == [1, 0.5, 2, 1e300] and seen["bfloat16"].dtype == np.float32


def test_an_observer_must_keep_its_shape():
    sizes = iter(range(1, 10))
    with pytest.raises(ValueError, match="observe: odd must return one shape"):
        train(make(), X, CIRCLE, observe={"odd": lambda e: np.zeros(next(sizes))})


def test_history_can_be_made_by_hand():
    two = np.zeros((1, 1))
    h = History([("a", 0)], 1, 1, 1, two, two, np.zeros(0, int), two, two, np.array([-1]))
    assert h.finished and h.by_scheme() == {"a": two} and len(h.observed_steps) == 0
