"""The figure of a signal through depth: forward on the left, the gradient on its way back on the right.

On the left may stand what the weights learn by instead, the product of the two.
"""

from __future__ import annotations

import math

import numpy as np
from plotly.graph_objects import Figure

from course_lib.activations import ACTIVATIONS
from course_lib.labs.shared.theme import (
    FONT_SIZE,
    GREY,
    INK,
    ORANGE,
    THIN,
    Style,
    axes,
    compose,
    marked,
    panel_title,
    power_of_ten,
    runs,
    style,
    text_at,
)
from course_lib.labs.shared.wording import SCHEME_LABELS
from course_lib.labs.signals.experiment import SignalResult
from course_lib.propagation import Signals

__all__ = ["decades", "signals_figure"]

HEIGHT, NARROW_HEIGHT = 510, 920
ACROSS = Style(GREY, "dot", "triangle-left")
DEAD = Style(ORANGE, "dot", "x")
GLYPHS = {
    "circle": "●", "square": "■", "triangle-up": "▲", "triangle-down": "▼", "diamond": "◆", "cross": "✚",
    "x": "✖", "star": "★", "triangle-left": "◀",
}  # fmt: skip
MAP_SCALE = [[0.0, "#ffffff"], [0.25, "#c6dbef"], [0.5, "#6ea8d8"], [0.75, "#2b6cb0"], [1.0, "#0a2f5c"]]
# decades: an axis end stands still while a slider moves
STEPS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256)
EDGE = 0.02  # share of the axis by which a curve that leaves it stays inside


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
    return dict(
        tickvals=list(powers),
        ticktext=[texts.get(p, power_of_ten(p)) for p in powers],
    )


class Panel:
    """One line panel: its axes' number, and curves kept within its range, so that none leaves the picture."""

    def __init__(self, number: int, layers: np.ndarray, low: float, high: float):
        self.axes = dict(xaxis=f"x{number}", yaxis=f"y{number}") if number > 1 else {}
        self.layers, self.low, self.high = layers, low, high
        self.traces: list[dict] = []

    def logs(self, y: np.ndarray) -> np.ndarray:
        """The powers of ten of y; what lies beyond the axis, 0 and infinity too, rests on its edge."""
        room = EDGE * (self.high - self.low)
        with np.errstate(divide="ignore"):
            return np.clip(np.log10(y), self.low + room, self.high - room)

    def line(
        self, y, colour, width, dash="solid", name=None, unit="10<sup>%{y:.1f}</sup>", look=None, **rest
    ) -> None:
        mode = "markers" if len(self.layers) == 1 else "lines" if look is None else "lines+markers"
        self.traces.append(
            dict(
                type="scatter", mode=mode, x=self.layers.astype(np.float32), y=np.asarray(y, np.float32),
                line=dict(color=colour, width=width, dash=dash),
                marker=dict(color=colour, symbol="circle-open", size=18) if look is None else marked(look),
                hoverinfo="skip" if name is None else None,
                hovertemplate=None if name is None else f"{name}, layer %{{x}}: {unit}<extra></extra>",
            ) | self.axes | rest
        )  # fmt: skip

    def seeds(self, values: np.ndarray, look: Style, name: str) -> None:
        """Every seed thin, their geometric mean thick; ``values`` (seeds, layers)."""
        shown = self.logs(values)
        if len(values) > 1 and len(self.layers) > 1:
            x, y = runs(self.layers, shown.T)
            self.traces.append(
                dict(
                    type="scatter", mode="lines", x=x, y=y, opacity=THIN, hoverinfo="skip",
                    line=dict(color=look.colour, width=1),
                ) | self.axes
            )  # fmt: skip
        self.line(shown.mean(0), look.colour, 4, look.dash, name, look=look)

    def theory(self, values: np.ndarray) -> None:
        """Theory's line, dashed and dark, where there is a theory."""
        if np.isfinite(values).all() or np.isinf(values).any():
            self.line(self.logs(values), INK, 2.5, "6px,4px")


def depth_map(
    counts: np.ndarray, edges: np.ndarray, layers: np.ndarray, gone: np.ndarray, number: int
) -> dict:
    """Layers × bins as one heat map; each layer's highest bin is darkest, and layers ``gone`` are blank."""
    counts = counts.sum(0).astype(float)  # over seeds: (layers, bins)
    shade = np.sqrt(counts / np.maximum(counts.max(1, keepdims=True), 1)) * ~gone[:, None]
    return dict(
        type="heatmap", z=(255 * shade.T).round().astype(np.uint8), zmin=0, zmax=255,
        x0=int(layers[0]), dx=1, y0=float((edges[0] + edges[1]) / 2), dy=float(edges[1] - edges[0]),
        colorscale=MAP_SCALE, showscale=False, hoverinfo="skip", xaxis=f"x{number}", yaxis=f"y{number}",
    )  # fmt: skip


