"""The network itself, drawn: layers as columns, units as dots, weights as lines, and what flows through it.

The axis x counts layers. A column's height is the logarithm of its layer's width, and its shade the strength of
the signal, E[z²], in the upper half, and of the gradient, E[δ²], in the lower half. The arrow above the columns
leads forward and grows or dies with E[z²]; the one below leads back and follows E[δ²].

A weight's line says its sign by colour and dash, and its size by its width: sizes are √fan-in · |w|, by how much
the weight moves a unit whose inputs have mean square 1. Layers of more than `WIDE` units show their weights as
a small heat map.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from course_lib.activations import get as activation_of
from course_lib.labs.shared.depth_figure import MAP_SCALE
from course_lib.labs.shared.theme import BLUE, GREY, INK, ORANGE, QUIET, axes, faint

__all__ = ["FLOW", "TINY", "WEIGHT_SCALE", "WIDE", "network", "network_axes", "strengths", "unit_heights"]

WIDE = 16  # a layer of more units is a column without dots
TINY, LARGE, LARGEST = 0.05, 2.0, 4.0  # of √fan-in · |w|: a line of no sign below, thick above, full colour
DECADES = 4  # a mean square this many powers of ten over or under 1 is as strong or weak as is shown
ROWS, PER_LAYER = 32, 20  # cells of a heat map, up the panel and from layer to layer
HALF = 3  # cells from a column's middle to its edge
FLOW, BREADTH = (
    1.32,
    0.24,
)  # where the arrows' middles lie, beyond columns from -1 to 1, and half of their width
BARB = 0.06  # how far an arrow's head stands out
WEIGHT_SCALE = [[0.0, ORANGE], [0.5, "rgba(255,255,255,0)"], [1.0, BLUE]]  # columns shine through a 0


def strengths(
    weights: Sequence[np.ndarray], biases: Sequence[np.ndarray], activation: str, X: np.ndarray, y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """E[z²] and E[δ²] of every layer (layers,) of a binary classifier on X (points, features), y (points,).

    δ = ∂loss/∂z; E[δ²] is a multiple of that of the output, and 0 where that is 0.
    """
    phi, below, zs = activation_of(activation), np.asarray(X, np.float64), []
    with np.errstate(all="ignore"):
        for W, b in zip(weights, biases, strict=True):
            zs.append(below @ W.astype(np.float64) + b)
            below = phi(zs[-1])
        deltas = [1 / (1 + np.exp(-zs[-1])) - y[:, None]]
        for z, W in zip(zs[-2::-1], weights[:0:-1], strict=True):
            deltas.append(deltas[-1] @ W.T.astype(np.float64) * phi.derivative(z))
        forward, back = (np.array([np.mean(one**2) for one in ones]) for ones in (zs, deltas[::-1]))
        return forward, back / back[-1] if back[-1] else np.zeros_like(back)


def strength(power: np.ndarray) -> np.ndarray:
    """Mean squares as shares of the strongest that is shown: 1 gives 1/2, 0 gives 0, what is no number 1."""
    with np.errstate(divide="ignore"):
        share = np.clip(0.5 + np.log10(power) / (2 * DECADES), 0.04, 1) * (np.asarray(power) != 0)
    return np.where(np.isnan(share), 1.0, share)


def column_heights(sizes: Sequence[int], widest: int = 8) -> np.ndarray:
    """Half of each column's height: the logarithm of its width, 1 for the widest, or for ``widest`` units."""
    return np.log1p(sizes) / np.log1p(max(widest, *sizes))


def unit_heights(sizes: Sequence[int]) -> list[np.ndarray]:
    """Where the units of every layer stand in its column, the first on top."""
    return [
        0.9 * height * np.linspace(1, -1, n) if n > 1 else np.zeros(1)
        for n, height in zip(sizes, column_heights(sizes), strict=True)
    ]


def network_axes(
    first: int, last: int, names: tuple[str, str] = ("signal →", "← gradient")
) -> tuple[dict, dict]:
    """The two axes of `network`, whose layers are numbered from ``first`` to ``last``; ``names`` of the arrows."""
    edge = FLOW + BREADTH + BARB
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if (last - first) / step <= 6)
    x = dict(range=[first - 0.5, last + 0.5], showgrid=False, tickformat="d", tick0=0, dtick=step)
    arrows = dict(tickvals=[FLOW, -FLOW], ticktext=list(names), ticks="", showline=False)
    return x, dict(range=[-edge, edge], showgrid=False, **arrows)


