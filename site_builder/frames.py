"""Which plots of the site respond: a slider for one control of a lab, its figures computed beforehand.

`FRAMES` is all that a new lesson adds to. A test asks for at least one entry a lesson.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["FRAMES", "Frames"]


@dataclass(frozen=True)
class Frames:
    """A slider in place of a still.

    Args:
        cell: the source of the learner's cell whose still it replaces: ``predict("small")`` or
            ``labs.samples()``. It says which lab, in which settings; a prediction's are those of its answer.
        control: the name of the control that the slider moves.
        values: the values it stops at, in order; the cell's own is one of them, and the slider starts there.
        title: what a reader is to do with it and to look for, in a sentence.
    """

    cell: str
    control: str
    values: Sequence[Any]
    title: str

    def __post_init__(self):
        if len(self.values) < 2:
            raise ValueError(f"values must be at least two, for a slider to move; got {self.values!r}")


GAINS = (0.01, 0.02, 0.04, 0.06, 0.08, 0.088, 0.1, 0.12, 0.15, 0.2, 0.3, 0.5, 1.0)
WIDTHS = (1, 2, 4, 8, 16, 32, 64, 128, 256)

FRAMES: dict[str, tuple[Frames, ...]] = {
    "00": (
        Frames(
            'predict("race")', "steps", (0, 50, 100, 200, 300, 400, 500, 700, 1000, 1500),
            "Move through training, and watch which networks begin to decide.",
        ),
        Frames(
            'predict("one_seed")', "shown", (1, 2, 3, 5, 8, 12, 20, 30, 40),
            "Add seeds one after another: how many do you need before you would trust the picture?",
        ),
    ),
    "01": (
        Frames(
            'predict("constant_W1")', "steps", (0, 10, 50, 100, 200, 300, 400, 500, 1000, 1500, 2000),
            "Move through training: when do the units part?",
        ),
        Frames(
            'predict("noise")', "noise", (-16, -14, -12, -10, -8, -6, -4, -2),
            "Make the noise larger: how much earlier do the units part?",
        ),
    ),
    "02": (
        Frames(
            'predict("uniform_std")', "fan_in", (1, 2, 4, 8, 16, 32, 64, 128, 256, 512),
            "The limit is √3 times the std: look whether that depends on the fan-in.",
        ),
        Frames(
            'predict("standard_scale")', "scale", (0.1, 0.2, 0.333333, 0.5, 1, 2, 3, 6),
            "Move the scale, and look which values have a name.",
        ),
    ),
    "02b": (
        Frames(
            'predict("evenly")', "size", (100, 300, 1000, 3000, 10_000, 30_000, 100_000),
            "Draw more weights: how many does it take until the histogram looks even?",
        ),
    ),
    "03": (
        Frames(
            'predict("small")', "gain", GAINS,
            "Make the weights larger: from which gain on does the signal survive 30 layers?",
        ),
        Frames(
            'predict("large")', "gain", GAINS,
            "Make the weights smaller: what becomes of the saturated units, and of the gradient?",
        ),
        Frames(
            'predict("third")', "depth", (1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 40, 50),
            "Add layers: each one takes its share.",
        ),
        Frames(
            'labs.signals(scheme="lecun_normal", activation="tanh", gain=0.5)', "gain",
            (0.5, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.7, 2.0),
            "Look for a gain that keeps the signal alive through 30 layers.",
        ),
    ),
    "04": (
        Frames(
            'predict("narrowing")', "last", WIDTHS,
            "Narrow the network more, or less: which of the two directions notices?",
        ),
        Frames(
            'predict("narrowing_glorot")', "last", WIDTHS,
            "Narrow the network: how do the two directions share the damage?",
        ),
        Frames(
            'predict("glorot_tanh")', "depth", (5, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100),
            "Add layers: the signal falls like one over the depth, not by the same factor in every layer.",
        ),
        Frames(
            'labs.signals(scheme="glorot_uniform", activation="identity", depth=2, width=256, last=16)',
            "last", WIDTHS, "Change the last width: at which does Glorot keep both directions?",
        ),
    ),
    "05": (
        Frames(
            'predict("relu_half")', "mean", (-3.0, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0),
            "Shift the input: only around mean 0 does ReLU keep half of the mean square.",
        ),
        Frames(
            'predict("relu_lecun")', "gain", (0.5, 0.7, 1.0, 1.2, 1.3, 1.4, 1.4142, 1.5, 1.6, 1.8, 2.0),
            "Look for the gain that keeps the signal: theory says √2 = 1.414.",
        ),
        Frames(
            'predict("he_keeps")', "last", WIDTHS,
            "Narrow the network: which direction does He's choice keep?",
        ),
        Frames(
            'predict("deep_race")', "depth", (3, 5, 10, 22, 30),
            "Take layers away: how deep may the network be for Glorot's start to learn?",
        ),
        Frames(
            'predict("hundred_layers")', "width", (2, 4, 8, 16, 32, 64, 128, 256),
            "Make the network wider: the measurement comes closer to theory.",
        ),
    ),
    "06": (
        Frames(
            'predict("saturates")', "std", (0.2, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0),
            "Spread the input: how much of it reaches the flat ends?",
        ),
        Frames(
            'predict("symmetric")', "gain", (0.5, 0.7, 1.0, 1.2, 1.4, 1.7, 2.0, 2.5, 3.0),
            "Raise the gain: can it make up for what the activation takes?",
        ),
        Frames(
            'predict("rule")', "depth", (1, 2, 3, 5, 10, 15, 20, 30, 40, 50),
            "Add layers, and see the cells go dark one after another.",
        ),
    ),
    "07": (
        Frames(
            'labs.framework_samples(name="torch.kaiming_normal_", versus="keras.HeNormal")', "fan_in",
            (2, 4, 8, 16, 32, 64, 128, 256, 512),
            "More inputs, narrower weights: look whether the two names ever agree in shape.",
        ),
        Frames(
            'predict("cut_deep")', "depth", (1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 40, 50),
            "Add layers: how soon does the missing correction show?",
        ),
    ),
    "07b": (
        Frames(
            'predict("without_biases")', "depth", (1, 2, 3, 5, 7, 10, 15, 20, 30, 50),
            "Add layers: which of the two numbers settles, and which goes on falling?",
        ),
    ),
    "08": (
        Frames(
            'predict("fair_start")', "epochs", (0, 1, 2, 3, 4, 5),
            "Train longer, epoch by epoch: when do the two clouds of seeds part?",
        ),
        Frames(
            'labs.training_race(optimizer="adam", lr=0.001, seeds=20)', "depth", (3, 5, 10, 22),
            "Add layers: from which depth on do the seeds tell the two starts apart?",
        ),
    ),
    "09": (
        Frames(
            'predict("patient_gpt")', "steps", (0, 20, 40, 60, 100),
            "Train longer: when has the network as it came caught up with the mended one?",
        ),
    ),
}  # fmt: skip
