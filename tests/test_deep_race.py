"""The race at depth: what it computes, how it is paced, and what it refuses."""

import gc
import time
import weakref

import numpy as np
import pytest

from course_lib.datasets import digits
from course_lib.ensemble import Ensemble
from course_lib.labs import LABS
from course_lib.labs.deep_race import experiment as module
from course_lib.labs.deep_race.experiment import RUNNERS, deep_race
from course_lib.labs.deep_race.lab import verdict
from course_lib.labs.race.experiment import CURVE_POINTS
from course_lib.labs.shared import pacing
from course_lib.labs.shared.digit_races import GUESSING, WIDTH, window_means
from course_lib.training import train
from tests.kinds import error_for

SMALL = dict(
    schemes=("he_normal", "glorot_normal"), activation="relu", depth=3, optimizer="sgd", lr=0.01, batch=32,
    epochs=2, seeds=3,
)  # fmt: skip
STEPS = 44  # of 32 images an epoch
DATA = digits()


def run(**changes):
    return list(deep_race(**SMALL | changes))


def last(**changes):
    return run(**changes)[-1][1]


@pytest.fixture
def eager(monkeypatch):
    """Every turn is shown, however quick the machine."""
    monkeypatch.setattr(pacing, "FRAME_SECONDS", -1.0)


def networks(depth=3, activation="relu", schemes=SMALL["schemes"], seeds=3):
    return Ensemble((64, *[WIDTH] * (depth - 1), 10), activation, list(schemes), seeds)


# ---- what is computed -----------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [2, 3, 10])
def test_first_come_the_networks_as_drawn(depth):
    done, result = next(deep_race(**SMALL | {"depth": depth}))
    net = networks(depth)
    loss, accuracy = net.evaluate(DATA.X_test, DATA.y_test)
    assert net.n_layers == depth
    assert (done, result.done, result.diverged) == (0.0, 0.0, (0, 0))
    np.testing.assert_array_equal(result.curves, loss.numpy().reshape(1, 2, 3))
    np.testing.assert_array_equal(result.accuracy, accuracy.numpy().reshape(1, 2, 3))
    assert result.curve_epochs.tolist() == result.accuracy_epochs.tolist() == [0.0]


def test_no_epochs_are_the_networks_as_drawn_and_nothing_else():
    ((done, result),) = run(epochs=0)
    assert (done, result.done, result.epochs) == (1.0, 0.0, 0)
    np.testing.assert_array_equal(result.curves, next(deep_race(**SMALL))[1].curves)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_a_race_is_the_training_of_its_networks(optimizer):
    result, net = last(optimizer=optimizer), networks()
    history = train(
        net, DATA.X_train, DATA.y_train, steps=2 * STEPS, lr=0.01, optimizer=optimizer, batch_size=32,
        X_test=DATA.X_test, y_test=DATA.y_test, chunk=STEPS,
    )  # fmt: skip
    assert result.accuracy_epochs.tolist() == [0, 1, 2]
    np.testing.assert_array_equal(result.accuracy[1:].reshape(2, 6), history.test_accuracy)
    middles, means = window_means(history.loss, 2)  # 88 steps in at most 79 windows
    np.testing.assert_allclose(result.curve_epochs[1:], middles / STEPS)
    np.testing.assert_array_equal(result.curves[1:].reshape(-1, 6), means)


def test_seeds_are_paired():
    """All schemes of one distribution rescale one noise; another seed or distribution draws another."""
    last(schemes=tuple(RUNNERS), epochs=0, seeds=2, depth=5)
    ensemble = module.drawn(tuple(RUNNERS), "relu", 5, 2)[0]
    for weights in ensemble.weights:
        unit = {member: w / w.std() for member, w in zip(ensemble.members, weights.numpy(), strict=True)}
        for kind in ("normal", "uniform"):
            he, glorot = unit[f"he_{kind}", 0], unit[f"glorot_{kind}", 0]
            np.testing.assert_allclose(he, glorot, rtol=1e-4, atol=1e-6)
            assert np.abs(he - unit[f"he_{kind}", 1]).max() > 1
        assert np.abs(unit["he_normal", 0] - unit["he_uniform", 0]).max() > 1


def test_a_scheme_runs_alike_alone_and_in_company():
    alone, company = last(schemes=("glorot_normal",)), last()
    np.testing.assert_allclose(alone.accuracy[:, 0], company.accuracy[:, 1], atol=0.02)
    np.testing.assert_allclose(alone.curves[:, 0], company.curves[:, 1], rtol=1e-3)


@pytest.mark.parametrize(("epochs", "batch"), [(1, 32), (2, 32), (20, 128), (7, 128), (20, 1400)])
def test_curves_have_few_points_and_end_with_the_race(eager, epochs, batch):
    results = run(epochs=epochs, batch=batch, seeds=1)
    for done, result in results:
        x = result.curve_epochs
        assert len(x) == len(result.curves) <= CURVE_POINTS
        assert x[0] == 0 and (np.diff(x) > 0).all() and x[-1] <= result.done
        assert result.done == pytest.approx(done * epochs)
    assert results[-1][1].done == epochs == results[-1][1].accuracy_epochs[-1]
    width = x[2] - x[1]
    assert x[-1] >= epochs - width
    np.testing.assert_array_equal(results[-2][1].curves[:2], results[-1][1].curves[:2])


def test_window_means():
    middles, means = window_means(np.arange(10.0)[:, None] * [1, 10], 4)
    np.testing.assert_array_equal(middles, [2, 6, 9])
    np.testing.assert_array_equal(means, [[1.5, 15], [5.5, 55], [8.5, 85]])
    huge = np.full((4, 1), np.finfo(np.float32).max)
    assert np.isfinite(window_means(huge, 4)[1]).all()


