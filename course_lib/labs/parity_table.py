"""The parity table on the page: what every name of every framework draws, and what was measured of it."""

from __future__ import annotations

import math

from course_lib.frameworks import FRAMEWORKS, Row, parity_table
from course_lib.frameworks.table import SHAPE
from course_lib.widgets.table_view import TableView

__all__ = ["parity"]

COLUMNS = ("name", "framework", "draws", "std", "limit", "counts", "stored as", "measured")


def parity() -> TableView:
    """The table of `course_lib.frameworks.parity_table`, to be sorted and searched."""
    n_in, n_out = SHAPE
    layer = f"from {n_in} inputs to {n_out} units, of a convolution in the one that was measured"
    caption = f"What each name draws; std and limit in a layer {layer}"
    return TableView(caption, COLUMNS, [cells(row) for row in parity_table()])


def cells(row: Row) -> list[str | float]:
    limit = "unknown" if row.limit is None else "none" if math.isinf(row.limit) else row.limit
    std = "unknown" if row.std is None else row.std
    return [row.name, FRAMEWORKS[row.framework], row.draws, std, limit, row.fans, row.layout, row.verdict]
