"""What a lesson has on its page, and what its labs show once a question is settled."""

import ast
from functools import cache
from pathlib import Path

import nbformat
import numpy as np

from course_lib.checks import QUESTIONS
from course_lib.labs import LABS

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
WORDS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen",
]  # fmt: skip


@cache
def calls(lesson):
    """Every call in a lesson's code: (what is called, its arguments, its keyword arguments)."""
    [path] = NOTEBOOKS.glob(f"{lesson}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    trees = [ast.parse(cell.source) for cell in cells if cell.cell_type == "code"]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [(ast.unparse(node.func), literals(node.args), keywords(node)) for node in nodes]


def last(running):
    """The last result of an experiment, which yields (done, result)."""
    *_, (_, result) = running
    return result


def computed(lab):
    """Those settings of a lab that its result comes from: what its experiment takes."""
    return {name: value for name, value in lab.settings.items() if name not in lab._looks}


def literals(nodes):
    """The values of those arguments that are written out; None for the others."""
    values = []
    for node in nodes:
        try:
            values.append(ast.literal_eval(node))
        except ValueError:
            values.append(None)
    return values


def keywords(node):
    names = [word.arg for word in node.keywords]
    return dict(zip(names, literals([word.value for word in node.keywords]), strict=True))


def arguments(lesson, name):
    """(arguments, keyword arguments) of a lesson's first call of ``name``."""
    return next((args, words) for called, args, words in calls(lesson) if called == name)


@cache
def lab_of(lesson, name, which=0):
    """The lab that a lesson opens by ``labs.NAME(…)``, the first one or a later one."""
    found = [words for called, _, words in calls(lesson) if called == f"labs.{name}"]
    return LABS[name](**found[which])


@cache
def opened(question):
    """The result that is shown while the question is open."""
    asked = QUESTIONS[question]
    return LABS[asked.lab](**asked.before).result


@cache
def changed(question, **settings):
    """The result of a settled question's lab after the reader has moved some more of its controls."""
    asked = QUESTIONS[question]
    return LABS[asked.lab](**(asked.before | asked.after | settings)).result


@cache
def settled(name):
    """The question's lab, with the settings that settle it."""
    question = QUESTIONS[name]
    return LABS[question.lab](**(question.before | question.after))


def result(name):
    return settled(name).result


def setting(name):
    return settled(name).settings


def if_true(number, holds):
    return number if np.all(holds) else "not so"


def defaults(lab, steps=0):
    return LABS[lab](steps=steps).settings
