"""Lesson 07: what the frameworks' names draw, in which layout, and what a shared object does."""

from course_lib.checks.lessons.lesson07_frameworks import exercises
from course_lib.checks.lessons.lesson07_frameworks.hints import HINTS
from course_lib.checks.lessons.lesson07_frameworks.questions import QUESTIONS

__all__ = ["HINTS", "QUESTIONS", "exercises"]
