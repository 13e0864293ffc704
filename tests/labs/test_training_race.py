"""The fair race and the race at depth: what they compute and show, what their words and their table say."""

import gc
import weakref
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from course_lib.datasets import digits
from course_lib.ensemble import Ensemble
from course_lib.labs import LABS
from course_lib.labs.shared import pacing
from course_lib.labs.shared.digit_races import CURVE_POINTS, WIDTH, window_means
from course_lib.labs.shared.theme import INK
from course_lib.labs.training_race import experiment as module
from course_lib.labs.training_race.experiment import ENTRANTS, MEASURES, SWEEP, training_race
from course_lib.labs.training_race.figure import PANELS, RANGES, training_race_figure
from course_lib.labs.training_race.lab import final_accuracy, table, words
from course_lib.labs.training_race.seeds import picked_seed
from course_lib.training import train
from course_lib.training.comparison import wins
from course_lib.widgets.plot_view import Point

SMALL = dict(
    schemes=("he_normal", "glorot_normal"), activation="relu", depth=3, optimizer="sgd", lr=0.01, batch=32,
    epochs=2, seeds=3,
)  # fmt: skip
STEPS = 44  # of 32 images an epoch
DATA = digits(standardize="global")


@pytest.fixture
def eager(monkeypatch):
    """Every turn is shown, however quick the machine."""
    monkeypatch.setattr(pacing, "FRAME_SECONDS", -1.0)


@cache
def cached(changes):
    return list(training_race(**SMALL | dict(changes)))[-1][1]


def last(**changes):
    return cached(tuple(changes.items()))


def networks(**how):
    schemes = {name: ENTRANTS[name][0] for name in SMALL["schemes"]}
    return Ensemble((64, WIDTH, WIDTH, 10), "relu", schemes, 3, **how)


@pytest.mark.parametrize("how", [{}, {"batch_norm": True}, {"residual": True}], ids=str)
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam", "adamw"])
def test_a_race_is_the_training_of_its_networks(optimizer, how):
    race = last(optimizer=optimizer, **how)
    net = networks(**how)
    history = train(
        net, DATA.X_train, DATA.y_train, steps=2 * STEPS, lr=0.01, optimizer=optimizer,
        batch_size=32, X_test=DATA.X_test, y_test=DATA.y_test, chunk=STEPS,
    )  # fmt: skip
    middles, means = window_means(history.loss, 3)  # 88 steps in at most 39 windows
    np.testing.assert_allclose(race.curve_epochs[1:], middles / STEPS)
    np.testing.assert_array_equal(race.curves[1:].reshape(-1, 6), means)
    shares = window_means(history.accuracy, 3)[1]
    np.testing.assert_array_equal(race.training[1:].reshape(-1, 6), shares)
    np.testing.assert_array_equal(race.accuracy[1:].reshape(2, 6), history.test_accuracy)
    loss = net.evaluate(DATA.X_validation, DATA.y_validation)[0]
    np.testing.assert_array_equal(race.validation_loss.ravel(), loss)
    assert not race.diverged.any()


def test_a_sweep_trains_each_rate_as_a_race_of_its_own():
    swept = last(sweep=True, seeds=2)
    assert swept.settings.rates == tuple(0.01 * factor for factor in SWEEP)
    for i, rate in enumerate(swept.settings.rates):
        alone = last(lr=rate, seeds=2)
        np.testing.assert_allclose(swept.curves[:, i], alone.curves[:, 0], rtol=2e-4)


def test_the_rate_shown_has_the_lowest_median_validation_loss_and_a_run_that_overflowed_has_none():
    race = last(sweep=True, lr=3.0, depth=5)
    assert race.diverged.any() and np.isinf(race.validation_loss[race.diverged]).all()
    assert np.isfinite(race.curves).all() and np.isfinite(race.accuracy).all()
    medians = np.median(race.validation_loss, axis=2)
    for i, rate in enumerate(race.shown):
        assert medians[rate, i] == medians[:, i].min() < np.inf
    others = replace(race, accuracy=np.flip(race.accuracy, 1), curves=np.flip(race.curves, 1))
    assert np.array_equal(others.shown, race.shown), "by the validation images alone"
    curves = race.at_shown(race.curves)
    for i, rate in enumerate(race.shown):
        np.testing.assert_array_equal(curves[:, i], race.curves[:, rate, i])


def test_the_layers_are_measured_from_the_first_step_to_the_last():
    race = last()
    assert race.layer_epochs[0] == 0 and race.layer_epochs[-1] == 2 - 1 / STEPS
    for name in MEASURES:
        layers = 3 if name in RANGES else 2  # the last layer has no activation
        assert race.layers[name].shape == (len(race.layer_epochs), layers, 1, 2, 3)
        assert np.isfinite(race.layers[name]).all()


