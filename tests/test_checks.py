"""Every check of an exercise: right answers, untouched stubs, and the misconception each wrong answer shows.

The five exercises on drawing have their own file, test_checks_draws.py.
"""

import html
import math
import re
from pathlib import Path

import hypothesis.strategies as st
import nbformat
import numpy as np
import pytest
import torch
from hypothesis import example, given, settings

from course_lib.checks import EXERCISES, Verdict, check
from course_lib.checks.verdict import LOOKS, not_attempted, not_yet, right

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
SEVERAL = {"asymmetry": 2, "refuted": 3}  # exercise: answers that it takes
ONE_ANSWER = [name for name in EXERCISES if name not in SEVERAL]
TRUTH = {"all weights": False, "biases": True, "last layer": True, "logistic regression": True}
KERAS = {f"keras_{name}" for name in ("glorot_normal", "glorot_uniform", "he_normal", "he_uniform")}
IMPOSSIBLE = KERAS - {"keras_glorot_uniform"}


def verdict(status, words, *answer, exercise):
    found = check(exercise, *answer)
    assert found.status == status, found
    assert words in found.why
    return found


# ---- what the notebooks hold ----------------------------------------------------------------------


def notebook_verdicts(folder):
    """Exercise → verdict, by running the imports and the exercise cells of every notebook in a folder."""
    found = {}
    for path in sorted(folder.glob("*.ipynb")):
        cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        names = {}
        exec(cells[0], names)
        names["check"] = lambda name, *answer: found.update({name: check(name, *answer)})
        for source in cells[1:]:
            if re.search(r"^check\(", source, re.M):
                exec(source, names)
    return found


@pytest.fixture(scope="module")
def solved():
    return notebook_verdicts(NOTEBOOKS / "solutions")


@pytest.fixture(scope="module")
def untouched():
    return notebook_verdicts(NOTEBOOKS)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_solution_is_right_and_the_stub_is_not_attempted(name, solved, untouched):
    assert solved[name].status == "right", solved[name]
    assert untouched[name].status == "not attempted", untouched[name]


def test_every_exercise_is_in_a_notebook(solved, untouched):
    assert set(solved) == set(untouched) == set(EXERCISES)


# ---- the other exercises --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change, words",
    [
        ({"lr": 0.01, "depth": 1}, "Change one thing only"),
        (
            {"learning_rate": 0.01},
            "no setting 'learning_rate'. Choose one of activation, depth, width, lr",
        ),
        ({3: 4}, "has no setting 3"),
        ({"lr": 0}, "lr (Learning rate) must be a number from 0.001 to 10; got 0"),
        ({"lr": math.nan}, "got nan"),
        ({"lr": "small"}, "got 'small'"),
        ({"depth": 1.5}, "must be a whole number from 1 to 10; got 1.5"),
        ({"width": None}, "width (Width) must be one of"),
        ({"activation": ["relu"]}, "activation (Activation) must be one of 'relu'"),
        ({"lr": ...}, "got Ellipsis"),
        ({"steps": 2000}, "More of the same steps do not repair them"),
        ({"steps": 0}, "90 % are needed"),
        ({"lr": 10.0}, "should a step be larger or smaller?"),
        ({"lr": 0.001}, "Smaller steps are the right idea"),
        ({"activation": "tanh"}, "Which activations go flat"),
        ({"depth": 3}, "More layers, or fewer?"),
        ({"width": 4}, "Up to a point more units help"),
        ({"schemes": "he_normal"}, "That replaces the start"),
        ({"seeds": 1}, "changes what you see"),
        ({"data": "moons"}, "That changes the question"),
        ([("lr", 0.01)], "as a dictionary"),
        ("lr=0.01", "this is a str"),
        (None, "this is a NoneType"),
        (np.zeros(3), "this is a ndarray"),
    ],
    ids=str,
)
def test_wrong_rescues_are_recognised(change, words):
    verdict("not yet", words, change, exercise="rescue")


