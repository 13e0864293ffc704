"""Figures of weights: histograms under their densities, with std and limits named above the panel."""

from __future__ import annotations

import re

import numpy as np

from course_lib.initializers import Law
from course_lib.labs.shared.end_labels import SMALL
from course_lib.labs.shared.ranges import step_up
from course_lib.labs.shared.theme import (
    HEIGHT,
    INK,
    Style,
    bar,
    compose,
    hatched,
    legend_row,
    panel_title,
    text_at,
)
from course_lib.labs.shared.weights import Counted
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["LIMIT_COLOUR", "headed", "marks", "weights_figure"]

LIMIT_COLOUR = "#a8071a"
ROW = 22  # px of a row above the panel: from above the legend, the title, the limit and the std
WIDE, LETTER, SAMPLE = 780, 8.5, 45  # px: a row of the legend, a letter in it, the picture beside a name
LONG = 42  # letters of a legend's line on a phone; a longer one is broken behind the first of these
BREAK = re.compile(r" \* |\w(?=\()")


def headed(
    traces: list[dict], notes: list[dict], title: tuple[str, str], legend: list[str], **layout
) -> PlainFigure:
    """A figure of one panel, with its legend and its title above what `marks` says.

    Args:
        title: its two parts, the second of which takes a row of its own in a narrow column.
        legend: the names in it, perhaps `in_lines`, each of which takes rows of its own there, and where they are
            too long for one.
    """
    lines = [name.split("<br>") for name in legend]
    long = sum(SAMPLE + LETTER * max(map(len, one)) for one in lines) > WIDE
    tall = dict(orientation="v") if long else {}
    rows = 3 + (sum if long else max)(map(len, lines))
    narrow = {
        "annotations[0].text": panel_title("<br>".join(title), 1)["text"],
        "legend.orientation": "v",
        "legend.font.size": SMALL,
        "margin.t": ROW * (4 + sum(map(len, lines))) + 6,
    }
    heading = panel_title(" ".join(title), 1) | dict(yshift=2 * ROW)
    return compose(
        traces, height=HEIGHT, narrow=narrow, annotations=[heading, *notes], showlegend=True,
        legend=legend_row() | tall, margin=dict(l=70, r=16, t=ROW * rows + 6, b=52), **layout,
    )  # fmt: skip


def in_lines(name: str) -> str:
    """A name for a legend, in two lines where it is too long for a phone."""
    return name if len(name) <= LONG else BREAK.sub(r"\g<0><br>", name, count=1)


def vertical(x: float, top: float, dash: str, colour: str) -> dict:
    """A vertical line at ``x`` from the axis to ``top``."""
    return dict(
        type="scatter", mode="lines", x=np.array([x, x]), y=np.array([0.0, top]),
        line=dict(color=colour, dash=dash, width=3), hoverinfo="skip",
    )  # fmt: skip


def marks(law: Law, top: float, right: float) -> tuple[list[dict], list[dict]]:
    """Lines for one std around the mean and for limits on an axis that ends at ``right``, named above the panel."""
    traces, notes = [], []
    above = dict(yref="y domain", yanchor="bottom", xanchor="right", bgcolor="rgba(0,0,0,0)")
    if law.std > 0:
        low, high = law.mean - law.std, law.mean + law.std
        traces += [vertical(x, top, "dot", INK) for x in (low, high)]
        notes.append(text_at(f"std {law.std:.3g}", high, 1, 1, **above))
    if 0 < law.limit < right - law.mean:
        low, high = law.support
        traces += [vertical(x, top, "dash", LIMIT_COLOUR) for x in (low, high)]
        name = f"limit ±{law.limit:.3g}" if law.mean == 0 else f"limits {low:.3g} and {high:.3g}"
        notes.append(text_at(name, high, 1, 1, yshift=ROW, font=dict(size=16, color=LIMIT_COLOUR), **above))
    return traces, notes


def drawn(weights: Counted, name: str, look: Style, shares: bool, compared: bool) -> list[dict]:
    """The bars of one draw and the line of its density; of ``shares`` of the weights where some have no density."""
    width = weights.edges[1] - weights.edges[0]
    unit = width if shares else 1.0
    heights = weights.counts / (weights.size * width) * unit
    ghost = dict(ghost=not compared)
    return [
        dict(
            type="bar", name=in_lines(name), x=(weights.edges[:-1] + width / 2).astype(np.float32),
            y=heights.astype(np.float32), marker=(hatched if compared else bar)(look.colour), width=width,
            customdata=weights.counts.astype(np.int32),
            hovertemplate=f"{name}: %{{x:.3g}}<br>%{{customdata}} of {weights.size:,}<extra></extra>",
            meta=dict(edge=True) | ghost,
        ),
        dict(
            type="scatter", mode="lines", x=weights.x, y=weights.density * np.float32(unit), hoverinfo="skip",
            line=dict(color=look.colour, width=4, dash="dash" if compared else "solid"), meta=ghost,
        ),
    ]  # fmt: skip


def height_of(traces: list[dict]) -> float:
    """Where the vertical axis ends: a quarter above the densities, or at a power of two above higher bars."""
    bars, lines = (
        max(float(trace["y"].max(initial=0)) for trace in traces if trace["type"] == kind)
        for kind in ("bar", "scatter")
    )
    above = 1.25 * min(
        lines or bars, 2 * bars
    )  # the density of a coordinate in the plane is infinite at its ends
    return above if bars <= above else step_up(1.02 * bars)


def weights_figure(
    weights: Counted, title: tuple[str, str], of: str, name: str, look: Style, other: tuple[str, Style] | None
) -> PlainFigure:
    """The histogram of a draw, the density that theory gives, its std and limits; another draw hatched and dashed.

    Args:
        title: its two parts; see `headed`.
        of: what the horizontal axis shows.
        name, look: of the draw.
        other: name and look of the draw that it is compared with, or None.
    """
    shares = weights.law.density is None
    traces = drawn(weights, name, look, shares, False)
    if other is not None:
        traces += drawn(weights.other, *other, shares, True)
    top = height_of(traces)
    lines, notes = marks(weights.law, top, weights.axis[1])
    return headed(
        traces + lines, notes, title, [in_lines(one) for one in (name, *(other or ())[:1])],
        xaxis=dict(title=dict(text=of), range=list(weights.axis)),
        yaxis=dict(title=dict(text="share" if shares else "density"), range=[0, top]),
        bargap=0, barmode="overlay", hold=("xaxis",),
    )  # fmt: skip