def test_zeros_have_no_gradient_below_the_output():
    race = last(schemes=("zeros", "he_normal"))
    gradient = race.layers["gradient_norm"][:, :, 0, 0]
    assert not gradient.any(), "of any weight: even the output's needs activations"
    assert race.layers["gradient_norm"][:, :, 0, 1].min() > 0


def test_it_begins_as_drawn_and_no_epochs_are_that_and_nothing_else():
    ((done, race),) = training_race(**SMALL | {"epochs": 0})
    loss, accuracy = networks().evaluate(DATA.X_test, DATA.y_test)
    assert (done, race.done) == (1.0, 0.0)
    np.testing.assert_array_equal(race.curves[0, 0].ravel(), loss.numpy())
    np.testing.assert_array_equal(race.accuracy[0, 0].ravel(), accuracy.numpy())
    first = next(training_race(**SMALL))[1]
    np.testing.assert_array_equal(first.curves, race.curves)


@pytest.mark.parametrize(("epochs", "batch"), [(1, 32), (2, 32), (20, 128), (7, 128), (20, 1400)])
def test_frames_grow_into_the_last_one_and_each_stands_for_itself(eager, epochs, batch):
    frames = [
        (done, race, race.curves.copy())
        for done, race in training_race(**SMALL | dict(epochs=epochs, batch=batch, seeds=1))
    ]
    shares = [done for done, *_ in frames]
    assert shares == sorted(shares) and (shares[0], shares[-1]) == (0.0, 1.0) and len(frames) > 2
    for done, race, curves in frames:
        np.testing.assert_array_equal(race.curves, curves)
        x = race.curve_epochs
        assert len(x) == len(curves) <= CURVE_POINTS
        assert x[0] == 0 and (np.diff(x) > 0).all() and x[-1] <= race.done == pytest.approx(done * epochs)
    assert race.done == epochs == race.accuracy_epochs[-1] and x[-1] >= epochs - (x[2] - x[1])


def test_every_frame_has_three_panels(eager):
    """plotly leaves out a panel in which nothing is drawn, and puts its title anywhere."""
    for _, race in training_race(**SMALL | dict(epochs=1)):
        for measure in PANELS:
            figure = training_race_figure(race, measure=measure, layer=2)
            assert {trace.xaxis or "x" for trace in figure.data} == {"x", "x2", "x3"}, measure


def test_a_race_is_trained_in_turns(monkeypatch):
    asked = {}
    monkeypatch.setattr(pacing, "stream", lambda *args, **options: iter([asked.update(options)][:0]))
    list(training_race(**SMALL | dict(depth=30, seeds=5)))
    assert asked["chunk"] == 6


def test_a_closed_race_lets_its_networks_go(eager, monkeypatch):
    copies, repeat = [], Ensemble.repeat
    monkeypatch.setattr(Ensemble, "repeat", lambda self, n: copies.append(repeat(self, n)) or copies[-1])
    running = training_race(**SMALL | {"epochs": 20})
    for _ in range(3):
        next(running)
    trained = weakref.ref(copies.pop())
    running.close()
    del running
    gc.collect()
    assert trained() is None
    first = next(training_race(**SMALL))[1]  # as drawn still
    np.testing.assert_array_equal(first.curves.ravel(), networks().evaluate(DATA.X_test, DATA.y_test)[0])


def test_another_rate_draws_nothing_anew(monkeypatch):
    before = next(training_race(**SMALL))[1]
    monkeypatch.setattr(module, "Ensemble", lambda *a, **k: pytest.fail("drawn again"))
    after = list(training_race(**SMALL | dict(lr=0.03, epochs=1)))[-1][1]
    np.testing.assert_array_equal(before.curves[0], after.curves[0])


# ---- words and table ------------------------------------------------------------------------------


def test_words_say_first_who_leads_in_how_many_pairs_and_whether_that_tells():
    race = last(epochs=3, seeds=5)
    he, glorot = final_accuracy(race)
    told = wins(he, glorot)
    assert words(race).startswith(
        f"He normal leads Glorot normal in {told.count:g} of 5 seeds (95 % interval: "
    )
    assert not told.tells and " points: this leaves it open. Median test accuracy after 3 epochs: " in words(
        race
    )


def test_words_compare_with_a_pinned_race_in_pairs_or_say_why_not():
    race, pinned = last(), last(optimizer="adam")
    assert "Against the pinned race (Adam): He normal trails in 3 of 3 seeds, by" in words(race, pinned)
    assert "Against the pinned race (SGD): He normal leads in 3 of 3 seeds, by" in words(pinned, race)
    assert "pinned race (the same settings): He normal is level;" in words(race, race)
    assert "no seed can be paired" in words(race, last(seeds=2))
    assert "no seed can be paired" in words(race, last(schemes=("zeros",)))


