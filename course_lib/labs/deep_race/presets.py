"""Named settings of the lab: name → `Preset`. A label says what is set, never what will be seen.

The notes of a lesson show them, and a test sees that what each says is there.
"""

from __future__ import annotations

from course_lib.widgets import Preset, Renamed

__all__ = ["OLD_NAMES", "PRESETS"]

PRESETS: dict[str, Preset] = {
    "glorot-relu-30": Preset(
        "He and Glorot, 30 ReLU layers",
        "He's networks learn; Glorot's (Xavier's) stay near chance, their loss near ln 10.",
        dict(schemes=("he_normal", "glorot_normal"), depth=30),
    ),
    "glorot-relu-10": Preset(
        "He and Glorot, 10 ReLU layers",
        "Both learn, He's networks sooner.",
        dict(depth=10),
    ),
    "glorot-relu-3": Preset(
        "He and Glorot, 3 ReLU layers, 5 epochs",
        "Both pass 70 %: a factor of √2 in the weights of two of three layers is soon made up for.",
        dict(depth=3, epochs=5),
    ),
    "glorot-tanh-30": Preset(
        "He and Glorot, 30 tanh layers, 10 epochs",
        "Glorot learns at the depth at which it stalled with ReLU.",
        dict(activation="tanh", epochs=10),
    ),
}
# Names that presets had before; they go with the next version.
OLD_NAMES: dict[str, Renamed] = {
    "deep-xavier-stalls": Renamed({"preset": "glorot-relu-30"}),
    "three-layers-alike": Renamed({"preset": "glorot-relu-3"}),
    "deep-tanh-learns": Renamed({"preset": "glorot-tanh-30"}),
}
