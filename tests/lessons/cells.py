"""The lessons that have tests of their own, and what the cells of a lesson are.

A code cell is one of three things. *Setup* is the first one, and holds imports only. An *exercise* ends
with `check(…)`; only here may functions be defined and cells be long. Every other cell is a *step* of at most
three lines, or of ten where it needs NumPy alone.
"""

import re
from importlib import import_module
from pathlib import Path

LESSONS = sorted(folder.name for folder in Path(__file__).parent.glob("[0-9][0-9]*"))


def module(lesson, name):
    """`tests/lessons/NN/name.py`."""
    return import_module(f"tests.lessons.{lesson}.{name}")


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def kinds(notebook):
    """(kind, cell) of every code cell."""
    setup, *others = code(notebook)
    exercises = [re.match(r"check\(.*\)$", last_line(cell)) for cell in others]
    named = ["exercise" if is_one else "step" for is_one in exercises]
    return [("setup", setup), *zip(named, others, strict=True)]


def asks(cell):
    return cell.source.startswith("predict(")


def last_line(cell):
    return cell.source.rstrip().splitlines()[-1]
