"""All rows of all frameworks in one registry, with the spellings that the rows give."""

from __future__ import annotations

from . import jax_rows, keras_rows, numpy_rows, tf1_rows, torch_rows
from .entry import Entry

MODULES = (numpy_rows, torch_rows, keras_rows, tf1_rows, jax_rows)
ENTRIES: dict[str, Entry] = {entry.name: entry for module in MODULES for entry in module.ROWS}

SPELLINGS = {alias: entry for entry in ENTRIES.values() for alias in entry.aliases} | ENTRIES
