"""Execute the notebooks of lessons, and write them with pictures in place of labs.

Labs hand out their figures while `STILLS` is set; they are stored as pictures, for readers without a kernel.
An open prediction hands out the card that stands for it. What a cell tagged ``reveals`` shows would answer a
question that is still open: a card stands for it in the learner's notebook.
"""

from __future__ import annotations

import base64
import html
import json
import os
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from lesson_builder.stills import stills
from lesson_builder.texts import LESSONS, METADATA, answers, notebooks

__all__ = ["build", "finish", "main", "run", "solutions", "words"]

FIGURE = "application/vnd.plotly.v1+json"
CARD = "text/html"
REVEALS = "<p><b>Run this cell.</b> What it shows answers a question of this lesson.</p>"
WIDGET = "application/vnd.jupyter.widget-view+json"
TAG = re.compile(r"<[^>]*>")
SOLUTIONS = Path("course_lib", "checks", "solutions.json")  # beside the folder of the lessons


def main(names: list[str], lessons: Path = LESSONS) -> None:
    """Build those of the ``lessons`` whose names start with one of ``names``, or all of them."""
    texts = sorted(lessons.glob("*.md"))
    unknown = [name for name in names if not any(text.name.startswith(name) for text in texts)]
    if unknown or not texts:
        known = ", ".join(text.stem for text in texts) or "none"
        sys.exit(f"No lesson starts with {' or '.join(unknown)}. There are: {known}")
    for text in texts:
        if not names or text.name.startswith(tuple(names)):
            build(text)
    (lessons.parent / SOLUTIONS).write_text(solutions(texts), encoding="utf-8", newline="\n")


def build(text: Path) -> None:
    """Execute the two notebooks that the lesson at ``text`` makes, and write each one."""
    for path, notebook in notebooks(text).items():
        run(notebook, path.parent)
        finish(notebook, cards=path.parent.name != "solutions")
        nbformat.write(notebook, path)
        print(f"{path.relative_to(text.parents[1])}: {path.stat().st_size // 1000} kB")


def solutions(texts: list[Path]) -> str:
    """What the lessons' `hint` shows in the end, as JSON: exercise → the code that answers it."""
    found = {}
    for text in texts:
        found |= answers(next(iter(notebooks(text).values())))
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def run(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Execute ``notebook`` as if it stood in ``folder``; labs leave their figures in the outputs."""
    os.environ["COURSE_STILLS"] = "1"
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", record_timing=False, store_widget_state=False,
        resources={"metadata": {"path": str(folder)}},
    )  # fmt: skip
    return client.execute()


def finish(notebook: NotebookNode, cards: bool = True) -> None:
    """Turn figures and cards into pictures and drop what is only good while a kernel runs.

    Args:
        notebook: one that was executed.
        cards: hold back what the cells tagged ``reveals`` show.
    """
    drawn = []
    for cell in notebook.cells:
        for output in [output for output in cell.get("outputs", []) if "data" in output]:
            bundle = output.data
            figure = bundle.pop(FIGURE, None)
            bundle.pop(WIDGET, None)
            if cards and "reveals" in cell.metadata.get("tags", []):
                drawn.append((output, REVEALS))
            elif figure is not None or bundle["text/plain"].startswith("Prediction"):
                drawn.append((output, bundle.get(CARD) if figure is None else figure))
    for (output, shown), picture in zip(drawn, stills([shown for _, shown in drawn]), strict=True):
        output.data["image/png"] = base64.b64encode(picture).decode()
        output.metadata["image/png"] = {"alt": words(shown)}
    notebook.metadata = nbformat.from_dict(METADATA)


def words(shown: dict | str) -> str:
    """What a picture of a figure or of a card says to readers who cannot see it."""
    if isinstance(shown, dict):
        return shown["words"]
    return " ".join(html.unescape(TAG.sub(" ", shown)).split())
