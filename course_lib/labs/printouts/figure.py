"""The figure of a printout: its numbers under the density of the scheme they are read against."""

from __future__ import annotations

import re

import numpy as np

from course_lib.labs.printouts.experiment import SCHEME_LABELS, Reading
from course_lib.labs.shared.ranges import step_up
from course_lib.labs.shared.theme import INK, style
from course_lib.labs.shared.weights import density_line, reach
from course_lib.labs.shared.weights_figure import LIMIT_COLOUR, headed, marks
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["printout_figure"]


def printout_figure(reading: Reading) -> PlainFigure:
    """The printed numbers as points under the density of the scheme they are read against."""
    law, scheme = reading.law, SCHEME_LABELS[reading.scheme].removesuffix(" (Keras)")
    half = max(reach(law, law.mean), step_up(1.05 * float(np.abs(reading.values - law.mean).max())))
    left, right = law.mean - half, law.mean + half
    x, y = density_line(law, left, right)
    top = 1.25 * float(y.max())
    outside = np.isin(reading.values, reading.outside)
    look = style(reading.printout.scheme)
    traces = [
        dict(
            type="scatter", mode="lines", name=f"density: {scheme}", showlegend=True, x=x, y=y, fill="tozeroy",
            line=dict(color=INK, width=3), fillcolor="rgba(26,26,26,0.08)", hoverinfo="skip",
        )
    ]  # fmt: skip
    for hit, name, colour, symbol in (
        (~outside, "printed", look.colour, "circle"),
        (outside, "impossible", LIMIT_COLOUR, "x"),
    ):
        values = reading.values[hit]
        traces.append(
            dict(
                type="scatter", mode="markers", name=name, showlegend=bool(hit.any()), x=values,
                y=np.full(len(values), 0.06 * top),
                marker=dict(color=colour, symbol=symbol, size=14, line=dict(color="white", width=1)),
                hovertemplate="printed %{x}<extra></extra>",
            )
        )  # fmt: skip
    lines, notes = marks(law, top, right)
    named = [trace["name"] for trace in traces if trace["showlegend"]]
    call, shape = re.split(r", (?=\(|\[|Linear)", reading.printout.label)
    return headed(
        traces + lines, notes, (f"{call},", shape), named,
        xaxis=dict(title=dict(text="printed number"), range=[left, right]),
        yaxis=dict(title=dict(text="density"), range=[0, top]),
    )  # fmt: skip
