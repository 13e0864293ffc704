"""The figure of hidden units that start equal: their paths, their number, their gradient, the loss."""

from __future__ import annotations

import numpy as np
from plotly.graph_objects import Figure

from course_lib.labs.shared.ranges import step_up
from course_lib.labs.shared.theme import BLUE, FONT_SIZE, INK, ORANGE, PURPLE, compose, panel_title, text_at
from course_lib.labs.symmetry.experiment import APART, Symmetry

__all__ = ["groups", "symmetry_figure"]

HEIGHT = 500
NARROW_HEIGHT = 860
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
    points, units = W1.shape[0], W1.shape[2]
    gap = np.full((1, units), np.nan)
    x = np.concatenate([W1[:, 0], gap]).T.ravel().astype(np.float32)
    y = np.concatenate([W1[:, 1], gap]).T.ravel().astype(np.float32)
    traces = [
        dict(type="scatter", mode="lines", x=x, y=y, line=dict(color=UNIT, width=2), hoverinfo="skip"),
        dict(
            type="scatter", mode="markers", x=W1[0, 0], y=W1[0, 1], hoverinfo="skip",
            marker=dict(symbol="circle-open", size=13, color=INK, line=dict(width=2)),
        ),
    ]  # fmt: skip
    if points > 1:
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


def symmetry_figure(result: Symmetry) -> Figure:
    """Paths of the units, how many are distinct, their gradient and difference, and the loss."""
    path_traces, half = paths(result)
    rows = result.rows
    solo = "lines" if len(rows) > 1 else "markers"

    def line(y, number, colour, dash="solid", width=4, symbol="circle"):
        return dict(
            type="scatter", mode=solo, x=rows.astype(np.float32), y=np.asarray(y, np.float64),
            line=dict(color=colour, dash=dash, width=width),
            marker=dict(size=11, color=colour, symbol=symbol),
            xaxis=f"x{number}", yaxis=f"y{number}", hovertemplate="step %{x}: %{y:.3g}<extra></extra>",
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
    middle, corner = (
        dict(xanchor="center", yanchor="bottom"),
        dict(xanchor="right", yanchor="bottom"),
    )
    if result.done and result.gradient.max() == 0:
        notes.append(text_at("gradient of W1: exactly 0", steps / 2, -16.4, 3, **middle))
    if result.twin is not None:
        traces.append(line(result.twin, 4, TWIN, "dash", 3, "x"))
        notes.append(text_at("dashed: a net of one unit", 0.98 * steps, 0.05, 4, **corner))
    chance = float(np.log(2))
    traces.append(
        dict(
            type="scatter", mode="lines", x=np.array([0.0, steps]), y=np.array([chance, chance]),
            line=dict(color=INK, width=1, dash="dot"), xaxis="x4", yaxis="y4", hoverinfo="skip",
        )
    )  # fmt: skip
    notes.append(text_at("ln 2: a coin toss", 0.98 * steps, chance, 4, yshift=2, **corner))
    left, right = [0, 0.42], [0.52, 1]
    time_axis = dict(range=[0, steps], nticks=6, domain=right)
    layout = {
        "xaxis": dict(domain=left, range=[-half, half], title=dict(text="weight from x₁")),
        "yaxis": dict(domain=[0, 1], range=[-half, half], title=dict(text="weight from x₂")),
        "xaxis2": dict(anchor="y2", showticklabels=False, **time_axis),
        "yaxis2": dict(domain=[0.8, 1], anchor="x2", range=[0, result.width * 1.15], nticks=4),
        "xaxis3": dict(anchor="y3", showticklabels=False, **time_axis),
        "yaxis3": dict(
            domain=[0.36, 0.7], anchor="x3", type="log", range=[-17.5, 2],
            tickvals=[1e-16, 1e-12, 1e-8, 1e-4, 1], ticktext=["10⁻¹⁶", "10⁻¹²", "10⁻⁸", "10⁻⁴", "1"],
        ),
        "xaxis4": dict(anchor="y4", title=dict(text="step"), **time_axis),
        "yaxis4": dict(domain=[0, 0.26], anchor="x4", range=[0, 1.02], nticks=3),
    }  # fmt: skip
    narrow = {"height": NARROW_HEIGHT, "yaxis.domain": [0.6, 1]}
    for number, domain in {2: [0.4, 0.52], 3: [0.2, 0.32], 4: [0.0, 0.12]}.items():
        narrow[f"yaxis{number}.domain"] = domain
    narrow |= {f"xaxis{tail}.domain": [0, 1] for tail in ("", 2, 3, 4)}
    return compose(traces, height=HEIGHT, narrow=narrow, annotations=notes, **layout)
