"""The figure of a shared initializer: one layer's weights against the other's, the loss, and the accuracy."""

from __future__ import annotations

import numpy as np
from plotly.graph_objects import Figure

from course_lib.labs.race.figure import loss_panel
from course_lib.labs.shared.curves import accuracy_panel, row_labels, row_range
from course_lib.labs.shared.ranges import step_range, step_up
from course_lib.labs.shared.theme import INK, compose, panel_title, style
from course_lib.labs.shared_instance.experiment import SEEDS, SharedInstance

__all__ = ["shared_instance_figure"]

RIVALS = {"tied": "as chosen", "untied": "drawn independently"}
LOSS_TICKS = [0.01, 0.1, 1, 10]


def shared_instance_figure(result: SharedInstance) -> Figure:
    """Left: every hidden weight of branch 2 against its twin in branch 1. Then loss and accuracy."""
    weights = np.concatenate([result.first, result.second])
    far = step_up(1.05 * float(np.abs(weights).max()))
    look, names, labels = style("tied"), tuple(RIVALS), list(RIVALS.values())
    diagonal = np.array([-far, far])
    traces = [
        dict(type="scatter", mode="lines", x=diagonal, y=diagonal, hoverinfo="skip",
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
        *row_labels(names, labels, 45, 3),
    ]
    narrow = {
        "height": 1000,
        "xaxis.domain": [0, 1], "yaxis.domain": [0.68, 1],
        "xaxis2.domain": [0, 1], "yaxis2.domain": [0.26, 0.56],
        "xaxis3.domain": [0, 1], "yaxis3.domain": [0, 0.14], "legend.x": 0, "legend.y": 0.26,
    }  # fmt: skip
    span = dict(range=[-far, far], nticks=5)
    return compose(
        traces,
        height=400,
        narrow=narrow,
        annotations=notes,
        showlegend=True,
        legend=dict(x=0.4, y=0.02, xanchor="left", yanchor="bottom", bgcolor="rgba(255,255,255,0.75)"),
        xaxis=dict(title=dict(text="branch 1"), domain=[0, 0.28], **span),
        yaxis=dict(title=dict(text="branch 2"), **span),
        xaxis2=dict(title=dict(text="step"), range=step_range(result.steps or 1500), domain=[0.37, 0.71],
                    anchor="y2", nticks=5),
        yaxis2=dict(type="log", range=[-2, 1], tickvals=LOSS_TICKS, ticktext=[f"{t:g}" for t in LOSS_TICKS],
                    anchor="x2"),
        xaxis3=dict(domain=[0.77, 1], anchor="y3", range=[45, 104], tickvals=[50, 75, 100],
                    ticktext=["50 %", "75 %", "100 %"], tickangle=0),
        yaxis3=dict(anchor="x3", range=row_range(names), showticklabels=False, ticks="", showgrid=False),
    )  # fmt: skip