@pytest.mark.parametrize("change", [{"lr": 0.01}, {"activation": "leaky_relu"}], ids=str)
def test_the_rescues_that_the_solution_names_work(change):
    verdict("right", "90 %", change, exercise="rescue")


@pytest.mark.parametrize("change", [{}, ...])
def test_no_rescue_is_not_attempted(change):
    verdict("not attempted", "Name one setting", change, exercise="rescue")


def weights(first=(), second=(), W1=((2, 4), 0.5), W2=((4, 1), 0.5)):
    """The exercise's arrays with entries changed: ``first`` and ``second`` hold (row, column, value)."""
    made = np.full(*W1), np.full(*W2)
    for array, changes in zip(made, (first, second), strict=True):
        for row, column, value in changes:
            array[row, column] = value
    return made


THREE = [(0, 1, 0.1), (0, 2, 0.2), (0, 3, 0.3)]


@pytest.mark.parametrize(
    "answer, words",
    [
        (weights([(0, j, 0.3) for j in range(4)]), "you made inputs differ, not units"),
        (weights([(0, 0, 0.3)]), "1 changed, and 2 of the 4 units are distinct"),
        (weights(THREE[:2]), "2 changed, and 3 of the 4"),
        (weights([(0, 0, 0.3), (0, 1, 0.3), (0, 2, 0.3)]), "2 of the 4 units are distinct"),
        (weights([*THREE, (0, 0, 0.4)]), "4 changes are more than it takes"),
        (weights(THREE, [(0, 0, 0.4)]), "4 changes are more"),
        (weights([(0, j, 0.5 + 1e-14 * j) for j in (1, 2, 3)]), "tiny differences take longer"),
        (weights(W1=((4, 2), 0.5)), "W1 must keep its shape (2, 4)"),
        (weights(W2=((1, 4), 0.5)), "W2 must keep its shape (4, 1)"),
        (weights([(0, 0, np.nan)]), "hold finite numbers"),
        (weights(second=[(0, 0, np.inf)]), "hold finite numbers"),
        (weights(W1=((2, 4), "0.5")), "type <U3"),
        (([[0.5], [0.5, 0.5]], np.full((4, 1), 0.5)), "rows differ in length"),
        ((None, None), "got shape ()"),
        (weights(THREE, W1=((2, 4), 0.5 + 0j)), "type complex128"),
    ],
)
def test_wrong_asymmetries_are_recognised(answer, words):
    verdict("not yet", words, *answer, exercise="asymmetry")


@pytest.mark.parametrize(
    "answer",
    [
        weights(THREE),
        weights(second=[(1, 0, 0.1), (2, 0, 0.2), (3, 0, -1)]),
        weights([(0, 1, 0.1), (1, 2, 0.3)], [(3, 0, 0)]),
        weights([(0, 1, 0.5 + 1e-9), (0, 2, 0.5 - 1e-9), (0, 3, 0.5 + 2e-9)]),
        [array.tolist() for array in weights(THREE)],
    ],
)
def test_every_way_to_free_four_units_with_three_changes_is_right(answer):
    verdict("right", "Three changes", *answer, exercise="asymmetry")


@pytest.mark.parametrize(
    "answers, words",
    [
        (dict.fromkeys(TRUTH, False), "is too strict"),
        (dict.fromkeys(TRUTH, True), "hidden gradient is exactly 0"),
        (TRUTH | {"biases": False}, "Biases may start at zero"),
        (TRUTH | {"last layer": False}, "A zero last layer blocks the first step"),
        (TRUTH | {"logistic regression": False}, "one optimum"),
        (TRUTH | {"biases": ...}, "for every part"),
        (TRUTH | {"biases": "yes"}, "for every part"),
        (TRUTH | {"weights": True}, "Give True or False for each of"),
        ({"biases": True}, "Give True or False for each of"),
        ([False, True, True, True], "Give True or False for each of"),
        (None, "Give True or False for each of"),
    ],
    ids=str,
)
def test_wrong_zeros_are_recognised(answers, words):
    verdict("not yet", words, answers, exercise="fine_at_zero")