def network(
    number: int, sizes: Sequence[int], *, first: int = 0, weights: Sequence[np.ndarray] = (),
    forward: np.ndarray | None = None, back: np.ndarray | None = None, colours: Sequence[str] = (),
    labels: Sequence[str] = (), size: float = 9, widest: int = 8,
) -> list[dict]:  # fmt: skip
    """Traces of a network in the panel with axes ``number``, see `network_axes`.

    Args:
        sizes: the widths of the layers that are drawn.
        first: the number of the first of them: 0 with the inputs.
        weights: arrays (fan_in, fan_out) between these layers; without them only columns are drawn.
        forward, back: E[z²] and E[δ²] of layers 1, 2, …, (layers,), without the inputs.
        colours, labels: of the units of layer 1, in place of one colour and no label.
        size: the dots' diameter in pixels; those with labels are twice as large.
        widest: the width of the highest column, where no layer is wider.
    """
    x = first + np.arange(len(sizes))
    traces = columns(x, column_heights(sizes, widest), forward, back, bool(len(weights)))
    if len(weights):
        traces += [
            *tiles(x, sizes, weights),
            *lines(x, sizes, weights),
            *dots(x, sizes, colours, labels, size),
        ]
    ahead = x[-len(forward) :] if forward is not None else x
    traces += [] if forward is None else [flow(ahead, forward, FLOW, back=False)]
    traces += [] if back is None else [flow(ahead, back, -FLOW, back=True)]
    across, up = axes(number)
    return [trace | dict(hoverinfo="skip", xaxis=across, yaxis=up) for trace in traces]


def raster(z: np.ndarray, x0: float, dx: float, **scale) -> dict:
    """A heat map of bytes ``z`` (ROWS, cells) over the columns' height."""
    grid = dict(x0=x0, dx=dx, y0=-1 + 1 / ROWS, dy=2 / ROWS)
    return dict(type="heatmap", z=z, zmin=0, zmax=255, showscale=False, **grid, **scale)


def columns(x: np.ndarray, heights: np.ndarray, forward, back, slim: bool) -> list[dict]:
    """The layers, shaded by their strengths; ``slim`` leaves room for what runs between them."""
    level = np.linspace(-1 + 1 / ROWS, 1 - 1 / ROWS, ROWS)[:, None]
    shades = np.full((2, len(x)), 0.15)
    for row, power in enumerate((back, forward)):
        if power is not None:
            shades[row, len(x) - len(power) :] = 0.06 + 0.7 * strength(power)
    inside = np.abs(level) <= heights
    z = (255 * np.where(level > 0, shades[1], shades[0]) * inside).astype(np.uint8)
    if not slim:
        return [raster(z, float(x[0]), 1, colorscale=MAP_SCALE, xgap=min(3, 60 / len(x)))]
    wide = np.zeros((ROWS, PER_LAYER * (len(x) - 1) + 2 * HALF + 1), np.uint8)
    for shift in range(2 * HALF + 1):
        wide[:, shift::PER_LAYER] = z
    return [raster(wide, float(x[0]) - HALF / PER_LAYER, 1 / PER_LAYER, colorscale=MAP_SCALE)]


def tiles(x: np.ndarray, sizes: Sequence[int], weights: Sequence[np.ndarray]) -> list[dict]:
    """The weights of layers too wide for lines: across, the units below; up, those above the weight."""
    if max(sizes) <= WIDE:
        return []
    between = PER_LAYER - 2 * HALF - 3
    z = np.full((ROWS, PER_LAYER * (len(x) - 1)), 128, np.uint8)
    for layer, W in enumerate(weights):
        if max(W.shape) > WIDE:
            row, column = (np.linspace(0, n - 1, cells).round().astype(int) for n, cells in
                           zip(W.shape, (between, ROWS), strict=True))  # fmt: skip
            shade = np.nan_to_num(W[np.ix_(row, column[::-1])].T * np.sqrt(len(W)) / LARGEST)
            start = PER_LAYER * layer + HALF + 2
            z[:, start : start + between] = 128 + 127 * np.clip(shade, -1, 1)
    return [raster(z, float(x[0]), 1 / PER_LAYER, colorscale=WEIGHT_SCALE) | dict(name="weights")]


