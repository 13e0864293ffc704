"""The solutions that `hint` shows, run as the cell of the lesson runs them."""

from course_lib.checks.helping import solution
from lesson_builder.texts import LESSONS, notebooks
from tests.lessons.cells import kinds, last_line

NOTEBOOKS = [next(iter(notebooks(text).values())) for text in sorted(LESSONS.glob("*.md"))]


def handed_over(name):
    """The answers that the lesson's cell hands to the check of ``name`` after the code that `hint` shows."""
    [(imports, cell)] = [
        (setup, cell)
        for (_, setup), *others in map(kinds, NOTEBOOKS)
        for kind, cell in others
        if kind == "exercise" and last_line(cell).startswith(f'check("{name}"')
    ]
    space = {}
    exec(imports.source, space)
    exec(solution(name), space)
    return eval(last_line(cell), space | {"check": lambda _, *answers: answers})
