"""A lesson's notebook and its solutions as the parts of one page."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course_lib.checks import Question
from lesson_builder.texts import lesson_number
from site_builder.cells import question_of
from site_builder.plots import Plot

__all__ = ["Lesson", "Part", "read_lesson", "with_plots"]

PICTURE = "image/png"
RUNS = re.compile(r"\bShift\+Enter\b|\b[Rr]un (?:the|this) (?:next )?cell\b")


@dataclass(frozen=True)
class Part:
    """What stands on a page: a cell of the learners' notebook or, as ``answer``, one of the solutions alone.

    Attributes:
        kind: ``text``, ``answer``, ``setup`` (code that shows nothing), ``example`` (code and what it shows),
            ``exercise``, ``figure`` (a lab) or ``prediction`` (a question, and the figure that answers it).
        source: Markdown or code; an exercise's stub.
        shown: the text that the code shows; what the check says to an exercise's solution.
        html: the table that an example shows in place of the text.
        solution, more: an exercise's code, and what the solutions say below it.
        id, picture, words, plot: a figure's cell, its stored picture (PNG) for a page without scripts, the
            words for it, and the plot that a page draws.
        question: what a prediction asks.
        reveals: whether it answers a question of its page.
    """

    kind: str
    source: str
    shown: str = ""
    html: str = ""
    solution: str = ""
    more: str = ""
    id: str = ""
    picture: bytes = b""
    words: str = ""
    plot: Plot | None = None
    question: Question | None = None
    reveals: bool = False


@dataclass(frozen=True)
class Lesson:
    """A page: ``number`` is ``"03"``, or ``"02b"`` of an appendix; ``parts`` is what stands on ``page``."""

    number: str
    page: str
    title: str
    parts: tuple[Part, ...]


def without_kernel(text: str) -> str:
    """A lesson's text without the sentences, one a line, that say how to run cells."""
    return "".join(line for line in text.splitlines(keepends=True) if not RUNS.search(line))


def words_of(summary: str) -> str:
    """A lab's stored summary as one sentence: its title and numbers, without question and settings."""
    title, numbers = re.search(r"^(.+)\n\[.*\]\n((?:.+\n?)*)\Z", summary, re.MULTILINE).groups()
    return f"{title}: {'; '.join(numbers.split(chr(10)))}."


def code_part(cell: NotebookNode, solved: NotebookNode) -> Part:
    """The part that a learner's code cell and its twin in the solutions make."""
    if not solved.outputs:
        return Part("setup", cell.source)
    first = solved.outputs[0]
    data = first.get("data") or {"text/plain": first["text"]}  # what a cell prints is a stream
    shown, reveals = data["text/plain"], "reveals" in cell.metadata.get("tags", [])
    if PICTURE in data:
        question = question_of(cell.source)
        return Part(
            "prediction" if question else "figure", cell.source, id=cell.id, words=words_of(shown),
            picture=base64.b64decode(data[PICTURE]), question=question, reveals=reveals,
        )  # fmt: skip
    if cell.source != solved.source:
        without_stubs = re.sub(r" *# stub:.*$", "", solved.source, flags=re.MULTILINE)
        return Part("exercise", cell.source, shown, solution=without_stubs)
    return Part("example", cell.source, shown, data.get("text/html", ""), reveals=reveals)


def read_lesson(path: Path) -> Lesson:
    """Read the learners' notebook at ``path``, ``NN_name.ipynb``, and its twin in ``solutions/``."""
    cells = {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}
    parts = []
    for solved in nbformat.read(path.parent / "solutions" / path.name, as_version=4).cells:
        cell, last = cells.get(solved.id), parts[-1] if parts else None
        if cell is None and len(parts) == 1:
            continue  # below the title: says that this is the solutions notebook
        if cell is None and last.kind == "exercise":
            parts[-1] = replace(last, more=solved.source)
        elif cell is None:
            parts.append(Part("answer", solved.source))
        elif cell.cell_type == "code":
            parts.append(code_part(cell, solved))
        else:
            parts.append(Part("text", without_kernel(cell.source)))
    title = parts[0].source.splitlines()[0].removeprefix("# ")
    return Lesson(lesson_number(path.stem), f"{path.stem}.html", title, tuple(parts))


def with_plots(lesson: Lesson, plots: Mapping[str, Plot]) -> Lesson:
    """A lesson with the plots of its figures, each by the id of its cell."""
    parts = (replace(part, plot=plots[part.id]) if part.picture else part for part in lesson.parts)
    return replace(lesson, parts=tuple(parts))
