"""One look for every figure: large type, dark on white, one colour and one dash a scheme.

The colours stay apart under the common colour-vision deficiencies and have a contrast of at least 4.5:1
on white; lines differ in dash or in their markers too, so nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from plotly.graph_objects import layout

from course_lib.widgets.plot_view import PlainFigure

__all__ = [
    "BARE", "FONT_SIZE", "HEIGHT", "INK", "QUIET", "Cell", "Style", "axes", "bar", "compose",
    "grid", "hatched", "legend_row", "marked", "moved", "panel", "panel_title",
    "percent_ticks", "power_of_ten", "powers_axis", "runs", "spread", "style", "text_at",
]  # fmt: skip

INK = "#1a1a1a"
QUIET = "#5c6570"
GRID = "#e4e7eb"
FONT_SIZE = 16
HEIGHT = 430  # px of a figure that is designed for a width of 880


class Cell(NamedTuple):
    """Where a panel stands: its share of the figure's width, and of its height from below."""

    x: list[float]
    y: list[float]


class Style(NamedTuple):
    """How one scheme is drawn."""

    colour: str
    dash: str
    symbol: str


# Plotly's symbols as letters, for a legend in words.
GLYPHS = {
    "circle": "●", "square": "■", "triangle-up": "▲", "triangle-down": "▼", "diamond": "◆", "cross": "✚",
    "x": "✖", "star": "★", "triangle-left": "◀", "triangle-right": "▶",
}  # fmt: skip

