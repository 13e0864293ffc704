"""The figure of activation × scheme: what is left of signal and gradient; and one cell, layer by layer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
from plotly.graph_objects import Figure

from course_lib.activations import ACTIVATIONS
from course_lib.labs.matrix.experiment import SCHEMES, SURVIVES, Matrix
from course_lib.labs.shared.theme import FONT_SIZE, INK, axes, compose, panel_title, text_at
from course_lib.labs.signals.figure import depth_map, lost

__all__ = ["CLIP", "SCALE", "background", "cell_at", "cell_text", "matrix_figure", "text_colour"]

HEIGHT = 530
FLAT = {  # on a low screen rows stay as high as a ring
    "height": 560, "margin.t": 54, "margin.b": 74, "xaxis.tickangle": -30, "xaxis2.tickangle": -30,
}  # fmt: skip
NARROW = {
    "height": 1200, "margin.t": 122, "margin.b": 52,
    "xaxis.domain": [0, 1], "yaxis.domain": [0.67, 1],
    "xaxis2.domain": [0, 1], "yaxis2.domain": [0.24, 0.57], "yaxis2.showticklabels": True,
    "xaxis3.domain": [0, 0.42], "yaxis3.domain": [0, 0.12],
    "xaxis3.showticklabels": True, "xaxis3.title.text": "layer",
    "xaxis4.domain": [0.58, 1], "yaxis4.domain": [0, 0.12],
}  # fmt: skip
CLIP = 8.0  # powers of ten at either end of the colour scale; the numbers go on
# Blue for lost, white for kept, orange for gained: apart under every common colour-vision deficiency.
SCALE = ("#0b3c73", "#5b93c7", "#d6e6f4", "#ffffff", "#fde3cb", "#e8924a", "#7a2f00")
STOPS = (0.0, 0.25, 0.4, 0.5, 0.6, 0.75, 1.0)
ROWS = {name: one.label.split(" (")[0] for name, one in ACTIVATIONS.items()}
COLUMNS = {name: label.split(" (")[0] for name, (_, label) in SCHEMES.items()} | {
    "torch_default": "PyTorch", "lecun_normal": "LeCun", "glorot_normal": "Glorot", "he_normal": "He",
}  # fmt: skip
CELL_FONT, LABEL_FONT = 13, 15
ROOM = 0.62  # cells, from the middle of the outermost one to the edge: half of it, and its frame
RING = 25  # px, a little less than a cell is high
UNKNOWN, NO_LOSS = "…", "–"


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


def cell_map(decades: np.ndarray, theory: np.ndarray, no_loss: np.ndarray, number: int) -> dict:
    """One heat map, its first row on top."""
    texts = [
        [hover(row, column, *cell) for column, *cell in zip(COLUMNS, *values, strict=True)]
        for row, *values in zip(ROWS, decades, theory, no_loss, strict=True)
    ]
    x, y = axes(number)
    return dict(
        type="heatmap", z=shades(decades, no_loss)[::-1], zmin=0, zmax=255, x0=0, dx=1, y0=0, dy=1,
        xgap=1, ygap=1, colorscale=[list(stop) for stop in zip(STOPS, SCALE, strict=True)], showscale=False,
        hovertext=texts[::-1], hovertemplate="%{hovertext}<extra></extra>", xaxis=x, yaxis=y,
    )  # fmt: skip


def cell_texts(decades: np.ndarray, no_loss: np.ndarray, ringed: np.ndarray, number: int) -> dict:
    """The number in every cell, and a ring around those ``ringed``."""
    y, x = np.indices(decades.shape).astype(np.uint8)
    colours = [text_colour(shade) for shade in shades(decades, no_loss).ravel().tolist()]
    names = dict(zip(("xaxis", "yaxis"), axes(number), strict=True))
    return dict(
        type="scatter", mode="markers+text", x=x.ravel(), y=len(ROWS) - 1 - y.ravel(), hoverinfo="skip",
        text=[cell_text(*pair) for pair in zip(decades.ravel(), no_loss.ravel(), strict=True)],
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
    """What the figure shows, and its signs, a line each."""
    layers = "1 layer" if result.depth == 1 else f"{result.depth} layers"
    return [
        f"<b>Powers of ten over {layers}</b>",
        f"<b>◯</b> both survive: within ±{SURVIVES}   <b>▢</b> picked",
        "−∞ exactly 0   +∞ overflow",
        "– no loss, so no gradient",
    ]


def depth_panels(result: Matrix) -> tuple[list[dict], list[dict]]:
    """The picked cell's activations and gradients, every layer; and where they are lost, in words."""
    cell = result.cell
    gone = np.isinf(cell.preactivation_power[0]).any(0), np.isinf(cell.gradient_power[0]).any(0)
    traces = [
        depth_map(cell.histograms[name][0], cell.edges[name], cell.layers, without, number)
        for number, name, without in zip((3, 4), ("activations", "gradients"), gone, strict=True)
    ]
    notes = []
    for number, note in zip((3, 4), lost(cell), strict=True):
        where = dict(zip(("xref", "yref"), (f"{axis} domain" for axis in axes(number)), strict=True))
        red = dict(size=FONT_SIZE - 2, color="#a8071a")
        text = note.replace(" from", "<br>from").replace(", so", ",<br>so")
        notes += [text_at(text, 0.5, 0.8, number, font=red) | where] if note else []
    return traces, notes


