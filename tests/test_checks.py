"""Every check of an exercise: the notebooks' answers and stubs, numbers of any kind, objects of any kind.

Wrong answers have their own file, test_checks_wrong.py.
"""

import html
import math
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import hypothesis.strategies as st
import nbformat
import numpy as np
import pytest
import torch
from hypothesis import example, given, settings

from course_lib.checks import EXERCISES, Verdict, check
from course_lib.checks.lessons import relu_and_he, start_here, too_small_too_big
from course_lib.checks.verdict import LOOKS, not_attempted, not_this_one, not_yet, right
from course_lib.labs.training_race import experiment
from tests.wrong_comparing import FAIR, IMPOSSIBLE, KERAS
from tests.wrong_training import THREE, TRUTH, weights

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
SEVERAL = {"asymmetry": 2, "unsupported": 3}  # exercise: answers that it takes
ONE_ANSWER = [name for name in EXERCISES if name not in SEVERAL]


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


# ---- right answers in other forms -----------------------------------------------------------------

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
NUMBERS = {
    "keep_alive": 1.38,
    "first_loss": math.log(10),
    "raw_digits": 60.02,
    "telescope": 0.025,
    "root_five": 192**-0.5,
    "round_trip": (1.5, 0.5),
}
FUNCTIONS = {
    "glorot_variance": lambda n_in, n_out: 2 / (n_in + n_out),
    "leaky_gain": lambda slope: math.sqrt(2 / (1 + slope**2)),
    "measured_gain": lambda phi, z: float(np.mean(phi(z) ** 2) ** -0.5),
    "fan_in": lambda shape, framework: math.prod(shape[1:] if framework == "torch" else shape[:-1]),
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


def test_a_rescue_is_right_if_the_interval_of_its_seeds_lies_above_one_half(monkeypatch):
    def passing(first, further):
        def rescued(change, seeds):
            return np.arange(len(seeds)) < (first if seeds.start == 0 else further)

        monkeypatch.setattr(start_here, "rescued", rescued)
        return check("rescue", {"lr": 0.02})

    assert "32 of 48 seeds reach 90 % (95 % interval 52 to 80 %)" in passing(32, 0).why
    assert passing(32, 0).status == passing(31, 90).status == "right"
    assert "121 of 192 seeds" in passing(31, 90).why and "One half lies inside, so 192" in passing(31, 60).why
    assert passing(31, 60).status == passing(16, 144).status == "not yet"
    assert "16 of 48" in passing(16, 144).why, "enough against it: no further seeds"


@pytest.mark.parametrize("change", [{}, ...])
def test_no_rescue_is_not_attempted(change):
    verdict("not attempted", "Name one setting", change, exercise="rescue")


@pytest.mark.parametrize(
    "answer",
    [
        weights(THREE),
        weights(second=[(1, 0, 0.1), (2, 0, 0.2), (3, 0, -1)]),
        weights([(0, 1, 0.1), (1, 2, 0.3)], [(3, 0, 0)]),
        weights([(0, 1, 0.5 + 1e-9), (0, 2, 0.5 - 1e-9), (0, 3, 0.5 + 2e-9)]),
        [array.tolist() for array in weights(THREE)],
        [torch.tensor(array, dtype=torch.bfloat16) for array in weights(THREE)],
    ],
)
def test_every_way_to_free_four_units_with_three_changes_is_right(answer):
    verdict("right", "Three changes", *answer, exercise="asymmetry")


def test_numpy_s_booleans_count():
    answers = {part: np.bool_(value) for part, value in TRUTH.items()}
    verdict("right", "Zeros are fine", answers, exercise="fine_at_zero")


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
@example({"lr": Hostile()})
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


# ---- whose error is it? ---------------------------------------------------------------------------


def test_an_error_of_the_check_itself_is_raised(monkeypatch):
    monkeypatch.setattr(too_small_too_big, "check_value", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        check("first_loss", 2.3)
    monkeypatch.setattr(relu_and_he, "check_function", lambda *_, **__: {}["no such key"])
    with pytest.raises(KeyError):
        check("leaky_gain", FUNCTIONS["leaky_gain"])
    monkeypatch.setattr(start_here, "rescued", lambda *_: np.zeros(3) + np.zeros(2))
    with pytest.raises(ValueError, match="broadcast"):
        check("rescue", {"lr": 0.02})


def test_an_error_in_a_reader_s_function_names_the_line():
    names = {}
    exec(
        compile("def gain(slope):\n    n_in = 3\n    return n_in / (slope - slope)\n", "<cell 7>", "exec"),
        names,
    )
    assert "raised ZeroDivisionError in line 3: " in check("leaky_gain", names["gain"]).why

    found = check("leaky_gain", lambda slope: helped(slope)).why
    assert found.startswith("Your function raised RuntimeError in line ")
    assert found.endswith(', raise RuntimeError("no luck"): no luck')


def helped(slope):
    raise RuntimeError("no luck")


def test_what_a_reader_s_function_prints_is_still_printed(capsys):
    check("leaky_gain", lambda slope: print("slope is", slope))
    assert capsys.readouterr().out == "slope is 0.0\n"


@pytest.mark.parametrize("name", [*FUNCTIONS, "he_normal", "keras_he", "mended", "own_instances"])
def test_dots_are_no_attempt_and_a_function_without_return_is_told_so(name):
    def dots(*_): ...

    def forgotten(*_):
        _ = [1]

    for stub in (..., dots, lambda *_: ...):
        assert check(name, stub).status == "not attempted"
    assert check(name, forgotten).status == "not yet"


def test_an_exercise_keeps_its_earlier_name():
    assert check("refuted", ..., ..., ...) == check("unsupported", ..., ..., ...)
    assert check("refuted", "he_uniform", "he_uniform", 0).why.startswith("A scheme cannot beat itself")


def test_a_claim_that_twenty_seeds_leave_open_is_unsupported_and_not_refuted():
    found = check("unsupported", "he_uniform", "he_normal", 0)
    assert found.status == "right" and "do not support the claim. They do not refute it either" in found.why
    assert check("unsupported", "torch_default", "he_normal", 0).status == "not yet", (
        "this seed does not support it"
    )


def test_ties_count_one_half_and_the_verdict_says_how_many(monkeypatch):
    a = np.r_[np.full(9, 0.9), np.full(4, 0.8), np.full(7, 0.7)]
    result = SimpleNamespace(accuracy=np.stack([a, np.full(20, 0.8)])[None, None])
    monkeypatch.setattr(experiment, "training_race", lambda *_, **__: iter([(1.0, result)]))
    found = check("unsupported", "he_uniform", "he_normal", 0)
    assert "ahead in 9 of 20 seeds and level in 4, which count one half each" in found.why
    assert check("unsupported", "he_uniform", "he_normal", 9).why.startswith(
        "With seed 9, he_uniform is level"
    )


@pytest.mark.parametrize("word", ["validation", "validation set", "validation loss", "validation accuracy"])
def test_validation_is_the_fair_way_to_choose_a_rate(word):
    assert check("fair_design", FAIR | {"rate chosen by": word}).status == "right"


# ---- the verdict itself ---------------------------------------------------------------------------


def test_a_verdict_says_what_it_is():
    assert repr(right("So.")) == "✓ Right. So."
    assert repr(not_yet("So.")) == "✗ Not yet. So."
    assert repr(not_attempted("So.")) == "○ Not attempted yet. So."
    assert repr(not_yet("Two.", "One.", "Other.")) == "✗ Not yet. Two.\n  • One.\n  • Other."
    assert [one("").status for one in (right, not_yet, not_this_one, not_attempted)] == list(LOOKS)


@given(st.text())
def test_a_verdict_escapes_what_a_reader_wrote(text):
    page = not_yet(text)._repr_html_()
    assert html.escape(text) in page and page.count("<") == 4  # <div>, <b> and their ends
    assert 'role="status"' in page
    listed = not_yet("Two.", text, "b")._repr_html_()
    assert f"<li>{html.escape(text)}</li><li>b</li></ul>" in listed and listed.count("<") == 10


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
