"""Writing the table: an entry whose words follow from its reference scheme unless it says otherwise."""

from __future__ import annotations

from course_lib.initializers import Initializer

from .entry import Entry
from .words import fan_words, formula, truncation

__all__ = ["row"]


def row(name: str, initializer: Initializer | None, *, code: str, kind: str = "initializer", **more) -> Entry:
    """An `Entry`; formula, fans and truncation are those of ``initializer`` where ``more`` has none."""
    if initializer is not None:
        words = {
            "formula": formula(initializer),
            "fans": fan_words(initializer),
            "truncation": truncation(initializer),
        }
        more = words | more
    more["aliases"] = tuple(more.get("aliases", ()))
    return Entry(
        name=name, framework=name.split(".")[0], kind=kind, initializer=initializer, code=code, **more
    )
