"""Predictions before a figure, and checks of exercises that say which misconception an answer shows.

from course_lib.checks import check, predict
"""

from course_lib.checks.exercise import EXERCISES, check
from course_lib.checks.lessons import QUESTIONS
from course_lib.checks.prediction import Prediction, predict
from course_lib.checks.question import Question
from course_lib.checks.verdict import Verdict

__all__ = ["EXERCISES", "QUESTIONS", "Prediction", "Question", "Verdict", "check", "predict"]
