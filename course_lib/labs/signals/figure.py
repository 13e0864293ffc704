"""The figure of a signal through depth: forward, the gradient on its way back, and the network that both pass.

Above stand mean squares by layer with theory's lines, below each layer's histogram, or that of one layer; on the right
what the weights learn by, or saturated and dead units, where that is chosen, and the network.
"""

from __future__ import annotations

import re

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.labs.shared.curves import on
from course_lib.labs.shared.depth import lost, middle
from course_lib.labs.shared.depth_figure import (
    LayerCurves,
    decades,
    depth_map,
    layer_axis,
    lost_note,
    ticks,
    value_axis,
)  # fmt: skip
from course_lib.labs.shared.end_labels import SMALL
from course_lib.labs.shared.network import network, network_axes
from course_lib.labs.shared.ranges import fine_step_up
from course_lib.labs.shared.theme import (
    GLYPHS,
    GREY,
    INDIGO,
    INK,
    ORANGE,
    PERCENT,
    Cell,
    Style,
    bar,
    compose,
    grid,
    panel,
    panel_title,
    style,
    words_above,
)  # fmt: skip
from course_lib.labs.shared.wording import SCHEME_LABELS
from course_lib.labs.signals.experiment import SignalResult
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["HISTOGRAMS", "signals_figure"]

HEIGHT = 430
MARGIN = dict(l=62, r=12, t=52, b=52)
AHEAD, BACK, VALUES, GRADIENTS, NETWORK, THIRD, BELOW = 1, 2, 3, 4, 5, 6, (7, 8)  # the panels' numbers
HISTOGRAMS = (VALUES, GRADIENTS, *BELOW)
COLUMNS = dict(columns=(30, 30, 28), gap=(3, 0))
COUNTED, TITLES = ("activations", "gradients"), ("Activations a", "Gradients δ")
ACROSS = Style(GREY, "dot", "triangle-left")
DEAD = Style(ORANGE, "dot", "x")
PATH = Style(INDIGO, "dot", "star")
TAG, LONG = re.compile("<[^>]+>"), 42  # characters that a line of the legend has room for on a phone
DASHES = {"solid": "━━", "dash": "╍╍", "dot": "┅┅", "dashdot": "━┅"}


def other_look(result: SignalResult) -> Style:
    """How what is compared with is drawn: as its scheme, or unlike the scheme where only the width differs."""
    mine, other = style(result.scheme), style(result.versus.schemes[0])
    if mine != other:
        return other
    unlike = style("compared")
    return unlike if unlike.colour != mine.colour else style("chosen")


def power_curves(result: SignalResult, numbers: dict[str, int]) -> tuple[list[LayerCurves], dict]:
    """The mean squares ``numbers`` by layer, by the panel that each stands in, and the log axis of all.

    Theory's line beside each, another network to compare with, and on the left the path of one input.
    """
    signals, other, path, across = result.signals, result.versus, result.path, result.show == "across"
    every = [getattr(one, name) for one in (signals, other) if one is not None for name in numbers]
    every += [getattr(signals.theory, name) for name in numbers]
    every += [signals.across_input_variance] if across else []
    every += [path.preactivation_power] if path else []
    low, high = decades(np.concatenate([one.ravel() for one in every]))
    panels = [LayerCurves(number, signals.layers) for number in numbers.values()]
    for curves, name in zip(panels, numbers, strict=True):
        if other is not None:
            curves.seeds(getattr(other, name)[0], other_look(result), result.other_label)
        if name == "preactivation_power" and across:
            curves.seeds(signals.across_input_variance[0], ACROSS, "variance across inputs")
            curves.theory(signals.theory.across_input_variance[0])
        if name == "preactivation_power" and path:
            curves.seeds(path.preactivation_power[0], PATH, "one input")
        curves.seeds(getattr(signals, name)[0], style(result.scheme), SCHEME_LABELS[result.scheme])
        curves.theory(getattr(signals.theory, name)[0])
    return panels, dict(range=[low, high], **ticks(low, high))


def saturated_look(result: SignalResult) -> Style:
    """How the share of saturated z is drawn: in the scheme's colour, and unlike `DEAD`."""
    return Style(style(result.scheme).colour, "solid", "circle")


def share_panel(result: SignalResult) -> LayerCurves:
    """The shares of saturated z and of dead units, in percent."""
    signals = result.signals
    curves = LayerCurves(THIRD, signals.layers, log=False)
    for name, look in (("share_saturated", saturated_look(result)), ("share_dead", DEAD)):
        curves.seeds(100 * getattr(signals, name)[0], look, name.replace("share_", "share "))
        curves.theory(100 * getattr(signals.theory, name)[0])
    return curves


