"""A lesson's text as the solutions notebook and the learner's one, neither of them executed.

The text ``lessons/NN_name.md`` is MyST Markdown, and holds the solutions; ``NNb_name.md`` is that of an
appendix, which stands beside the chain of lessons. A learner's notebook is a solution in which

* a line that ends in ``# stub: TEXT`` is replaced by TEXT, or left out where there is none;
* ``predict("name", answer="…")`` has lost its answer;
* cells tagged ``solution`` are gone.

No key or click that was meant for a lab can delete a cell of either, or open a text as raw text.
"""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import count
from pathlib import Path

import jupytext
import nbformat
from jupytext.combine import map_outputs_to_inputs
from nbformat import NotebookNode

__all__ = [
    "LESSONS", "METADATA", "answers", "learner_notebook", "learner_source", "lesson_number", "notebooks",
    "solution_notebook",
]  # fmt: skip

LESSONS = Path(__file__).resolve().parents[1] / "lessons"
STUB = re.compile(r"^(?P<indent> *).*# stub:(?P<text>.*)$")
CHECKED = re.compile(r'(?P<code>.*?)\s*\ncheck\("(?P<exercise>\w+)".*\)\s*', re.S)
ANSWER = re.compile(r'(predict\("[^"]*"), answer="[^"]*"')
KEPT = {"deletable": False}
KEPT_TEXT = {"deletable": False, "editable": False}
# What JupyterLab writes when it saves a notebook of this environment: saving one changes nothing else.
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": "3.11.7",
    },
}


def lesson_number(name: str) -> str:
    """The number in a lesson's ``name``: "02" of "02_drawing_weights", "02b" of its appendix."""
    return name.partition("_")[0]


def notebooks(text: Path) -> dict[Path, NotebookNode]:
    """Where the two notebooks of the lesson at ``text`` belong, and what they hold: first the solutions."""
    learners = text.parents[1] / "notebooks" / f"{text.stem}.ipynb"
    path = learners.parent / "solutions" / learners.name
    solution = solution_notebook(text, path)
    return {path: solution, learners: learner_notebook(solution)}


def solution_notebook(text: Path, stored: Path) -> NotebookNode:
    """The notebook that ``text`` holds; its cells have the ids that they had in the one ``stored`` before.

    A cell that moved keeps its id, and one that was rewritten keeps that of the cell in its place. A new one
    gets the first ``NN-MM`` that is free.
    """
    solution = jupytext.read(text, fmt="md:myst")
    solution.metadata = nbformat.from_dict(METADATA)
    old = nbformat.read(stored, as_version=4).cells if stored.exists() else []
    taken = {cell.id for cell in old}
    free = (name for place in count() if (name := f"{lesson_number(text.stem)}-{place:02}") not in taken)
    for cell, place in zip(solution.cells, map_outputs_to_inputs(solution.cells, old), strict=True):
        cell.id = next(free) if place is None else old[place].id
        cell.metadata.update(KEPT_TEXT if cell.cell_type == "markdown" else KEPT)
    return solution


def learner_notebook(solution: NotebookNode) -> NotebookNode:
    """The learner's notebook that belongs to ``solution``."""
    learner = deepcopy(solution)
    learner.cells = [cell for cell in learner.cells if "solution" not in cell.metadata.get("tags", [])]
    for cell in learner.cells:
        if cell.cell_type == "code":
            cell.source = learner_source(cell.source)
    return learner


def learner_source(source: str) -> str:
    """What of a code cell's ``source`` a learner sees."""
    lines = []
    for line in source.split("\n"):
        if stub := STUB.match(line):
            if text := stub["text"].strip():
                lines.append(stub["indent"] + text)
        else:
            lines.append(ANSWER.sub(r"\1", line))
    return "\n".join(lines)


def answers(solution: NotebookNode) -> dict[str, str]:
    """Exercise → the code that answers it, from the cells of a solutions notebook that end with its check."""
    cells = (cell for cell in solution.cells if cell.cell_type == "code")
    found = filter(None, (CHECKED.fullmatch(cell.source) for cell in cells))
    return {one["exercise"]: re.sub(r" +# stub:.*", "", one["code"]) for one in found}
