"""Hints: what every exercise has ready, and when a reader sees it."""

import html
import re

import pytest

from course_lib.checks import EXERCISES, HINTS, check, hint
from course_lib.checks.exercise import TRIED
from course_lib.checks.helping import SHOWN, solution
from lesson_builder.texts import LESSONS
from tests.checks.test_exercises import SOLUTIONS

# what would give an exercise away besides `SOLUTIONS`: answers that are words, or a count
ANSWERS = {
    "asymmetry": r"\b(three|3)\b|W2\[",
    "fine_at_zero": r"True|False",
    "impossible": r"keras_|0\.775",
    "six_cells": r"survive|vanish",
    "unsupported": r"he_|He's",
    "fair_design": r"\b20\b|shared|own rate|validation|median",
    "lora_zeros": r"never|step 2|the other factor",
}
NAME = "telescope"
STEPS = (HINTS[NAME].idea, HINTS[NAME].place, HINTS[NAME].nearly)


@pytest.fixture(autouse=True)
def fresh_kernel():
    TRIED.clear()
    SHOWN.clear()


# ---- what there is --------------------------------------------------------------------------------


def test_every_exercise_has_three_hints_and_a_reason():
    assert set(HINTS) == set(EXERCISES)
    for name, hints in HINTS.items():
        texts = [hints.idea, hints.place, hints.nearly, hints.why]
        assert len(set(texts)) == 4 and all(text.strip() for text in texts), name


@pytest.mark.parametrize("name", sorted(EXERCISES))
def test_the_first_two_hints_do_not_give_the_answer(name):
    lines = [line.strip().removeprefix("return ") for line in solution(name).splitlines()]
    for text in (HINTS[name].idea, HINTS[name].place):
        for pattern in (SOLUTIONS.get(name), ANSWERS.get(name)):
            assert not (pattern and re.search(pattern, text)), text
        assert not [line for line in lines if len(line) > 5 and line in text], text


def sentences(text):
    """The sentences of a text that are long enough to be somebody's own."""
    return {one for one in re.split(r"(?<=[.?:]) +|\n", text) if len(one) > 30}


def test_no_hint_is_copied_from_a_lesson():
    pages = sentences("\n".join(text.read_text(encoding="utf-8") for text in LESSONS.glob("*.md")))
    for hints in HINTS.values():
        for text in (hints.idea, hints.place, hints.nearly):
            assert sentences(text) & pages == set()


# ---- when it is seen ------------------------------------------------------------------------------


def test_hints_open_after_a_first_wrong_answer():
    assert hint(NAME).hints == () and "They open after a first try" in repr(hint(NAME))
    check(NAME, ...)
    assert hint(NAME).hints == (), "an untouched stub is no attempt"
    check("round_trip", (1, 1))
    assert hint(NAME).hints == (), "nor is that of another exercise"
    check(NAME, 40)
    assert hint(NAME).hints == STEPS[:1]


def test_each_call_shows_one_more_and_keeps_those_before():
    check(NAME, 40)
    first, second, third, fourth, fifth = (hint(NAME) for _ in range(5))
    assert [one.hints for one in (first, second, third)] == [STEPS[:1], STEPS[:2], STEPS]
    assert not any(one.solution for one in (first, second, third))
    assert repr(second) == (
        f"Hint 2 of 3\n  1. {STEPS[0]}\n  2. {STEPS[1]}\n" + 'Run hint("telescope") again for the next hint.'
    )
    assert third.text == 'Run hint("telescope") again for the solution.'
    assert (fourth.hints, fourth.solution, fourth.text) == (STEPS, solution(NAME), HINTS[NAME].why)
    assert f"\n    {solution(NAME)}\n{HINTS[NAME].why}" in repr(fourth)
    assert fifth == fourth


def test_after_a_right_answer_the_solution_is_shown():
    check(NAME, 40)
    check(NAME, 0.025)
    assert hint(NAME).solution == solution(NAME)
    check(NAME, 40)
    assert hint(NAME).solution == solution(NAME), "it stays"


def test_a_wrong_answer_says_once_where_help_is():
    line = 'Stuck? Run hint("telescope") in a new cell.'
    assert repr(check(NAME, 40)).splitlines()[1:] == [line]
    assert check(NAME, 40)._repr_html_().count(html.escape(line)) == 1
    assert "hint(" not in repr(check(NAME, ...)) + repr(check(NAME, 0.025))


def test_an_unknown_name_is_the_error_of_a_check():
    for name, kind in (("telescop", ValueError), (3, TypeError)):
        with pytest.raises(kind) as asked:
            hint(name)
        with pytest.raises(kind) as checked:
            check(name, 1)
        assert str(asked.value) == str(checked.value) and "telescope" in str(asked.value)


def test_an_earlier_name_stands_for_its_exercise():
    assert hint("refuted") == hint("unsupported")


def test_what_it_shows_is_announced_and_escaped():
    check("he_truncated", 1)
    page = [hint("he_truncated")._repr_html_() for _ in range(4)][-1]
    assert 'role="status"' in page and page.count("<li>") == 3
    assert (
        f'<pre style="margin:4px 0;background:none;color:inherit">{html.escape(solution("he_truncated"))}'
        in page
    )
