"""The instructor's notes: plans add up, and questions have presets and answers."""

import json
import re
from pathlib import Path

import pytest

from course_lib.labs import PRESETS

ROOT = Path(__file__).parents[2]
LESSONS = {path.stem: path for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")}
NOTES = sorted((ROOT / "classroom" / "notes").glob("*.md"))
NAMED = re.compile(r'`labs\.(\w+)\(preset="([^"]*)"\)`')
CHECK = re.compile(r'check\("(\w+)"')

PLANS = (20, 40, 50)  # minutes
each_note = pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)


def plan(text, minutes):
    """The rows of the plan for so many minutes: (from, to, what happens, presets)."""
    sections = re.split(r"^## ", text, flags=re.MULTILINE)
    table = next(section for section in sections if section.startswith(f"{minutes} minutes\n"))
    lines = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("|")]
    assert [name.strip() for name in lines[0]] == ["minute", "what happens", "preset"]
    return [(*map(int, re.findall(r"\d+", when)), what, presets) for when, what, presets in lines[2:]]


def adds_up(rows, minutes):
    """Whether the rows fill the time from 0 on, without a gap, and none is empty."""
    starts, ends = [row[0] for row in rows] + [minutes], [0] + [row[1] for row in rows]
    return starts == ends and all(row[0] < row[1] for row in rows)


def cells(note):
    """The text of every cell of the lesson that a note belongs to, and then of its appendix."""
    paths = [LESSONS[note.stem], *(ROOT / "notebooks").glob(f"{note.stem[:2]}[a-z]_*.ipynb")]
    stored = [cell for path in paths for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    return ["".join(cell["source"]) for cell in stored]


def test_every_lesson_has_notes_and_an_appendix_shares_those_of_its_lesson():
    assert {path.stem for path in NOTES} == set(LESSONS)


@each_note
def test_the_title_is_the_lessons_number_and_question(path):
    opening = cells(path)[0]
    number, question = re.match(r"# (\d\d) · .+\n\n\*\*(.+)\*\*", opening).groups()
    assert path.read_text(encoding="utf-8").startswith(f"# {number} · {question}\n")


@each_note
@pytest.mark.parametrize("minutes", PLANS)
def test_the_minutes_of_a_plan_add_up(path, minutes):
    rows = plan(path.read_text(encoding="utf-8"), minutes)
    assert len(rows) >= 4 and adds_up(rows, minutes)


def test_minutes_that_do_not_add_up_are_seen():
    good = [(0, 3, "", ""), (3, 20, "", "")]
    assert adds_up(good, 20)
    bad = [good[1:], good[:1], [(0, 3, "", ""), (4, 20, "", "")], [(0, 3, "", ""), (3, 3, "", "")]]
    assert not any(adds_up(rows, 20) for rows in bad)


@each_note
def test_a_plan_shows_presets_that_the_questions_name(path):
    text = path.read_text(encoding="utf-8")
    named = {preset for _, preset in NAMED.findall(text)}
    for minutes in PLANS:
        shown = {name for *_, presets in plan(text, minutes) for name in re.findall(r"`([^`]+)`", presets)}
        assert shown and shown <= named
    assert all(preset in PRESETS[lab] for lab, preset in NAMED.findall(text))


@each_note
def test_the_longer_plan_leaves_time_for_exercises_of_the_lesson(path):
    text = path.read_text(encoding="utf-8")
    there = set(CHECK.findall("\n".join(cells(path))))
    planned = {name for _, _, what, _ in plan(text, 50) for name in CHECK.findall(what)}
    assert planned and set(CHECK.findall(text)) <= there


@each_note
def test_there_are_three_to_five_questions_each_with_what_belongs_to_it(path):
    asked = re.split(r"^### ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert 3 <= len(asked) <= 5
    for question in asked:
        assert NAMED.search(question) and "**Expected:**" in question
        assert "| the room says | it believes | show or ask next |" in question
