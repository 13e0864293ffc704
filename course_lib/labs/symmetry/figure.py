"""The figure of hidden units that start equal: their weights' paths, their network, what it decides, its training."""

from __future__ import annotations

import numpy as np

from course_lib.labs.shared.curves import decision_axes, decision_panel, on
from course_lib.labs.shared.end_labels import SMALL, end_labels
from course_lib.labs.shared.network import FLOW, network, network_axes, strengths, unit_heights
from course_lib.labs.shared.plane import APART
from course_lib.labs.shared.ranges import fine_step_up
from course_lib.labs.shared.theme import (
    BLUE,
    BROWN,
    GREEN,
    GREY,
    INDIGO,
    INK,
    ORANGE,
    PURPLE,
    Cell,
    compose,
    grid,
    moved,
    panel,
    panel_title,
    powers_axis,
    text_at,
)
from course_lib.labs.symmetry.experiment import Symmetry
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["NETWORK", "PLANE", "group_name", "groups", "symmetry_figure", "unit_at"]

PLANE, NETWORK, MAP, CHANGE, LOSS = 1, 2, 3, 4, 5  # the panels' numbers
MARGIN = dict(l=58, r=84, t=30, b=52)
HEIGHT = 430
UNITS = (BLUE, ORANGE, GREEN, PURPLE, GREY, BROWN, INDIGO, INK)  # unit 1, 2, …
TWIN, GRADIENT = ORANGE, PURPLE
LOWEST = -17.5  # the power of ten at which the log axis begins: below the rounding of float64
DOT = 17


def groups(W1: np.ndarray) -> list[tuple[np.ndarray, list[int]]]:
    """Units of ``W1`` (2, units) that stand at one place, as (place, unit numbers from 1)."""
    found: list[tuple[np.ndarray, list[int]]] = []
    for number, unit in enumerate(W1.T, start=1):
        for place, members in found:
            if np.abs(place - unit).max() <= APART:
                members.append(number)
                break
        else:
            found.append((unit, [number]))
    return found


def group_name(members: list[int]) -> str:
    """``3`` for one unit, ``1–8`` for a run of numbers, ``1, 4`` otherwise."""
    if len(members) == 1:
        return str(members[0])
    if members[-1] - members[0] + 1 == len(members):
        return f"{members[0]}–{members[-1]}"
    return ", ".join(map(str, members))


def colour_of(number: int) -> str:
    """The colour of a unit, or of the units that are equal to it, by its number from 1."""
    return UNITS[(number - 1) % len(UNITS)]


def colours(W1: np.ndarray) -> list[str]:
    """The colour of every unit: that of the first one that is equal to it."""
    first = {number: members[0] for _, members in groups(W1) for number in members}
    return [colour_of(first[number]) for number in sorted(first)]


def unit_at(result: Symmetry, panel: int, x: float, y: float) -> int:
    """The number of the unit that is nearest to a place of the panel of weights, or of the network."""
    if panel == PLANE:
        return 1 + int(np.hypot(*(result.W1[-1] - [[x], [y]])).argmin())
    return 1 + int(np.abs(unit_heights((2, result.width, 1))[1] - y).argmin())


def plane_range(W1: np.ndarray) -> list[float]:
    """Both axes of the plane of weights: they hold every path, and 0, and change in steps."""
    return [
        -fine_step_up(max(0.25, -1.15 * float(W1.min()))),
        fine_step_up(max(0.75, 1.15 * float(W1.max()))),
    ]


