"""The scenes of the labs: named settings for an instructor, lab → name → `Scene`.

The notes in ``classroom/notes/`` show them, and a test holds the two together. A label says what is set, never what
will be seen: a class that sees the picker has still to predict it.
"""

from __future__ import annotations

from course_lib.lab import Scene
from course_lib.labs.training_scenes import TRAINING_SCENES

__all__ = ["SCENES"]

SCENES: dict[str, dict[str, Scene]] = {
    **TRAINING_SCENES,
    "samples": {
        "glorot-uniform-64": Scene(
            "Glorot uniform, 64 inputs, 32 units",
            "The limit ±0.25 stands at 1.73 times the std, 0.144.",
            dict(scheme="glorot_uniform"),
        ),
        "n01-beside-he": Scene(
            "N(0, 1), He normal dashed",
            "For 64 inputs He's std is 0.177, that of N(0, 1) 5.7 times as large.",
            dict(scheme="normal", versus="he_normal"),
        ),
        "cut-at-two": Scene(
            "N(0, 1) cut at ±2, uncut dashed",
            "Nothing lies beyond ±2, and the std is 0.88.",
            dict(scheme="truncated_normal", versus="normal"),
        ),
        "glorot-normal-cut": Scene(
            "Glorot normal truncated, uncut dashed",
            "The limit is 0.328, at 2.27 std; the std, 0.144, is that of the uncut normal.",
            dict(scheme="glorot_normal", shape="truncated_normal", versus="glorot_normal"),
        ),
        "hundred-draws": Scene(
            "U(0, 1), 100 draws",
            "Of 60 bins 11 are empty, and the fullest holds 5.",
            dict(scheme="uniform", size=100),
        ),
    },
    "printouts": {
        "he-read-as-glorot": Scene(
            "Keras he_uniform, read as Glorot uniform",
            "0.800 lies beyond the limit, 0.775: impossible.",
            dict(printout="keras_he_uniform", scheme="glorot_uniform"),
        ),
        "glorot-read-as-he": Scene(
            "Keras glorot_uniform, read as He uniform",
            "Possible, and 94 % of fresh draws lie farther: as likely as under its own scheme, where 88 % do.",
            dict(printout="keras_glorot_uniform", scheme="he_uniform"),
        ),
    },
    "signals": {
        "small-weights": Scene(
            "N(0, 0.01²), tanh, 30 layers",
            "Signal and gradient lose all but 0.0128 of their mean square in every layer: about 10⁻⁵⁷ of it arrives.",
            dict(scheme="normal", gain=0.01),
        ),
        "large-weights": Scene(
            "N(0, 1), tanh, 30 layers, shares",
            "84 % of the pre-activations are saturated, and the gradient's mean square grows to about 10²³.",
            dict(scheme="normal", show="shares"),
        ),
        "lecun-16-wide": Scene(
            "LeCun, linear, 5 layers, 16 wide",
            "E[z²] starts near 1; with 256 units it does too, and the single networks scatter less.",
            dict(activation="identity", depth=5, width=16, last=16),
        ),
        "standard-linear-30": Scene(
            "Standard, linear, 30 layers",
            "E[z²] is 1/3 in layer 1 and about 5·10⁻¹⁵ in layer 30.",
            dict(scheme="standard", activation="identity"),
        ),
        "standard-sigmoid-30": Scene(
            "Standard, sigmoid, 30 layers, across inputs",
            "E[z²] levels off near 0.08; what differs from input to input falls about 50-fold a layer.",
            dict(scheme="standard", activation="sigmoid", show="across"),
        ),
        "lecun-tanh-30": Scene(
            "LeCun, tanh, 30 layers, gain 1",
            "E[z²] falls from 1 to about 0.016. Gains from 1.37 to 1.41 keep it between 0.5 and 2.",
            {},
        ),
        "narrowing-lecun": Scene(
            "LeCun, linear, 256 units down to 8",
            "The signal stays near 1, the gradient halves in every layer on its way back: about 1/16 is left.",
            dict(activation="identity", depth=5, width=256, last=8),
        ),
        "narrowing-glorot": Scene(
            "Glorot, linear, 256 units down to 8",
            "The signal grows by 4/3 a layer to about 4, the gradient shrinks to 2/3 a layer, to about 0.2.",
            dict(scheme="glorot_normal", activation="identity", depth=5, width=256, last=8),
        ),
        "glorot-tanh": Scene(
            "Glorot, tanh, 50 layers",
            "E[z²] falls ever more slowly, to about 1/100: like 1/(2ℓ), not by the same factor in every layer.",
            dict(scheme="glorot_normal", depth=50),
        ),
        "glorot-beside-standard": Scene(
            "Glorot, tanh, 6 layers; Standard beside",
            "Of the gradient's mean square 0.14 reaches layer 1 under Glorot's scheme, 0.0022 under the standard one.",
            dict(scheme="glorot_normal", depth=6, width=256, last=256, versus="standard"),
        ),
        "relu-under-lecun": Scene(
            "LeCun, ReLU, 30 layers",
            "E[z²] and E[δ²] halve in every layer: about 2·10⁻⁹ is left of either.",
            dict(activation="relu"),
        ),
        "he-beside-lecun": Scene(
            "He, ReLU, 30 layers; LeCun beside",
            "He keeps signal and gradient, LeCun halves both, on the same noise.",
            dict(scheme="he_normal", activation="relu", versus="lecun_normal"),
        ),
        "he-narrowing": Scene(
            "He with fan in, ReLU, 256 units down to 8",
            "The signal stays near 2, the gradient falls to about 1/16.",
            dict(scheme="he_normal", activation="relu", depth=5, width=256, last=8),
        ),
        "hundred-layers-narrow": Scene(
            "He, ReLU, 100 layers, 64 wide, 8 seeds",
            "The geometric mean falls from 2 to 0.015 in these eight; theory stays at 2.",
            dict(scheme="he_normal", activation="relu", depth=100, width=64, last=64, seeds=8),
        ),
        "hundred-layers-wide": Scene(
            "He, ReLU, 100 layers, 256 wide, 8 seeds",
            "The networks stay together, and the geometric mean falls from 2 to about 0.55.",
            dict(scheme="he_normal", activation="relu", depth=100, width=256, last=256, seeds=8),
        ),
        "he-relu-16-wide": Scene(
            "He, ReLU, 30 layers, 16 wide, shares",
            "The share of dead units climbs from 0 to about 40 % in the last layers.",
            dict(scheme="he_normal", activation="relu", width=16, last=16, show="shares"),
        ),
        "he-step-30": Scene(
            "He, step, 30 layers",
            "The signal ends near 1; the gradient is exactly 0 in every layer below the last.",
            dict(scheme="he_normal", activation="step"),
        ),
        "cut-by-hand": Scene(
            "N(0, 1/128) cut at ±2 std, linear, 50 layers",
            "Each layer keeps 0.774 of the mean square: about 3·10⁻⁶ is left.",
            dict(scheme="truncated_normal", gain=0.0883883, activation="identity", depth=50),
        ),
        "keras-default": Scene(
            "Glorot uniform, ReLU; He uniform beside",
            "Under Glorot's scheme E[z²] falls by a half a layer to about 10⁻⁹; under He's it keeps its size.",
            dict(scheme="glorot_uniform", activation="relu", versus="he_uniform"),
        ),
    },
    "gallery": {
        "sigmoid-std-1": Scene(
            "Sigmoid, z from N(0, 1)",
            "The mean of what comes out is 0.5, its std 0.208.",
            dict(activation="sigmoid"),
        ),
        "relu-std-1": Scene(
            "ReLU, z from N(0, 1)",
            "Mean 0.399 and std 0.584; the gain is 1.41, not one over the std.",
            dict(activation="relu"),
        ),
        "tanh-std-5": Scene(
            "tanh, z from N(0, 5²)",
            "66 % of the inputs lie where tanh is flat, beyond ±2.18.",
            dict(std=5.0),
        ),
    },
    "matrix": {
        "three-layers": Scene(
            "3 layers, He normal with ReLU picked",
            "65 of 104 cells have a ring: at this depth a misfit hardly shows.",
            dict(depth=3),
        ),
        "thirty-layers": Scene(
            "30 layers, He normal with linear units picked",
            "15 of 104 cells have a ring; linear units explode under He's scheme, to about 5·10⁸.",
            dict(activation="identity"),
        ),
    },
    "framework_samples": {
        "linear-beside-kaiming": Scene(
            "torch.nn.Linear; kaiming_uniform_ dashed",
            "nn.Linear's weights reach 0.0625 with 256 inputs: the std is 0.408 of He's.",
            dict(name="torch.nn.Linear.weight", versus="torch.kaiming_uniform_"),
        ),
        "xavier-beside-keras": Scene(
            "xavier_normal_; Keras GlorotNormal dashed",
            "One std, 0.0722. Keras' draw ends at 0.164; PyTorch's has no limit and reaches 0.31 here.",
            dict(name="torch.xavier_normal_", versus="keras.GlorotNormal"),
        ),
        "torch-trunc-normal": Scene(
            "torch.trunc_normal_(std=0.02)",
            "The bounds ±2 lie 100 std away, so nothing is cut: the largest weight is 0.087, at over 4 std.",
            dict(name="torch.trunc_normal_(std=0.02)"),
        ),
    },
    "shared_instance": {
        "one-object": Scene(
            "One object, no seed, 1,500 steps",
            "Both branches hold the same weights to the last bit; no seed passes 75 %, independent ones most often do.",
            {},
        ),
        "object-each": Scene(
            "An object for each layer, no seed",
            "The branches differ: 4 of 4 units are distinct, and the median accuracy passes 80 %.",
            dict(instances="each"),
        ),
        "one-seed-for-both": Scene(
            "An object for each layer, all with one seed",
            "New objects, and still twins: 2 of 4 units are distinct.",
            dict(instances="each_seeded"),
        ),
    },
    "biases": {
        "pytorch-relu": Scene(
            "Standard weights, ReLU, 20 layers",
            "PyTorch's biases hold E[z²] at 0.003; of it 10⁻¹⁶ tells inputs apart, hardly more than without biases.",
            dict(scheme="standard", activation="relu"),
        ),
        "glorot-tanh-biases": Scene(
            "Glorot weights, tanh, 20 layers",
            "N(0, 1) lifts E[z²] from 0.025 to 1.5 and leaves 10⁻⁸ of it to tell inputs apart.",
            {},
        ),
        "he-relu-biases": Scene(
            "He weights, ReLU, 20 layers",
            "The differences survive; E[z²] grows to about 20 with N(0, 1), to about 110 with U(0, 1).",
            dict(scheme="he_normal", activation="relu"),
        ),
    },
}