def test_the_leader_is_named_however_the_schemes_are_listed_and_a_tie_has_none():
    race = last()
    level = np.repeat(race.accuracy[:, :, :1], 2, axis=2)
    assert words(replace(race, accuracy=level)).startswith(
        "He normal and Glorot normal lead in 1.5 of 3 seeds each"
    )
    level[-1, :, 0] -= 0.01
    told = words(replace(race, accuracy=level))
    assert (
        told.startswith("Glorot normal leads He normal in 3 of 3 seeds")
        and ", by a median of 1 point" in told
    )


def test_a_click_on_a_dot_shows_its_seed_and_one_beside_the_dots_none():
    lab = LABS["training_race"](depth=3, epochs=1, seeds=3)
    dots = [trace for trace in lab.figure.data if (trace.meta or {}).get("pick")]
    assert [trace.text[2] for trace in dots] == ["He normal, seed 2", "Glorot normal, seed 2"]
    for trace in dots:
        for seed, (x, y) in enumerate(zip(trace.x, trace.y, strict=True)):
            assert picked_seed(lab.result, Point(3, float(x), float(y))) == {"seed": seed}
    assert picked_seed(lab.result, Point(3, 0.5, 100.0)) == {"seed": "none"}
    assert picked_seed(lab.result, Point(1, float(dots[0].x[0]), float(dots[0].y[0]))) is None


def test_the_seed_that_is_shown_has_a_curve_of_its_own_beside_the_median():
    race = last()
    plain = training_race_figure(race).data
    shown = training_race_figure(race, seed=2).data
    lines = [trace for trace in shown if trace.line.color == INK and trace.mode == "lines+markers"]
    assert len(shown) == len(plain) + len(lines) + 2 == len(plain) + 6  # two schemes in three panels
    np.testing.assert_array_equal(lines[0].y, np.float32(race.curves[:, 0, 0, 2]))
    beyond = training_race_figure(race, seed=7)
    assert len(beyond.data) == len(plain) and "No seed 7 among 3" in str(beyond.layout.annotations)


def test_a_pinned_race_stands_in_the_same_panels():
    race, pinned = last(), last(optimizer="adam")
    figure = training_race_figure(race, pinned)
    titles = [note.text for note in figure.layout.annotations][:3]
    assert titles == [
        "<b>Training loss (thin: pinned)</b>",
        "<b>Test accuracy (thin: pinned)</b>",
        "<b>Hollow: pinned</b>",
    ]
    thin = [trace for trace in figure.data if trace.line.width == 1.5]
    np.testing.assert_allclose(thin[0].y, np.median(pinned.curves[:, 0, 0], axis=-1), rtol=1e-6)


def test_the_table_holds_every_curve():
    race = last(sweep=True, seeds=2)
    columns = table(race)
    assert len({len(column) for column in columns.values()}) == 1
    wanted = (columns["quantity"] == "training loss") & (columns["scheme"] == "glorot_normal")
    wanted &= (columns["seed"] == 1) & np.isclose(columns["learning rate"], 0.01 * SWEEP[3])
    np.testing.assert_array_equal(columns["value"][wanted], race.curves[:, 3, 1, 1])
    np.testing.assert_array_equal(columns["epoch"][wanted], race.curve_epochs)
    ratio = (columns["quantity"] == "update : weight") & (columns["layer"] == 3)
    assert ratio.sum() == len(race.layer_epochs) * 2 * 2


def test_another_measure_or_layer_trains_nothing():
    lab = LABS["training_race"](depth=3, epochs=1, seeds=2)
    result = lab.result
    lab.set(measure="dead", layer=2)
    assert lab.result is result and "Dead units, layer 2" in str(lab.figure.layout.annotations)
    lab.set(layer=22)
    assert "Dead units, layer 2" in str(lab.figure.layout.annotations), "the last layer that has units"


def test_the_race_at_depth_says_its_depth_and_where_each_scheme_stands():
    lab = LABS["deep_race"](depth=3, epochs=1, seeds=2)
    text = lab.state.words
    assert text.startswith("Median test accuracy after 1 epoch: ") and text.endswith("Guessing gives 10 %.")
    assert " % He normal" in text and "leads" not in text  # pairs wait for lesson 08
    head = "Handwritten digits, 3 layers of weights, 1 of 1 epochs, 2 seeds\nHe normal: "
    assert head in lab.summary()
    lab.set(epochs=0, seeds=1)
    assert lab.summary().endswith("0 of 0 epochs, 1 seed\nas drawn, not trained yet")
    assert lab.state.words.startswith("Test accuracy as drawn: ")
