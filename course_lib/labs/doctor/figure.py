"""The doctor's figure: signal, gradient and weights by layer, the network, and both losses.

A network as it came stands beside the mended one on the same axes.
"""

from __future__ import annotations

import html
import math
import re
import textwrap

import numpy as np

from course_lib.inspection import Report
from course_lib.inspection.drawing import values
from course_lib.labs.doctor.experiment import Visit
from course_lib.labs.shared.curves import dotted, loss_axis, on
from course_lib.labs.shared.depth_figure import LayerCurves, decades, layer_axis, ticks
from course_lib.labs.shared.end_labels import SMALL, end_labels
from course_lib.labs.shared.network import network, network_axes
from course_lib.labs.shared.ranges import step_range
from course_lib.labs.shared.theme import (
    INK,
    Style,
    compose,
    grid,
    marked,
    moved,
    panel,
    panel_title,
    style,
    words_above,
)  # fmt: skip
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["code_of", "doctor_figure"]

HEIGHT, MARGIN = 430, dict(l=62, r=84, t=84, b=54)
SIGNAL, ACROSS, NETWORK, BACK, WEIGHTS, LOSS = range(1, 7)  # the panels' numbers
SICK, HEALED = style("compared"), style("chosen")
NAMES = ("as it came", "mended")
OPEN_STEPS = 60  # of the axis where nothing is trained
ABOVE, BELOW = 3.0, 2.4  # the axis of the loss: times the first ones, and powers of ten below a guess
LONGEST, NARROW = 112, 40  # characters of a line of code, and of all lines in a narrow column
ROW = 0.12  # of an axis: room below its lowest tick
LISTED = re.compile(r"\['([^']*)', .*'\]")  # a list of names in a line of code


def stream_of(report: Report) -> tuple[np.ndarray, np.ndarray]:
    """Between which layers each residual sum stands, and E[x²] of the stream after it."""
    before = values(report.layers, "sums")
    place = [int((before < count).sum()) + 0.5 for count in range(1, len(report.sums) + 1)]
    return np.array(place), np.array([one.after for one in report.sums], float)


def gradient_of(report: Report) -> np.ndarray:
    """E[δ²] of all layers, as multiples of that of the last one."""
    found = values(report.layers, "gradient")
    return found / found[-1] if found[-1] > 0 else found


def weights_of(report: Report) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """Of every weight: its layer, its std, that which its fan asks for, and its name."""
    first = {name: at for at, one in reversed([*enumerate(report.layers, 1)]) for name in one.weights}
    found = [one for one in report.parameters if one.role in ("weight", "embedding") and one.name in first]
    place = np.array([first[one.name] for one in found], float)
    return place, values(found, "std"), values(found, "asked"), [one.label for one in found]


def drawn_as(look: Style) -> tuple[dict, dict]:
    """The line and the markers of a network's curves."""
    return dict(color=look.colour, dash=look.dash, width=3), marked(look) | dict(size=9)


def curve(
    number: int, x: np.ndarray, y: np.ndarray, look: Style, texts: list[str], mode: str = "lines+markers"
) -> list[dict]:
    """Values over layers, by their powers of ten, each with what it says of itself."""
    known, (line, marker) = ~np.isnan(y), drawn_as(look)
    if not known.any():  # plotly has no panel without a trace
        return [dict(type="scatter", x=[None], y=[None], **on(number))]
    if mode == "markers":
        marker.pop("maxdisplayed")
    drawn = LayerCurves(number, x[known])
    drawn.draw(
        drawn.layers, drawn.shown(y[known]), line, dict(edge=True), mode=mode, marker=marker,
        text=[texts[i] for i in np.flatnonzero(known)],
        hoverinfo="all", hovertemplate="%{text}: 10<sup>%{y:.1f}</sup><extra></extra>",
    )  # fmt: skip
    return drawn.traces


