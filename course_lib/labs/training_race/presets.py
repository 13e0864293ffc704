"""Presets of ``labs.training_race()``; the notes in ``classroom/notes/`` show them."""

from __future__ import annotations

from course_lib.widgets import Preset, Renamed

__all__ = ["OLD_NAMES", "PRESETS"]

PRESETS: dict[str, Preset] = {
    "sgd-10-layers": Preset(
        "He and Glorot, 10 layers, SGD, 20 seeds",
        "He is ahead in 20 of 20 pairs, by more than 50 points in the median.",
        dict(seeds=20),
    ),
    "sgd-five-rates": Preset(
        "He and Glorot, 10 layers, five rates each",
        "At 0.1, ten times the first rate, Glorot's networks learn too: the gap is below 15 points.",
        dict(lr=0.0316, sweep=True, measure="rates"),
    ),
    "adam-22-layers": Preset(
        "He, Glorot, PyTorch; 22 layers, Adam",
        "He far ahead, Glorot in between, PyTorch's default at guessing.",
        dict(
            schemes=("he_normal", "glorot_normal", "torch_default"),
            optimizer="adam",
            lr=0.001,
            depth=22,
            batch=64,
        ),
    ),
    "batch-norm-10-layers": Preset(
        "He and Glorot, 10 layers, batch norm",
        "Glorot is ahead in 20 of 20 pairs; its relative step in layer 1 is nearly twice He's.",
        dict(batch_norm=True, seeds=20),
    ),
    "uniform-one-seed": Preset(
        "He uniform and normal, one seed",
        "The uniform start is ahead, by 1 to 5 points; the interval leaves it open.",
        dict(schemes=("he_uniform", "he_normal"), depth=3, seeds=1),
    ),
    "uniform-twenty-seeds": Preset(
        "He uniform and normal, 20 seeds",
        "The interval of the share holds one half: the seeds do not tell the two apart.",
        dict(schemes=("he_uniform", "he_normal"), depth=3, seeds=20),
    ),
}
# Names that presets had before; they go with the next version.
OLD_NAMES: dict[str, Renamed] = {
    "glorot-loses-every-pair": Renamed({"preset": "sgd-10-layers"}),
    "each-at-its-own-rate": Renamed({"preset": "sgd-five-rates"}),
    "adam-at-22-layers": Renamed({"preset": "adam-22-layers"}),
    "norm-swaps-the-lead": Renamed({"preset": "batch-norm-10-layers"}),
    "uniform-wins-once": Renamed({"preset": "uniform-one-seed"}),
    "uniform-in-twenty": Renamed({"preset": "uniform-twenty-seeds"}),
}