def lines(x: np.ndarray, sizes: Sequence[int], weights: Sequence[np.ndarray]) -> list[dict]:
    """The weights between layers that are not too wide: a trace for each sign and size."""
    heights, ends, scaled = unit_heights(sizes), [], []
    for layer, (W, (low, high)) in enumerate(zip(weights, pairwise(heights), strict=True)):
        if max(W.shape) <= WIDE:
            pairs = np.empty((*W.shape, 4))
            pairs[..., 0], pairs[..., 1], pairs[..., 2], pairs[..., 3] = (
                x[layer],
                x[layer + 1],
                low[:, None],
                high,
            )
            ends.append(pairs.reshape(-1, 4))
            scaled.append(W.ravel() * np.sqrt(len(W)))
    if not ends:
        return []
    ends, w = np.concatenate(ends).astype(np.float32), np.concatenate(scaled)
    looks = [(np.abs(w) < TINY, "tiny", GREY, "dot", 1, 0.5)]
    for sign, name, colour, dash in ((1, "positive", BLUE, "solid"), (-1, "negative", ORANGE, "4px,2px")):
        size = sign * w
        looks += [
            ((size >= TINY) & (size < LARGE), name, colour, dash, 1, 0.75),
            (size >= LARGE, f"large {name}", colour, dash, 2.5, 0.8),
        ]
    return [
        dict(type="scatter", mode="lines", name=name, opacity=opacity, **segments(ends[chosen]),
             line=dict(color=colour, dash=dash, width=width))
        for chosen, name, colour, dash, width, opacity in looks
        if chosen.any()
    ]  # fmt: skip


def segments(ends: np.ndarray) -> dict[str, np.ndarray]:
    """Lines from (x₀, y₀) to (x₁, y₁), rows of ``ends`` (lines, 4) as x₀, x₁, y₀, y₁, in one trace."""
    gap = np.full((len(ends), 1), np.nan, np.float32)
    return {name: np.hstack([ends[:, i : i + 2], gap]).ravel() for name, i in (("x", 0), ("y", 2))}


def dots(x: np.ndarray, sizes: Sequence[int], colours, labels, size: float) -> list[dict]:
    """The units of layers that are not too wide; those of layer 1 perhaps in colours of their own."""
    heights = unit_heights(sizes)
    plain = [layer for layer, n in enumerate(sizes) if n <= WIDE and not (layer == 1 and len(colours))]
    drawn = [
        dict(
            type="scatter", mode="markers", x=np.repeat(x[plain], [sizes[layer] for layer in plain]).astype(np.float32),
            y=np.concatenate([heights[layer] for layer in plain]).astype(np.float32),
            marker=dict(color="#ffffff", size=size, line=dict(color=INK, width=1.5)),
        )
    ] if plain else []  # fmt: skip
    if len(colours):
        drawn.append(
            dict(
                type="scatter", mode="markers+text", x=np.full(sizes[1], x[1], np.float32), y=heights[1].astype(np.float32),
                marker=dict(color=list(colours), size=2 * size, line=dict(color="#ffffff", width=1)),
                text=list(labels), textfont=dict(color="#ffffff", size=13),
            )
        )  # fmt: skip
    return drawn


def flow(x: np.ndarray, power: np.ndarray, level: float, back: bool) -> dict:
    """An arrow along the layers whose width follows their strengths, forward or back."""
    start, end = float(x[0]) - 0.45, float(x[-1]) + 0.45
    head = 0.06 * (end - start)
    half = BREADTH * strength(power)
    way = np.concatenate([[start], x[1:-1] if len(x) > 1 else [], [end - head]])
    if back:
        way = np.concatenate([[end], x[-2:0:-1] if len(x) > 1 else [], [start + head]])
        half = half[::-1]
    half = half if len(half) > 1 else np.repeat(half, 2)
    tip, barb = (start if back else end), half[-1] + (BARB if half[-1] else 0)
    up = np.concatenate([half, [barb, 0, -barb], -half[::-1]])
    along = np.concatenate([way, [way[-1], tip, way[-1]], way[::-1]])
    return dict(
        type="scatter", mode="lines", x=along.astype(np.float32), y=(level + up).astype(np.float32),
        name="gradient" if back else "signal", fill="toself", fillcolor=faint(QUIET, 0.45),
        line=dict(color=QUIET, width=1),
    )  # fmt: skip
