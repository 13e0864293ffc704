"""Parts of figures that follow a signal through layers: curves on log axes, and each layer's histogram."""

from __future__ import annotations

import math

import numpy as np

from course_lib.labs.shared.theme import (
    FONT_SIZE,
    INK,
    THIN,
    Style,
    axes,
    marked,
    power_of_ten,
    runs,
    text_at,
)  # fmt: skip
from course_lib.propagation import Signals

__all__ = [
    "MAP_SCALE",
    "LayerCurves",
    "decades",
    "depth_map",
    "layer_axis",
    "lost_note",
    "ticks",
    "value_axis",
]

MAP_SCALE = [[0.0, "#ffffff"], [0.25, "#c6dbef"], [0.5, "#6ea8d8"], [0.75, "#2b6cb0"], [1.0, "#0a2f5c"]]
# decades: an axis end stands still while a slider moves
STEPS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256)


def decades(values: np.ndarray) -> list[float]:
    """The range, in powers of ten, that holds all finite values > 0; at least 0.1 to 10."""
    shown = values[np.isfinite(values) & (values > 0)]
    logs = np.log10(shown) if shown.size else np.zeros(1)

    def end(reach: float) -> float:
        return float(next((step for step in STEPS if step >= reach), STEPS[-1]))

    return [-end(-logs.min()), end(logs.max())]


def ticks(low: float, high: float) -> dict:
    """Labels for an axis of powers of ten: at most seven."""
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100) if (high - low) / s <= 6)
    powers = range(math.ceil(low / step) * step, int(high) + 1, step)
    texts = {-2: "0.01", -1: "0.1", 0: "1", 1: "10", 2: "100"}
    return dict(tickvals=list(powers), ticktext=[texts.get(p, power_of_ten(p)) for p in powers])


def layer_axis(depth: int, labels: int = 7) -> dict:
    """The axis of layers 1 to ``depth``, with about so many labels at most."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if depth / step <= labels)
    return dict(range=[0.5, depth + 0.5], tick0=0, dtick=step, tickformat="d")


def value_axis(signals: Signals) -> dict:
    """The other axis of both of a scheme's `depth_map`."""
    limit = signals.edges["activations"][-1]
    return dict(range=[-limit, limit], nticks=5, showgrid=False)


def depth_map(signals: Signals, name: str, number: int) -> dict:
    """The histograms ``name``, "activations" or "gradients", of the first scheme: layers × bins as a heat map.

    Each layer's highest bin is darkest; layers beyond the numbers are blank.
    """
    power = signals.preactivation_power if name == "activations" else signals.gradient_power
    gone = np.isinf(power[0]).any(0)
    counts, edges = signals.histograms[name][0].sum(0).astype(float), signals.edges[name]
    shade = np.sqrt(counts / np.maximum(counts.max(1, keepdims=True), 1)) * ~gone[:, None]
    x, y = axes(number)
    return dict(
        type="heatmap", z=(255 * shade.T).round().astype(np.uint8), zmin=0, zmax=255,
        x0=int(signals.layers[0]), dx=1, y0=float((edges[0] + edges[1]) / 2), dy=float(edges[1] - edges[0]),
        colorscale=MAP_SCALE, showscale=False, hoverinfo="skip", xaxis=x, yaxis=y,
    )  # fmt: skip


def lost_note(text: str, number: int, y: float = 0.7, size: int = FONT_SIZE + 2) -> list[dict]:
    """Where something is lost, across the panel with axes ``number``; nothing for an empty ``text``."""
    xref, yref = (f"{axis} domain" for axis in axes(number))
    how = dict(xanchor="center", yanchor="middle", font=dict(size=size, color="#a8071a"))
    return [text_at(text, 0.5, y, number, **how) | dict(xref=xref, yref=yref)] if text else []


class LayerCurves:
    """Curves over layers in the panel with axes ``number``; one that leaves its range is marked.

    Args:
        layers: the layers' numbers.
        log: whether curves are shown by their powers of ten, or as they are.

    Attributes:
        traces: what was drawn so far.
    """

    def __init__(self, number: int, layers: np.ndarray, log: bool = True):
        self.axes = dict(zip(("xaxis", "yaxis"), axes(number), strict=True)) if number > 1 else {}
        self.layers, self.log = layers, log
        self.traces: list[dict] = []

    def shown(self, values: np.ndarray) -> np.ndarray:
        """Where values stand: on a log axis their powers of ten, −inf for 0."""
        if not self.log:
            return values
        with np.errstate(divide="ignore"):
            return np.log10(values)

    def draw(self, x: np.ndarray, y: np.ndarray, line: dict, meta: dict | None = None, **rest) -> None:
        x, y, meta = (
            np.asarray(x, np.float32),
            np.asarray(y, np.float32),
            dict(powers=self.log) | (meta or {}),
        )
        trace = dict(type="scatter", mode="lines", x=x, y=y, line=line, hoverinfo="skip", meta=meta)
        self.traces.append(trace | self.axes | rest)

    def seeds(self, values: np.ndarray, look: Style, name: str) -> None:
        """Every seed thin, their mean, geometric on a log axis, thick; ``values`` (seeds, layers)."""
        shown, single = self.shown(values), len(self.layers) == 1
        if len(values) > 1 and not single:
            self.draw(*runs(self.layers, shown.T), dict(color=look.colour, width=1), opacity=THIN)
        said = "10<sup>%{y:.1f}</sup>" if self.log else "%{y:.0f} %"
        with np.errstate(invalid="ignore"):
            mean = shown.mean(0)
        known = ~np.isnan(mean)  # there is none where one seed is 0 and another infinite
        self.draw(
            self.layers[known], mean[known], dict(color=look.colour, width=4, dash=look.dash), dict(ghost=True, edge=True),
            mode="markers" if single else "lines+markers", marker=marked(look),
            hoverinfo="all", hovertemplate=f"{name}, layer %{{x}}: {said}<extra></extra>",
        )  # fmt: skip

    def theory(self, values: np.ndarray) -> None:
        """Theory's line, dashed and dark, where there is a theory; of one layer, a ring."""
        if np.isfinite(values).all() or np.isinf(values).any():
            ring = dict(color=INK, symbol="circle-open", size=18)
            mode = "markers" if len(self.layers) == 1 else "lines"
            line = dict(color=INK, width=2.5, dash="6px,4px")
            self.draw(self.layers, self.shown(values), line, mode=mode, marker=ring)
