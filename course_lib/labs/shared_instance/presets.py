"""Presets of ``labs.shared_instance()``; the notes in ``classroom/notes/`` show them."""

from __future__ import annotations

from course_lib.widgets import Preset

__all__ = ["PRESETS"]

PRESETS: dict[str, Preset] = {
    "one-object": Preset(
        "One object, no seed, 1,500 steps",
        "Both branches hold the same weights to the last bit; no seed passes 75 %, independent ones most often do.",
        {},
    ),
    "object-each": Preset(
        "An object for each layer, no seed",
        "The branches differ: 4 of 4 units are distinct, and the median accuracy passes 80 %.",
        dict(instances="each"),
    ),
    "one-seed-for-both": Preset(
        "An object each, one seed for all",
        "New objects, and still twins: 2 of 4 units are distinct.",
        dict(instances="each_seeded"),
    ),
}
