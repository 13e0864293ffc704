"""Presets of ``labs.printouts()``; the notes in ``classroom/notes/`` show them."""

from __future__ import annotations

from course_lib.widgets import Preset, Renamed

__all__ = ["OLD_NAMES", "PRESETS"]

PRESETS: dict[str, Preset] = {
    "he-read-as-glorot": Preset(
        "Keras he_uniform, read as Glorot uniform",
        "0.800 lies beyond the limit, 0.775: impossible.",
        dict(printout="keras_he_uniform", scheme="glorot_uniform"),
    ),
    "glorot-read-as-he": Preset(
        "Keras glorot_uniform, read as He uniform",
        "Possible, and 94 % of fresh draws lie farther: as likely as under its own scheme, where 88 % do.",
        dict(printout="keras_glorot_uniform", scheme="he_uniform"),
    ),
}
# Names that presets had before; they go with the next version.
OLD_NAMES: dict[str, Renamed] = {
    "beyond-the-limit": Renamed({"preset": "he-read-as-glorot"}),
    "wrong-but-likely": Renamed({"preset": "glorot-read-as-he"}),
}
