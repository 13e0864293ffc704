"""The figure of a framework's draws: their histogram, their density, and that of another name."""

from __future__ import annotations

from course_lib.labs.framework_samples.experiment import FrameworkSample
from course_lib.labs.shared.theme import style
from course_lib.labs.shared.weights_figure import weights_figure
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["framework_samples_figure"]


def framework_samples_figure(sample: FrameworkSample) -> PlainFigure:
    """The weights of one layer as bars, the density of their law as a line, that of the other one dashed."""
    n_in, n_out = sample.shape
    title = f"{sample.name},", f"{n_in} inputs, {n_out} units"
    compared = None if sample.other is None else style("compared")
    return weights_figure(sample, title, style("chosen"), sample.versus.replace("(", "<br>("), compared)
