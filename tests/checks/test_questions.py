"""What holds for every question: its words, its order, and that nothing tells its answer too early."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import nbformat
import numpy as np
import pytest

from course_lib.checks import QUESTIONS
from course_lib.labs import LABS
from site_builder.cells import last_call

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_texts_of_a_question_are_whole(name):
    question = QUESTIONS[name]
    assert len(question.options) >= 2 and len(set(question.options.values())) == len(question.options)
    texts = [question.text, question.because, *question.wrong.values(), *question.options.values()]
    assert all(text.strip() == text and text for text in texts)
    assert question.text.endswith("?") and question.because.endswith(".")


# ---- the order of the options ----------------------------------------------------------------------


def likely(hits, chances, limit=0.005):
    """Whether so many hits of independent events with these chances lie in neither tail below ``limit``.

    With two counts tested this way, a fresh shuffle of all questions fails once in 50 times at most.
    """
    tails = np.array([1.0])  # the distribution of the number of hits
    for chance in chances:
        tails = np.convolve(tails, [1 - chance, chance])
    return tails[: hits + 1].sum() > limit and tails[hits:].sum() > limit


def places(questions):
    """How many right options come first and how many last, with the chance of each question."""
    right = [list(question.options).index(question.right) for question in questions]
    sizes = [len(question.options) for question in questions]
    last = sum(place == size - 1 for place, size in zip(right, sizes, strict=True))
    return right.count(0), last, [1 / size for size in sizes]


def test_the_place_of_the_right_option_is_what_chance_gives():
    first, last, chances = places(QUESTIONS.values())
    assert likely(first, chances) and likely(last, chances)


def test_right_options_that_stand_last_too_often_are_seen():
    def right_last(question):
        keys = sorted(question.options, key=lambda key: key == question.right)
        return replace(question, options={key: question.options[key] for key in keys})

    first, last, chances = places([right_last(question) for question in QUESTIONS.values()])
    assert not likely(first, chances) and not likely(last, chances)
    assert not likely(25, chances) and not likely(1, chances), "as the questions were once written"


def test_an_order_follows_from_the_name_alone():
    question = QUESTIONS["race"]
    turned = replace(question, options=dict(reversed(question.options.items())))
    assert list(turned.shuffled("race").options) == list(question.options) == ["he", "random", "all", "luck"]
    orders = {tuple(question.shuffled(f"name {i}").options) for i in range(500)}
    assert len(orders) == 24  # all orders of four: one is missed with a chance of 24 · (23/24)⁵⁰⁰ < 10⁻⁷


# ---- what is quoted, and what the page shows elsewhere ---------------------------------------------


def test_claims_that_a_question_quotes_are_sometimes_true_and_sometimes_false():
    quoting = {name for name, question in QUESTIONS.items() if re.search("“|Is it true", question.text)}
    claims = {name: question for name, question in QUESTIONS.items() if question.claim is not None}
    assert quoting <= set(claims), "a question names the option that agrees with what it quotes"
    true = [name for name, question in claims.items() if question.claim == question.right]
    assert len(claims) >= 8 and 0.25 <= len(true) / len(claims) <= 0.75


BESIDE = {"seeds", "seed", "versus", "show", "measure", "layer"}  # another look at the same figure


def answers(lab, shown, question):
    """Whether a lab with these settings shows what settles the question, as its curve or that beside it."""
    checked = LABS[lab](paused=True)._panel.checked
    shown, after = checked(shown), checked({**question.before, **question.after})
    beside = {**shown, "scheme": shown.get("versus")} if "scheme" in shown else shown
    return any(all(curve[name] == after[name] for name in set(after) - BESIDE) for curve in (shown, beside))


def called(cell):
    """The name of the question or of the lab that a cell shows, and the settings."""
    call = last_call(cell.source) if cell.cell_type == "code" else None
    match call.func if call else None:
        case ast.Name(id="predict"):
            return "predict", call.args[0].value
        case ast.Attribute(value=ast.Name(id="labs"), attr=name):
            return name, {each.arg: ast.literal_eval(each.value) for each in call.keywords}
    return None, None


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_lab_that_shows_what_settles_a_question_of_its_lesson_is_held_back(path):
    cells = [(cell, *called(cell)) for cell in nbformat.read(path, as_version=4).cells]
    asked = [QUESTIONS[shown] for _, kind, shown in cells if kind == "predict"]
    for cell, lab, shown in cells:
        if any(question.lab == lab and answers(lab, shown, question) for question in asked):
            assert "reveals" in cell.metadata.get("tags", []), cell.source


def test_a_lab_that_shows_an_answer_is_seen():
    question = QUESTIONS["relu_lecun"]
    assert answers("signals", {"scheme": "lecun_normal", "activation": "relu", "seeds": 8}, question)
    assert answers(
        "signals", {"scheme": "he_normal", "activation": "relu", "versus": "lecun_normal"}, question
    )
    assert not answers("signals", {"scheme": "he_normal", "activation": "relu"}, question)
