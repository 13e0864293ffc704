"""Presets of ``labs.samples()``; the notes in ``classroom/notes/`` show them."""

from __future__ import annotations

from course_lib.widgets import Preset, Renamed

__all__ = ["OLD_NAMES", "PRESETS"]

PRESETS: dict[str, Preset] = {
    "glorot-uniform-64": Preset(
        "Glorot uniform, 64 inputs, 32 units",
        "The limit ±0.25 stands at 1.73 times the std, 0.144.",
        dict(scheme="glorot_uniform"),
    ),
    "n01-beside-he": Preset(
        "N(0, 1), He normal dashed",
        "For 64 inputs He's std is 0.177, that of N(0, 1) 5.7 times as large.",
        dict(scheme="normal", versus="he_normal"),
    ),
    "cut-at-two": Preset(
        "N(0, 1) cut at ±2, uncut dashed",
        "Nothing lies beyond ±2, and the std is 0.88.",
        dict(scheme="truncated_normal", versus="normal"),
    ),
    "glorot-normal-cut": Preset(
        "Glorot normal cut; uncut dashed",
        "The limit is 0.328, at 2.27 std; the std, 0.144, is that of the uncut normal.",
        dict(scheme="glorot_normal", shape="truncated_normal", versus="glorot_normal"),
    ),
    "hundred-draws": Preset(
        "U(0, 1), 100 draws",
        "Of 60 bins 11 are empty, and the fullest holds 5.",
        dict(scheme="uniform", size=100),
    ),
}
# Names that presets had before; they go with the next version.
OLD_NAMES: dict[str, Renamed] = {
    "limit-and-std": Renamed({"preset": "glorot-uniform-64"}),
    "cut-and-widened": Renamed({"preset": "glorot-normal-cut"}),
}
