"""Predictions before a figure, checks of exercises that say which misconception an answer shows, and hints.

from course_lib.checks import check, hint, predict
"""

from course_lib.checks.exercise import EXERCISES, check
from course_lib.checks.helping import Help, hint
from course_lib.checks.lessons import HINTS, QUESTIONS
from course_lib.checks.prediction import Prediction, predict
from course_lib.checks.question import Question
from course_lib.checks.verdict import Verdict

__all__ = [
    "EXERCISES", "HINTS", "QUESTIONS", "Help", "Prediction", "Question", "Verdict", "check", "hint", "predict",
]  # fmt: skip
