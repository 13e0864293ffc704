"""The checks of the exercises of lessons 03 to 06: right answers in any form, each mistake, and garbage."""

import math
from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import example, given, settings

from course_lib.activations import ACTIVATIONS
from course_lib.checks import check
from course_lib.checks.activations import CELLS, FATES, SURVIVES, fate
from course_lib.datasets import digits
from course_lib.experiments.matrix import SURVIVES as DECADES
from course_lib.initializers import get
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


# ---- mistakes -------------------------------------------------------------------------------------


def both(function):
    """A wrong variance of two fans, as the reader would pass it."""
    return ("glorot_variance", lambda n_in, n_out: function(n_in, n_out))


def leak(function):
    return ("leaky_gain", lambda slope: function(slope))


def measured(function):
    return ("measured_gain", lambda phi, z: function(phi(z)))


def cells(**changed):
    return {cell: changed.get(cell[0], word) for cell, word in TRUTH.items()}


E_X2 = (PIXELS**2).mean()
WRONG = [
    (("keep_alive", 1.0), "E[z²] falls to 0.02 in layer 30"),
    (("keep_alive", np.float32(1)), "E[z²] falls to 0.02 in layer 30"),
    (("keep_alive", -1.38), "A gain is one number ≥ 0"),
    (("keep_alive", 0.0), "E[z²] falls below 0.5 in layer 1 and to 0 in layer 30. A larger gain"),
    (("keep_alive", 0.5), "below 0.5 in layer 1 and to 5"),
    (("keep_alive", 1.3), "below 0.5 in layer 5 and"),
    (("keep_alive", 1.45), "Only layer 1 is over it: its inputs have not been through tanh"),
    (("keep_alive", 3), "E[z²] starts at 9 in layer 1, above 2: there it is the gain squared"),
    (("keep_alive", 1e6), "far above 2"),
    (("first_loss", 0), "Logits of 0 are not probabilities of 0"),
    (("first_loss", 0.1), "That is the probability of the right class"),
    (("first_loss", 0.9), "That is the share of wrong guesses"),
    (("first_loss", 1), "That is the logarithm to base 10"),
    (("first_loss", 3.32), "That is in bits, to base 2"),
    (("first_loss", np.log(0.1)), "The loss is *minus* the logarithm"),
    (("first_loss", 0.693), "That is the coin toss of two classes"),
    (("first_loss", 10), "That is one over the probability"),
    (("first_loss", 61.2), "Softmax of ten equal logits gives every class the same probability"),
    (("raw_digits", PIXELS.var()), "That is the variance of the pixels"),
    (("raw_digits", PIXELS.std()), "That is the std of the pixels"),
    (("raw_digits", math.sqrt(E_X2)), "That is the root of it"),
    (("raw_digits", PIXELS.mean()), "That is the mean pixel"),
    (("raw_digits", PIXELS.mean() ** 2), "the mean of the squares is larger"),
    (("raw_digits", 16), "16 is the largest pixel"),
    (("raw_digits", 256), "would need every pixel at its largest value"),
    (("raw_digits", 1 / E_X2), "The other way round"),
    (("raw_digits", 100), "Compute the mean of X²"),
    (("telescope", 10 / 100), "ends at layer 1, whose 400 units send on"),
    (("telescope", 1), "Fan in keeps the signal on the way forward"),
    (("telescope", 40), "Upside down: the layers get narrower"),
    (("telescope", 10), "Upside down, and the way back ends at layer 1"),
    (("telescope", 10 / 400 / 8), "You halved once more a layer"),
    (("telescope", math.sqrt(10 / 400)), "That is the factor of the size"),
    (("telescope", 0.5), "most of the widths cancel"),
    (("round_trip", (0.5, 1.5)), "You swapped them"),
    (("round_trip", (1, 1)), "That holds only where n_in = n_out"),
    (("round_trip", (1, 0.333)), "That is LeCun's scheme"),
    (("round_trip", (3, 1)), "That is Var(w) = 1/n_out"),
    (("round_trip", (0.75, 0.25)), "The 2 in 2/(n_in + n_out) is missing"),
    (("round_trip", (1.5**0.5, 0.5**0.5)), "Those are the factors of the size"),
    (("round_trip", (2, 2 / 3)), "That is He's scheme"),
    (("round_trip", (7, 0.5)), "Forward: n_in · Var(w). Backward: n_out · Var(w)"),
    (("round_trip", (1.5, ...)), "Give two numbers, (forward, backward)"),
    (("round_trip", 1.5), "Give two numbers: (forward, backward)"),
    (("round_trip", (1.5, 0.5, 1)), "Give two numbers: (forward, backward)"),
    (both(lambda a, b: 1 / a), "pleases the forward pass alone"),
    (both(lambda a, b: 1 / b), "pleases the backward pass alone"),
    (both(lambda a, b: 1 / (a + b)), "the 2 is missing"),
    (both(lambda a, b: math.sqrt(2 / (a + b))), "That is the std"),
    (both(lambda a, b: 6 / (a + b)), "the square of the uniform limit"),
    (both(lambda a, b: math.sqrt(6 / (a + b))), "That is the limit of the uniform scheme"),
    (both(lambda a, b: (1 / a + 1 / b) / 2), "That averages the two variances"),
    (both(lambda a, b: 1 / math.sqrt(a * b)), "The geometric mean of the fans"),
    (both(lambda a, b: 2 / (a * b)), "You multiplied the two fans"),
    (both(lambda a, b: 2 / a), "That is He's scheme"),
    (both(lambda a, b: a + b), "For 300, 100 it gives 400; it should be 0.005"),
    (leak(lambda s: 2 / (1 + s**2)), "That is the gain squared"),
    (leak(lambda s: math.sqrt(2)), "That is right for slope 0 alone"),
    (leak(lambda s: math.sqrt(2 / (1 + s))), "the negative half gives s², not s"),
    (leak(lambda s: math.sqrt(1 + s**2)), "the more the activation lets through, the smaller the weights"),
    (leak(lambda s: math.sqrt((1 + s**2) / 2)), "this is what the activation lets through"),
    (leak(lambda s: math.sqrt(1 / (1 + s**2))), "The 2 is missing"),
    (leak(lambda s: math.sqrt(2) / (1 + s**2)), "Only the 2 went under the root"),
    (leak(lambda s: math.sqrt(2) * (1 - s)), "At slope 1 the activation is linear"),
    (leak(lambda s: 3.0), "For 0 it gives 3; it should be 1.414"),
    (measured(lambda a: 1 / np.mean(a**2)), "The square root is missing"),
    (measured(lambda a: 1 / np.std(a)), "You divided by the std"),
    (measured(lambda a: 1 / np.var(a)), "That is one over the variance"),
    (measured(lambda a: np.sqrt(np.mean(a**2))), "Upside down: the gain makes up for what"),
    (measured(lambda a: 1 / np.mean(np.abs(a))), "That uses the mean of |a|"),
    (measured(lambda a: 1 / np.mean(a)), "That uses the mean of a"),
    (measured(lambda a: np.sum(a**2) ** -0.5), "You summed the squares; take their mean"),
    (measured(lambda a: math.sqrt(2)), "It gives 1.414 for every activation; the gain depends on phi"),
    (measured(lambda a: 2 / np.sqrt(np.mean(a**2))), "For relu it gives 2.8"),
    (("six_cells", cells(tanh="explodes")), "5 of 6 are right. tanh with normal: tanh puts out"),
    (("six_cells", cells(gelu="survives")), "5 of 6 are right. gelu with glorot_normal: Near 0"),
    (("six_cells", dict.fromkeys(CELLS, "survives")), "3 of 6 are right"),
    (("six_cells", cells(tanh="Survives")), "this is 'Survives'"),
    (("six_cells", cells(tanh=...)), "choose one of 'survives', 'vanishes', 'explodes'"),
    (("six_cells", cells(tanh=np.zeros(3))), "choose one of 'survives', 'vanishes', 'explodes'"),
    (("six_cells", list(TRUTH.values())), "Give one word for each of the six cells"),
    (("six_cells", {}), "Give one word for each of the six cells"),
    (("six_cells", TRUTH | {("relu", "zeros"): "vanishes"}), "Give one word for each of the six cells"),
]  # fmt: skip


