"""A table that readers sort and search, by mouse or keyboard; without a kernel it is a plain HTML table.

It is a real ``<table>``: the headers hold buttons that sort, ``aria-sort`` says how, a labelled field
searches, and a line that screen readers announce says how many rows are left.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from numbers import Real
from pathlib import Path
from typing import Any

import anywidget
import traitlets

__all__ = ["TableView"]

HERE = Path(__file__).parent


class TableView(anywidget.AnyWidget):
    """A table on the page; whatever the reader does with it stays on the page.

    Args:
        caption: what the table shows.
        columns: the headers, one or more, each a different one.
        rows: one sequence of cells a row, texts or finite numbers, as many as there are columns. The first
            cell is its row's header.

    Raises:
        ValueError: headers that are not distinct texts, or a row of another length.
        TypeError: a cell that is neither a text nor a finite number.
    """

    _esm = HERE / "table_view.js"
    _css = HERE / "table_view.css"
    caption = traitlets.Unicode().tag(sync=True)
    columns = traitlets.List().tag(sync=True)
    rows = traitlets.List().tag(sync=True)

    def __init__(self, caption: str, columns: Sequence[str], rows: Sequence[Sequence[str | float]]):
        columns, rows = list(columns), [list(row) for row in rows]
        texts = all(isinstance(column, str) and column for column in columns)
        if not columns or not texts or len(set(columns)) < len(columns):
            raise ValueError(f"columns must be one or more distinct texts, got {columns!r}")
        for row in rows:
            if len(row) != len(columns):
                raise ValueError(f"rows must hold {len(columns)} cells each, got {row!r}")
            for cell in row:
                number = isinstance(cell, Real) and not isinstance(cell, bool) and abs(cell) < float("inf")
                if not isinstance(cell, str) and not number:
                    raise TypeError(f"rows must hold texts or finite numbers, got {cell!r} in {row!r}")
        super().__init__(caption=caption, columns=columns, rows=rows)

    def summary(self) -> str:
        """The caption and every row, one a line: what nbval compares."""
        lines = [self.caption, " | ".join(self.columns)]
        return "\n".join([*lines, *(" | ".join(map(written, row)) for row in self.rows)])

    def __repr__(self) -> str:
        return self.summary()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict:
        return {
            "text/plain": self.summary(),
            "text/html": self._html(),
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.model_id,
            },
        }

    def _html(self) -> str:
        """The whole table, folded away: on a page without a kernel nobody can search it."""
        heads = "".join(f'<th scope="col">{html.escape(column)}</th>' for column in self.columns)
        body = []
        for first, *others in self.rows:
            cells = "".join(f"<td>{html.escape(written(cell))}</td>" for cell in others)
            body.append(f'<tr><th scope="row">{html.escape(written(first))}</th>{cells}</tr>')
        title = f"{html.escape(self.caption)}: {len(self.rows)} rows"
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table>"
        return f"<details><summary>{title}</summary>{table}</details>"


def written(cell: str | float) -> str:
    """A cell as it is shown: numbers with at most four significant digits, as the page writes them."""
    return cell if isinstance(cell, str) else f"{cell:.4g}"