def layer_panels(reports: list[Report]) -> tuple[list[dict], dict[int, list[np.ndarray]]]:
    """The curves of the four panels over layers, and all values in each."""
    traces: list[dict] = []
    held: dict[int, list[np.ndarray]] = {SIGNAL: [], ACROSS: [], BACK: [], WEIGHTS: []}

    def add(number: int, x: np.ndarray, y: np.ndarray, *rest) -> None:
        traces.extend(curve(number, x, y, *rest))
        held[number].append(y)

    for report, look, name in zip(reports, (SICK, HEALED), NAMES, strict=False):
        layers = [f"{name}, {one.name or one.operation}" for one in report.layers]
        along, inputs = np.arange(1, len(layers) + 1), report.layers[0].input_mean_square
        signal = np.append(inputs, values(report.layers, "mean_square"))
        add(SIGNAL, np.append(0, along), signal, look, ["inputs", *layers])
        if report.sums:
            stream = [f"{name}, stream after sum {count}" for count in range(1, len(report.sums) + 1)]
            add(SIGNAL, *stream_of(report), Style(look.colour, "dot", f"{look.symbol}-open"), stream)
        add(ACROSS, along, values(report.layers, "across"), look, layers)
        add(BACK, along, gradient_of(report), look, layers)
        place, std, asked, labels = weights_of(report)
        add(WEIGHTS, place, std, look, [f"{name}, {label}" for label in labels], "markers")
    asking = [f"asked for, {label}" for label in labels]
    add(WEIGHTS, place, asked, Style(INK, "solid", "line-ew-open"), asking, "markers")
    return traces, held


def powers(values: np.ndarray) -> dict:
    """An axis of powers of ten that holds all values; where one is 0, with room for its row below."""
    low, high = decades(values)
    return dict(range=[low - ROW * (high - low) * bool((values == 0).any()), high], **ticks(low, high))


def loss_panel(visit: Visit) -> tuple[list[dict], list[dict], dict]:
    """Both losses by step, dotted what a guess has; the names of the guesses, and the axis."""
    span = step_range(visit.steps or OPEN_STEPS)
    guess = visit.before.expected_loss
    guesses = {visit.before.guess: guess} if guess > 0 else {}
    if 0 < visit.informed < 0.9 * guess:
        guesses["frequencies"] = visit.informed
    reports, traces = [visit.before, visit.after][: 1 + visit.mend], []
    for report, losses, look, name in zip(reports, visit.losses, (SICK, HEALED), NAMES, strict=False):
        shown = losses if losses.size else np.array([report.loss])
        known, (line, marker) = ~np.isnan(shown), drawn_as(look)
        hover = f"{name}, step %{{x}}: %{{y:.3g}}<extra></extra>"
        traces.append(
            dict(
                type="scatter", mode="lines+markers" if losses.size > 1 else "markers",
                x=np.arange(len(shown), dtype=np.float32)[known], y=shown[known], line=line, marker=marker,
                hovertemplate=hover, meta=dict(edge=True), **on(LOSS),
            )
        )  # fmt: skip
    traces += [dotted(loss, span, LOSS) for loss in guesses.values()]
    starts = [one.loss for one in (visit.before, visit.after) if one] + [*guesses.values()]
    starts = [loss for loss in starts if 0 < loss < math.inf]
    high = math.log10(ABOVE * max(starts, default=1.0))
    ends = [math.log10(loss) for loss in guesses.values()]
    axis = loss_axis(min([*ends, high - 1]) - BELOW, high)
    return traces, end_labels(ends, [*guesses], [INK] * len(ends), LOSS), axis


def network_panel(report: Report) -> tuple[list[dict], dict, dict]:
    """The layers as columns, shaded by signal and gradient."""
    sizes = [max(1, one.shape[one.unit_axis]) if one.shape else 1 for one in report.layers]
    forward = np.nan_to_num(values(report.layers, "mean_square"), nan=0.0)
    back = np.nan_to_num(gradient_of(report), nan=0.0)
    traces = network(NETWORK, sizes, first=1, forward=forward, back=back, widest=64)
    return traces, *network_axes(1, len(sizes), ("z →", "← δ"))


