"""Presets of ``labs.variance_scaling()``; the notes in ``classroom/notes/`` show them."""

from __future__ import annotations

from course_lib.widgets import Preset

__all__ = ["PRESETS"]

PRESETS: dict[str, Preset] = {
    "uniform-scale-1": Preset(
        "Scale 1, fan-in, uniform",
        "It is LeCun uniform, with the limit 0.217. At scale 1/3 the limit is 0.125 = 1/√64: nn.Linear's default.",
        dict(scale=1, distribution="uniform"),
    ),
    "truncated-scale-2": Preset(
        "Scale 2, fan-in, truncated normal",
        "It is Keras' HeNormal: the limit, 0.402, stands at 2.27 times the std, 0.177.",
        dict(scale=2, distribution="truncated_normal"),
    ),
}
