"""The questions and exercises of the lessons, one module or folder each, named after the lesson.

A module holds the lesson's `QUESTIONS`, registers its exercises and holds their `HINTS`; it is found because it
lies here.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from course_lib.checks.hints import Hints
from course_lib.checks.question import Question

__all__ = ["HINTS", "QUESTIONS"]

LESSONS = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
QUESTIONS: dict[str, Question] = {
    name: question.shuffled(name) for lesson in LESSONS for name, question in lesson.QUESTIONS.items()
}
HINTS: dict[str, Hints] = {name: hints for lesson in LESSONS for name, hints in lesson.HINTS.items()}
