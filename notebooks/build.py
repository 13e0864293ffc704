"""Rebuild the notebooks: run the solutions, make the learners' notebooks from them, and run those.

``python notebooks/build.py`` rebuilds all, ``python notebooks/build.py 01`` the lessons whose names start
so. The solutions are the source. A learner's notebook is a solution in which

* a line that ends in ``# stub: TEXT`` is replaced by TEXT, or left out where there is none;
* ``predict("name", answer="…")`` has lost its answer;
* cells tagged ``solution`` are gone;
* what a cell tagged ``reveals`` shows would answer a question that is still open: a card stands for it.

Labs hand out their figures while `STILLS` is set; they are stored as pictures, for readers without a kernel.
An open prediction hands out the card that stands for it.
"""

from __future__ import annotations

import base64
import html
import os
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

HERE = Path(__file__).parent
SOLUTIONS = HERE / "solutions"
FIGURE = "application/vnd.plotly.v1+json"
CARD = "text/html"
REVEALS = "<p><b>Run this cell.</b> What it shows answers a question of this lesson.</p>"
WIDGET = "application/vnd.jupyter.widget-view+json"
STUB = re.compile(r"^(?P<indent> *).*# stub:(?P<text>.*)$")
TAG = re.compile(r"<[^>]*>")
ANSWER = re.compile(r'(predict\("[^"]*"), answer="[^"]*"')
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


def learner_notebook(solution: NotebookNode) -> NotebookNode:
    """The learner's notebook, without outputs, that belongs to ``solution``."""
    cells = []
    for cell in solution.cells:
        if "solution" in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "code":
            cells.append(
                nbformat.v4.new_code_cell(learner_source(cell.source), id=cell.id, metadata=cell.metadata)
            )
        else:
            cells.append(nbformat.v4.new_markdown_cell(cell.source, id=cell.id, metadata=cell.metadata))
    return nbformat.v4.new_notebook(cells=cells, metadata=METADATA)


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
    from stills import stills

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


def rebuild(path: Path) -> None:
    """Run the solution at ``path`` and the learner's notebook made from it, and write both."""
    solution = nbformat.read(path, as_version=4)
    for notebook, target in ((solution, path), (learner_notebook(solution), HERE / path.name)):
        run(notebook, target.parent)
        finish(notebook, cards=notebook is not solution)
        nbformat.write(notebook, target)
        print(f"{target.relative_to(HERE.parent)}: {target.stat().st_size // 1000} kB")


def main(names: list[str]) -> None:
    paths = sorted(SOLUTIONS.glob("*.ipynb"))
    unknown = [name for name in names if not any(path.name.startswith(name) for path in paths)]
    if unknown or not paths:
        known = ", ".join(path.stem for path in paths) or "none"
        sys.exit(f"No solutions notebook starts with {' or '.join(unknown)}. There are: {known}")
    paths = [path for path in paths if not names or path.name.startswith(tuple(names))]
    for path in paths:
        rebuild(path)


if __name__ == "__main__":
    main(sys.argv[1:])
