"""Presets of ``labs.gallery()``; the notes in ``classroom/notes/`` show them."""

from __future__ import annotations

from course_lib.widgets import Preset, Renamed

__all__ = ["OLD_NAMES", "PRESETS"]

PRESETS: dict[str, Preset] = {
    "sigmoid-std-1": Preset(
        "Sigmoid, z from N(0, 1)",
        "The mean of what comes out is 0.5, its std 0.208.",
        dict(activation="sigmoid"),
    ),
    "relu-std-1": Preset(
        "ReLU, z from N(0, 1)",
        "Mean 0.399 and std 0.584; the gain is 1.41, not one over the std.",
        dict(activation="relu"),
    ),
    "tanh-std-5": Preset(
        "tanh, z from N(0, 5²)",
        "66 % of the inputs lie where tanh is flat, beyond ±2.18.",
        dict(std=5.0),
    ),
}
# Names that presets had before; they go with the next version.
OLD_NAMES: dict[str, Renamed] = {
    "sigmoid-mean": Renamed({"preset": "sigmoid-std-1"}),
    "relu-gain": Renamed({"preset": "relu-std-1"}),
    "tanh-wide": Renamed({"preset": "tanh-std-5"}),
}
