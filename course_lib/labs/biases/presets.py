"""Presets of ``labs.biases()``; the notes in ``classroom/notes/`` show them."""

from __future__ import annotations

from course_lib.widgets import Preset

__all__ = ["PRESETS"]

PRESETS: dict[str, Preset] = {
    "pytorch-relu": Preset(
        "Standard weights, ReLU, 20 layers",
        "PyTorch's biases hold E[z²] at 0.003; of it 10⁻¹⁶ tells inputs apart, hardly more than without biases.",
        dict(scheme="standard", activation="relu", bias="torch"),
    ),
    "glorot-tanh-biases": Preset(
        "Glorot weights, tanh, 20 layers",
        "N(0, 1) lifts E[z²] from 0.025 to 1.5 and leaves 10⁻⁸ of it to tell inputs apart.",
        {},
    ),
    "he-relu-biases": Preset(
        "He weights, ReLU, 20 layers",
        "The differences survive; E[z²] grows to about 20 with N(0, 1), to about 110 with U(0, 1).",
        dict(scheme="he_normal", activation="relu"),
    ),
}