def test_numpy_s_booleans_count():
    answers = {part: np.bool_(value) for part, value in TRUTH.items()}
    verdict("right", "Zeros are fine", answers, exercise="fine_at_zero")


@pytest.mark.parametrize(
    "names, words",
    [
        (KERAS, "You ruled out whatever lies beyond 0.447. That is the std"),
        ({"keras_he_uniform"}, "not only these"),
        ({"keras_glorot_uniform"}, "Unlikely is not impossible"),
        ({"keras_glorot_uniform", "keras_he_normal", "keras_he_uniform"}, "Unlikely is not impossible"),
        ({"he_uniform"}, "Give a set of names out of keras_glorot_normal"),
        ({"torch_uniform"}, "Give a set of names"),
        ("keras_he_uniform", "Give a set of names"),
        (dict.fromkeys(IMPOSSIBLE), "Give a set of names"),
        ([[]], "Give a set of names"),
        (None, "Give a set of names"),
        (3, "Give a set of names"),
    ],
)
def test_wrong_printouts_are_recognised(names, words):
    verdict("not yet", words, names, exercise="impossible")


@pytest.mark.parametrize("kind", [list, tuple, frozenset])
def test_other_collections_of_the_right_names_are_right(kind):
    verdict("right", "0.775", kind(sorted(IMPOSSIBLE)), exercise="impossible")
    verdict("not yet", "At least one", kind(), exercise="impossible")


# ---- whatever a reader passes ---------------------------------------------------------------------

SCALARS = st.none() | st.just(...) | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
NAMES = st.sampled_from(["lr", "steps", "depth", "biases", *sorted(KERAS)]) | SCALARS
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
@example(...)
@example(torch.ones((2, 4), requires_grad=True))
@given(ANYTHING)
def test_a_check_answers_whatever_it_gets(answer):
    for name in ONE_ANSWER:
        assert isinstance(check(name, answer), Verdict)
        assert isinstance(check(name, lambda *_: answer), Verdict)
    for name, count in SEVERAL.items():
        found = check(name, *[answer] * count)
        assert repr(found)
        assert found.status == "not yet" or (answer is ... and found.status == "not attempted")


@settings(max_examples=60, deadline=None)
@given(ANYTHING)
def test_ordinary_objects_never_need_the_safety_net(answer):
    found = [check(name, answer) for name in ONE_ANSWER]
    found += [check(name, *[answer] * count) for name, count in SEVERAL.items()]
    assert not [verdict.why for verdict in found if "cannot read" in verdict.why]


# ---- the verdict itself ---------------------------------------------------------------------------


def test_a_verdict_says_what_it_is():
    assert repr(right("So.")) == "✓ Right. So."
    assert repr(not_yet("So.")) == "✗ Not yet. So."
    assert repr(not_attempted("So.")) == "○ Not attempted yet. So."
    assert [one("").status for one in (right, not_yet, not_attempted)] == list(LOOKS)


@given(st.text())
def test_a_verdict_escapes_what_a_reader_wrote(text):
    page = not_yet(text)._repr_html_()
    assert html.escape(text) in page and page.count("<") == 4  # <div>, <b> and their ends
    assert 'role="status"' in page


def luminance(colour):
    """Relative luminance after WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("status", LOOKS)
def test_a_verdict_is_easy_to_read(status):
    page = Verdict(status, "why")._repr_html_()
    ground, text, edge = re.findall(r"#[0-9a-f]{6}", page)
    assert contrast(text, ground) >= 7  # enhanced contrast, for a lecture room
    assert contrast(edge, ground) >= 3 and contrast(ground, "#1a1a1a") == contrast(text, ground)


def test_black_on_white_has_the_contrast_that_wcag_states():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
