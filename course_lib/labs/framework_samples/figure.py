"""The figure of a framework's draws: their histogram and density, over those of another name."""

from __future__ import annotations

from course_lib.labs.framework_samples.experiment import FrameworkSample
from course_lib.labs.shared.theme import style
from course_lib.labs.shared.weights_figure import weights_figure
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["framework_samples_figure"]


def framework_samples_figure(sample: FrameworkSample) -> PlainFigure:
    """The weights of one layer as bars, the density of their law as a line; the other ones hatched and dashed."""
    n_in, n_out = sample.shape
    title = f"All {sample.size:,} weights,", f"{n_in} inputs, {n_out} units"
    other = None if sample.other is None else (sample.versus, style("compared"))
    return weights_figure(sample, title, "weight w", sample.name, style("chosen"), other)
