"""The figure of drawn weights, or of their sums: histograms over what theory says."""

from __future__ import annotations

from course_lib.labs.samples.experiment import Sample, has_noise
from course_lib.labs.shared.theme import Style, style
from course_lib.labs.shared.weights_figure import weights_figure
from course_lib.labs.shared.wording import SCHEME_LABELS, counted
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["samples_figure"]


def what(sample: Sample) -> str:
    """What was drawn, in words."""
    fan_in, _ = sample.shape
    if sample.show == "sum":
        return f"{sample.size:,} sums of {counted(fan_in, 'weight')}"
    if has_noise(sample.scheme):
        return f"{sample.size:,} draws of one weight"
    return f"a matrix of {counted(sample.size, 'weight')}"


def beside(scheme: str, versus: str) -> Style:
    """How a second scheme is drawn: in its own colour, where it is not that of the first."""
    looks = [style(name) for name in (versus, "compared", "chosen")]
    return next(look for look in looks if look.colour != style(scheme).colour)


def samples_figure(sample: Sample) -> PlainFigure:
    """The weights as bars and the density of their law as a line; those of ``versus`` hatched and dashed."""
    layer = ", ".join(map(counted, sample.shape, ("input", "unit")))
    compared = sample.versus != "none"
    other = (SCHEME_LABELS[sample.versus], beside(sample.scheme, sample.versus)) if compared else None
    return weights_figure(
        sample,
        (f"{what(sample)},", layer),
        "sum z of weights, all inputs 1" if sample.show == "sum" else "weight w",
        sample.label,
        style(sample.scheme),
        other,
    )