def label_axis(names: Iterable[str], **rest) -> dict:
    """An axis with a name at every cell, 0 on."""
    names = list(names)
    return dict(
        range=[-ROOM, len(names) - 1 + ROOM], tickvals=list(range(len(names))), ticktext=names,
        tickfont=dict(size=LABEL_FONT), showgrid=False, showline=False, ticks="", **rest,
    )  # fmt: skip


def matrix_figure(result: Matrix) -> Figure:
    """Two maps that share their rows, the picked cell framed; beside them that cell's histograms by layer."""
    kept = np.zeros_like(result.survives)  # a signal is there, whatever becomes of the loss
    signal = result.signal, result.theory_signal, kept
    gradient = result.gradient, result.theory_gradient, np.isposinf(result.signal)
    both = list(enumerate((signal, gradient), 1))
    traces = [cell_map(*values, number) for number, values in both]
    traces += [cell_texts(found, no_loss, result.survives, number) for number, (found, _, no_loss) in both]
    maps, notes = depth_panels(result)
    lines = legend(result)
    head = dict(
        text="<br>".join(["   ".join(lines[:2]), "   ".join(lines[2:])]), x=0, y=1, xref="paper",
        yref="paper", xanchor="left", yanchor="bottom", yshift=24, xshift=-90, showarrow=False, align="left",
        font=dict(size=FONT_SIZE),
    )  # fmt: skip
    titles = "Signal, E[z²]", "Gradient, E[δ²]", "▢ Activations a", "▢ Gradients δ"
    columns = label_axis(COLUMNS.values(), tickangle=-45)
    rows = label_axis(list(ROWS.values())[::-1], domain=[0, 1])
    tick = next(step for step in (1, 2, 5, 10, 20) if result.depth <= 5 * step)
    layers = dict(domain=[0.81, 1], range=[0.5, result.depth + 0.5], tick0=0, dtick=tick, showgrid=False)
    limit = result.cell.edges["activations"][-1]
    value = dict(range=[-limit, limit], nticks=5, showgrid=False)
    return compose(
        [*traces, *maps],
        height=HEIGHT,
        margin=dict(l=100, r=16, t=78, b=92),
        narrow=NARROW | {"annotations[0].text": "<br>".join(lines)},
        flat=FLAT | {"annotations[0].text": "   ".join(lines)},
        annotations=[head, *(panel_title(text, number) for number, text in enumerate(titles, 1)), *notes],
        shapes=[one for number, _ in both for one in frame(result.place, number)],
        xaxis=dict(domain=[0, 0.36], **columns),
        yaxis=rows,
        xaxis2=dict(domain=[0.38, 0.74], anchor="y2", **columns),
        yaxis2=dict(anchor="x2", showticklabels=False, **rows),
        xaxis3=dict(anchor="y3", showticklabels=False, title=dict(text=""), **layers),
        yaxis3=dict(domain=[0.56, 1], anchor="x3", **value),
        xaxis4=dict(anchor="y4", title=dict(text="layer"), **layers),
        yaxis4=dict(domain=[0, 0.44], anchor="x4", **value),
    )