@pytest.mark.parametrize(
    "answer, words", WRONG, ids=[f"{name} {i}" for i, ((name, _), _) in enumerate(WRONG)]
)
def test_a_mistake_gets_its_own_message(answer, words):
    found = check(*answer)
    assert found.status == "not yet" and words in found.why, found
    every = [other for (name, _), other in WRONG if name == answer[0]]
    others = [other for other in every if other != words and every.count(other) == 1 and other in found.why]
    assert not others, "and no other's"


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_s_fate_is_what_the_lab_s_networks_show_and_its_reason_is_told(cell):
    activation, scheme = cell
    mine = propagate([scheme], activation, depth=30, width=64, seeds=4, histograms=(), across=False)
    measured = np.log10(mine.preactivation_power[0])
    left = (measured[:, -1] - measured[:, 0]).mean()
    assert FATES.index(fate(*cell)) == (0 if abs(left) < DECADES else 1 if left < 0 else 2)
    assert abs(abs(left) - DECADES) > 0.5 and 10**DECADES == SURVIVES, "not near the edge"
    wrong = TRUTH | {cell: next(word for word in FATES if word != TRUTH[cell])}
    assert CELLS[cell] in check("six_cells", wrong).why


def test_keep_alive_names_the_price_and_the_window_is_narrow():
    told = check("keep_alive", 1.38).why
    assert "the gradient's power grows by a factor of" in told
    window = [gain for gain in np.arange(1, 2, 0.01) if check("keep_alive", gain).status == "right"]
    assert 1.3 < min(window) < max(window) < math.sqrt(2) + 1e-9 and len(window) >= 4, "and can be hit"


