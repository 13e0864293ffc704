"""One look for every figure: large type, dark on white, one colour and one dash a scheme.

The colours stay apart under the common colour-vision deficiencies and have a contrast of at least 4.5:1
on white; lines differ in dash and carry their name, so nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from plotly.graph_objects import Figure, layout

__all__ = [
    "FONT_SIZE",
    "INK",
    "QUIET",
    "Style",
    "axes",
    "compose",
    "panel_title",
    "runs",
    "style",
    "text_at",
]

INK = "#1a1a1a"
QUIET = "#5c6570"
GRID = "#e4e7eb"
FONT_SIZE = 16


class Style(NamedTuple):
    """How one scheme is drawn."""

    colour: str
    dash: str
    symbol: str


GREY, ORANGE, BLUE, PURPLE, GREEN, BROWN, INDIGO = (
    "#555b61", "#b84a00", "#0067a8", "#a3327b", "#00734f", "#7a5a00", "#4b3fb0",
)  # fmt: skip

STYLES = {
    "uniform_10": Style(ORANGE, "dot", "triangle-up"),
    "zeros": Style(GREY, "dash", "square"),
    "ones": Style(GREY, "dot", "square"),
    "constant": Style(GREY, "dashdot", "square"),
    "normal": Style(ORANGE, "solid", "triangle-up"),
    "truncated_normal": Style(ORANGE, "dash", "triangle-up"),
    "uniform": Style(ORANGE, "dot", "triangle-up"),
    "standard": Style(BROWN, "dash", "diamond"),
    "uniform_unit_scaling": Style(BROWN, "dot", "diamond"),
    "torch_default": Style(BROWN, "solid", "diamond"),
    "scaled_normal": Style(GREEN, "dashdot", "cross"),
    "lecun_uniform": Style(GREEN, "dash", "cross"),
    "lecun_normal": Style(GREEN, "solid", "cross"),
    "glorot_uniform": Style(PURPLE, "dash", "x"),
    "glorot_normal": Style(PURPLE, "solid", "x"),
    "he_uniform": Style(BLUE, "dash", "circle"),
    "he_normal": Style(BLUE, "solid", "circle"),
    "orthogonal": Style(INDIGO, "solid", "star"),
    "identity": Style(INDIGO, "dash", "star"),
    "normal_x10": Style(ORANGE, "solid", "triangle-up"),
    "normal_small": Style(BROWN, "dashdot", "triangle-down"),
    "bias_zero": Style(BLUE, "solid", "circle"),
    "bias_thousandth": Style(GREEN, "dash", "cross"),
    "bias_uniform": Style(ORANGE, "dot", "triangle-up"),
    "bias_normal": Style(PURPLE, "dashdot", "x"),
    "bias_torch": Style(BROWN, "solid", "diamond"),
    "chosen": Style(BLUE, "solid", "circle"),
    "compared": Style(ORANGE, "dash", "triangle-up"),
    "tied": Style(ORANGE, "solid", "triangle-up"),
    "untied": Style(BLUE, "dash", "circle"),
}


def style(scheme: str) -> Style:
    """The one colour, dash and marker of a scheme, by registry name or a lab's own name."""
    return STYLES[scheme]


AXIS = dict(
    showgrid=True, gridcolor=GRID, zeroline=False, linecolor=QUIET, showline=True, ticks="outside",
    tickcolor=QUIET, fixedrange=True, title=dict(standoff=6),
)  # fmt: skip

TEMPLATE = layout.Template(
    layout=dict(
        font=dict(family="system-ui, 'DejaVu Sans', sans-serif", size=FONT_SIZE, color=INK),
        paper_bgcolor="#ffffff",
        plot_bgcolor="#ffffff",
        xaxis=AXIS,
        yaxis=AXIS,
        hoverlabel=dict(font=dict(size=FONT_SIZE)),
        showlegend=False,
        dragmode=False,
    )
)


def compose(traces: Sequence[dict], *, height: int, narrow: dict | None = None, **rest) -> Figure:
    """A themed figure of ``traces``; ``narrow`` holds the layout values of a narrow column.

    plotly checks no value here, which would take longer than all else between a slider and its picture; a
    test lets it check every figure of the labs.
    """
    margin = rest.pop("margin", dict(l=70, r=16, t=34, b=52))
    meta = dict(narrow=narrow or {})
    return Figure(
        data=list(traces),
        layout=dict(template=TEMPLATE, height=height, margin=margin, meta=meta, **rest),
        _validate=False,
    )


def axes(number: int) -> tuple[str, str]:
    """The names that trace number ``number``'s axes go by: ``("x", "y")``, ``("x2", "y2")``, …"""
    tail = "" if number == 1 else str(number)
    return f"x{tail}", f"y{tail}"


def panel_title(text: str, number: int) -> dict:
    """A title above the panel with axes ``number``, kept to its left edge."""
    x, y = axes(number)
    return dict(
        text=f"<b>{text}</b>", x=0, y=1, xref=f"{x} domain", yref=f"{y} domain",
        xanchor="left", yanchor="bottom", showarrow=False, font=dict(size=FONT_SIZE),
    )  # fmt: skip


def text_at(text: str, x: float, y: float, number: int, **rest) -> dict:
    """Text at a data point of the panel with axes ``number``."""
    xref, yref = axes(number)
    common = dict(showarrow=False, font=dict(size=FONT_SIZE, color=INK), bgcolor="rgba(255,255,255,0.8)")
    return dict(text=text, x=x, y=y, xref=xref, yref=yref) | common | rest


def runs(x: np.ndarray, curves: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Many curves (points, curves) over one ``x`` as a single NaN-separated line: one trace, not many."""
    count = curves.shape[1]
    gap = np.full((1, count), np.nan)
    across = np.concatenate([np.repeat(np.asarray(x, float)[:, None], count, axis=1), gap])
    return across.T.ravel().astype(np.float32), np.concatenate([curves, gap]).T.ravel().astype(np.float32)