def plane_panel(result: Symmetry, unit: int) -> list[dict]:
    """The way of each unit through the plane of its two incoming weights."""
    W1 = result.W1
    start = dict(symbol="circle-open", size=9, color=INK, line=dict(width=2))
    traces = [dict(type="scatter", mode="markers", x=W1[0, 0], y=W1[0, 1], hoverinfo="skip", marker=start)]
    for place, members in groups(W1[-1]):
        way = W1[:, :, members[0] - 1].astype(np.float32)
        name = group_name(members)
        look = dict(type="scatter", hoverinfo="skip", text=[name] * len(way))
        traces.append(
            dict(
                mode="lines",
                x=way[:, 0],
                y=way[:, 1],
                line=dict(color=colour_of(members[0]), width=2),
                **look,
            )
        )
        count = f"×{len(members)}" if len(members) > 1 else name
        ring = dict(color=INK if unit in members else "#ffffff", width=3 if unit in members else 1)
        traces.append(
            dict(
                type="scatter", mode="markers+text", x=np.array([place[0]]), y=np.array([place[1]]), text=[count],
                textfont=dict(size=SMALL, color="#ffffff"),
                marker=dict(size=26 if len(members) > 1 else DOT, color=colour_of(members[0]), line=ring),
                hovertemplate=f"unit {name}: %{{x:.3f}}, %{{y:.3f}}<extra></extra>",
            )
        )  # fmt: skip
    # Paths lie under the starts, and these under the units.
    return sorted(traces, key=lambda trace: trace["mode"] != "lines")


def unit_line(result: Symmetry, unit: int) -> list[dict]:
    """The line of the plane on which a unit's z is 0, over the decision map; nothing for unit 0."""
    if not unit:
        return []
    (a, b), bias = result.weights[0][:, unit - 1], result.biases[0][unit - 1]
    square = a * a + b * b
    if abs(bias) >= 0.99 * result.half * (abs(a) + abs(b)):  # it passes by the map, or there is none
        return []
    foot, way = -bias / square * np.array([a, b]), np.array([-b, a]) / np.sqrt(square)
    points = foot + np.linspace(-2, 2, 201)[:, None] * result.half * way
    x, y = points[(np.abs(points) <= result.half).all(axis=1)][[0, -1]].T.astype(np.float32)
    look = dict(color=colours(result.weights[0])[unit - 1], width=3, dash="dash")
    return [
        dict(type="scatter", mode="lines", x=x, y=y, line=look, hoverinfo="skip", text=[f"unit {unit}"] * 2)
    ]


def network_panel(result: Symmetry, unit: int) -> list[dict]:
    """The network, its units numbered and coloured, equal ones alike."""
    weights, biases = result.weights, result.biases
    forward, back = strengths(weights, biases, result.activation, result.data.X_train, result.data.y_train)
    names = [str(number) for number in range(1, result.width + 1)]
    dots = dict(colours=colours(weights[0]), labels=names, size=DOT / 2)
    traces = network(NETWORK, (2, result.width, 1), weights=weights, forward=forward, back=back, **dots)
    if unit:
        height = unit_heights((2, result.width, 1))[1][[unit - 1]]
        ring = dict(symbol="circle-open", size=DOT + 4, color=INK, line=dict(width=3))
        mark = dict(type="scatter", mode="markers", x=np.ones(1), y=height, marker=ring, hoverinfo="skip")
        traces.append(mark | on(NETWORK))
    return traces


def network_texts(result: Symmetry, unit: int) -> tuple[str, str]:
    """What stands above and below the network: the chosen unit's weights, or how many units are distinct."""
    if not unit:
        return f"{result.distinct[-1]} of {result.width} units distinct", ""
    if unit > result.width:
        return f"There are {result.width} units, so no unit {unit}", ""
    (a, b), bias = result.weights[0][:, unit - 1], result.biases[0][unit - 1]
    out = result.weights[1][unit - 1, 0]
    return f"Unit {unit}: z = {a:.2f} x₁ {b:+.2f} x₂ {bias:+.2f}", f"its outgoing weight: {out:.2f}"


