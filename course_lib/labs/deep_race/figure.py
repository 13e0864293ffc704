"""The figure of the race at depth: loss and test accuracy of every seed, beside those of guessing."""

from __future__ import annotations

import numpy as np
from plotly.graph_objects import Figure

from course_lib.labs.deep_race.experiment import RUNNERS, DeepRace
from course_lib.labs.shared.curves import accuracy_panel, row_labels, row_range, seed_curves
from course_lib.labs.shared.digit_races import GUESSING
from course_lib.labs.shared.ranges import step_range
from course_lib.labs.shared.theme import INK, axes, compose, panel_title, text_at

__all__ = ["deep_race_figure"]

HEIGHT = 430
PANEL, GAP, ROW = 240, 90, 54  # px, in a narrow column: a panel, the space under it, a scheme's row of seeds
LEGEND_ROW = 26  # px of one row of the legend
TITLE, AXIS = 34, 52  # px of the panels' titles and of the lowest axis: the theme's own margins
PER_ROW, NARROW_PER_ROW = 4, 2  # names that the legend sets in one row
LOSS_TOP = 3.5  # beyond, as a network may start or end: at the edge
OPEN_EPOCHS = 20  # the axis of a race that has no epochs


def guessing(value: float, span: list[float], text: str, number: int, below: bool) -> tuple[dict, dict]:
    """A dotted line at ``value`` and what it says, at its right end."""
    x, y = axes(number)
    line = dict(
        type="scatter", mode="lines", x=np.float32(span), y=np.float32([value, value]), hoverinfo="skip",
        line=dict(color=INK, width=2, dash="dot"), xaxis=x, yaxis=y,
    )  # fmt: skip
    side = dict(yanchor="top", yshift=-3) if below else dict(yanchor="bottom", yshift=3)
    return line, text_at(text, span[1], value, number, xanchor="right", **side)


def stacked(schemes: int) -> dict:
    """The layout of a narrow column: the three panels one under the other."""
    top = TITLE + LEGEND_ROW * -(-schemes // NARROW_PER_ROW)
    heights = (PANEL, PANEL, ROW * max(2, schemes))
    total = sum(heights) + 2 * GAP
    narrow, left = {"height": top + total + AXIS, "margin.t": top, "margin.l": 66}, total
    for tail, height in zip(("", 2, 3), heights, strict=True):
        narrow |= {
            f"xaxis{tail}.domain": [0, 1],
            f"yaxis{tail}.domain": [(left - height) / total, left / total],
        }
        left -= height + GAP
    return narrow


def deep_race_figure(race: DeepRace) -> Figure:
    """Left: training loss. Middle: test accuracy by epoch. Right: where every seed stands."""
    schemes, labels = race.schemes, [RUNNERS[name] for name in race.schemes]
    span = step_range(race.epochs or OPEN_EPOCHS)
    losses = np.minimum(race.curves, 0.99 * LOSS_TOP)
    traces = seed_curves(schemes, labels, race.curve_epochs, losses, 1, "epoch %{x:.1f}: %{y:.2f}")
    traces += seed_curves(
        schemes, labels, race.accuracy_epochs, 100 * race.accuracy, 2, "epoch %{x:.0f}: %{y:.0f} %", False
    )
    traces += accuracy_panel(schemes, race.accuracy[-1], 3)
    loss_line, loss_text = guessing(GUESSING[0], span, "guessing: ln 10", 1, below=False)
    share_line, share_text = guessing(100 * GUESSING[1], span, "guessing: 10 %", 2, below=True)
    traces += [loss_line, share_line]
    plural = "seed" if race.seeds == 1 else "seeds"
    epochs = int(race.accuracy_epochs[-1])
    when = "As drawn" if epochs == 0 else f"After {epochs} epoch{'s' * (epochs > 1)}"
    notes = [
        panel_title(f"Training loss, {race.seeds} {plural}", 1),
        panel_title("Test accuracy", 2),
        panel_title(when, 3),
        loss_text,
        share_text,
        *row_labels(schemes, labels, 0, 3),
    ]
    percent = dict(tickvals=[0, 25, 50, 75, 100], ticktext=["0", "25 %", "50 %", "75 %", "100 %"])
    epoch = dict(title=dict(text="epoch"), range=span, nticks=6)
    return compose(
        traces,
        height=HEIGHT,
        margin=dict(l=44, r=32, t=TITLE + LEGEND_ROW * -(-len(schemes) // PER_ROW), b=AXIS),
        narrow=stacked(len(schemes)),
        annotations=notes,
        showlegend=True,
        legend=dict(orientation="h", x=0, xanchor="left", y=1, yref="container", yanchor="top",
                    itemsizing="constant", itemwidth=56),
        xaxis=dict(domain=[0, 0.36], **epoch),
        yaxis=dict(range=[0, LOSS_TOP]),
        xaxis2=dict(domain=[0.45, 0.77], anchor="y2", **epoch),
        yaxis2=dict(anchor="x2", range=[0, 104], **percent),
        xaxis3=dict(domain=[0.81, 1], anchor="y3", range=[0, 104], tickvals=[0, 50, 100], tickangle=0,
                    ticktext=["0", "50 %", "100 %"]),
        yaxis3=dict(anchor="x3", range=row_range(schemes), showticklabels=False, ticks="", showgrid=False),
    )  # fmt: skip
