"""All rows of all frameworks in one registry, and `find`, which knows every spelling of each."""

from __future__ import annotations

import difflib

from . import jax_rows, keras_rows, numpy_rows, tf1_rows, torch_rows
from .entry import Entry

__all__ = ["ENTRIES", "find"]

MODULES = (numpy_rows, torch_rows, keras_rows, tf1_rows, jax_rows)
ENTRIES: dict[str, Entry] = {entry.name: entry for module in MODULES for entry in module.ROWS}

SPELLINGS = {alias: entry for entry in ENTRIES.values() for alias in entry.aliases} | ENTRIES


def find(name: str) -> Entry:
    """The entry of that name, ``<framework>.<its own spelling>``, or of one of its aliases.

    Raises TypeError for anything but a string, ValueError for an unknown name, with the nearest ones.

    >>> find("keras.he_normal").name, find("torch.nn.init.kaiming_normal_").name
    ('keras.HeNormal', 'torch.kaiming_normal_')
    """
    if not isinstance(name, str):
        raise TypeError(f"name must be a string such as 'torch.kaiming_normal_', got {name!r}")
    if name in SPELLINGS:
        return SPELLINGS[name]
    folded = {spelling.lower(): entry.name for spelling, entry in SPELLINGS.items()}
    near = [folded[key] for key in difflib.get_close_matches(name.lower(), folded, n=4, cutoff=0.5)]
    near += [folded[key] for key in folded if name and key.endswith(f".{name.lower()}")]
    hint = (
        " or ".join(list(dict.fromkeys(near))[:4]) or "torch.kaiming_normal_, keras.HeNormal or numpy.zeros"
    )
    raise ValueError(f"name must be <framework>.<its own spelling>, got {name!r}; did you mean {hint}?")
