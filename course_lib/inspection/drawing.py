"""The figure of a report: the panels of the signals lab for a model of the reader's own."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from course_lib.inspection.records import Layer, Parameter
from course_lib.inspection.theory import Theory
from course_lib.labs.shared.depth_figure import LayerCurves, decades, layer_axis, ticks
from course_lib.labs.shared.end_labels import SMALL
from course_lib.labs.shared.theme import (
    BLUE,
    FONT_SIZE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PERCENT,
    PURPLE,
    Style,
    compose,
    grid,
    marked,
    panel,
    panel_title,
    words_above,
)  # fmt: skip
from course_lib.widgets.plot_view import PlainFigure

HEIGHT, MARGIN = 560, dict(l=62, r=12, t=36, b=52)
HERE, ACROSS = Style(BLUE, "solid", "circle"), Style(GREY, "dot", "triangle-left")
FLAT, DEAD = Style(PURPLE, "solid", "circle"), Style(ORANGE, "dot", "x")
ASKED, STEP = Style(INK, "dash", "line-ew"), Style(GREEN, "solid", "cross")
Curve = tuple[Style, str, np.ndarray]


def values(rows: Sequence, name: str) -> np.ndarray:
    """One quantity of all rows."""
    return np.array([getattr(row, name) for row in rows], float)


def curve_panel(
    number: int, names: list[str], curves: list[Curve], theory=None, log=True
) -> tuple[list, dict]:
    """Curves over layers or parameters that say their names, with theory's line, and both axes."""
    count, along = len(names), layer_axis(len(names))
    drawn = LayerCurves(number, np.arange(1, count + 1), log)
    said = "10<sup>%{y:.1f}</sup>" if log else "%{y:.0f} %"
    for look, label, found in curves:
        known = np.isfinite(found)
        drawn.draw(
            drawn.layers[known], drawn.shown(found[known]), dict(color=look.colour, width=3, dash=look.dash),
            mode="lines+markers", marker=marked(look), text=[names[i] for i in np.flatnonzero(known)],
            hoverinfo="all", hovertemplate=f"%{{text}}<br>{label}: {said}<extra></extra>", name=label,
        )  # fmt: skip
    if theory is not None:
        drawn.theory(theory)
    if not log:
        return drawn.traces, along, PERCENT
    every = [found for _, _, found in curves] + ([theory] if theory is not None else [])
    low, high = decades(np.concatenate([np.ravel(one) for one in every]))
    return drawn.traces, along, dict(range=[low, high], **ticks(low, high))


def report_figure(seen: list[Layer], parameters: list[Parameter], theory: Theory | None) -> PlainFigure:
    """Signal, gradient, flat and dead shares by layer; std, gradient and step by weight."""
    layers = [one.name or one.operation for one in seen]
    weights = [one for one in parameters if one.role in ("weight", "embedding")]
    labels = [one.label for one in weights]
    field = theory.field() if theory else None
    signal = [
        (HERE, "E[z²]", values(seen, "mean_square")),
        (ACROSS, "variance across inputs", values(seen, "across")),
    ]
    back = [(HERE, "E[δ²]", values(seen, "gradient"))]
    shares = [
        (FLAT, "flat", 100 * values(seen, "saturated")),
        (DEAD, "dead", 100 * values(seen, "dead")),
    ]
    size = [(HERE, "std here", values(weights, "std")), (ASKED, "std asked for", values(weights, "asked"))]
    slope = [(HERE, "E[(∂loss/∂W)²]", values(weights, "gradient"))]
    step = [(STEP, "update : weight", values(weights, "update"))]
    last = seen[-1].gradient if seen else math.nan
    panels: list[tuple[str, list[str], list[Curve], np.ndarray | None, bool]] = [
        ("Signal E[z²] ●, across inputs ◀", layers, signal, field and field.preactivation_power[0], True),
        (
            "Gradient back, E[δ²]" + ", theory ╍" * bool(field),
            layers,
            back,
            field and field.gradient_power[0] * last,
            True,
        ),
        ("Flat ●, dead ✖", layers, shares, None, False),
        ("Weights: std here ●, asked ╍", labels, size, None, True),
        ("E[(∂loss/∂W)²]", labels, slope, None, True),
    ]
    if np.isfinite(step[0][2]).any():
        panels.append(("Update : weight", labels, step, None, True))
    kept = [one for one in panels if one[1]]
    return composed(
        [
            (title, "layer" if names is layers else "weight", *curve_panel(number, names, *rest))
            for number, (title, names, *rest) in enumerate(kept, 1)
        ]
    )


def composed(panels: list[tuple[str, str, list[dict], dict, dict]], legend: str = "") -> PlainFigure:
    """Panels, three in a row: title, name of the axis below, traces, both axes; above them a legend."""
    rows = math.ceil(len(panels) / 3) or 1
    cells = grid(columns=(1, 1, 1), rows=(1,) * rows, gap=(0.22, 0.44))
    traces, layout, notes = [], {}, []
    for number, (title, along, drawn, across, up) in enumerate(panels, start=1):
        traces += drawn
        named = dict(title=dict(text=along, standoff=2, font=dict(size=SMALL)))
        layout |= panel(number, cells[number - 1], across | named, up)
        notes.append(panel_title(title, number))
    margin = MARGIN | dict(t=MARGIN["t"] + 2 * FONT_SIZE * (1 + legend.count("<br>")) * bool(legend))
    if legend:
        notes.append(words_above(legend, yshift=28, font=dict(size=SMALL, color=INK)))
    return compose(traces, height=HEIGHT * rows // 2, margin=margin, annotations=notes, **layout)