def legend(result: SignalResult) -> list[str]:
    """What the lines are: each one's dash and marker, and its name in its colour."""
    signals, show = result.signals, result.show
    times = "" if signals.gain == 1 else f" × {signals.gain:.3g}"
    lines = [
        (
            style(result.scheme),
            f"{SCHEME_LABELS[result.scheme]}{times}, {ACTIVATIONS[signals.activation].label}",
        )
    ]
    if result.versus is not None:
        lines.append((other_look(result), f"{result.other_label}{times}"))
    if show == "across":
        lines.append((ACROSS, "variance across inputs"))
    if show == "shares":
        lines.append((DEAD, "dead for all inputs"))
    if result.path is not None:
        lines.append((PATH, "one input"))
    said = [
        (f"{DASHES[look.dash][0]}{GLYPHS[look.symbol]}{DASHES[look.dash][1]}", text, look.colour)
        for look, text in lines
    ]
    if np.isfinite(signals.theory.preactivation_power[0, 0]):
        law = result.law if show in ("power", "across") else None
        said.append(("╌╌", f"theory, {law}" if law else "theory", INK))
    return [f'<span style="color:{colour}"><b>{sign}</b> {text}</span>' for sign, text, colour in said]


def layer_histogram(result: SignalResult, name: str, number: int) -> list[dict]:
    """The histogram ``name`` of the layer that is looked at."""
    at = result.layer - 1

    def shares(signals) -> np.ndarray:
        counts = signals.histograms[name][0, :, at].sum(0)
        return (counts / counts.sum()).astype(np.float32)

    edges = result.signals.edges[name]
    x, mine = ((edges[:-1] + edges[1:]) / 2).astype(np.float32), shares(result.signals)
    drawn = [
        dict(type="bar", y=mine, width=float(edges[1] - edges[0]), marker=bar(style(result.scheme).colour))
    ]
    others = [(result.versus, other_look(result))] if result.versus is not None else []
    others += [(result.path, PATH)] if result.path is not None and name in result.path.histograms else []
    for signals, look in others:
        line = dict(color=look.colour, dash=look.dash, width=2, shape="hvh")
        drawn.append(dict(type="scatter", mode="lines", y=shares(signals), line=line))
    hover = dict(hovertemplate="%{y:.1%} around %{x:.2f}<extra></extra>")
    return [trace | dict(x=x) | hover | on(number) for trace in drawn]


def layer_panels(result: SignalResult, cells: list[Cell]) -> tuple[list[dict], dict, list[dict]]:
    """The two histograms of the layer that is looked at: traces, layout and titles."""
    values, gradients = (
        layer_histogram(result, *what) for what in ((COUNTED[0], VALUES), (COUNTED[1], GRADIENTS))
    )
    top = fine_step_up(1.05 * max(float(trace["y"].max()) for trace in (*values, *gradients)))
    x = dict(title=dict(text="value")) | value_axis(result.signals)
    share = dict(range=[0, top], nticks=4, tickformat=".0%")
    layout = panel(VALUES, cells[0], x, share) | panel(
        GRADIENTS, cells[1], x, share | dict(showticklabels=False)
    )
    layer = "last layer" if result.layer == len(result.signals.layers) else f"layer {result.layer}"
    notes = [panel_title(f"{TITLES[i]}, {layer}", number) for i, number in ((0, VALUES), (1, GRADIENTS))]
    return [*values, *gradients], layout, notes


def map_panels(result: SignalResult, cells: list[Cell]) -> tuple[list[dict], dict, list[dict]]:
    """The histograms of all layers, those that are compared with in the lower half: traces, layout and titles."""
    traces, layout, notes, signals = [], {}, [], result.signals
    layers = dict(title=dict(text="layer"), showgrid=False, **layer_axis(len(signals.layers)))
    for name, title, number, below, cell in zip(
        COUNTED, TITLES, (VALUES, GRADIENTS), BELOW, cells, strict=True
    ):
        value = value_axis(signals) | dict(showticklabels=number == VALUES)
        if result.versus is None:
            layout |= panel(number, cell, layers, value)
        else:
            upper, lower = grid(rows=(1, 1), gap=(0, 0.12), x=cell.x, y=cell.y)
            value |= dict(nticks=3)
            bare = dict(showgrid=False, showticklabels=False, **layer_axis(len(signals.layers)))
            layout |= panel(number, upper, bare, value)
            layout |= panel(below, lower, layers, value)
            traces.append(depth_map(result.versus, name, below))
        traces.append(depth_map(signals, name, number))
        notes.append(panel_title(title + (", by layer" if result.versus is None else ", both"), number))
    return traces, layout, notes


