"""The figure of one seed among forty: the accuracy of every seed, and what the picked one decides."""

from __future__ import annotations

import numpy as np

from course_lib.labs.one_seed.experiment import RUNS, OneSeed
from course_lib.labs.shared.curves import decision_axes, decision_panel, dotted
from course_lib.labs.shared.theme import HEIGHT, INK, compose, grid, moved, panel, panel_title, style, text_at
from course_lib.labs.shared.wording import counted
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["one_seed_figure"]


def one_seed_figure(result: OneSeed) -> PlainFigure:
    """Left: the accuracy of every seed, the picked one marked. Right: what the picked one decides."""
    look = style(result.scheme)
    percent = 100 * result.accuracy
    median = float(np.median(percent))
    notes = [
        panel_title(f"Training accuracy, {counted(result.shown, 'seed')}", 1),
        panel_title(f"Seed {result.seed}: {percent[result.seed]:.0f} %", 2),
    ]
    names = [f"seed {seed}: {share:.0f} %" for seed, share in enumerate(percent)]
    common = dict(type="scatter", mode="markers")
    traces = [
        dict(
            x=np.arange(result.shown), y=percent, text=names, hovertemplate="%{text}<extra></extra>",
            marker=dict(color=look.colour, symbol=look.symbol, size=10, opacity=0.8),
            meta=dict(pick=True, edge=True), **common,
        ),
        dict(
            x=np.array([result.seed]), y=percent[[result.seed]],
            marker=dict(color="rgba(0,0,0,0)", symbol="circle", size=22, line=dict(color=INK, width=3)),
            hoverinfo="skip", cliponaxis=False, **common,
        ),
    ]  # fmt: skip
    if result.shown > 1:
        traces.append(dotted(median, [-1.0, RUNS], 1))
        name = f"median<br>{median:.0f} %"
        notes.append(text_at(name, RUNS, median, 1, xanchor="left", align="left", xshift=4))
    traces += decision_panel(result.map, result.half, result.data, 2)
    cells = grid((54, 36), gap=(10, 0))
    seeds = dict(title=dict(text="seed"), range=[-1, RUNS])
    return compose(
        traces,
        height=HEIGHT,
        narrow={"height": 620, "margin.r": 78} | moved(grid(rows=(40, 36), gap=(0, 12))),
        annotations=notes,
        **panel(1, cells[0], seeds, dict(range=[45, 103], ticksuffix=" %")),
        **panel(2, cells[1], *decision_axes(result.half, 2)),
    )
