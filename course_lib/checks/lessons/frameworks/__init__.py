"""Lesson 07: what the frameworks' names draw, in which layout, and what a shared object does."""

from course_lib.checks.lessons.frameworks import exercises
from course_lib.checks.lessons.frameworks.questions import QUESTIONS

__all__ = ["QUESTIONS", "exercises"]
