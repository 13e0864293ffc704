"""The figure of a framework's draws: their histogram, their density, and that of another name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from plotly.graph_objects import Figure

from course_lib.labs.framework_samples.experiment import FrameworkSample
from course_lib.labs.samples.figure import HEIGHT, marks, titles
from course_lib.labs.shared.ranges import step_up
from course_lib.labs.shared.theme import FONT_SIZE, bar, compose, style, text_at

__all__ = ["framework_samples_figure"]

LONG_NAME, LINE = 40, 22  # letters that fit a narrow column, and px of one line of the title


def framework_samples_figure(sample: FrameworkSample) -> Figure:
    """The weights of one layer as bars, the density of their law as a line, that of the other one dashed."""
    width = sample.edges[1] - sample.edges[0]
    heights = sample.counts / (sample.counts.sum() * width)
    densities = np.concatenate([sample.density, sample.other_density])
    top = step_up(max(1.3 * densities.max(), 1.02 * heights.max()))
    mine, theirs = style("chosen"), style("compared")
    traces = [
        dict(
            type="bar", x=(sample.edges[:-1] + width / 2).astype(np.float32), y=heights.astype(np.float32),
            marker=bar(mine.colour), width=width,
            customdata=sample.counts.astype(np.int32),
            hovertemplate="w = %{x:.3g}<br>%{customdata} weights<extra></extra>",
        ),
        dict(
            type="scatter", mode="lines", x=sample.x, y=sample.density, hoverinfo="skip",
            line=dict(color=mine.colour, width=4),
        ),
    ]  # fmt: skip
    law, far = sample.law, sample.axis[1]
    in_view = law if law.limit < far else replace(law, support=(-np.inf, np.inf))
    lines, notes = marks(in_view, top, far)
    n_in, n_out = sample.shape
    title, narrow = titles(f"{sample.name},", f"{n_in} inputs, {n_out} units")
    if len(sample.name) > LONG_NAME:
        narrow["annotations[0].text"] = narrow["annotations[0].text"].replace("(", "<br>(", 1)
        narrow["margin.t"] += LINE
    if sample.other is not None:
        traces.append(
            dict(
                type="scatter", mode="lines", x=sample.other_x, y=sample.other_density, hoverinfo="skip",
                line=dict(color=theirs.colour, width=4, dash=theirs.dash),
            )
        )  # fmt: skip
        dashed = f"dashed: {sample.versus.replace('(', '<br>(')}"
        corner = dict(xanchor="left", yanchor="top", align="left", xshift=8)
        font = dict(size=FONT_SIZE, color=theirs.colour)
        notes.append(text_at(dashed, sample.axis[0], 0.98 * top, 1, font=font, **corner))
    return compose(
        traces + lines,
        height=HEIGHT,
        narrow=narrow,
        margin=dict(l=60, r=16, t=34, b=52),
        annotations=[title, *notes],
        xaxis=dict(title=dict(text="weight w"), range=list(sample.axis)),
        yaxis=dict(title=dict(text="density"), range=[0, top]),
        bargap=0,
    )
