"""The parity table: every entry with its theory and, where the framework was run, what was measured."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .catalog import ENTRIES
from .entry import FRAMEWORKS, Entry
from .translation import translate

__all__ = ["SHAPE", "Row", "fingerprint", "measured", "parity_table"]

SHAPE = (64, 32)  # fan in 64, fan out 32


@dataclass(frozen=True)
class Row:
    """One line of the table. ``std`` and ``limit`` are those of a `SHAPE` layer, None where no scheme is it.

    ``limit`` is infinite for an untruncated normal. ``verdict`` says in words what the parity suite measured,
    and with which versions.
    """

    framework: str
    name: str
    draws: str
    std: float | None
    limit: float | None
    truncated: bool
    fans: str
    layout: str
    verdict: str


def parity_table() -> list[Row]:
    """The rows of all entries, in the order of `ENTRIES`."""
    return [row(entry) for entry in ENTRIES.values()]


def row(entry: Entry) -> Row:
    law = entry.law(SHAPE)
    return Row(
        framework=entry.framework,
        name=entry.name,
        draws=entry.formula,
        std=law and law.std,
        limit=law and law.limit,
        truncated=bool(entry.initializer) and entry.initializer.distribution == "truncated_normal",
        fans=entry.fans,
        layout=entry.layout,
        verdict=verdict(entry),
    )


def verdict(entry: Entry) -> str:
    """What was measured, in words."""
    if not entry.executed:
        return f"not run: documented by {entry.source.split(',')[0]}"
    record = measured()
    if entry.name not in record["entries"]:
        return "not measured yet: python3 course.py parity --record"
    found, version = record["entries"][entry.name], record["versions"][entry.framework]
    by = f"{FRAMEWORKS[entry.framework]} {version}"
    if "std" not in found:
        return f"as described in {by}: {found['checks']} checks"
    return f"agrees in {by}: std {found['std']:.4g} over {found['draws']:,} numbers, {found['checks']} checks"


@cache
def measured() -> dict:
    """What `python3 course.py parity --record` wrote.

    ``versions`` of what was run, ``entries`` by name, ``translations`` (how many lines were run and what was
    found), and the `fingerprint` of what all that belongs to.
    """
    return json.loads(files(__package__).joinpath("measured.json").read_text(encoding="utf-8"))


def fingerprint() -> str:
    """A hash of all that was measured: what the entries draw, and the translated lines."""
    facts = []
    for entry in ENTRIES.values():
        law = entry.law(SHAPE)
        facts.append([entry.name, entry.code, entry.layout, entry.drawn_as, entry.executed])
        facts.append(law and [f"{law.mean:.6g}", f"{law.std:.6g}", f"{law.limit:.6g}"])
        facts.append([translate(entry.name, to).code for to in FRAMEWORKS])
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