GREY, ORANGE, BLUE, PURPLE, GREEN, BROWN, INDIGO = (
    "#555b61", "#b84a00", "#0067a8", "#7c266d", "#006344", "#514300", "#2e2cb9",
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
    "he_uniform": Style(GREEN, "dot", "triangle-right"),
    "he_normal": Style(BLUE, "solid", "circle"),
    "orthogonal": Style(INDIGO, "solid", "star"),
    "identity": Style(INDIGO, "dash", "star"),
    "normal_x10": Style(ORANGE, "dashdot", "triangle-up"),
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


MARKS = 6  # markers along a line, staggered from line to line by plotly: they tell lines of one dash apart
BEYOND = 1e9  # every axis ends before
THIN = 0.75  # opacity of a single seed's line: 3:1 on white in every colour
BAR, RIBBON = 0.35, 0.2  # opacity of fills: a line of the same colour stands out on them by 3:1


def marked(look: Style) -> dict:
    """The markers of a scheme's line: a few along the way, however many points it has."""
    return dict(symbol=look.symbol, size=11, maxdisplayed=MARKS)


def faint(colour: str, opacity: float) -> str:
    """A colour ``#rrggbb`` with an opacity from 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def bar(colour: str) -> dict:
    """The bars of a histogram: pale, so that a line of the same colour stands out on them, with an edge."""
    return dict(color=faint(colour, BAR), line=dict(color=colour, width=1))


def hatched(colour: str) -> dict:
    """The bars of a second histogram, through which the first is seen."""
    pattern = dict(
        shape="/", fgcolor=colour, fillmode="replace", size=7, solidity=0.2, bgcolor="rgba(0,0,0,0)"
    )
    return dict(color=colour, pattern=pattern, line=dict(color=colour, width=1))


def spread(x: np.ndarray, low: np.ndarray, high: np.ndarray, look: Style) -> dict:
    """A pale ribbon between two curves, with an edge that stands out as lines do; infinity has no corner."""
    y = np.clip(np.concatenate([high, low[::-1]]), -BEYOND, BEYOND)
    return dict(
        type="scatter", mode="lines", x=np.concatenate([x, x[::-1]]), y=y,
        fill="toself", fillcolor=faint(look.colour, RIBBON), line=dict(color=look.colour, width=1),
        hoverinfo="skip",
    )  # fmt: skip


AXIS = dict(
    showgrid=True, gridcolor=GRID, zeroline=False, linecolor=QUIET, showline=True, ticks="outside",
    tickcolor=QUIET, fixedrange=True, title=dict(standoff=6),
)  # fmt: skip

BARE = dict(showticklabels=False, ticks="", showgrid=False)  # an axis that says nothing

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
    ),
    data=dict(scatter=[dict(showlegend=False)]),  # a legend names what asks for it
).to_plotly_json()


def compose(
    traces: Sequence[dict],
    *,
    height: int,
    narrow: dict | None = None,
    hold: Sequence[str] = (),
    **rest,
) -> PlainFigure:
    """A themed figure of ``traces``; ``narrow``: what differs in a narrow column.

    ``hold`` names the axes that rest while a reader drags a number; see `PlotView`.

    plotly checks no value here, which would take longer than all else between a slider and its picture; a
    test lets it check every figure of the labs.
    """
    margin = rest.pop("margin", dict(l=70, r=16, t=34, b=52))
    meta = dict(narrow=narrow or {}, hold=list(hold))
    return PlainFigure(list(traces), dict(template=TEMPLATE, height=height, margin=margin, meta=meta, **rest))


def axes(number: int) -> tuple[str, str]:
    """The names that trace number ``number``'s axes go by: ``("x", "y")``, ``("x2", "y2")``, …"""
    tail = "" if number == 1 else str(number)
    return f"x{tail}", f"y{tail}"


def tracks(sizes: Sequence[float], gap: float, low: float, high: float) -> list[list[float]]:
    """Intervals from ``low`` to ``high`` in the proportions of ``sizes``, ``gap`` in their unit between two."""
    unit = (high - low) / (sum(sizes) + gap * (len(sizes) - 1))
    starts = accumulate((size + gap for size in sizes[:-1]), initial=0.0)
    return [
        [round(low + start * unit, 4), round(low + (start + size) * unit, 4)]
        for start, size in zip(starts, sizes, strict=True)
    ]


def grid(
    columns: Sequence[float] = (1,), rows: Sequence[float] = (1,), gap: tuple[float, float] = (0, 0),
    x: tuple[float, float] = (0, 1), y: tuple[float, float] = (0, 1),
) -> list[Cell]:  # fmt: skip
    """Cells for panels, from left to right, the upper rows first.

    Args:
        columns, rows: their widths and heights, each in a unit of its own: only the proportions count.
        gap: the space between two columns, in the unit of ``columns``, and between two rows, in that of ``rows``.
        x, y: the part of the figure that the cells fill.
    """
    across, up = tracks(columns, gap[0], *x), tracks(rows[::-1], gap[1], *y)
    return [Cell(column, row) for row in reversed(up) for column in across]


def panel(number: int, cell: Cell, x: dict, y: dict) -> dict:
    """The layout of the panel with axes ``number``: its place, and what else is said of its two axes."""
    across, up = axes(number)
    return {
        f"xaxis{across[1:]}": dict(domain=cell.x, anchor=up, **x),
        f"yaxis{up[1:]}": dict(domain=cell.y, anchor=across, **y),
    }


def moved(cells: Sequence[Cell]) -> dict:
    """Other places of panels 1, 2, … in a narrow column, as `compose` takes them."""
    places = {}
    for number, cell in enumerate(cells, start=1):
        tail = axes(number)[0][1:]
        places |= {f"xaxis{tail}.domain": cell.x, f"yaxis{tail}.domain": cell.y}
    return places


def panel_title(text: str, number: int) -> dict:
    """A title above the panel with axes ``number``, kept to its left edge."""
    x, y = axes(number)
    return dict(
        text=f"<b>{text}</b>", x=0, y=1, xref=f"{x} domain", yref=f"{y} domain",
        xanchor="left", yanchor="bottom", align="left", showarrow=False, font=dict(size=FONT_SIZE),
    )  # fmt: skip


def words_above(text: str, **how) -> dict:
    """A line of words above all panels, from their left edge; ``how`` shifts it and sets its font."""
    return dict(
        text=text, x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", align="left",
        showarrow=False, **how,
    )  # fmt: skip


def percent_ticks(ticks: Sequence[int]) -> dict:
    """Ticks of an axis of percent."""
    return dict(tickvals=list(ticks), ticktext=[f"{tick} %" if tick else "0" for tick in ticks])


PERCENT = dict(range=[-3, 103], **percent_ticks([0, 50, 100]))  # the axis of shares


def powers_axis(low: float, high: float, ticks: Sequence[int]) -> dict:
    """A logarithmic axis from 10**low to 10**high, with ``ticks`` at these powers of ten."""
    texts = [power_of_ten(tick) if tick else "1" for tick in ticks]
    return dict(type="log", range=[low, high], tickvals=[10.0**tick for tick in ticks], ticktext=texts)


def legend_row() -> dict:
    """A legend in a row at the upper edge of the figure, whose upper margin has room for it."""
    return dict(orientation="h", x=0, xanchor="left", yref="container", y=1, yanchor="top")


def power_of_ten(power: int) -> str:
    """10 to a whole power, in writing: 10⁻³."""
    return f"10{str(power).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def text_at(text: str, x: float, y: float, number: int, **rest) -> dict:
    """Text at a data point of the panel with axes ``number``."""
    xref, yref = axes(number)
    common = dict(showarrow=False, font=dict(size=FONT_SIZE, color=INK), bgcolor="rgba(255,255,255,0.8)")
    return dict(text=text, x=x, y=y, xref=xref, yref=yref) | common | rest


def runs(x: np.ndarray, curves: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Many curves (points, curves) over one ``x`` as a single line with gaps: one trace, not many.

    After each curve y is NaN, and x stands still: whole ones may then be sent in two bytes.
    """
    x, count = np.asarray(x), curves.shape[1]
    short = x.dtype.kind in "iu" and (not x.size or 0 <= x.min() <= x.max() < 2**16)
    across = np.tile(np.append(x, x[-1:]), count).astype(np.uint16 if short else np.float32)
    up = np.concatenate([curves, np.full((min(1, x.size), count), np.nan)])
    return across, up.T.ravel().astype(np.float32)
