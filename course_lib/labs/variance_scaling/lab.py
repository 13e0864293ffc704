"""The variance scaling lab: scale, mode and distribution make every scheme whose variance follows from a fan."""

from __future__ import annotations

import math

from course_lib.frameworks.words import over
from course_lib.labs.variance_scaling.experiment import HIGHEST, LOWEST, Scaled, draw_scaled
from course_lib.labs.variance_scaling.figure import scaled_figure
from course_lib.widgets import Choice, Lab, Number, Pick, Whole

__all__ = ["lab"]

MODES = {"fan_in": "fan-in", "fan_out": "fan-out", "fan_avg": "mean of both"}
FORMS = {"normal": "normal", "truncated_normal": "truncated normal", "uniform": "uniform"}
SIZES = {n: f"{n:,}" for n in (100, 1000, 10_000, 100_000)}


def spread(sample: Scaled) -> str:
    """The std, and how far a weight can go."""
    law, variance = sample.law, over(sample.scheme.scale, sample.scheme.mode)
    limit = "no limit" if math.isinf(law.limit) else f"limit ±{law.limit:.3g}"
    return f"Std √({variance}) = {law.std:.3g}, {limit}"


def names(sample: Scaled) -> str:
    """What the course and the frameworks call the setting."""
    listed = [f"{framework} {', '.join(names)}" for framework, names in sample.named.items()]
    known = "; ".join([*sample.known, *listed])
    return f"Known as {known}" if known else "This setting has no name"


def in_torch(sample: Scaled) -> str:
    """PyTorch's line, or why its kaiming functions have none."""
    if sample.torch:
        return f"In PyTorch: {sample.torch}"
    if sample.scheme.distribution == "truncated_normal":
        return "PyTorch's kaiming_normal_ does not truncate"
    return "No a of PyTorch's kaiming functions gives a scale above 2"


def words(sample: Scaled) -> str:
    return f"{spread(sample)}. {names(sample)}. {in_torch(sample)}."


def summary(sample: Scaled) -> str:
    return "\n".join([spread(sample), names(sample), in_torch(sample)])


def unused(settings: dict) -> dict[str, str]:
    """The fan that the mode does not count."""
    idle = {"fan_in": "fan_out", "fan_out": "fan_in"}.get(settings["mode"])
    return {idle: f"The variance is scale / {MODES[settings['mode']]}"} if idle else {}


def lab(settings: dict, presets: dict) -> Lab:
    marks = {1 / 3: "1/3", 1: "1", 2: "2"}
    return Lab(
        "Variance scaling",
        [
            Number("scale", "Scale", 2.0, LOWEST, HIGHEST, step=0.02, log=True, marks=marks),
            Choice("mode", "Mode", "fan_in", MODES),
            Choice("distribution", "Distribution", "normal", FORMS),
            Whole("fan_in", "Fan-in", 64, 1, 1024, step=0.02, log=True, marks={4: "4", 64: "64", 1024: "1024"}),
            Whole("fan_out", "Fan-out", 32, 1, 1024, step=0.02, log=True),
            Pick("size", "Sample size", 10_000, SIZES),
            Whole("seed", "Seed", 0, 0, 99),
        ],
        draw_scaled, scaled_figure, words, summary, settings=settings, presets=presets, unused=unused,
    )  # fmt: skip