def code_of(line: str) -> str:
    """The line that mends, in one line, of a list of names the first."""
    first, *rest = LISTED.sub(r"['\1', …]", line).split("\n")
    return first[:LONGEST] + " …" * (bool(rest) or len(first) > LONGEST)


def heading(visit: Visit) -> tuple[list[str], list[str]]:
    """What stands above the panels, in lines; and in those of a narrow column."""
    looks = [f'<span style="color:{SICK.colour}"><b>╍▲╍</b> {NAMES[0]}</span>']
    if visit.mend:
        looks.append(f'<span style="color:{HEALED.colour}"><b>━●━</b> {NAMES[1]}</span>')
    looks += ["△ ○ residual stream"] * bool(visit.before.sums) + ["<b>━</b> std asked for"]
    rest = ["What is wrong? Choose a diagnosis."]
    if not visit.open:
        rest = [code_of(one.line) for one in visit.before.faults[:1]]
    wide = [html.escape(line, quote=False) for line in rest]
    narrow = [html.escape(part, quote=False) for line in rest for part in textwrap.wrap(line, NARROW)]
    return ["   ".join(looks), *wide], [*looks, *narrow]


def doctor_figure(visit: Visit) -> PlainFigure:
    """Four panels over layers, the network and the loss; mended, in two colours."""
    both = [one for one in (visit.before, visit.after) if one is not None]
    traces, _ = layer_panels(both[: 1 + visit.mend])
    every = layer_panels(both)[1]  # the axes hold what is still to come
    every[SIGNAL] = every[ACROSS] = every[SIGNAL] + every[ACROSS]
    up = {number: powers(np.concatenate(found)) for number, found in every.items()}
    losses, names, loss = loss_panel(visit)
    drawn, _, flows = network_panel(both[visit.mend])
    depth = len(visit.before.layers)
    layers = layer_axis(depth, labels=5) | dict(range=[-0.6, depth + 0.6])
    named, bare = layers | dict(title=dict(text="layer (0: inputs)")), layers | dict(showticklabels=False)
    steps = dict(title=dict(text="step"), range=step_range(visit.steps or OPEN_STEPS), nticks=5)
    wide, narrow = heading(visit)
    font = dict(size=SMALL, color=INK)
    head = words_above("<br>".join(wide), xshift=6 - MARGIN["l"], yshift=24, font=font)
    titles = {
        SIGNAL: "Signal, E[z²]", ACROSS: "Differs across inputs",
        NETWORK: f"The network, {NAMES[visit.mend]}", BACK: "Gradient, E[δ²] ÷ last",
        WEIGHTS: "Weights, std", LOSS: "Loss",
    }  # fmt: skip
    cells = dict(zip(titles, grid(columns=(30, 30, 28), rows=(1, 1), gap=(9, 0.36)), strict=True))
    heights, top = [150] * 6, 30 + 19 * len(narrow) + 24
    places = moved(grid(rows=heights, gap=(0, 76)))
    return compose(
        [*traces, *drawn, *losses],
        height=HEIGHT,
        margin=MARGIN,
        hold=("yaxis", "yaxis2", "yaxis4", "yaxis5", "yaxis6"),
        narrow={
            "height": sum(heights) + 76 * 5 + top + MARGIN["b"], "margin.t": top,
            "annotations[0].text": "<br>".join(narrow), **places,
            **{f"xaxis{tail}.showticklabels": True for tail in ("", 2, 3)},
            "yaxis2.showticklabels": True,
        },
        annotations=[head, *(panel_title(text, number) for number, text in titles.items()), *names],
        **panel(SIGNAL, cells[SIGNAL], bare, up[SIGNAL]),
        **panel(ACROSS, cells[ACROSS], bare, up[ACROSS] | dict(showticklabels=False)),
        **panel(NETWORK, cells[NETWORK], bare | dict(showgrid=False), flows),
        **panel(BACK, cells[BACK], named, up[BACK]),
        **panel(WEIGHTS, cells[WEIGHTS], named, up[WEIGHTS]),
        **panel(LOSS, cells[LOSS], steps, loss),
    )  # fmt: skip
