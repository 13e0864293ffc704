"""The figure of activation × scheme: what is left of signal and gradient; and one cell, layer by layer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.labs.matrix.experiment import SCHEMES, SURVIVES, Matrix
from course_lib.labs.shared.depth import lost
from course_lib.labs.shared.depth_figure import depth_map, layer_axis, lost_note, value_axis
from course_lib.labs.shared.theme import (
    HEIGHT,
    INK,
    axes,
    compose,
    grid,
    moved,
    panel,
    panel_title,
    words_above,
)  # fmt: skip
from course_lib.labs.shared.wording import counted
from course_lib.propagation import Signals
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["CLIP", "SCALE", "background", "cell_at", "cell_text", "matrix_figure", "text_colour"]

NAMES, TITLE, SIGNS = 72, 24, 18  # px: the names of the columns, aslant; a panel's title; the legend
LEFT, RIGHT = grid(columns=(76, 19), gap=(6, 0))
MAPS = grid(columns=(1, 1), gap=(0.03, 0), x=LEFT.x)
LAYERS = grid(rows=(44, 44), gap=(0, 12), x=RIGHT.x, y=(0.14, 1))
NARROW = {
    "height": 1310, "margin.t": 184, "margin.b": 52, "margin.r": 36, "yaxis2.showticklabels": True,
    "xaxis.tickangle": -50, "xaxis2.tickangle": -50, "xaxis3.showticklabels": True,
    **moved(
        grid(rows=(31, 31), gap=(0, 11), y=(0.32, 1)) + grid(rows=(12, 12), gap=(0, 5), y=(0, 0.26))
    ),
}  # fmt: skip
CLIP = 8.0  # powers of ten at either end of the colour scale; the numbers go on
# Blue for lost, white for kept, orange for gained: apart under every common colour-vision deficiency.
SCALE = ("#0b3c73", "#5b93c7", "#d6e6f4", "#ffffff", "#fde3cb", "#e8924a", "#7a2f00")
STOPS = (0.0, 0.25, 0.4, 0.5, 0.6, 0.75, 1.0)
ROWS = {name: one.label.split(" (")[0] for name, one in ACTIVATIONS.items()}
COLUMNS = {name: label.split(" (")[0] for name, (_, label) in SCHEMES.items()} | {
    "torch_default": "PyTorch", "lecun_normal": "LeCun", "glorot_normal": "Glorot", "he_normal": "He",
    "normal_small": "Normal/100",
}  # fmt: skip
CELL_FONT, LABEL_FONT = 13, 14
ROOM = 0.62  # cells, from the middle of the outermost one to the edge: half of it, and its frame
RING = 22  # px, a little less than a cell is high
UNKNOWN, NO_LOSS = "…", "–"
TITLES = "Signal, E[z²]", "Gradient, E[δ²]", "Activations a", "Gradients δ"


def cell_at(panel: int, x: float, y: float) -> tuple[str, str] | None:
    """Activation and scheme of the cell that holds a point of a panel; None beside both maps."""
    row, column = len(ROWS) - 1 - round(y), round(x)
    if panel not in (1, 2) or not (0 <= row < len(ROWS) and 0 <= column < len(COLUMNS)):
        return None
    return list(ROWS)[row], list(COLUMNS)[column]


def cell_text(decades: float, no_loss: bool = False) -> str:
    """The sign in a cell: a power of ten, rounded; -∞ for exactly 0, +∞ for an overflow."""
    if np.isnan(decades):
        return UNKNOWN
    if no_loss:
        return NO_LOSS
    if np.isinf(decades):
        return "+∞" if decades > 0 else "−∞"
    whole = round(decades)
    return f"{whole:+d}".replace("-", "−") if whole else "0"


def shades(decades: np.ndarray, no_loss: np.ndarray) -> np.ndarray:
    """Powers of ten as bytes: 0 at -`CLIP`, 255 at `CLIP`; white where nothing is known."""
    known = np.where(np.isnan(decades) | no_loss, 0.0, decades)
    return (255 * (np.clip(known / CLIP, -1, 1) + 1) / 2).round().astype(np.uint8)


def background(shade: int) -> np.ndarray:
    """The colour that plotly gives a byte: red, green and blue, 0 to 255."""
    stops = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in SCALE])
    return np.array([np.interp(shade / 255, STOPS, part) for part in stops.T])


@cache
def text_colour(shade: int) -> str:
    """Black or white, whichever stands out more: by 4.58:1 or more on any colour.

    Source: relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance; a luminance of 0.179
    has the same contrast with both.
    """
    parts = background(shade) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return "#000000" if linear @ [0.2126, 0.7152, 0.0722] > 0.179 else "#ffffff"


def hover(name: str, column: str, decades: float, theory: float, no_loss: bool) -> str:
    """What a cell says when pointed at."""
    found = f"10^{decades:.1f}, theory 10^{theory:.1f}".replace("-", "−").replace("inf", "∞")
    if np.isnan(decades):
        found = "not computed yet"
    elif no_loss:
        found = "the signal overflows, so there is no loss"
    return f"{ROWS[name]}, {SCHEMES[column][1]}: {found}"


def cell_map(decades: np.ndarray, no_loss: np.ndarray, number: int) -> dict:
    """One heat map, its first row on top."""
    x, y = axes(number)
    return dict(
        type="heatmap", z=shades(decades, no_loss)[::-1], zmin=0, zmax=255, x0=0, dx=1, y0=0, dy=1,
        xgap=1, ygap=1, colorscale=[list(stop) for stop in zip(STOPS, SCALE, strict=True)], showscale=False,
        hoverinfo="skip", xaxis=x, yaxis=y,
    )  # fmt: skip


def cell_texts(cells: tuple[np.ndarray, ...], ringed: np.ndarray, number: int) -> dict:
    """The number in every cell, and a ring around those ``ringed``; ``cells`` are values, theory, no losses."""
    decades, _, no_loss = cells
    y, x = np.indices(decades.shape).astype(np.uint8)
    colours = [text_colour(shade) for shade in shades(decades, no_loss).ravel().tolist()]
    names = dict(zip(("xaxis", "yaxis"), axes(number), strict=True))
    said = [
        hover(row, column, *cell)
        for row, *values in zip(ROWS, *cells, strict=True)
        for column, *cell in zip(COLUMNS, *values, strict=True)
    ]
    return dict(
        type="scatter", mode="markers+text", x=x.ravel(), y=len(ROWS) - 1 - y.ravel(), meta=dict(pick=True),
        text=[cell_text(*pair) for pair in zip(decades.ravel(), no_loss.ravel(), strict=True)],
        hovertext=said, hovertemplate="%{hovertext}<extra></extra>",
        textfont=dict(size=CELL_FONT, color=colours), textposition="middle center", cliponaxis=False,
        marker=dict(
            symbol="circle-open", size=RING * ringed.ravel().astype(np.uint8), color=INK, line=dict(width=2)
        ),
    ) | names  # fmt: skip


def frame(place: tuple[int, int], number: int) -> list[dict]:
    """A dark frame with a white edge around the picked cell, to be seen on every colour."""
    (row, x), (xref, yref) = place, axes(number)
    y = len(ROWS) - 1 - row
    box = dict(type="rect", x0=x - 0.5, x1=x + 0.5, y0=y - 0.5, y1=y + 0.5, xref=xref, yref=yref)
    return [
        box | dict(line=dict(color="#ffffff", width=7)),
        box | dict(line=dict(color="#000000", width=4)),
    ]


def legend(result: Matrix) -> list[str]:
    """What the numbers are, and the signs."""
    return [
        f"Powers of ten over {counted(result.depth, 'layer')}",
        f"◯ both within ±{SURVIVES:g}  ▢ picked",
        "−∞ exactly 0  +∞ overflow",
        "– no loss, no gradient",
    ]


def depth_panels(cell: Signals) -> tuple[list[dict], list[dict]]:
    """The picked cell's activations and gradients, every layer; and where they are lost, in words."""
    traces = [depth_map(cell, "activations", 3), depth_map(cell, "gradients", 4)]
    notes = []
    for number, note in zip((3, 4), lost(cell), strict=True):
        text = note.replace(" from", "<br>from").replace(", so", ",<br>so")
        notes += lost_note(text, number, 0.8, CELL_FONT)
    return traces, notes