def lost(signals: Signals) -> tuple[str, str]:
    """Where the signal, and where the gradient, overflows or falls silent, and in how many networks."""

    def note(overflow, silent, way, nearest):
        for found, what in ((overflow, "overflows"), (silent, "is exactly 0")):
            hit = found[found > 0]
            if hit.size:
                share = "" if hit.size == found.size else f" in {hit.size} of {found.size} networks"
                return f"{what} {way} layer {nearest(hit)}{share}"
        return ""

    forward = note(signals.overflow, signals.silent, "from", np.min)
    if signals.overflow.all():
        return forward, "no loss, so no gradient"
    return forward, note(signals.gradient_overflow, signals.gradient_silent, "down from", np.max)


def power_panels(scene: SignalResult, layers: np.ndarray) -> tuple[list[dict], list[dict], dict]:
    """Two quantities over layers on log axes, with theory's line and another scheme to compare with.

    On the right E[δ²]; on the left E[z²], or the mean square of the weights' gradient.
    """
    signals, other = scene.signals, scene.versus
    theory = signals.theory
    name = "weight_gradient_power" if scene.show == "weights" else "preactivation_power"
    pair = (name, "gradient_power")
    every = [getattr(one, name) for one in (signals, other) if one is not None for name in pair]
    if scene.show == "across":
        every.append(signals.across_input_variance)
    low, high = decades(np.concatenate([one.ravel() for one in every]))
    panels = left, _ = Panel(1, layers, low, high), Panel(2, layers, low, high)
    if other is not None:
        for panel, name in zip(panels, pair, strict=True):
            scheme = other.schemes[0]
            panel.seeds(getattr(other, name)[0], style(scheme), SCHEME_LABELS[scheme])
    if scene.show == "across":
        left.seeds(signals.across_input_variance[0], ACROSS, "variance across inputs")
        left.theory(theory.across_input_variance[0])
    for panel, name in zip(panels, pair, strict=True):
        panel.seeds(getattr(signals, name)[0], style(scene.scheme), SCHEME_LABELS[scene.scheme])
        panel.theory(getattr(theory, name)[0])
    axis = dict(range=[low, high], **ticks(low, high))
    return *(panel.traces for panel in panels), axis


def flat_look(scene: SignalResult) -> Style:
    """How the share of saturated z is drawn: in the scheme's colour, and unlike `DEAD`."""
    return Style(style(scene.scheme).colour, "solid", "circle")


def share_panels(scene: SignalResult, layers: np.ndarray) -> tuple[list[dict], list[dict], dict]:
    """The shares of saturated z and of dead units, in percent; on the right the gradient, as always."""
    signals = scene.signals
    panel = Panel(1, layers, 0, 1)
    for name, look in (("share_saturated", flat_look(scene)), ("share_dead", DEAD)):
        values = 100 * getattr(signals, name)[0]
        if len(values) > 1 and len(layers) > 1:
            x, y = runs(layers, values.T)
            panel.line(y, look.colour, 1, x=x, opacity=THIN)
        label = name.replace("share_", "share ")
        panel.line(values.mean(0), look.colour, 4, look.dash, label, "%{y:.0f} %", look)
        theory = 100 * getattr(signals.theory, name)[0]
        if np.isfinite(theory).all():
            panel.line(theory, INK, 2.5, "6px,4px")
    axis = dict(
        range=[-3, 103], tickvals=[0, 25, 50, 75, 100], ticktext=["0 %", "25 %", "50 %", "75 %", "100 %"]
    )
    return panel.traces, power_panels(scene, layers)[1], axis


