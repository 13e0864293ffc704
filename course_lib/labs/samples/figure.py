"""The figure of drawn weights: their histogram over the density of their scheme."""

from __future__ import annotations

from course_lib.labs.samples.experiment import SHAPES, Sample
from course_lib.labs.shared.theme import style
from course_lib.labs.shared.weights_figure import weights_figure
from course_lib.labs.shared.wording import SCHEME_LABELS, counted
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["samples_figure"]


def samples_figure(sample: Sample) -> PlainFigure:
    """The weights as bars, the density of their law as a line, that of the scheme ``versus`` dashed."""
    shape = "" if sample.own_shape else f" drawn {SHAPES[sample.kind]}"
    layer = ", ".join(map(counted, sample.shape, ("input", "unit")))
    title = f"{SCHEME_LABELS[sample.scheme]}{shape},", f"{layer}: {sample.size:,} weights"
    compared = sample.versus != "none"
    other, look = (SCHEME_LABELS[sample.versus], style(sample.versus)) if compared else ("", None)
    return weights_figure(sample, title, style(sample.scheme), other, look)
