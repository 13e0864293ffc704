"""Presets of ``labs.race()``; the notes in ``classroom/notes/`` show them."""

from __future__ import annotations

from course_lib.widgets import Preset, Renamed

__all__ = ["OLD_NAMES", "PRESETS"]

PRESETS: dict[str, Preset] = {
    "three-starts": Preset(
        "Zeros, ×10 and He, 8 seeds each",
        "Zeros stay at chance, ×10 stops anywhere, He separates the circles in every seed.",
        {},
    ),
    "one-he-seed": Preset(
        "He, a single seed",
        "One run of He, at about 99 %: beside seed 0 of a tutorial's network, at about 71 %, it shows how little one run tells.",
        dict(schemes=("he_normal",), seeds=1),
    ),
    "x001-and-he": Preset(
        "×0.01 and He, 8 seeds each",
        "×0.01 stays at a loss of ln 2 and near 50 %, He separates the circles.",
        dict(schemes=("normal_small", "he_normal")),
    ),
    "he-rate-five": Preset(
        "He, learning rate 5",
        "Every run ends at chance: no unit of the second layer is on for any point.",
        dict(schemes=("he_normal",), lr=5.0),
    ),
    "x10-eight-seeds": Preset(
        "×10, 8 seeds",
        "The median stays below 90 %. At a learning rate of 0.01 it passes, though a run stays at chance.",
        dict(schemes=("normal_x10",)),
    ),
}
# Names that presets had before; they go with the next version.
OLD_NAMES: dict[str, Renamed] = {
    "small-stands-still": Renamed({"preset": "x001-and-he"}),
    "rate-five-kills-he": Renamed({"preset": "he-rate-five"}),
    "x10-small-steps": Renamed({"preset": "x10-eight-seeds", "lr": 0.01}),
}
