"""Files that a reader takes away: a result's table as CSV, and what files are called."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

__all__ = ["csv_text", "file_name"]

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
