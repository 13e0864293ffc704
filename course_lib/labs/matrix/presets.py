"""Named settings of the lab: name → `Preset`. A label says what is set, never what will be seen.

The notes of a lesson show them, and a test sees that what each says is there.
"""

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
        "30 layers, He normal with linear units picked",
        "15 of 104 cells have a ring; linear units explode under He's scheme, to about 5·10⁸.",
        dict(activation="identity"),
    ),
}
