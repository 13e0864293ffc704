"""What a notebook's code cell shows: which question it asks, which lab it opens."""

from __future__ import annotations

import ast

from course_lib.checks import QUESTIONS, Question
from course_lib.labs import LABS
from course_lib.widgets import Lab

__all__ = ["last_call", "open_lab", "question_of"]


def last_call(source: str) -> ast.Call | None:
    """The call whose value the cell shows, or None where it shows something else."""
    body = ast.parse(source).body
    shown = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    return shown if isinstance(shown, ast.Call) else None


def question_of(source: str) -> Question | None:
    """The question that a cell asks by ``predict("name")``, or None."""
    match last_call(source):
        case ast.Call(func=ast.Name(id="predict"), args=[ast.Constant(value=name)]):
            return QUESTIONS[name]
    return None


def open_lab(source: str) -> Lab:
    """The lab that a cell shows, as ``labs.NAME(…)`` or as the answer of ``predict("name")``.

    Raises:
        ValueError: the cell shows no lab.
    """
    if question := question_of(source):
        return LABS[question.lab](**question.before | question.after)
    match last_call(source):
        case ast.Call(func=ast.Attribute(value=ast.Name(id="labs"), attr=name), keywords=keywords):
            return LABS[name](**{each.arg: ast.literal_eval(each.value) for each in keywords})
    raise ValueError(f'source must end in labs.NAME(…) or predict("name"); got {source!r}')
