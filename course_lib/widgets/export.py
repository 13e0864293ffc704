"""What a reader takes away: the figure as a PNG, a result's table as CSV, and the notebook that is saved."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets
from ipywidgets import Widget, widget_serialization

from course_lib.widgets.running import Home

__all__ = ["Export", "csv_text", "file_name"]

LONGEST_NAME = 200  # characters: file systems allow 255 bytes, and the browser adds an ending


def csv_text(heading: str, table: Mapping[str, Any]) -> str:
    """A table as CSV: the heading as a comment, the columns' names, and a line for each row.

    Args:
        heading: one line, for the comment.
        table: column name → one-dimensional array or list, all of one length. Numbers are written with as
            many digits as tell them from every other number of their type.

    Raises:
        ValueError: there is no column, or one is not one-dimensional or not as long as the first.
    """
    columns = {name: np.asarray(column) for name, column in table.items()}
    shapes = {name: column.shape for name, column in columns.items()}
    if not columns or len(set(shapes.values())) > 1 or len(next(iter(shapes.values()))) != 1:
        raise ValueError(f"table must hold one-dimensional columns of one length; got shapes {shapes}")
    text = io.StringIO()
    text.write(f"# {heading}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*(column.astype(str) for column in columns.values()), strict=True))
    return text.getvalue()


def file_name(title: str, settings: Mapping[str, Any]) -> str:
    """A file's name without its ending: ``race-depth-2-lr-0.1``, in letters, digits, dots, dashes and _."""
    words = [title]
    for name, value in settings.items():
        words += [name, *map(str, value if isinstance(value, tuple) else [value])]
    return re.sub(r"[^a-z0-9._-]+", "-", "-".join(words).lower())[:LONGEST_NAME]


class Files(Widget):
    """Where the page asks for a file, and gets it: a plain widget for the reason `plot_view.Shown` gives.

    The page sends ``{"kind", "view"}``; the answer ``{"kind", "view", "name"}`` brings a CSV's bytes along.
    ``view`` tells several views of one lab apart: only the one that was clicked downloads.

    Once a figure stands still, the page asks for the kind ``"texts"``, and writes what comes, with a picture,
    into the outputs that show the lab: what the notebook's file holds then is what the page shows.
    """


class Export(anywidget.AnyWidget):
    """The buttons PNG, and CSV where there is a table.

    Args:
        name: gives a file's name, without its ending.
        csv: gives the table's text; None where there is no table.
        texts: gives, by the id of each widget that a cell may show the lab as, the text of its output.
        report: called with an exception that making a file or a text raised.
        home: where all of that is called.
    """

    _esm = Path(__file__).with_name("export.js")
    files = traitlets.Instance(Files).tag(sync=True, **widget_serialization)
    kinds = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(
        self,
        name: Callable[[], str],
        csv: Callable[[], str] | None,
        texts: Callable[[], dict[str, str]],
        report: Callable[[Exception], None],
        home: Home,
    ):
        self._name, self._csv, self._texts, self._report = name, csv, texts, report
        super().__init__(files=Files(), kinds=["png"] if csv is None else ["csv", "png"])
        self.files.on_msg(lambda _, asked, __: home.call(self._answer, asked["kind"], asked["view"]))

    def _answer(self, kind: str, view: str) -> None:
        try:
            answer = {"texts": self._texts()} if kind == "texts" else {"name": self._name()}
            buffers = [self._csv().encode()] if kind == "csv" else None
        except Exception as error:
            self._report(error)
            return
        self.files.send({"kind": kind, "view": view, **answer}, buffers)
