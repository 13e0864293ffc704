"""The figure of hidden units that start equal: their paths, their number, their gradient, the loss."""

from __future__ import annotations

import numpy as np

from course_lib.labs.shared.curves import level, on
from course_lib.labs.shared.plane import APART
from course_lib.labs.shared.ranges import step_up
from course_lib.labs.shared.theme import (
    BLUE,
    FONT_SIZE,
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

__all__ = ["groups", "symmetry_figure"]

HEIGHT, NARROW_HEIGHT = 500, 860
UNIT, TWIN, LOSS, GRADIENT = BLUE, ORANGE, BLUE, PURPLE
FLOOR = 1e-17  # below the rounding of float64: where the log axis ends


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


def paths(result: Symmetry) -> tuple[list[dict], float]:
    """The way of each unit through the plane of its two incoming weights."""
    W1 = result.W1
    half = step_up(1.15 * max(float(np.abs(W1).max()), 0.43))
    gap = np.full((1, W1.shape[2]), np.nan)
    x, y = (np.concatenate([W1[:, i], gap]).T.ravel().astype(np.float32) for i in range(2))
    traces = [
        dict(type="scatter", mode="lines", x=x, y=y, line=dict(color=UNIT, width=2), hoverinfo="skip"),
        dict(
            type="scatter", mode="markers", x=W1[0, 0], y=W1[0, 1], hoverinfo="skip",
            marker=dict(symbol="circle-open", size=13, color=INK, line=dict(width=2)),
        ),
    ]  # fmt: skip
    if len(W1) > 1:
        places = groups(W1[-1])
        traces.append(
            dict(
                type="scatter", mode="markers+text", text=[group_name(members) for _, members in places],
                x=np.array([place[0] for place, _ in places]), y=np.array([place[1] for place, _ in places]),
                textposition="top right", textfont=dict(size=FONT_SIZE, color=INK), cliponaxis=False,
                marker=dict(size=13, color=UNIT), hovertemplate="unit %{text}<extra></extra>",
            )
        )  # fmt: skip
    return traces, half


def logs(values: np.ndarray) -> np.ndarray:
    """``values`` for a log axis: an exact 0 rests on the axis' floor."""
    return np.maximum(values, FLOOR)


def symmetry_figure(result: Symmetry) -> PlainFigure:
    """Paths of the units, how many are distinct, their gradient and difference, and the loss."""
    path_traces, half = paths(result)
    rows = result.rows
    solo = "lines" if len(rows) > 1 else "markers"

    def line(y, number, colour, dash="solid", width=4, symbol="circle"):
        return dict(
            type="scatter", mode=solo, x=rows.astype(np.float32), y=np.asarray(y, np.float64),
            line=dict(color=colour, dash=dash, width=width),
            marker=dict(size=11, color=colour, symbol=symbol),
            hovertemplate="step %{x}: %{y:.3g}<extra></extra>", **on(number),
        )  # fmt: skip

    traces = [
        *path_traces,
        line(result.distinct, 2, UNIT),
        *([line(logs(result.gradient), 3, GRADIENT)] if result.done else []),
        line(logs(result.difference), 3, INK, "dot", 3, "x"),
        line(result.loss, 4, LOSS),
    ]
    steps = result.steps or 2000
    notes = [
        panel_title(f"Incoming weights of {result.width} units", 1),
        panel_title(f"Distinct units, of {result.width}", 2),
        panel_title("Gradient (line), unit difference (dots)", 3),
        panel_title("Loss", 4),
    ]
    corner = dict(xanchor="right", yanchor="bottom")
    if result.done and result.gradient.max() == 0:
        middle = dict(xanchor="center", yanchor="bottom")
        notes.append(text_at("gradient of W1: exactly 0", steps / 2, -16.4, 3, **middle))
    if result.twin is not None:
        traces.append(line(result.twin, 4, TWIN, "dash", 3, "x"))
        notes.append(text_at("dashed: a net of one unit", 0.98 * steps, 0.05, 4, **corner))
    chance, text = level(float(np.log(2)), [0.0, steps], "ln 2: a coin toss", 4)
    plane, *times = [Cell([0, 0.42], [0, 1]), *grid(rows=(20, 34, 26), gap=(0, 10), x=(0.52, 1))]
    narrow = [Cell([0, 1], [0.6, 1]), *grid(rows=(12, 12, 12), gap=(0, 8), y=(0, 0.52))]
    time_axis = dict(range=[0, steps], nticks=6)
    quiet = dict(showticklabels=False, **time_axis)
    weight = dict(range=[-half, half])
    return compose(
        [*traces, chance],
        height=HEIGHT,
        narrow={"height": NARROW_HEIGHT} | moved(narrow),
        annotations=[*notes, text],
        **panel(1, plane, dict(title=dict(text="weight from x₁"), **weight),
                dict(title=dict(text="weight from x₂"), **weight)),
        **panel(2, times[0], quiet, dict(range=[0, result.width * 1.15], nticks=4)),
        **panel(3, times[1], quiet, powers_axis(-17.5, 2, (-16, -12, -8, -4, 0))),
        **panel(4, times[2], dict(title=dict(text="step"), **time_axis), dict(range=[0, 1.02], nticks=3)),
    )  # fmt: skip
