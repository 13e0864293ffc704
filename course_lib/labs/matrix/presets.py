"""Presets of ``labs.matrix()``; the notes in ``classroom/notes/`` show them."""

from __future__ import annotations

from course_lib.widgets import Preset

__all__ = ["PRESETS"]

PRESETS: dict[str, Preset] = {
    "three-layers": Preset(
        "3 layers, He normal with ReLU picked",
        "65 of 104 cells have a ring: at this depth a misfit hardly shows.",
        dict(depth=3),
    ),
    "thirty-layers": Preset(
        "30 layers, He normal with linear units",
        "15 of 104 cells have a ring; linear units explode under He's scheme, to about 5·10⁸.",
        dict(activation="identity"),
    ),
}
