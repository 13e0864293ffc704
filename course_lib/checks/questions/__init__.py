"""The predictions of all lessons: the options, what each wrong one misses, and the lab that settles it."""

from __future__ import annotations

from course_lib.checks.questions.depth import LESSON_03, LESSON_04, LESSON_05, LESSON_06
from course_lib.checks.questions.frameworks import LESSON_07
from course_lib.checks.questions.question import Question
from course_lib.checks.questions.starting import LESSON_00, LESSON_01, LESSON_02
from course_lib.checks.questions.training import LESSON_08

__all__ = ["QUESTIONS", "RENAMED", "Question"]

LESSONS = (LESSON_00, LESSON_01, LESSON_02, LESSON_03, LESSON_04, LESSON_05, LESSON_06, LESSON_07, LESSON_08)
QUESTIONS: dict[str, Question] = {
    name: question.shuffled(name) for lesson in LESSONS for name, question in lesson.items()
}
# Names that questions had before, which told their answers: they go with the next version.
RENAMED = {"norm_swaps": "batch_norm", "finite_width": "hundred_layers"}