def symmetry_figure(result: Symmetry, *, unit: int = 0) -> PlainFigure:
    """Paths of the units; the network above what it decides; gradient and difference above the loss.

    ``unit``, from 1, is ringed: its weights stand as numbers above the network, its line in the map; 0 is none.
    """
    above, below = network_texts(result, unit)
    unit = unit if unit <= result.width else 0
    rows, steps = result.rows, result.steps or 2000
    solo = "lines" if len(rows) > 1 else "markers"

    def line(y, number, colour, dash="solid", width=3, symbol="circle"):
        return dict(
            type="scatter", mode=solo, x=rows.astype(np.float32), y=np.asarray(y, np.float64),
            line=dict(color=colour, dash=dash, width=width),
            marker=dict(size=11, color=colour, symbol=symbol),
            hovertemplate="step %{x}: %{y:.3g}<extra></extra>", meta=dict(edge=colour != TWIN), **on(number),
        )  # fmt: skip

    def log(values):
        """For the log axis: an exact 0 stands on its lower end, where its tick says 0."""
        return np.where(values == 0, 10.0**LOWEST, values)

    change = [("difference", result.difference, INK, "dot", "x")]
    change += [("gradient", result.gradient, GRADIENT, "solid", "circle")] if result.done else []
    losses = [("loss", result.loss, BLUE, "solid", 4, "circle")]
    losses += [("one unit", result.twin, TWIN, "dash", 3, "x")] if result.twin is not None else []
    level, small = float(np.log(2)), dict(font=dict(size=SMALL))
    notes = [
        panel_title("Incoming weights", PLANE),
        panel_title(above, NETWORK) | small,
        text_at("signal", 0, FLOW, NETWORK, **small),
        text_at("gradient", 0, -FLOW, NETWORK, **small),
        panel_title("Decision", MAP) | small,
        panel_title("Gradient, difference", CHANGE) | small,
        panel_title("Loss", LOSS) | small,
        *end_labels(
            [np.log10(log(values[-1])) for _, values, *_ in change], [name for name, *_ in change],
            [colour for _, _, colour, *_ in change], CHANGE,
        ),
        *end_labels(
            [values[-1] for _, values, *_ in losses] + [level], [name for name, *_ in losses] + ["ln 2"],
            [colour for _, _, colour, *_ in losses] + [INK], LOSS,
        ),
    ]  # fmt: skip
    guess = dict(color=INK, width=1.5, dash="dot")
    traces = [
        *plane_panel(result, unit),
        *network_panel(result, unit),
        *decision_panel(result.map, result.half, result.data, MAP),
        *(trace | on(MAP) for trace in unit_line(result, unit)),
        *(line(log(values), CHANGE, colour, dash, 3, symbol) for _, values, colour, dash, symbol in change),
        dict(type="scatter", mode="lines", x=np.float32([0, steps]), y=np.float32([level, level]), line=guess,
             hoverinfo="skip") | on(LOSS),
        *(line(values, LOSS, *look) for _, values, *look in losses),
    ]  # fmt: skip
    left, middle, right = grid((32, 30, 22), gap=(9, 0))
    upper, lower = grid(rows=(42, 38), gap=(0, 20))
    cells = [
        Cell(left.x, upper.y),
        middle,
        Cell(left.x, lower.y),
        Cell(right.x, upper.y),
        Cell(right.x, lower.y),
    ]
    heights = (280, 300, 240, 130, 130)
    narrow = grid(rows=heights, gap=(0, 78))
    layers = dict(tickvals=[0, 1, 2], ticktext=["inputs", "units", "output"])
    layers |= dict(title=dict(text=below, **small))
    network_x, network_y = network_axes(0, 2, ("", ""))
    time = dict(range=[-0.035 * steps, steps], nticks=3, tickangle=0)
    weight = dict(range=plane_range(result.W1), nticks=6, tickangle=0)
    powers = powers_axis(LOWEST, 1, (-12, -8, -4, 0))
    powers |= dict(tickvals=[10.0**LOWEST, *powers["tickvals"]], ticktext=["0", *powers["ticktext"]])
    return compose(
        traces, height=HEIGHT, margin=MARGIN, annotations=notes,
        narrow={"height": sum(heights) + 78 * 4 + 78} | moved(narrow),
        **panel(PLANE, cells[0], dict(title=dict(text="weight from x₁", **small), **weight),
                dict(title=dict(text="weight from x₂", **small), **weight)),
        **panel(NETWORK, cells[1], network_x | layers, network_y),
        **panel(MAP, cells[2], *decision_axes(result.half, MAP)),
        **panel(CHANGE, cells[3], dict(showticklabels=False, **time), powers),
        **panel(LOSS, cells[4], dict(title=dict(text="step"), **time), dict(range=[0, 1.02], nticks=3)),
    )  # fmt: skip