def legend(scene: SignalResult) -> list[str]:
    """What the lines are: each one's dash and marker, and its name in its colour."""
    dashes = {"solid": "━━", "dash": "╍╍", "dot": "┅┅", "dashdot": "━┅"}

    def sign(look):
        left, right = dashes[look.dash]
        return left + GLYPHS[look.symbol] + right

    signals, mine = scene.signals, style(scene.scheme)
    times = "" if signals.gain == 1 else f" × {signals.gain:g}"
    with_it = f"{times}, {ACTIVATIONS[signals.activation].label}"
    lines = [(sign(mine), SCHEME_LABELS[scene.scheme] + with_it, mine.colour)]
    if scene.versus is not None:
        other = style(scene.versus.schemes[0])
        lines.append((sign(other), SCHEME_LABELS[scene.versus.schemes[0]] + times, other.colour))
    if scene.show == "across":
        lines.append((sign(ACROSS), "variance across inputs", ACROSS.colour))
    if scene.show == "shares":
        lines = [
            (sign(flat_look(scene)), f"saturated: slope under 5 % of the largest{with_it}", mine.colour),
            (sign(DEAD), "dead for all inputs", DEAD.colour),
        ]
    if np.isfinite(signals.theory.preactivation_power[0, 0]):
        law = scene.law if scene.show in ("power", "across") else None
        lines.append(("╌╌", f"theory, {law}" if law else "theory", INK))
    return [f'<span style="color:{colour}"><b>{dash}</b> {words}</span>' for dash, words, colour in lines]


def signals_figure(scene: SignalResult) -> Figure:
    """Above, moments by layer with theory; below, each layer's histogram. Forward left, backward right."""
    signals = scene.signals
    layers = signals.layers
    depth = len(layers)
    make = share_panels if scene.show == "shares" else power_panels
    first, second, axis = make(scene, layers)
    back_axis = axis if scene.show != "shares" else power_panels(scene, layers)[2]
    traces = [*first, *second]
    gone = {
        "activations": np.isinf(signals.preactivation_power[0]).any(0),
        "gradients": np.isinf(signals.gradient_power[0]).any(0),
    }
    for number, name in ((3, "activations"), (4, "gradients")):
        traces.append(depth_map(signals.histograms[name][0], signals.edges[name], layers, gone[name], number))
    headings = {"shares": "Share of units", "weights": "Weights' gradient, E[(∂loss/∂W)²]"}
    heading = headings.get(scene.show, "Signal forward, E[z²]")
    names = legend(scene)
    notes = [
        dict(
            text="   ".join(names),
            x=0,
            y=1,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            yshift=24,
            showarrow=False,
            align="left",
            font=dict(size=FONT_SIZE),
        ),
        panel_title(heading, 1),
        panel_title("Gradient back, E[δ²]", 2),
        panel_title("Activations a, every layer", 3),
        panel_title("Gradients δ, every layer", 4),
    ]
    middle = dict(xanchor="center", yanchor="middle", font=dict(size=FONT_SIZE + 2, color="#a8071a"))
    ahead, back = lost(signals)
    for number, note in enumerate((back if scene.show == "weights" else ahead, back, ahead, back), start=1):
        if note:
            where = dict(zip(("xref", "yref"), (f"{name} domain" for name in axes(number)), strict=True))
            notes.append(text_at(note, 0.5, 0.7, number, **middle) | where)
    span = [0.5, depth + 0.5]
    whole = dict(range=span, dtick=next(step for step in (1, 2, 5, 10, 20) if depth / step <= 7))
    whole |= dict(tick0=0, tickformat="d")
    limit = signals.edges["activations"][-1]
    value = dict(range=[-limit, limit], nticks=5, showgrid=False)
    left, right, top, bottom = [0, 0.47], [0.55, 1], [0.56, 1], [0, 0.4]
    layout = {
        "xaxis": dict(domain=left, showticklabels=False, **whole),
        "yaxis": dict(domain=top, **axis),
        "xaxis2": dict(domain=right, anchor="y2", showticklabels=False, **whole),
        "yaxis2": dict(domain=top, anchor="x2", **back_axis),
        "xaxis3": dict(domain=left, anchor="y3", title=dict(text="layer"), showgrid=False, **whole),
        "yaxis3": dict(domain=bottom, anchor="x3", **value),
        "xaxis4": dict(domain=right, anchor="y4", title=dict(text="layer"), showgrid=False, **whole),
        "yaxis4": dict(domain=bottom, anchor="x4", **value),
    }
    narrow = {
        "height": NARROW_HEIGHT,
        "annotations[0].text": "<br>".join(names),
        "margin.t": 34 + 22 * len(names),
    }
    for tail, domain in {"": [0.79, 1], "2": [0.53, 0.74], "3": [0.29, 0.47], "4": [0, 0.19]}.items():
        narrow[f"xaxis{tail}.domain"], narrow[f"yaxis{tail}.domain"] = [0, 1], domain
    margin = dict(l=70, r=16, t=58, b=52)
    return compose(traces, height=HEIGHT, narrow=narrow, annotations=notes, margin=margin, **layout)