def label_axis(names: Iterable[str], **rest) -> dict:
    """An axis with a name at every cell, 0 on."""
    names = list(names)
    return dict(
        range=[-ROOM, len(names) - 1 + ROOM], tickvals=list(range(len(names))), ticktext=names,
        tickfont=dict(size=LABEL_FONT), showgrid=False, showline=False, ticks="", **rest,
    )  # fmt: skip


def matrix_figure(result: Matrix) -> PlainFigure:
    """Two maps that share their rows, the picked cell framed; beside them that cell's histograms by layer."""
    kept = np.zeros_like(result.survives)  # a signal is there, whatever becomes of the loss
    signal = result.signal, result.theory_signal, kept
    gradient = result.gradient, result.theory_gradient, np.isposinf(result.signal)
    both = list(enumerate((signal, gradient), 1))
    traces = [cell_map(found, no_loss, number) for number, (found, _, no_loss) in both]
    traces += [cell_texts(cells, result.survives, number) for number, cells in both]
    maps, notes = depth_panels(result.cell)
    titles = [panel_title(text, number) for number, text in enumerate(TITLES, 1)]
    for title in titles[:2]:
        title["yshift"] = NAMES
    head = words_above("  ".join(legend(result)), xshift=-80, yshift=NAMES + TITLE, font=dict(size=CELL_FONT))
    columns = label_axis(COLUMNS.values(), tickangle=-45, side="top", ticklabeloverflow="allow")
    rows = label_axis(list(ROWS.values())[::-1])
    layers, value = layer_axis(result.depth, 5) | dict(showgrid=False), value_axis(result.cell)
    return compose(
        [*traces, *maps],
        height=HEIGHT,
        margin=dict(l=86, r=12, t=NAMES + TITLE + SIGNS, b=8),
        narrow=NARROW | {"annotations[0].text": "<br>".join(legend(result))},
        annotations=[head, *titles, *notes],
        shapes=[one for number, _ in both for one in frame(result.place, number)],
        **panel(1, MAPS[0], columns, rows),
        **panel(2, MAPS[1], columns, rows | dict(showticklabels=False)),
        **panel(3, LAYERS[0], layers | dict(showticklabels=False), value),
        **panel(4, LAYERS[1], layers | dict(title=dict(text="layer")), value),
    )