def test_the_draws_that_a_gain_gets_may_be_changed_in_place():
    def gain(phi, z):
        z *= 1
        found = power(phi, z) ** -0.5
        z[:] = 0
        return found

    assert check("measured_gain", gain).status == "right"


# ---- garbage --------------------------------------------------------------------------------------


class Odd:
    """Something with a length and a string, and nothing else."""

    def __len__(self):
        return 2


GARBAGE = [
    None,
    True,
    False,
    np.True_,
    "1.5",
    "",
    b"2",
    [],
    {},
    (),
    set(),
    [1.5, "0.5"],
    (None, None),
    ("a", "b"),
    "ab",
    math.nan,
    math.inf,
    -math.inf,
    np.float64("nan"),
    10**400,
    -(10**400),
    Fraction(10**400, 3),
    1 + 1j,
    object(),
    Odd(),
    np.zeros(3),
    np.array(1.5),
    np.array(["a", "b"]),
    np.ma.masked,
    [[1.5], [0.5]],
    {1.5: 1, 0.5: 2, 3: 4},
    (math.nan, 0.5),
    (10**400, 0.5),
    (True, False),
    iter([1.5]),
    dict.fromkeys(CELLS),
    dict.fromkeys(CELLS, 1),
    {cell: [] for cell in CELLS},
    int,
    math.sqrt,
    len,
]


def raising(*_):
    raise RuntimeError("no")


def nothing_fits():
    return None


RETURNS = [lambda *_, answer=answer: answer for answer in GARBAGE if answer is not None]


@pytest.mark.parametrize("name", ALL)
def test_garbage_is_not_right_and_the_check_does_not_stop(name):
    for answer in (*GARBAGE, raising, nothing_fits, *RETURNS):
        found = check(name, answer)
        assert found.status == "not yet", (answer, found)
        assert "cannot read" not in found.why, "no need for the safety net"
        assert len(found.why) < 1000


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_a_reader_s_function_does_wrong_is_said(name):
    assert check(name, raising).why == "Your function stopped with RuntimeError: no"
    assert "stopped with TypeError" in check(name, nothing_fits).why
    assert "Pass the function itself" in check(name, 1.5).why
    assert check(name, lambda *_: np.zeros(2)).why.startswith("It must return one finite number; it returned")
    assert "it returned nan" in check(name, lambda *_: math.nan).why


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
@given(ANY)
def test_only_the_right_number_is_right(number):
    for name, target, within in (
        ("first_loss", math.log(10), 0.005),
        ("raw_digits", E_X2, 0.02),
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
    assert right == 6 or found.why.startswith(f"{right} of 6 are right. ")
