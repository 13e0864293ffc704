"""The checks of the exercises of lessons 03 to 06: right answers in any form, each mistake, and garbage."""

import math
from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import example, given, settings

from course_lib.activations import ACTIVATIONS
from course_lib.checks import check
from course_lib.checks.lessons.activations_meet_schemes import CELLS, FATES, SURVIVES, fate
from course_lib.datasets import digits
from course_lib.initializers import get
from course_lib.labs.matrix.experiment import SURVIVES as DECADES
from course_lib.propagation import propagate

PIXELS = digits(standardize=None).X_train.astype(float)
NUMBERS = ("keep_alive", "first_loss", "raw_digits", "telescope")
FUNCTIONS = ("glorot_variance", "leaky_gain", "measured_gain")
ALL = (*NUMBERS, *FUNCTIONS, "round_trip", "six_cells")
TRUTH = {cell: fate(*cell) for cell in CELLS}
MEASURED = ("relu", "tanh", "sigmoid", "gelu")


def power(phi, z):
    return np.mean(phi(z) ** 2)


# ---- right answers --------------------------------------------------------------------------------

FORMS = [float, np.float64, np.float32, lambda x: Fraction(x).limit_denominator(10**6)]
RIGHT = [
    *[("keep_alive", form(1.38)) for form in FORMS],
    ("keep_alive", math.sqrt(2)),
    ("keep_alive", 1.37),
    *[("first_loss", form(math.log(10))) for form in FORMS],
    ("first_loss", 2.3),
    ("first_loss", -np.log(np.full(10, 0.1)).mean()),
    *[("raw_digits", form((PIXELS**2).mean())) for form in FORMS],
    ("raw_digits", round((PIXELS**2).mean())),
    ("raw_digits", np.int64(60)),
    ("raw_digits", np.mean(digits(standardize=None).X_train ** 2)),
    *[("telescope", form(0.025)) for form in FORMS],
    ("telescope", 10 / 50 * 50 / 200 * 200 / 400),
    ("glorot_variance", lambda n_in, n_out: 2 / (n_in + n_out)),
    ("glorot_variance", lambda n_in, n_out: 1 / np.mean([n_in, n_out])),
    ("glorot_variance", lambda n_in, n_out: get("glorot_normal").std((n_in, n_out)) ** 2),
    ("glorot_variance", lambda n_in, n_out: np.float32(2) / (n_in + n_out)),
    ("leaky_gain", lambda slope: np.sqrt(2 / (1 + slope**2))),
    ("leaky_gain", lambda slope: math.sqrt(2) / math.hypot(1, slope)),
    ("leaky_gain", lambda slope: ACTIVATIONS["leaky_relu"].with_(slope=slope).gain),
    ("measured_gain", lambda phi, z: 1 / np.sqrt(np.mean(phi(z) ** 2))),
    ("measured_gain", lambda phi, z: len(z) ** 0.5 / np.linalg.norm(phi(z))),
    ("measured_gain", lambda phi, z: phi.gain),
    ("measured_gain", lambda phi, z: power(phi, np.random.default_rng(1).standard_normal(50_000)) ** -0.5),
    *[("round_trip", kind([1.5, 0.5])) for kind in (list, tuple, np.array, np.float32)],
    ("round_trip", (Fraction(3, 2), 1 / 2)),
    ("six_cells", TRUTH),
    ("six_cells", {cell: np.str_(word) for cell, word in reversed(TRUTH.items())}),
]


@pytest.mark.parametrize("name, answer", RIGHT, ids=[f"{name} {i}" for i, (name, _) in enumerate(RIGHT)])
def test_a_right_answer_is_right_in_any_form(name, answer):
    assert check(name, answer).status == "right", check(name, answer)


@pytest.mark.parametrize("name", ALL)
def test_an_untouched_stub_is_not_attempted(name):
    stubs = {
        "round_trip": [..., (..., ...)],
        "six_cells": [dict.fromkeys(CELLS, ...)],
    } | {function: [lambda *_: ..., lambda *_: None] for function in FUNCTIONS}
    for stub in stubs.get(name, [...]):
        assert check(name, stub).status == "not attempted", check(name, stub)


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_s_fate_is_what_the_lab_s_networks_show_and_its_reason_is_told(cell):
    activation, scheme = cell
    mine = propagate([scheme], activation, depth=30, width=64, seeds=4, histograms=(), across=False)
    measured = np.log10(mine.preactivation_power[0])
    left = (measured[:, -1] - measured[:, 0]).mean()
    assert FATES.index(fate(*cell)) == (0 if abs(left) < DECADES else 1 if left < 0 else 2)
    assert abs(abs(left) - DECADES) > 0.5 and 10**DECADES == SURVIVES, "not near the edge"
    wrong = TRUTH | {cell: next(word for word in FATES if word != TRUTH[cell])}
    assert CELLS[cell] in repr(check("six_cells", wrong))


def test_keep_alive_names_the_price_and_the_window_is_narrow():
    told = check("keep_alive", 1.38).why
    assert "the gradient's mean square grows by a factor of" in told
    window = [gain for gain in np.arange(1, 2, 0.01) if check("keep_alive", gain).status == "right"]
    assert 1.3 < min(window) < max(window) < math.sqrt(2) + 1e-9 and len(window) >= 4, "and can be hit"


def test_the_draws_that_a_gain_gets_may_be_changed_in_place():
    def gain(phi, z):
        z *= 1
        found = power(phi, z) ** -0.5
        z[:] = 0
        return found

    assert check("measured_gain", gain).status == "right"


# ---- nothing else is right ------------------------------------------------------------------------

ANY = (
    st.floats(allow_nan=False, allow_infinity=False)
    | st.integers()
    | st.fractions()
    | st.floats(0.01, 100).map(np.float64)
)


def near(value, target, within):
    """Whether a number of any size is so close."""
    return abs(Fraction(value) - Fraction(target)) <= Fraction(within) * abs(Fraction(target))


@settings(max_examples=60, deadline=None)
@example(10**400)
@example(5e-324)
@example(2.33)  # ln 10, rounded too far
@given(ANY)
def test_only_the_right_number_is_right(number):
    for name, target, within in (
        ("first_loss", math.log(10), 0.005),
        ("raw_digits", (PIXELS**2).mean(), 0.02),
        ("telescope", 0.025, 0.005),
    ):
        assert (check(name, number).status == "right") == near(number, target, within)
    assert check("keep_alive", number).status != "right" or 1.3 < number < 1.4143
    assert check("leaky_gain", lambda slope: number).status == "not yet"
    assert check("glorot_variance", lambda a, b: number).status == "not yet"
    assert check("measured_gain", lambda phi, z: number).status == "not yet"


@settings(max_examples=60, deadline=None)
@given(ANY, ANY)
def test_only_the_right_pair_is_right(forward, backward):
    both_right = near(forward, 1.5, 0.005) and near(backward, 0.5, 0.005)
    assert (check("round_trip", (forward, backward)).status == "right") == both_right


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(FATES), min_size=len(CELLS), max_size=len(CELLS)))
def test_only_six_right_cells_are_right(words):
    found, given_ = check("six_cells", dict(zip(CELLS, words, strict=True))), list(TRUTH.values())
    right = sum(word == truth for word, truth in zip(words, given_, strict=True))
    assert (found.status == "right") == (right == 6)
    assert right == 6 or (found.why == f"{right} of 6 are right." and len(found.faults) == 6 - right)