def test_guessing_is_what_equal_logits_give():
    net = Ensemble((64, 10), initializers=["zeros"], seeds=1)
    loss, accuracy = net.evaluate(DATA.X_test, DATA.y_test)
    assert loss.item() == pytest.approx(GUESSING[0], abs=1e-6)
    assert accuracy.item() == pytest.approx(GUESSING[1], abs=0.02)  # one class for all: a tenth


def test_runs_that_overflow_are_counted_and_stay_finite():
    result = last(lr=100.0, optimizer="momentum", depth=10, epochs=1)
    assert result.diverged[0] > 0
    assert np.isfinite(result.curves).all() and np.isfinite(result.accuracy).all()


# ---- how it runs ----------------------------------------------------------------------------------


def test_shares_grow_and_every_picture_stands_for_itself(eager):
    results = run()
    shares = [done for done, _ in results]
    assert len(shares) >= 4 and shares == sorted(shares) and (shares[0], shares[-1]) == (0.0, 1.0)
    kept = [result.curves.copy() for _, result in results]
    for (_, result), curves in zip(results, kept, strict=True):
        np.testing.assert_array_equal(result.curves, curves)
    assert len({len(result.accuracy) for _, result in results}) == 3


@pytest.mark.parametrize(
    ("members", "depth", "batch", "steps"),
    [(2, 3, 32, 25), (2, 30, 32, 14), (10, 30, 32, 6), (24, 22, 64, 2), (56, 30, 128, 1)],
)
def test_a_turn_is_short(members, depth, batch, steps):
    assert module.turn(members, depth, batch) == steps


def test_a_race_is_trained_in_turns(monkeypatch):
    asked = {}
    monkeypatch.setattr(module, "stream", lambda *args, **options: iter([asked.update(options)][:0]))
    run(depth=30, seeds=5)
    assert asked["chunk"] == 6


def test_a_closed_race_lets_its_networks_go(eager, monkeypatch):
    copies = []
    copy = Ensemble.copy
    monkeypatch.setattr(Ensemble, "copy", lambda self: copies.append(copy(self)) or copies[-1])
    running = deep_race(**SMALL | {"epochs": 20})
    for _ in range(3):
        next(running)
    trained = weakref.ref(copies.pop())
    running.close()
    del running
    gc.collect()
    assert trained() is None
    np.testing.assert_array_equal(last(epochs=0).curves, next(deep_race(**SMALL))[1].curves)  # as drawn still


def test_another_rate_draws_nothing_anew(monkeypatch):
    before = last(epochs=1)
    monkeypatch.setattr(module, "Ensemble", lambda *a, **k: pytest.fail("drawn again"))
    after = last(epochs=1, lr=0.03)
    np.testing.assert_array_equal(before.curves[0], after.curves[0])
    assert (before.curves[1:] != after.curves[1:]).any()


class Done:
    """What `paced` looks at."""

    def __init__(self, finished):
        self.finished = finished


def test_paced_passes_few_and_the_last(monkeypatch):
    clock = iter([0.0, *np.arange(0.03, 10, 0.03)])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    histories = [Done(i == 9) for i in range(10)]
    shown = [histories.index(one) for one in pacing.paced(histories)]
    assert shown == [2, 5, 8, 9]  # the clock is read at every history, and again after a picture


# ---- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([0.61, 0.8, 0.1], "learns"),
        ([0.1, 0.29, 0.9], "stalls"),
        ([0.3], "in between"),
        ([0.6], "in between"),
    ],
)
def test_verdicts(shares, said):
    assert verdict(np.array(shares)).split(":")[0] == said


def test_words_and_summary():
    lab = LABS["deep_race"](depth=3, epochs=1, seeds=2)
    assert lab.children[-1].text.startswith("After 1 epoch, at a depth of 3, test accuracy is: He normal ")
    assert "1 of 1 epochs, 2 seeds" in lab.summary()
    lab.set(epochs=0, seeds=1)
    assert lab.summary().endswith("0 of 0 epochs, 1 seed\nas drawn, not trained yet")
    assert lab.children[-1].text.startswith("As drawn, before any training, at a depth of 3")
    lab.set(epochs=1, lr=1.0, optimizer="momentum", depth=10)
    gone = sum(lab.result.diverged)
    assert gone == 0 or f" {gone} of the runs overflowed and stopped." in lab.children[-1].text


# ---- what is refused ------------------------------------------------------------------------------

NAME, WHOLE, POSITIVE = [None, "nope", 3, ["sgd"], ""], [1.5, True, "2", None, -1], [0, 1.5, True, "2", -1]


@pytest.mark.parametrize(
    ("argument", "kind", "values"),
    [
        ("schemes", tuple, ["he_normal", (), None, ("he_normal", "nope"), ("zeros",)]),
        ("schemes", str, [(None,)]),
        ("activation", str, NAME),
        ("depth", int, [*POSITIVE, 1]),
        ("optimizer", str, NAME),
        ("lr", float, [-0.1, np.nan, np.inf, "fast", None, True]),
        ("batch", int, POSITIVE),
        ("epochs", int, WHOLE),
        ("seeds", int, POSITIVE),
    ],
)
def test_misuse_is_explained(argument, kind, values):
    for value in values:
        with pytest.raises(error_for(value, kind), match=rf"^{argument} must .*got "):
            run(**{argument: value})
    with pytest.raises(ValueError, match="window must be a whole number ≥ 1; got 0"):
        window_means(np.ones((3, 1)), 0)
