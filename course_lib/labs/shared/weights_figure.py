"""Figures of weights: a histogram over its density, with its std and its limits."""

from __future__ import annotations

import numpy as np

from course_lib.initializers import Law
from course_lib.labs.shared.ranges import step_up
from course_lib.labs.shared.theme import FONT_SIZE, INK, Style, bar, compose, panel_title, text_at
from course_lib.labs.shared.weights import Counted
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["LIMIT_COLOUR", "marks", "titled", "weights_figure"]

LIMIT_COLOUR = "#a8071a"
HEIGHT = 400
LONG, LINE = 40, 22  # letters that fit a narrow column, and px of one line of the title


def titled(traces: list[dict], notes: list[dict], first: str, second: str, **layout) -> PlainFigure:
    """A figure of one panel; its title takes a line more in a narrow column, two where ``first`` is long."""
    broken = f"{first.replace('(', '<br>(', 1) if len(first) > LONG else first}<br>{second}"
    narrow = {
        "annotations[0].text": panel_title(broken, 1)["text"],
        "margin.t": 32 + LINE * broken.count("<br>"),
    }
    title = panel_title(f"{first} {second}", 1)
    return compose(traces, height=HEIGHT, narrow=narrow, annotations=[title, *notes], **layout)


def vertical(x: float, top: float, dash: str, colour: str) -> dict:
    """A vertical line at ``x`` from the axis to ``top``."""
    return dict(
        type="scatter", mode="lines", x=np.array([x, x]), y=np.array([0.0, top]),
        line=dict(color=colour, dash=dash, width=3), hoverinfo="skip",
    )  # fmt: skip


def marks(law: Law, top: float, right: float) -> tuple[list[dict], list[dict]]:
    """Lines and labels for one std around the mean and for limits on an axis that ends at ``right``."""
    traces, notes = [], []
    if law.std > 0:
        low, high = law.mean - law.std, law.mean + law.std
        traces += [vertical(x, 0.82 * top, "dot", INK) for x in (low, high)]
        side = dict(xanchor="left", yanchor="middle", xshift=6)
        notes.append(text_at(f"std {law.std:.3g}", high, 0.82 * top, 1, **side))
    if 0 < law.limit < right - law.mean:
        low, high = law.support
        traces += [vertical(x, 0.92 * top, "dash", LIMIT_COLOUR) for x in (low, high)]
        room = right - high > 0.4 * (right - law.mean)
        side = dict(xanchor="left", xshift=6) if room else dict(xanchor="right", xshift=-6)
        name = f"limit ±{law.limit:.3g}" if law.mean == 0 else f"limits {low:.3g} and {high:.3g}"
        font = dict(size=16, color=LIMIT_COLOUR)
        notes.append(text_at(name, high, 0.92 * top, 1, yanchor="middle", font=font, **side))
    return traces, notes


def weights_figure(
    weights: Counted, title: tuple[str, str], look: Style, other: str, other_look: Style | None
) -> PlainFigure:
    """The histogram of drawn weights, the density that theory gives, its std and limits; ``other`` dashed.

    Args:
        title: its two parts, the second of which takes a line of its own in a narrow column.
        other: the name of the law to compare with; ``other_look`` is None where there is none.
    """
    width = weights.edges[1] - weights.edges[0]
    spread = weights.density.size > 0
    heights = weights.counts / (weights.size * width) if spread else weights.counts / weights.size
    densities = np.concatenate([weights.density, weights.other_density])
    top = step_up(max(1.3 * densities.max(), 1.02 * heights.max())) if spread else 1.25
    traces = [
        dict(
            type="bar", x=(weights.edges[:-1] + width / 2).astype(np.float32), y=heights.astype(np.float32),
            marker=bar(look.colour), width=width, customdata=weights.counts.astype(np.int32),
            hovertemplate="w = %{x:.3g}<br>%{customdata} weights<extra></extra>",
            meta=dict(ghost=True, edge=True),
        ),
        dict(
            type="scatter", mode="lines", x=weights.x, y=weights.density, hoverinfo="skip",
            line=dict(color=look.colour, width=4), meta=dict(ghost=True),
        ),
    ]  # fmt: skip
    lines, notes = marks(weights.law, top, weights.axis[1])
    if other_look is not None:
        lines.append(
            dict(
                type="scatter", mode="lines", x=weights.other_x, y=weights.other_density, hoverinfo="skip",
                line=dict(color=other_look.colour, width=4, dash="dash"),
            )
        )  # fmt: skip
        corner = dict(xanchor="left", yanchor="top", align="left", xshift=8)
        font = dict(size=FONT_SIZE, color=other_look.colour)
        notes.append(text_at(f"dashed: {other}", weights.axis[0], 0.98 * top, 1, font=font, **corner))
    return titled(
        traces + lines,
        notes,
        *title,
        xaxis=dict(title=dict(text="weight w"), range=list(weights.axis)),
        yaxis=dict(title=dict(text="density" if spread else "share of weights"), range=[0, top]),
        bargap=0,
        hold=("xaxis", "yaxis"),
    )
