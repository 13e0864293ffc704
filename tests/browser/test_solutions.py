"""Solutions in a real JupyterLab: they differ from lessons in answers alone, so one page stands for all."""

from test_lessons import SOLUTIONS, visit


def test_solutions_are_as_sound_as_a_lesson(jupyterlab):
    visit(jupyterlab, SOLUTIONS[1])
