"""Every exercise of every lesson: right answers in any form, stubs, and mistakes, each told for what it is.

The answers stand in `tests/lessons/NN/answers.py`: exercise → right ones, further stubs, and wrong ones with
a part of what is said of them.
"""

import math
import re
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from pathlib import Path

import hypothesis.strategies as st
import nbformat
import numpy as np
import pytest
import torch
from hypothesis import example, given, settings

from course_lib.checks import EXERCISES, Verdict, check
from course_lib.checks.lessons import lesson00_start_here as start_here
from course_lib.datasets import digits
from tests.checks.shown import handed_over

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
ANSWERS = [
    import_module(f"tests.lessons.{path.parent.name}.answers")
    for path in sorted((ROOT / "tests" / "lessons").glob("*/answers.py"))
]
RIGHT = {name: rows for lesson in ANSWERS for name, rows in lesson.RIGHT.items()}
UNTOUCHED = {name: rows for lesson in ANSWERS for name, rows in getattr(lesson, "UNTOUCHED", {}).items()}
WRONG = {name: rows for lesson in ANSWERS for name, rows in lesson.WRONG.items()}
[FAIR] = [lesson.FAIR for lesson in ANSWERS if hasattr(lesson, "FAIR")]
SEVERAL = {"asymmetry": 2, "unsupported": 3}  # exercise: answers that it takes
# what would give an exercise away: the answer, or the formula that is to be found
SOLUTIONS = {
    "rescue": r"0\.01\b(?!'| to)|one hidden layer",
    "glorot_uniform": r"6/\(",
    "conv_he": r"shape\[1:\]",
    "fixed_width": r"\b2400\b|6/0\.05",
    "he_truncated": r"std / 0\.88|std/0\.88",
    "keras_he": r"2 \* std|/ ?0\.88",
    "keep_alive": r"1\.3[789]|1\.4[01]",
    "first_loss": r"ln 10|2\.30|log\(10\)",
    "raw_digits": r"\b60\b(?!$)",
    "balanced_variance": r"√\(|sqrt\(|\*\* -?0\.5",
    "round_trip": r"1\.6\b.*0\.4\b",
    "leaky_gain": r"√\(2/\(1",
    "telescope": r"10/400|0\.025|1/40\b(?!')",
    "measured_gain": r"1 ?/ ?√|E\[φ",
    "fan_in": r"shape\[1:\]|shape\[:-1\]",
    "root_five": r"1/√\(3|1/√192|0\.072|√\(2/6\)",
    "mended": r"xavier_uniform_\(|uniform_\(b",
    "own_instances": r"make\(\), make\(\)",
    "whole_network": r"is not None|modules\(",
    "rare_bias": r"/ ?\(1 ?[-−] ?(?:share|p)",
    "silent": r"endswith",
}


def cases(table):
    return [pytest.param(name, row, id=f"{name} {i}") for name in table for i, row in enumerate(table[name])]


@pytest.fixture
def recorded(monkeypatch):
    """Rescues are trained in `00/test_claims.py`; here their recorded seeds stand in for them."""

    def rescued(change, seeds):
        first, further = ANSWERS[0].RECORDED[next(iter(change.items()))]
        return np.arange(len(seeds)) < (further if seeds.start else first)

    monkeypatch.setattr(start_here, "rescued", rescued)


def asked(folder):
    """The exercises that the notebooks of a folder check."""
    cells = [
        cell.source for path in folder.glob("*.ipynb") for cell in nbformat.read(path, as_version=4).cells
    ]
    return {name for cell in cells for name in re.findall(r'^check\("(\w+)"', cell, re.M)}


def test_every_exercise_is_in_a_notebook_and_has_its_answers():
    assert asked(NOTEBOOKS / "solutions") == asked(NOTEBOOKS) == set(EXERCISES) == set(WRONG)
    assert set(RIGHT) | set(UNTOUCHED) <= set(EXERCISES)


@pytest.mark.parametrize("name", sorted(EXERCISES))
def test_the_solution_that_hint_shows_is_right(name, recorded):
    assert check(name, *handed_over(name)).status == "right"


# ---- right answers --------------------------------------------------------------------------------

