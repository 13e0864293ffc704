"""Every number in the lessons' prose and in their questions comes from a run, in `NN/facts.py` of lesson NN.

A sentence holds an `@` for each number, and stands beside what computes them. Numbers of two digits or more
that stand in no such sentence are an error, but for settings that a reader is asked to try, years, and names
that hold a number (`TRIED`). Of a question, too, every number of two digits or more is computed. Seeds are
those of the lessons' own cells and labs; where a sentence says what a figure shows, the lab that was on the
page is run, with its own settings.
"""

import re
from functools import cache

import nbformat
import pytest

from course_lib.checks import QUESTIONS
from course_lib.labs.printouts.experiment import PRINTED
from lesson_builder.texts import lesson_number
from tests.lessons.cells import LESSONS, module
from tests.lessons.shown import NOTEBOOKS, setting

NUMBER = re.compile(r"(?<![A-Za-z\d.])\d+(?:[.,\-]\d+)*")
SENTENCES = [(lesson, *one) for lesson in LESSONS for one in module(lesson, "facts").SENTENCES]
OF_QUESTIONS = {name: ways for lesson in LESSONS for name, ways in module(lesson, "facts").NUMBERS.items()}
EACH = [(name, number) for name, ways in OF_QUESTIONS.items() for number in ways]

# ---- sentences ------------------------------------------------------------------------------------


@cache
def prose(lesson):
    """A lesson's text without its title, references and links' targets.

    Every break of a line is a space: the lessons have one sentence a line.
    """
    [path] = NOTEBOOKS.glob(f"{lesson}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells[1:]
    text = " ".join(" ".join(cell.source.split()) for cell in cells if cell.cell_type == "markdown")
    return re.sub(r"\]\([^)]*\)", "]", text.split("**References**")[0])


def numbers_in(text):
    """Those of two digits or more that are not the number of a lesson."""
    text = re.sub(r"(?:[Ll]essons?|appendix) \d\d[a-z]?(?: (?:to|and) \d\d)?", "a lesson", text)
    return {number for number in NUMBER.findall(text) if len(number) > 1}


@cache
def in_words(sentence, compute):
    """The sentence with what a run gives in the place of every `@`."""
    numbers = compute()
    for number in numbers if isinstance(numbers, list) else [numbers]:
        sentence = sentence.replace("@", str(number), 1)
    return sentence


@pytest.mark.parametrize(
    "lesson, sentence, compute", [pytest.param(*one, id=f"{one[0]}: {one[1][:48]}") for one in SENTENCES]
)
def test_a_number_in_the_prose_comes_from_a_run(lesson, sentence, compute):
    assert in_words(sentence, compute) in prose(lesson)


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_number_of_two_digits_or_more_goes_unchecked(lesson):
    text = prose(lesson)
    for one in module(lesson, "facts").SENTENCES:
        text = text.replace(in_words(*one), "")
    assert numbers_in(text) <= module(lesson, "facts").TRIED


def test_every_lesson_is_looked_at():
    assert {lesson_number(path.stem) for path in NOTEBOOKS.glob("*.ipynb")} == set(LESSONS)


# ---- questions ------------------------------------------------------------------------------------


def texts(question):
    return " ".join([question.text, question.because, *question.options.values(), *question.wrong.values()])


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_number_of_a_question_goes_unchecked(name):
    assert numbers_in(texts(QUESTIONS[name])) <= set(OF_QUESTIONS[name])
    assert set(OF_QUESTIONS[name]) <= set(NUMBER.findall(texts(QUESTIONS[name])))


@pytest.mark.parametrize(
    "name, number", [(name, number) for name, ways in OF_QUESTIONS.items() for number in ways]
)
def test_a_question_s_number_comes_from_a_run(name, number):
    assert OF_QUESTIONS[name][number]() == number


def test_numbers_are_found_in_all_their_forms():
    text = "2-8-1 (9, 1) W1 1,500 √(6/10) = 0.775, 4.6 %, ≥ 90. 10⁻¹², lesson 02 and lessons 03 to 05"
    assert numbers_in(text) == {"2-8-1", "1,500", "10", "0.775", "4.6", "90"}


def test_numbers_in_words_are_right_too():
    def says(words, name, option=None):
        question = QUESTIONS[name]
        return words in (question.options[option].lower() if option else question.text)

    assert setting("zeros")["width"] == 8, "its eight hidden units"
    assert says("at most five", "one_seed", "few") and module("00", "facts").low_runs() <= 5
    assert says("four or more", "evenly", "ragged")
    assert says("about 8", "standard_normal", "eight") and module("02", "facts").sum_std() == 8
    assert says("two moons", "constant") and setting("constant")["data"] == "moons"


def test_the_printed_numbers_of_a_question_are_the_printout():
    printed = ", ".join(f"{value:.3f}" for value in PRINTED["keras_he_uniform"].values).replace("-", "−")
    assert printed in QUESTIONS["printout"].text
