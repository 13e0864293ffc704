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

SHAPE = (64, 32)  # fan-in 64, fan-out 32


@dataclass(frozen=True)
class Row:
    """One line of the table. ``std`` and ``limit`` are of a ``shape`` layer, None where no scheme is it.

    ``shape``, `(*window, n_in, n_out)`, is `SHAPE` or, for a convolution, the one at which it was measured.
    ``limit`` is how far from 0 a draw can go: 1 for U(0, 1), infinite for an untruncated normal.
    ``verdict`` says in words what the parity suite measured, and with which versions.
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
    shape: tuple[int, ...] = SHAPE


def parity_table() -> list[Row]:
    """The rows of all entries, in the order of `ENTRIES`."""
    return [row(entry) for entry in ENTRIES.values()]


def row(entry: Entry) -> Row:
    shape = tuple(measured()["entries"].get(entry.name, {}).get("shape", SHAPE))
    law = entry.law(shape)
    return Row(
        framework=entry.framework,
        name=entry.name,
        draws=entry.formula,
        std=law and law.std,
        limit=law and max(map(abs, law.support)),
        truncated=bool(entry.initializer) and entry.initializer.distribution == "truncated_normal",
        fans=entry.fans,
        layout=entry.layout,
        verdict=verdict(entry),
        shape=shape,
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
    layer = ", ".join(map(str, found["shape"]))
    spread = f"std {found['std']:.4g} where {found['theory']:.4g} is expected"
    return f"agrees in {by}: {spread}, in {found['numbers']:,} numbers of ({layer}); {found['checks']} checks"


@cache
def measured() -> dict:
    """What `python3 course.py parity --record` wrote.

    ``versions`` of what was run; ``entries`` by name, with the ``std`` of ``numbers`` numbers at ``shape``,
    the ``draws`` and ``checks`` at all shapes, and the smallest p-value; ``translations``, how
    many lines were run and their smallest p-value; ``facts``, such as how many of Keras' numbers lay outside
    their bounds; and the `fingerprint` of what was measured.
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
