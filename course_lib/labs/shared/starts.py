"""Figures of lessons 00 and 01 that compare starts: one seed among forty, and zero against random."""

from __future__ import annotations

import numpy as np
from plotly.graph_objects import Figure

from course_lib.labs.one_seed.experiment import RUNS, OneSeed
from course_lib.labs.race.figure import decision_panel, loss_panel
from course_lib.labs.shared.ranges import step_range
from course_lib.labs.shared.theme import INK, compose, panel_title, style, text_at
from course_lib.labs.zero_start.experiment import CASES, RIVALS, SEEDS, ZeroStart

__all__ = ["one_seed_figure", "zero_start_figure"]

GAP_FLOOR = 1e-17  # below the rounding of float64: where the log axis ends


def one_seed_figure(result: OneSeed) -> Figure:
    """Left: the accuracy of every seed, the picked one marked. Right: what the picked one decides."""
    look = style(result.scheme)
    percent = 100 * result.accuracy
    median = float(np.median(percent))
    common = dict(type="scatter", mode="markers", hovertemplate="seed %{x}: %{y:.0f} %<extra></extra>")
    traces = [
        dict(
            x=np.arange(result.shown), y=percent,
            marker=dict(color=look.colour, symbol=look.symbol, size=10, opacity=0.8), **common,
        ),
        dict(
            x=np.array([result.seed]), y=percent[[result.seed]],
            marker=dict(color="rgba(0,0,0,0)", symbol="circle", size=22, line=dict(color=INK, width=3)),
            **common,
        ),
        dict(
            type="scatter", mode="lines", x=np.array([-1.0, RUNS]), y=np.array([median, median]),
            line=dict(color=INK, width=2, dash="dot"), hoverinfo="skip",
        ),
    ]  # fmt: skip
    traces += decision_panel(result.map, result.half, result.data, 2)
    bare = dict(range=[-result.half, result.half], showticklabels=False, ticks="", showgrid=False)
    here = percent[result.seed]
    notes = [
        panel_title(f"Training accuracy, {result.shown} seed{'s' * (result.shown > 1)}", 1),
        panel_title(f"Seed {result.seed}: {here:.0f} %", 2),
        text_at(f"median {median:.0f} %", RUNS, median, 1, xanchor="right", yanchor="top", yshift=-4),
    ]
    return compose(
        traces,
        height=380,
        narrow={"height": 700, "xaxis.domain": [0, 1], "yaxis.domain": [0.6, 1], "xaxis2.domain": [0, 1],
                "yaxis2.domain": [0, 0.48]},
        annotations=notes,
        xaxis=dict(title=dict(text="seed"), range=[-1, RUNS], domain=[0, 0.54]),
        yaxis=dict(range=[45, 103], ticksuffix=" %"),
        xaxis2=dict(domain=[0.6, 1], anchor="y2", constrain="domain", **bare),
        yaxis2=dict(domain=[0, 1], anchor="x2", scaleanchor="x2", constrain="domain", **bare),
    )  # fmt: skip


def zero_start_figure(result: ZeroStart) -> Figure:
    """Left: the loss of both starts, every seed. Right: the largest distance between the two."""
    traces = loss_panel(tuple(RIVALS), list(RIVALS.values()), result.curve_steps, result.curves, 1)
    traces.append(
        dict(
            type="scatter", mode="lines+markers" if result.done == 0 else "lines",
            x=result.curve_steps.astype(np.float32), y=np.maximum(result.gap, GAP_FLOOR),
            line=dict(color=INK, width=4), marker=dict(color=INK, size=11), xaxis="x2", yaxis="y2",
            hovertemplate="step %{x}: %{y:.2g}<extra></extra>",
        )
    )  # fmt: skip
    notes = [
        panel_title(f"Loss: {CASES[result.part].label}, {SEEDS} seeds", 1),
        panel_title("Difference of the two losses", 2),
    ]
    steps = step_range(result.steps or 2000)
    legend = dict(x=0.01, y=0.02, xanchor="left", yanchor="bottom", bgcolor="rgba(255,255,255,0.75)")
    return compose(
        traces,
        height=380,
        narrow={"height": 640, "xaxis.domain": [0, 1], "yaxis.domain": [0.5, 1], "xaxis2.domain": [0, 1],
                "yaxis2.domain": [0, 0.32], "legend.y": 0.52},
        annotations=notes,
        showlegend=True,
        legend=legend,
        xaxis=dict(title=dict(text="step"), range=steps, domain=[0, 0.54]),
        yaxis=dict(title=dict(text="loss"), type="log", range=[-2, 0.7], tickvals=[0.01, 0.1, 1],
                   ticktext=["0.01", "0.1", "1"]),
        xaxis2=dict(domain=[0.64, 1], anchor="y2", range=steps, title=dict(text="step"), nticks=5),
        yaxis2=dict(anchor="x2", type="log", range=[-17.3, 1], tickvals=[1e-16, 1e-12, 1e-8, 1e-4, 1],
                    ticktext=["10⁻¹⁶", "10⁻¹²", "10⁻⁸", "10⁻⁴", "1"]),
    )  # fmt: skip
