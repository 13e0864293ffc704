"""Lesson 09: what is wrong with a network, found from its pictures, mended, and looked at again."""

from course_lib.checks.lessons.lesson09_my_network import exercises
from course_lib.checks.lessons.lesson09_my_network.hints import HINTS
from course_lib.checks.lessons.lesson09_my_network.questions import QUESTIONS

__all__ = ["HINTS", "QUESTIONS", "exercises"]
