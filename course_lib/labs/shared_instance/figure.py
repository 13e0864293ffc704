"""The figure of a shared initializer: one layer's weights against the other's, the loss, and the accuracy."""

from __future__ import annotations

import numpy as np

from course_lib.labs.shared.curves import accuracy_axes, accuracy_panel, loss_axis, loss_panel
from course_lib.labs.shared.ranges import step_range, step_up
from course_lib.labs.shared.theme import (
    HEIGHT,
    INK,
    compose,
    grid,
    legend_row,
    moved,
    panel,
    panel_title,
    style,
)
from course_lib.labs.shared_instance.experiment import SEEDS, SharedInstance
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["shared_instance_figure"]

RIVALS = {"tied": "as chosen", "untied": "drawn independently"}


def shared_instance_figure(result: SharedInstance) -> PlainFigure:
    """Left: every hidden weight of branch 2 against its twin in branch 1. Then loss and accuracy."""
    weights = np.concatenate([result.first, result.second])
    far = step_up(1.05 * float(np.abs(weights).max()))
    look, names, labels = style("tied"), tuple(RIVALS), list(RIVALS.values())
    traces = [
        dict(type="scatter", mode="lines", x=np.array([-far, far]), y=np.array([-far, far]), hoverinfo="skip",
             line=dict(color=INK, width=1.5, dash="dot")),
        dict(type="scatter", mode="markers", x=result.first.ravel(), y=result.second.ravel(),
             marker=dict(color=look.colour, symbol=look.symbol, size=9, opacity=0.75),
             hovertemplate="branch 1: %{x:.3f}<br>branch 2: %{y:.3f}<extra></extra>"),
    ]  # fmt: skip
    traces += loss_panel(names, labels, result.curve_steps, result.curves, 2)
    traces += accuracy_panel(names, result.accuracy, 3)
    notes = [
        panel_title("Hidden weights, paired", 1),
        panel_title(f"Training loss, {SEEDS} seeds", 2),
        panel_title("Training accuracy", 3),
    ]
    span = dict(range=[-far, far], nticks=5)
    steps = dict(title=dict(text="step"), range=step_range(result.steps or 1500), nticks=5)
    cells = grid((28, 34, 23), gap=(7.5, 0))
    return compose(
        traces,
        height=HEIGHT,
        narrow={"height": 1000, "margin.t": 84, "legend.orientation": "v"} | moved(grid(rows=(32, 30, 14), gap=(0, 12))),
        margin=dict(l=62, r=24, t=60, b=52),
        annotations=notes,
        showlegend=True,
        legend=legend_row(),
        **panel(1, cells[0], dict(title=dict(text="branch 1"), **span),
                dict(title=dict(text="branch 2"), **span)),
        **panel(2, cells[1], steps, loss_axis(-1.4, 0.6)),
        **panel(3, cells[2], *accuracy_axes(names, 45, [50, 75, 100])),
    )  # fmt: skip
