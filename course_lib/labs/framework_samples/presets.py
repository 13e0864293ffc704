"""Presets of ``labs.framework_samples()``; the notes in ``classroom/notes/`` show them."""

from __future__ import annotations

from course_lib.widgets import Preset, Renamed

__all__ = ["OLD_NAMES", "PRESETS"]

PRESETS: dict[str, Preset] = {
    "linear-beside-kaiming": Preset(
        "nn.Linear; kaiming_uniform_ dashed",
        "nn.Linear's weights reach 0.0625 with 256 inputs: the std is 0.408 of He's.",
        dict(name="torch.nn.Linear.weight", versus="torch.kaiming_uniform_"),
    ),
    "xavier-beside-keras": Preset(
        "xavier_normal_; Keras GlorotNormal dashed",
        "One std, 0.0722. Keras' draw ends at 0.164; PyTorch's has no limit and reaches 0.31 here.",
        dict(name="torch.xavier_normal_", versus="keras.GlorotNormal"),
    ),
    "torch-trunc-normal": Preset(
        "torch.trunc_normal_(std=0.02)",
        "The bounds ±2 lie 100 std away, so nothing is cut: the largest weight is 0.087, at over 4 std.",
        dict(name="torch.trunc_normal_(std=0.02)", versus="none"),
    ),
}
# Names that presets had before; they go with the next version.
OLD_NAMES: dict[str, Renamed] = {
    "one-name-two-laws": Renamed({"preset": "xavier-beside-keras"}),
    "bounds-far-away": Renamed({"preset": "torch-trunc-normal"}),
}
