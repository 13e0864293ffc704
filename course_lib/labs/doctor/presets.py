"""Presets of ``labs.doctor()``; the notes in ``classroom/notes/`` show them."""

from __future__ import annotations

from course_lib.widgets import Preset

__all__ = ["PRESETS"]

PRESETS: dict[str, Preset] = {
    "mlp-of-four": Preset(
        "MLP of 4 layers, digits, SGD",
        "All weights are 0. No signal and no gradient passes; drawn anew, the loss falls below 0.3 within 60 steps.",
        dict(patient="mlp4"),
    ),
    "mlp-of-six": Preset(
        "MLP of 6 layers, digits, SGD",
        "Weights from N(0, 1) multiply E[z²] by about 32 a layer. The first loss is above 10⁴, and it overflows.",
        dict(patient="mlp6"),
    ),
    "cnn-of-fourteen": Preset(
        "CNN of 14 layers, digits, Adam",
        "PyTorch's default. E[z²] stays near 0.003, held up by the biases; of what differs 10⁻⁹ or less is left.",
        dict(patient="cnn14"),
    ),
    "resnet-of-eight": Preset(
        "ResNet of 8 blocks, digits, SGD",
        "He's weights and no norm: every sum makes the stream larger. With branches that start at 0 it is flat.",
        dict(patient="resnet8"),
    ),
    "gpt-of-two": Preset(
        "GPT of 2 blocks, characters, Adam",
        "The head shares its weights with an embedding from N(0, 1): the first loss is over 40, equal odds give 4.2.",
        dict(patient="gpt2"),
    ),
    "lora-of-rank-four": Preset(
        "LoRA of rank 4, mirrored digits, Adam",
        "A and B are both 0, so neither learns. With A drawn the loss falls by a half and more.",
        dict(patient="lora4"),
    ),
    "heatmap-detector": Preset(
        "Detector with a heat map, Adam",
        "One place of 64 is right. The first loss is that of equal odds, ln 2; a bias of −4.1 starts at 0.08.",
        dict(patient="heatmap"),
    ),
    "scanned-digits": Preset(
        "MLP on scanned digits, SGD",
        "Pixels from 0 to 255: E[x²] is 15,000, and so is E[z²] in all layers. Standardized, it learns.",
        dict(patient="scans"),
    ),
}
