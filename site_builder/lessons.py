"""A lesson's notebook and its solutions as the parts of one page."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import nbformat
from nbformat import NotebookNode

from course_lib.checks import Question
from site_builder.cells import question_of
from site_builder.plots import Plot

__all__ = ["Answer", "Example", "Exercise", "Figure", "Lesson", "Prediction", "Setup", "Text", "read_lesson"]

PICTURE = "image/png"


@dataclass(frozen=True)
class Text:
    """Markdown."""

    source: str
    kind: ClassVar[str] = "text"


@dataclass(frozen=True)
class Answer:
    """Markdown that only the solutions have."""

    source: str
    kind: ClassVar[str] = "answer"


@dataclass(frozen=True)
class Setup:
    """Code that shows nothing."""

    code: str
    kind: ClassVar[str] = "setup"


@dataclass(frozen=True)
class Example:
    """Code and what it shows."""

    code: str
    shown: str
    html: str = ""  # where the cell shows a table
    reveals: bool = False  # it answers a question of its page
    kind: ClassVar[str] = "example"


@dataclass(frozen=True)
class Exercise:
    """A stub, and how it is solved: the code, what the check says to it, and what the solutions add."""

    stub: str
    solution: str
    verdict: str
    more: str = ""
    kind: ClassVar[str] = "exercise"


@dataclass(frozen=True)
class Figure:
    """A lab: its stored picture, the words for it and, where frames are declared, the plot in its place."""

    id: str
    code: str
    picture: bytes
    words: str
    plot: Plot | None = None
    reveals: bool = False  # it answers a question of its page
    kind: ClassVar[str] = "figure"


@dataclass(frozen=True)
class Prediction:
    """A question, and the figure that answers it."""

    question: Question
    figure: Figure
    kind: ClassVar[str] = "prediction"


@dataclass(frozen=True)
class Lesson:
    """A page: ``number`` is ``"03"``, ``page`` its file name, ``parts`` what is on it, in order."""

    number: str
    page: str
    title: str
    parts: tuple


def words_of(summary: str) -> str:
    """A lab's stored summary as one sentence: its title and numbers, without question and settings."""
    title, numbers = re.search(r"^(.+)\n\[.*\]\n((?:.+\n?)*)\Z", summary, re.MULTILINE).groups()
    return f"{title}: {'; '.join(numbers.split(chr(10)))}."


def code_part(cell: NotebookNode, solved: NotebookNode, plots: Mapping[str, Plot]):
    """The part that a learner's code cell and its twin in the solutions make."""
    if not solved.outputs:
        return Setup(cell.source)
    data = solved.outputs[0]["data"]
    shown, reveals = data["text/plain"], "reveals" in cell.metadata.get("tags", [])
    if PICTURE in data:
        picture = base64.b64decode(data[PICTURE])
        figure = Figure(cell.id, cell.source, picture, words_of(shown), plots.get(cell.source), reveals)
        question = question_of(cell.source)
        return Prediction(question, figure) if question else figure
    if cell.source != solved.source:
        without_stubs = re.sub(r" *# stub:.*$", "", solved.source, flags=re.MULTILINE)
        return Exercise(cell.source, without_stubs, shown)
    return Example(cell.source, shown, data.get("text/html", ""), reveals)


def read_lesson(path: Path, plots: Mapping[str, Plot]) -> Lesson:
    """Read the learners' notebook at ``path`` and its twin in ``solutions/``.

    Args:
        path: the learners' notebook, ``NN_name.ipynb``.
        plots: the source of a cell → the plot that takes the place of its still.

    Raises:
        ValueError: a plot belongs to none of the cells.
    """
    cells = {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}
    strangers = set(plots) - {cell.source for cell in cells.values()}
    if strangers:
        raise ValueError(f"{path.name} has no cell {sorted(strangers)[0]!r}, for which frames are declared")
    parts = []
    for solved in nbformat.read(path.parent / "solutions" / path.name, as_version=4).cells:
        cell, last = cells.get(solved.id), parts[-1] if parts else None
        if cell is None and len(parts) == 1:
            continue  # below the title: says that this is the solutions notebook
        if cell is None:
            answers = isinstance(last, Exercise)
            parts[-1:] = [replace(last, more=solved.source)] if answers else [last, Answer(solved.source)]
        elif cell.cell_type == "code":
            parts.append(code_part(cell, solved, plots))
        else:
            parts.append(Text(cell.source))
    title = parts[0].source.splitlines()[0].removeprefix("# ")
    return Lesson(path.stem[:2], f"{path.stem}.html", title, tuple(parts))
