"""Presets of ``labs.doctor()``; the notes in ``classroom/notes/`` show them."""

from __future__ import annotations

from course_lib.widgets import Preset

__all__ = ["PRESETS"]

PRESETS: dict[str, Preset] = {
    "mlp-of-four": Preset(
        "MLP of 4 layers, digits, SGD",
        "All weights are 0: no signal and no gradient passes. Drawn anew, it learns in 60 steps.",
        dict(patient="mlp4"),
    ),
    "mlp-of-six": Preset(
        "MLP of 6 layers, digits, SGD",
        "Weights from N(0, 1) multiply E[z²] by 32 a layer. The first loss is above 10⁴; it overflows.",
        dict(patient="mlp6"),
    ),
    "cnn-of-fourteen": Preset(
        "CNN of 14 layers, digits, Adam",
        "PyTorch's default. Biases hold E[z²] near 0.003, and of what differs 10⁻⁹ or less is left.",
        dict(patient="cnn14"),
    ),
    "resnet-of-eighteen": Preset(
        "ResNet of 18 layers, digits, SGD",
        "He's weights, no norm: 8 sums make E[x²] 500 times as large. Branches that start at 0 keep it.",
        dict(patient="resnet8"),
    ),
    "small-gpt": Preset(
        "Small GPT, characters, Adam",
        "The head shares an embedding from N(0, 1): the first loss is 38, equal odds give 4.2.",
        dict(patient="gpt2"),
    ),
    "lora-of-rank-four": Preset(
        "LoRA of rank 4, mirrored digits, Adam",
        "A and B are both 0, so neither learns. With A drawn the loss falls by a half and more.",
        dict(patient="lora4"),
    ),
    "heatmap-detector": Preset(
        "Detector with a heat map, Adam",
        "One place of 64 is right. The first loss is near ln 2; with a bias of −4.1 it is 0.08.",
        dict(patient="heatmap"),
    ),
    "scanned-digits": Preset(
        "MLP on scanned digits, SGD",
        "Pixels from 0 to 255: E[x²] is 15,000, E[z²] twice that in all layers. Standardized, it learns.",
        dict(patient="scans"),
    ),
}
