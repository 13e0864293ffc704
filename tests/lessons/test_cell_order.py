"""After a lesson's first code cell, its labs, predictions and exercises run in any order."""

import ast
import builtins
from pathlib import Path

import nbformat
import pytest

LESSONS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
DOORS = {"check", "predict", "labs"}  # what lessons reach labs, predictions and exercises by


def names(source, context):
    """The names that a cell reads (`ast.Load`) or binds (`ast.Store`), those of functions and imports too."""
    tree = ast.parse(source)
    found = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, context)
    }
    if context is ast.Store:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.arg):
                found.add(node.arg)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                found |= {(one.asname or one.name).split(".")[0] for one in node.names}
    return found


def missing(cells):
    """Cell → names that it reads and that neither it nor the first cell binds; of labs and the like only."""
    first = names(cells[0], ast.Store) | set(dir(builtins))
    found = {}
    for cell in cells[1:]:
        read = names(cell, ast.Load)
        if read & DOORS and (lost := read - names(cell, ast.Store) - first):
            found[cell] = lost
    return found


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_cell_needs_the_first_one_alone(lesson):
    notebook = nbformat.read(lesson, as_version=4)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    assert len(cells) > 2 and "import" in cells[0]
    assert missing(cells) == {}


def test_a_cell_that_needs_another_is_found():
    cells = ["from course_lib.checks import check", "w = 3", 'v = w\ncheck("rescue", v)']
    assert missing(cells) == {cells[2]: {"w"}}