FORMS = {
    "float": float,
    "float64": np.float64,
    "float32": np.float32,
    "0-d array": lambda x: np.array(x),
    "array of one": lambda x: np.array([x]),
    "torch scalar": torch.tensor,
    "with gradient": lambda x: torch.tensor(float(x), requires_grad=True),
    "Fraction": lambda x: Fraction(x).limit_denominator(10**6),
    "Decimal": lambda x: Decimal(str(x)),
}
E_X2 = float((digits(standardize=None).X_train.astype(float) ** 2).mean())
NUMBERS = {
    "keep_alive": 1.38,
    "first_loss": math.log(10),
    "raw_digits": E_X2,
    "telescope": 0.025,
    "root_five": 192**-0.5,
    "round_trip": (1.6, 0.4),
    "fixed_width": 2400,
}
FUNCTIONS = {
    "balanced_variance": lambda n_in, n_out: 1 / math.sqrt(n_in * n_out),
    "leaky_gain": lambda slope: math.sqrt(2 / (1 + slope**2)),
    "measured_gain": lambda phi, z: float(np.mean(phi(z) ** 2) ** -0.5),
    "fan_in": lambda shape, framework: math.prod(shape[1:] if framework == "torch" else shape[:-1]),
    "rare_bias": lambda targets: float(targets.mean().logit()),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_number_of_any_type_is_a_number(form):
    make = FORMS[form]
    for name, number in NUMBERS.items():
        answer = tuple(map(make, number)) if isinstance(number, tuple) else make(number)
        assert check(name, answer).status == "right", check(name, answer)
    for name, solution in FUNCTIONS.items():
        found = check(name, lambda *given, solution=solution: make(solution(*given)))
        assert found.status == "right", found
    assert check("fair_design", FAIR | {"seeds": make(20)}).status == "right"
    assert check("unsupported", "he_uniform", "he_normal", make(0)).status == "right"


@pytest.mark.parametrize("name, answer", cases(RIGHT))
def test_a_right_answer_is_right_however_it_is_written(name, answer, recorded):
    assert check(name, *answer).status == "right", check(name, *answer)


ANY = (
    st.floats(allow_nan=False, allow_infinity=False)
    | st.integers()
    | st.fractions()
    | st.floats(0.01, 100).map(np.float64)
)


def near(value, target, within=0.005):
    """Whether a number of any size is so close."""
    return abs(Fraction(value) - Fraction(target)) <= Fraction(within) * abs(Fraction(target))


@settings(max_examples=60, deadline=None)
@example(10**400, 1)
@example(5e-324, 1)
@example(2.35, 1)
@example(1.63, 0.4)
@given(ANY, ANY)
def test_only_the_right_number_is_right(number, other):
    for name, within in (("first_loss", 0.005), ("raw_digits", 0.02), ("telescope", 0.005)):
        assert (check(name, number).status == "right") == near(number, NUMBERS[name], within)
    assert check("keep_alive", number).status != "right" or 1.3 < number < 1.4143
    pair = near(number, 1.6) and near(other, 0.4)
    assert (check("round_trip", (number, other)).status == "right") == pair
    for name in FUNCTIONS:
        assert check(name, lambda *_: number).status == "not yet"


# ---- stubs and wrong answers ----------------------------------------------------------------------


HOLDS_ITS_DOTS = {
    "asymmetry",
    "fine_at_zero",
    "six_cells",
    "fair_design",
    "lora_zeros",
}  # their stubs are `UNTOUCHED`


@pytest.mark.parametrize("name", sorted(set(EXERCISES) - HOLDS_ITS_DOTS))
def test_dots_are_no_attempt(name):
    assert check(name, *[...] * SEVERAL.get(name, 1)).status == "not attempted"


@pytest.mark.parametrize("name, answer", cases(UNTOUCHED))
def test_an_untouched_stub_is_not_attempted(name, answer):
    assert check(name, *answer).status == "not attempted", check(name, *answer)


NO_NUMBERS = [
    ("1.38", "Leave out the quotes: 1.38"),
    ("ln 10", "This is the text 'ln 10', not a number"),
    ((1, 2), "Python writes decimals with a point, as in 1.2"),
    (math.log, "Give the number, not the function"),
    (np.full(10, 0.1), "several numbers, of shape (10,)"),
    (math.nan, "One finite number is wanted"),
    (True, "This is True. A number is wanted"),
    (None, "function without return"),
]


@pytest.mark.parametrize("name", [name for name in NUMBERS if name != "round_trip"])
def test_what_is_no_number_is_told_so(name):
    for answer, words in NO_NUMBERS:
        assert check(name, answer).status == "not yet" and words in check(name, answer).why


def forgotten(*_):
    _ = [1]


NO_FUNCTIONS = [
    (1.5, "Pass the function itself, without calling it, as in check('"),
    (lambda: None, "calls your function with ("),
    (lambda *_: print("0.005"), "prints its result and returns None"),
    (forgotten, "Your function returns None. Does its last line begin with return?"),
    (lambda *_: 1 / 0, "Your function raised ZeroDivisionError in line"),
    (lambda *_: unknown, "Your function raised NameError in line"),  # noqa: F821
]


@pytest.mark.parametrize("name", [*FUNCTIONS, "glorot_uniform", "he_truncated", "own_instances"])
def test_what_is_no_function_or_gives_nothing_is_told_so(name):
    for answer, words in NO_FUNCTIONS:
        assert check(name, answer).status == "not yet" and words in check(name, answer).why


@pytest.mark.parametrize(
    "name", [*FUNCTIONS, "glorot_uniform", "keras_he", "mended", "own_instances", "whole_network", "silent"]
)
def test_a_function_of_dots_is_no_attempt_and_one_without_return_is_told_so(name):
    def dots(*_): ...

    for stub in (dots, lambda *_: ..., lambda *_: None):
        assert check(name, stub).status == "not attempted"
    assert check(name, forgotten).status == "not yet"


@pytest.mark.parametrize("name, row", cases(WRONG))
def test_a_wrong_answer_is_told_its_own_mistake(name, row, recorded):
    answer, words = row
    found = check(name, *answer)
    assert found.status == "not yet" and words in repr(found), found
    assert len(repr(found)) < 1200
    every = {other for _, other in WRONG[name]}
    others = [one for one in every if one not in words and words not in one and one in repr(found)]
    assert not others or found.faults, f"and no other's: {others}"
    if " raised " not in found.why:  # which shows the reader's own line
        leak = re.search(SOLUTIONS.get(name, "^$"), repr(found))
        assert not leak or leak[0] in repr(answer), f"gives the answer away: {leak}"


def test_every_exercise_has_a_dozen_wrong_answers_or_more_and_tells_them_apart():
    assert {name: len(rows) for name, rows in WRONG.items() if len(rows) < 12} == {}
    assert not {name for name, rows in WRONG.items() if len({words for _, words in rows}) < 10}


def test_an_exercise_keeps_its_earlier_name():
    assert check("refuted", ..., ..., ...) == check("unsupported", ..., ..., ...)


# ---- whatever a reader passes ---------------------------------------------------------------------

SCALARS = st.none() | st.just(...) | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
NAMES = st.sampled_from(["lr", "steps", "depth", "biases", "keras_he_normal", "keras_he_uniform"]) | SCALARS
ARRAYS = st.sampled_from(
    [
        np.zeros(0),
        np.array(["a"]),
        np.array([None, 1], object),
        np.full((2, 4), 1j),
        np.ma.masked,
        np.float16(1),
    ]
)
ANYTHING = ARRAYS | st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)


class Hostile:
    """An object that cannot even be compared or counted."""

    def __eq__(self, other):
        raise RuntimeError("no comparison")

    __hash__ = None
    __len__ = __iter__ = __array__ = __eq__


@settings(max_examples=60, deadline=None)
@example(Hostile())
@example([Hostile()])
@example({"lr": Hostile()})
@example(...)
@example(torch.ones((2, 4), requires_grad=True))
@given(ANYTHING)
def test_a_check_answers_whatever_it_gets(answer):
    for name in set(EXERCISES) - set(SEVERAL):
        assert isinstance(check(name, answer), Verdict)
        assert isinstance(check(name, lambda *_: answer), Verdict)
    for name, count in SEVERAL.items():
        found = check(name, *[answer] * count)
        assert repr(found)
        assert found.status == "not yet" or (answer is ... and found.status == "not attempted")
