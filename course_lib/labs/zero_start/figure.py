"""The figure of a start at zero: its loss beside that of a random start, and their distance."""

from __future__ import annotations

import math

import numpy as np

from course_lib.labs.shared.curves import dotted, loss_axis, loss_panel, on
from course_lib.labs.shared.ranges import step_range
from course_lib.labs.shared.theme import (
    HEIGHT,
    INK,
    compose,
    grid,
    legend_row,
    moved,
    panel,
    panel_title,
    powers_axis,
    text_at,
)
from course_lib.labs.zero_start.experiment import RIVALS, SEEDS, ZeroStart
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["zero_start_figure"]


def zero_start_figure(result: ZeroStart) -> PlainFigure:
    """Left: the loss of both starts, every seed. Right: the largest distance between the two, 0 in a row of its own."""
    back = slice(
        None, None, -1
    )  # the dashed line of zeros lies over the solid one, which it may follow all the way
    names, labels = tuple(RIVALS)[back], list(RIVALS.values())[back]
    span = step_range(result.steps or 2000)
    traces = [
        dotted(math.log(2), span, 1),
        *loss_panel(names, labels, result.curve_steps, result.curves[:, back], 1),
    ]
    traces.append(
        dict(
            type="scatter", mode="lines+markers" if result.done == 0 else "lines",
            x=result.curve_steps.astype(np.float32), y=result.gap,
            line=dict(color=INK, width=4), marker=dict(color=INK, size=11),
            hovertemplate="step %{x}: %{y:.2g}<extra></extra>", meta=dict(edge=True), **on(2),
        )
    )  # fmt: skip
    notes = [
        panel_title(f"Training loss, {SEEDS} seeds", 1),
        panel_title("Largest difference", 2),
        text_at(
            "guessing<br>ln 2", span[1], math.log10(math.log(2)), 1, xanchor="left", align="left", xshift=3
        ),
    ]
    cells = grid((47, 35), gap=(20, 0))
    steps = dict(title=dict(text="step"), range=span)
    return compose(
        traces,
        height=HEIGHT,
        narrow={"height": 700, "margin.r": 80, "margin.t": 84, "legend.orientation": "v"}
        | moved(grid(rows=(50, 34), gap=(0, 18))),
        margin=dict(l=62, r=24, t=60, b=52),
        annotations=notes,
        showlegend=True,
        legend=legend_row(),
        **panel(1, cells[0], dict(nticks=5, **steps), dict(title=dict(text="loss"), **loss_axis(-1.4, 0.5))),
        **panel(2, cells[1], dict(nticks=5, **steps), powers_axis(-17.3, 1, (-16, -12, -8, -4, 0))),
    )
