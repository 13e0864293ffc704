"""Every number in the lessons' prose comes from a run: `NN/sentences.py` names the sentences of lesson NN.

A sentence holds an `@` for each number, and stands beside what computes them. Numbers of two digits or more
that stand in no such sentence are either settings a reader is asked to try (`TRIED`) or an error. Seeds are
those of the lessons' own cells and labs; where a sentence says what a figure shows, the lab that was on the
page is run, with its own settings.
"""

import re
from functools import cache

import nbformat
import pytest

from tests.lessons.cells import LESSONS, module
from tests.lessons.shown import NOTEBOOKS

NUMBER = re.compile(r"(?<![A-Za-z\d.])\d+(?:[.,\-]\d+)*")
ALL = [(lesson, *one) for lesson in LESSONS for one in module(lesson, "sentences").SENTENCES]


@cache
def prose(lesson):
    """A lesson's text without its title, references, links' targets and mentions of lessons by number.

    Every break of a line is a space: the lessons have one sentence a line.
    """
    [path] = NOTEBOOKS.glob(f"{lesson}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells[1:]
    text = " ".join(" ".join(cell.source.split()) for cell in cells if cell.cell_type == "markdown")
    text = re.sub(r"\]\([^)]*\)", "]", text.split("**References**")[0])
    return re.sub(r"[Ll]essons? \d\d(?: (?:to|and) \d\d)?", "a lesson", text)


def in_words(sentence, numbers):
    for number in numbers if isinstance(numbers, list) else [numbers]:
        sentence = sentence.replace("@", str(number), 1)
    return sentence


@pytest.mark.parametrize(
    "lesson, sentence, compute", ALL, ids=[f"{lesson}: {sentence[:48]}" for lesson, sentence, _ in ALL]
)
def test_a_number_in_the_prose_comes_from_a_run(lesson, sentence, compute):
    assert in_words(sentence, compute()) in prose(lesson)


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_number_of_two_digits_or_more_goes_unchecked(lesson):
    text = prose(lesson)
    for sentence, compute in module(lesson, "sentences").SENTENCES:
        text = text.replace(in_words(sentence, compute()), "")
    left = {number for number in NUMBER.findall(text) if len(number) > 1}
    assert left <= module(lesson, "sentences").TRIED


def test_every_lesson_is_looked_at():
    assert {path.name[:2] for path in NOTEBOOKS.glob("*.ipynb")} == set(LESSONS)
