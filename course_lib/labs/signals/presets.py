"""Presets of ``labs.signals()``; the notes in ``classroom/notes/`` show them."""

from __future__ import annotations

from course_lib.widgets import Preset, Renamed

__all__ = ["OLD_NAMES", "PRESETS"]

PRESETS: dict[str, Preset] = {
    "small-weights": Preset(
        "N(0, 0.01²), tanh, 30 layers",
        "Signal and gradient lose all but 0.0128 of their mean square in every layer: about 10⁻⁵⁷ of it arrives.",
        dict(scheme="normal", gain=0.01),
    ),
    "large-weights": Preset(
        "N(0, 1), tanh, 30 layers, shares",
        "84 % of the pre-activations are saturated, and the gradient's mean square grows to about 10²³.",
        dict(scheme="normal", show="shares"),
    ),
    "lecun-16-wide": Preset(
        "LeCun, linear, 5 layers, 16 wide",
        "E[z²] starts near 1; with 256 units it does too, and the single networks scatter less.",
        dict(activation="identity", depth=5, width=16, last=16),
    ),
    "standard-linear-30": Preset(
        "Standard, linear, 30 layers",
        "E[z²] is 1/3 in layer 1 and about 5·10⁻¹⁵ in layer 30.",
        dict(scheme="standard", activation="identity"),
    ),
    "standard-sigmoid-30": Preset(
        "Standard, sigmoid, 30 layers, across inputs",
        "E[z²] levels off near 0.08; what differs from input to input falls about 50-fold a layer.",
        dict(scheme="standard", activation="sigmoid", show="across"),
    ),
    "lecun-tanh-30": Preset(
        "LeCun, tanh, 30 layers, gain 1",
        "E[z²] falls from 1 to about 0.016. Gains from 1.37 to 1.41 keep it between 0.5 and 2.",
        {},
    ),
    "narrowing-lecun": Preset(
        "LeCun, linear, 256 units down to 8",
        "The signal stays near 1, the gradient halves in every layer on its way back: about 1/16 is left.",
        dict(activation="identity", depth=5, width=256, last=8),
    ),
    "narrowing-glorot": Preset(
        "Glorot, linear, 256 units down to 8",
        "The signal grows by 4/3 a layer to about 4, the gradient shrinks to 2/3 a layer, to about 0.2.",
        dict(scheme="glorot_normal", activation="identity", depth=5, width=256, last=8),
    ),
    "glorot-tanh": Preset(
        "Glorot, tanh, 50 layers",
        "E[z²] falls ever more slowly, to about 1/100: like 1/(2ℓ), not by the same factor in every layer.",
        dict(scheme="glorot_normal", depth=50),
    ),
    "glorot-beside-standard": Preset(
        "Glorot, tanh, 6 layers; Standard beside",
        "Of the gradient's mean square 0.14 reaches layer 1 under Glorot's scheme, 0.0022 under the standard one.",
        dict(scheme="glorot_normal", depth=6, width=256, last=256, versus="standard"),
    ),
    "relu-under-lecun": Preset(
        "LeCun, ReLU, 30 layers",
        "E[z²] and E[δ²] halve in every layer: about 2·10⁻⁹ is left of either.",
        dict(activation="relu"),
    ),
    "he-beside-lecun": Preset(
        "He, ReLU, 30 layers; LeCun beside",
        "He keeps signal and gradient, LeCun halves both, on the same noise.",
        dict(scheme="he_normal", activation="relu", versus="lecun_normal"),
    ),
    "he-narrowing": Preset(
        "He with fan-in, ReLU, 256 units down to 8",
        "The signal stays near 2, the gradient falls to about 1/16.",
        dict(scheme="he_normal", activation="relu", depth=5, width=256, last=8),
    ),
    "hundred-layers-narrow": Preset(
        "He, ReLU, 100 layers, 64 wide, 8 seeds",
        "The geometric mean falls from 2 to 0.015 in these eight; theory stays at 2.",
        dict(scheme="he_normal", activation="relu", depth=100, width=64, last=64, seeds=8),
    ),
    "hundred-layers-wide": Preset(
        "He, ReLU, 100 layers, 256 wide, 8 seeds",
        "The networks stay together, and the geometric mean falls from 2 to about 0.55.",
        dict(scheme="he_normal", activation="relu", depth=100, width=256, last=256, seeds=8),
    ),
    "he-relu-16-wide": Preset(
        "He, ReLU, 30 layers, 16 wide, shares",
        "The share of dead units climbs from 0 to about 40 % in the last layers.",
        dict(scheme="he_normal", activation="relu", width=16, last=16, show="shares"),
    ),
    "he-step-30": Preset(
        "He, step, 30 layers",
        "The signal ends near 1; the gradient is exactly 0 in every layer below the last.",
        dict(scheme="he_normal", activation="step"),
    ),
    "cut-by-hand": Preset(
        "N(0, 1/128) cut at ±2 std, linear, 50 layers",
        "Each layer keeps 0.774 of the mean square: about 3·10⁻⁶ is left.",
        dict(scheme="truncated_normal", gain=0.0883883, activation="identity", depth=50),
    ),
    "keras-default": Preset(
        "Glorot uniform, ReLU; He uniform beside",
        "Under Glorot's scheme E[z²] falls by a half a layer to about 10⁻⁹; under He's it keeps its size.",
        dict(scheme="glorot_uniform", activation="relu", versus="he_uniform"),
    ),
}
# Names that presets had before; they go with the next version.
OLD_NAMES: dict[str, Renamed] = {
    "root-n": Renamed({"preset": "lecun-16-wide"}),
    "a-third-a-layer": Renamed({"preset": "standard-linear-30"}),
    "level-but-blind": Renamed({"preset": "standard-sigmoid-30"}),
    "tanh-gain": Renamed({"preset": "lecun-tanh-30"}),
    "dead-before-training": Renamed({"preset": "he-relu-16-wide"}),
    "step-blocks": Renamed({"preset": "he-step-30"}),
}
