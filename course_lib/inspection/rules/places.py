"""Sums of what the inputs look up and of where it stands."""

from __future__ import annotations

import math

from course_lib.inspection.records import Change, Finding, Observation, Places
from course_lib.inspection.rules import sources
from course_lib.inspection.rules.mending import line_of, rounded, some

# Of E[x²]. Small codes that learn are no harm, so they may be hidden: they grow within a few steps.
HIDES = 30


def places(observation: Observation) -> list[Finding]:
    """Codes of places that hide the rows of a table, or rows that hide codes which cannot grow."""
    bad = [
        one for one in observation.places if one.ratio * HIDES < 1 or (one.ratio > HIDES and not one.codes)
    ]
    if not bad:
        return []
    worst = max(bad, key=lambda one: abs(math.log(one.ratio)))
    rows, codes = some(sorted(worst.rows)), some(sorted(worst.codes)) or "a fixed code of places"
    words = f"{rows} hides {codes}: of their sum, the layers hardly see where something stands."
    if worst.ratio < 1:
        words = f"{codes} hides {rows}: of their sum, the layers hardly see what stands there."
    changes = _changes(observation, worst)
    return [
        Finding(
            "places", "fault", words[0].upper() + words[1:],
            f"E[x²] differs {max(worst.ratio, 1 / worst.ratio):.3g}-fold; the limit is {HIDES}",
            line_of(observation.model, changes), tuple(sorted(worst.rows | worst.codes)), sources.ATTENTION,
            changes,
        )
    ]  # fmt: skip


def _changes(observation: Observation, one: Places) -> tuple[Change, ...]:
    """Draw the larger again, of the size of the smaller; codes that are fixed stay, and the rows change."""
    names, factor = (one.codes, one.ratio) if one.codes else (one.rows, 1 / one.ratio)
    tables = [found for found in observation.parameters if found.name in names and found.std > 0]
    stds = [rounded(math.sqrt(table.mean_square * factor)) for table in tables]
    return tuple(
        Change("normal_", (table.name,), (("std", std),)) for table, std in zip(tables, stds, strict=True)
    )
