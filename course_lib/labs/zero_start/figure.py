"""The figure of a start at zero: its loss beside that of a random start, and their distance."""

from __future__ import annotations

import numpy as np

from course_lib.labs.shared.curves import loss_axis, loss_panel, on
from course_lib.labs.shared.ranges import step_range
from course_lib.labs.shared.theme import (
    INK,
    compose,
    corner_legend,
    grid,
    moved,
    panel,
    panel_title,
    powers_axis,
)
from course_lib.labs.zero_start.experiment import CASES, RIVALS, SEEDS, ZeroStart
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["zero_start_figure"]

GAP_FLOOR = 1e-17  # below the rounding of float64: where the log axis ends


def zero_start_figure(result: ZeroStart) -> PlainFigure:
    """Left: the loss of both starts, every seed. Right: the largest distance between the two."""
    traces = loss_panel(tuple(RIVALS), list(RIVALS.values()), result.curve_steps, result.curves, 1)
    traces.append(
        dict(
            type="scatter", mode="lines+markers" if result.done == 0 else "lines",
            x=result.curve_steps.astype(np.float32), y=np.maximum(result.gap, GAP_FLOOR),
            line=dict(color=INK, width=4), marker=dict(color=INK, size=11),
            hovertemplate="step %{x}: %{y:.2g}<extra></extra>", **on(2),
        )
    )  # fmt: skip
    notes = [
        panel_title(f"Loss: {CASES[result.part].label}, {SEEDS} seeds", 1),
        panel_title("Difference of the two losses", 2),
    ]
    cells = grid((54, 36), gap=(10, 0))
    steps = dict(title=dict(text="step"), range=step_range(result.steps or 2000))
    return compose(
        traces,
        height=380,
        narrow={"height": 640, "legend.y": 0.52} | moved(grid(rows=(50, 32), gap=(0, 18))),
        annotations=notes,
        showlegend=True,
        legend=corner_legend(0.01),
        **panel(1, cells[0], steps, dict(title=dict(text="loss"), **loss_axis(-2, 0.7))),
        **panel(2, cells[1], dict(nticks=5, **steps), powers_axis(-17.3, 1, (-16, -12, -8, -4, 0))),
    )
