"""The figure of a watched training: layers' signal, gradient and dead units, weights' updates, over steps."""

from __future__ import annotations

import html
from collections.abc import Callable

import numpy as np

from course_lib.inspection.drawing import composed
from course_lib.inspection.records import Step
from course_lib.inspection.report import short
from course_lib.labs.shared.depth_figure import LayerCurves, decades, ticks
from course_lib.labs.shared.theme import (
    BLUE,
    GLYPHS,
    GREEN,
    INDIGO,
    ORANGE,
    PERCENT,
    PURPLE,
    Style,
    marked,
)  # fmt: skip
from course_lib.widgets.plot_view import PlainFigure

LOOKS = (
    Style(BLUE, "solid", "circle"), Style(GREEN, "dash", "cross"), Style(PURPLE, "dot", "x"),
    Style(ORANGE, "dashdot", "triangle-up"), Style(INDIGO, "solid", "star"),
)  # fmt: skip


def chosen(names: list[str]) -> list[int]:
    """As many places as there are looks, evenly from the first to the last."""
    return np.unique(np.linspace(0, len(names) - 1, min(len(names), len(LOOKS))).round().astype(int)).tolist()


def steps_figure(steps: list[Step]) -> PlainFigure:
    """The panels of a training; a layer is the one at its place in the first step."""
    layers = [one.name or one.operation for one in steps[0].layers] if steps else []
    weights = [name for name in (steps[0].update if steps else {}) if not name.endswith("bias")]

    def of_layers(quantity: str, scale: float = 1.0) -> Callable[[Step, int], float]:
        def value(step: Step, at: int) -> float:
            return scale * getattr(step.layers[at], quantity) if at < len(step.layers) else np.nan

        return value

    def of_weights(quantity: str) -> Callable[[Step, int], float]:
        return lambda step, at: getattr(step, quantity).get(weights[at], np.nan)

    asked = [
        ("Signal E[z²]", layers, of_layers("mean_square"), True),
        ("Gradient back, E[δ²]", layers, of_layers("gradient"), True),
        ("Dead units", layers, of_layers("dead", 100), False),
        ("Std of the weights", weights, of_weights("std"), True),
        ("E[(∂loss/∂W)²]", weights, of_weights("gradient"), True),
        ("Update : weight", weights, of_weights("update"), True),
    ]
    return composed(
        [(title, "step", *_panel(number, steps, *rest)) for number, (title, *rest) in enumerate(asked, 1)],
        f"Layers: {_legend(layers)}<br>Weights: {_legend(weights)}",
    )


def _legend(names: list[str]) -> str:
    """The names of those that are drawn, each behind its marker."""
    return "   ".join(
        f'<span style="color:{look.colour}">{GLYPHS[look.symbol]} {html.escape(short(names[place]))}</span>'
        for place, look in zip(chosen(names), LOOKS, strict=False)
    )


def _panel(number: int, steps: list[Step], names: list[str], value: Callable, log: bool) -> tuple:
    """The curves of a panel, its axis of steps and that of values."""
    at = np.array([step.number for step in steps])
    drawn, every = LayerCurves(number, at, log), [np.ones(1)]
    for place, look in zip(chosen(names), LOOKS, strict=False):
        found = np.array([value(step, place) for step in steps], float)
        every.append(found)
        known = np.isfinite(found)
        drawn.draw(
            at[known], drawn.shown(found[known]), dict(color=look.colour, width=3, dash=look.dash),
            mode="lines+markers", marker=marked(look), hoverinfo="all", name=names[place],
            hovertemplate=f"{names[place]}, step %{{x}}: "
            + ("10<sup>%{y:.1f}</sup>" if log else "%{y:.0f} %") + "<extra></extra>",
        )  # fmt: skip
    span = dict(range=[-0.5, (at.max() if len(at) else 0) + 0.5], nticks=4)
    if not log:
        return drawn.traces, span, PERCENT
    low, high = decades(np.concatenate(every))
    return drawn.traces, span, dict(range=[low, high], **ticks(low, high))
