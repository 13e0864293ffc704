"""Presets of ``labs.zero_start()``; the notes in ``classroom/notes/`` show them."""

from __future__ import annotations

from course_lib.widgets import Preset

__all__ = ["PRESETS"]

PRESETS: dict[str, Preset] = {
    "logistic-at-zero": Preset(
        "A logistic regression",
        "All curves become one: the optimum is the same from every start.",
        {},
    ),
    "last-layer-at-zero": Preset(
        "The last layer",
        "It learns too, only later than with a random start.",
        dict(part="last"),
    ),
    "first-layer-at-zero": Preset(
        "The first layer",
        "At chance after 2,000 steps, where the random start learns.",
        dict(part="first"),
    ),
    "all-weights-at-zero": Preset(
        "All weights",
        "At chance, with a loss of ln 2 at every step.",
        dict(part="all"),
    ),
}