def marker(result: SignalResult, number: int, span: list[float]) -> list[dict]:
    """A line at the layer that is looked at, across the panel with axes ``number``."""
    if not result.layer:
        return []
    line = dict(color=INK, width=1, dash="dot")
    x = np.full(2, result.layer, np.float32)
    return [
        dict(type="scatter", mode="lines", x=x, y=np.float32(span), line=line, hoverinfo="skip") | on(number)
    ]


def signals_figure(result: SignalResult) -> PlainFigure:
    """Above, mean squares by layer with theory; below, histograms; on the right the network."""
    signals, show = result.signals, result.show
    numbers = {"preactivation_power": AHEAD, "gradient_power": BACK}
    numbers |= {"weight_gradient_power": THIRD} if show == "weights" else {}
    panels, powers = power_curves(result, numbers)
    panels += [share_panel(result)] if show == "shares" else []
    upper, lower = (
        grid(**COLUMNS, y=(0.55, 1)),
        grid(**COLUMNS, y=(0, 0.39)),
    )
    right = [upper[2].x[0] + 0.04, 1.0]
    third = show in ("weights", "shares")

    layers = layer_axis(len(signals.layers))
    above = dict(showticklabels=bool(result.layer), **layers)
    below, histograms, titles = (layer_panels if result.layer else map_panels)(result, lower[:2])
    layout = panel(AHEAD, upper[0], above, powers) | panel(
        BACK, upper[1], above, powers | dict(showticklabels=False)
    )
    layout |= histograms
    along, across = network_axes(1, len(signals.layers), ("z →", "← δ"))
    place = Cell(right, [0, 0.39 if third else 1.0])
    layout |= panel(NETWORK, place, along | layers | dict(title=dict(text="layer"), showgrid=False), across)
    titles += [panel_title("Signal forward, E[z²]", AHEAD), panel_title("Gradient back, E[δ²]", BACK)]
    titles.append(panel_title("The network", NETWORK))
    if third:
        axis, title = (PERCENT, "Saturated ●, dead ✖") if show == "shares" else (powers, "E[(∂loss/∂W)²]")
        layout |= panel(THIRD, Cell(right, upper[2].y), above, axis)
        titles.append(panel_title(title, THIRD))

    drawn = network(
        NETWORK, signals.sizes[1:], first=1, forward=middle(signals.preactivation_power[0]),
        back=None if signals.overflow.all() else middle(signals.gradient_power[0]), widest=256,
    )  # fmt: skip
    spans = [(AHEAD, powers), (BACK, powers), (NETWORK, across), *([(THIRD, axis)] if third else [])]
    traces = [trace for curves in panels for trace in curves.traces] + below + drawn
    traces += [line for number, one in spans for line in marker(result, number, one["range"])]
    names = legend(result)
    head = words_above("   ".join(names), yshift=24, font=dict(size=SMALL))
    ends = [(GRADIENTS, back) for back in lost(signals)[1:] if back.startswith("no loss")]
    return compose(
        traces,
        height=HEIGHT,
        margin=MARGIN,
        hold=[name for name in layout if name.startswith("y")],
        narrow=narrow_places(names, result),
        annotations=[
            head,
            *titles,
            *(note for number, text in ends for note in lost_note(text, number, y=0.5)),
        ],
        **layout,
    )


def narrow_places(names: list[str], result: SignalResult) -> dict:
    """One panel a row, below a legend whose long lines are broken; heights in pixels."""
    said = [name.replace(", ", ",<br>", 1) if len(TAG.sub("", name)) > LONG else name for name in names]
    said = "<br>".join(said).split("<br>")
    third, split = result.show in ("weights", "shares"), result.versus is not None and not result.layer
    order = [AHEAD, BACK, *([THIRD] if third else []), VALUES, GRADIENTS, NETWORK]
    heights, gap = [170] * (len(order) - 1) + [150], 76
    cells = dict(zip(order, grid(rows=heights, gap=(0, gap)), strict=True))
    for number, below in zip((VALUES, GRADIENTS), BELOW, strict=True) if split else ():
        cells[number], cells[below] = grid(rows=(1, 1), gap=(0, 0.12), y=cells[number].y)
    top = 34 + 20 * len(said)
    places = {}
    for number, cell in cells.items():
        tail = "" if number == 1 else number
        places |= {f"xaxis{tail}.domain": cell.x, f"yaxis{tail}.domain": cell.y}
    shown = {f"yaxis{number}.showticklabels": True for number in (BACK, GRADIENTS, *BELOW[1:] * split)}
    shown |= {f"xaxis{number}.showticklabels": True for number in ("", BACK, *([THIRD] if third else []))}
    height = sum(heights) + gap * (len(order) - 1) + top + MARGIN["b"]
    return {"height": height, "margin.t": top, "annotations[0].text": "<br>".join(said), **places, **shown}
