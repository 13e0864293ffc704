"""The figure of weights drawn by variance scaling."""

from __future__ import annotations

from course_lib.labs.shared.theme import style
from course_lib.labs.shared.weights_figure import weights_figure
from course_lib.labs.variance_scaling.experiment import Scaled
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["scaled_figure"]


def counted_fan(sample: Scaled) -> str:
    """The fan that the variance is divided by, in words."""
    names = {"fan_in": "fan-in", "fan_out": "fan-out", "fan_avg": "mean fan"}
    return f"{names[sample.scheme.mode]} {sample.scheme.fan(sample.shape):g}"


def scaled_figure(sample: Scaled) -> PlainFigure:
    """The weights as bars and the density as a line, with std and limits marked."""
    title = f"{sample.size:,} draws of one weight,", counted_fan(sample)
    name = next(iter(sample.known), "no name in this course")
    return weights_figure(sample, title, "weight w", name, style("chosen"), None)
