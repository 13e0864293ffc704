"""Presets of ``labs.one_seed()``; the notes in ``classroom/notes/`` show them."""

from __future__ import annotations

from course_lib.widgets import Preset

__all__ = ["PRESETS"]

PRESETS: dict[str, Preset] = {
    "seed-zero-alone": Preset(
        "He, seed 0 and no other",
        "One run, at about 71 %.",
        dict(shown=1),
    ),
    "forty-he-seeds": Preset(
        "He, 40 seeds, seed 0 marked",
        "The median is near 99 %, and at most five runs are below 90 %, seed 0 among them.",
        {},
    ),
    "forty-x10-seeds": Preset(
        "×10, 40 seeds, seed 0 marked",
        "The median is below 75 %; more than a third of the runs beat He's seed 0.",
        dict(scheme="normal_x10"),
    ),
}
