"""What the labs share: how a training is shown, its curves, places of panels, phrases."""

import time

import numpy as np
import pytest

from course_lib.ensemble import Ensemble
from course_lib.labs.shared import pacing
from course_lib.labs.shared.curves import loss_axis
from course_lib.labs.shared.digit_races import GUESSING, data, turn, window_means
from course_lib.labs.shared.plane import curve_rows, distinct_units
from course_lib.labs.shared.theme import grid, moved, powers_axis
from course_lib.labs.shared.wording import after, counted, overflowed, ranked, standing, std_against, verdict


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


@pytest.mark.parametrize(("done", "points"), [(1, 80), (5, 80), (80, 80), (1500, 80), (2000, 7)])
def test_curve_rows(done, points):
    rows = curve_rows(done, points)
    assert (rows[0], rows[-1], len(rows)) == (0, done - 1, min(done, points))
    assert (np.diff(rows) > 0).all()


def test_distinct_units():
    W1 = np.array([[0.0, 0.5, 0.009, 0.5, 0.02], [0.0, 0.5, 0.0, 0.511, 0.0]])
    assert distinct_units(W1) == 4
    assert distinct_units(W1, tolerance=0.001) == 5
    assert distinct_units(W1, tolerance=1.0) == 1
    assert distinct_units(np.full((2, 8), 0.5)) == 1


def test_window_means():
    middles, means = window_means(np.arange(10.0)[:, None] * [1, 10], 4)
    np.testing.assert_array_equal(middles, [2, 6, 9])
    np.testing.assert_array_equal(means, [[1.5, 15], [5.5, 55], [8.5, 85]])
    huge = np.full((4, 1), np.finfo(np.float32).max)
    assert np.isfinite(window_means(huge, 4)[1]).all()


def test_guessing_is_what_equal_logits_give():
    loss, accuracy = Ensemble((64, 10), initializers=["zeros"], seeds=1).evaluate(
        data().X_test, data().y_test
    )
    assert loss.item() == pytest.approx(GUESSING[0], abs=1e-6)
    assert accuracy.item() == pytest.approx(GUESSING[1], abs=0.02)  # one class for all: a tenth


@pytest.mark.parametrize(
    ("members", "depth", "batch", "steps"),
    [(2, 3, 32, 25), (2, 30, 32, 14), (10, 30, 32, 6), (24, 22, 64, 2), (56, 30, 128, 1)],
)
def test_a_turn_is_short(members, depth, batch, steps):
    assert turn(members, depth, batch) == steps


def test_panels_stand_in_rows_from_above_and_fill_their_part_of_the_figure():
    cells = grid((2, 1), (1, 3), (1, 0.5), x=(0.2, 1))
    assert [cell.x for cell in cells] == [[0.2, 0.6], [0.8, 1.0]] * 2
    assert cells[0].y == cells[1].y == pytest.approx([7 / 9, 1], abs=1e-4)
    assert cells[2].y == cells[3].y == pytest.approx([0, 6 / 9], abs=1e-4)
    assert moved(cells[:2])["xaxis2.domain"] == [0.8, 1.0] and "yaxis.domain" in moved(cells)


def test_log_axes_name_their_powers():
    assert powers_axis(-4.5, 1, (-4, 0))["ticktext"] == ["10⁻⁴", "1"]
    assert loss_axis(-2, 0.7)["ticktext"] == ["0.01", "0.1", "1"]


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


def test_phrases():
    assert standing("He normal", [0.2, 0.9, 1.0]) == "He normal 90 % (20 to 100)"
    assert standing("He normal", [0.9]) == "He normal 90 %"
    assert (counted(1, "seed"), counted(0, "seed")) == ("1 seed", "0 seeds")
    assert after(1, "epoch") == "After 1 epoch" and after(0, "step").startswith("As drawn")
    assert overflowed(0) == "" and overflowed(2) == " 2 of the runs overflowed and stopped."


def test_who_is_ahead_stands_first():
    shares = {"as chosen": np.array([0.5, 0.6, 0.7]), "apart": np.array([0.9])}
    assert ranked(shares) == "90 % apart, 60 % as chosen"
    assert std_against("He", 1.0, "N(0, 1)", 1.0 + 1e-9) == "He has the same std as N(0, 1): 1"
    assert std_against("N(0, 1)", 1.0, "He", 0.125) == "N(0, 1) has 8 times the std of He: 1 against 0.125"
