"""The figure of biases: the signal's power on the left, what of it differs across inputs on the right."""

from __future__ import annotations

import numpy as np
from plotly.graph_objects import Figure

from course_lib.activations import ACTIVATIONS
from course_lib.labs.biases.experiment import BIASES, BiasResult
from course_lib.labs.shared.theme import compose, panel_title, style
from course_lib.labs.shared.wording import SCHEME_LABELS
from course_lib.labs.signals.figure import Panel, decades, ticks

__all__ = ["biases_figure"]

HEIGHT, NARROW_HEIGHT = 430, 860
LEGEND_ROW = 26  # px of one row of the legend


def biases_figure(scene: BiasResult) -> Figure:
    """E[z²] and the variance across inputs by layer, on one log axis: a line for each kind of biases."""
    every = list(scene.signals.values())
    layers = every[0].layers
    names = ("preactivation_power", "across_input_variance")
    low, high = decades(np.concatenate([getattr(one, name).ravel() for one in every for name in names]))
    panels = [Panel(number, layers, low, high) for number in (1, 2)]
    for panel, name in zip(panels, names, strict=True):
        for kind, signals in scene.signals.items():
            panel.seeds(getattr(signals, name)[0], style(f"bias_{kind}"), f"biases {BIASES[kind]}")
            panel.traces[-1] |= dict(name=BIASES[kind], showlegend=panel is panels[0])
        drawn = len(panel.traces)
        for signals in every:
            panel.theory(getattr(signals.theory, name)[0])
        if panel is panels[0] and len(panel.traces) > drawn:
            panel.traces[-1] |= dict(name="theory", showlegend=True)
    who = f"{SCHEME_LABELS[scene.scheme]}, {ACTIVATIONS[every[0].activation].label}"
    depth = len(layers)
    whole = dict(range=[0.5, depth + 0.5], dtick=next(step for step in (1, 2, 5, 10) if depth / step <= 7))
    layer = dict(title=dict(text="layer"), tick0=0, tickformat="d", **whole)
    axis = dict(range=[low, high], **ticks(low, high))
    narrow = {
        "height": NARROW_HEIGHT, "margin.t": 34 + (len(scene.signals) + 1) * LEGEND_ROW,
        "xaxis.domain": [0, 1], "yaxis.domain": [0.58, 1],
        "xaxis2.domain": [0, 1], "yaxis2.domain": [0, 0.42],
        "annotations[0].text": panel_title(f"E[z²]: {SCHEME_LABELS[scene.scheme]}", 1)["text"],
    }  # fmt: skip
    return compose(
        [trace for panel in panels for trace in panel.traces],
        height=HEIGHT,
        margin=dict(l=64, r=16, t=34 + LEGEND_ROW, b=52),
        narrow=narrow,
        annotations=[panel_title(f"E[z²]: {who}", 1), panel_title("What differs across inputs", 2)],
        showlegend=True,
        legend=dict(orientation="h", x=0, xanchor="left", y=1, yref="container", yanchor="top",
                    itemsizing="trace", itemwidth=40),
        xaxis=dict(domain=[0, 0.46], **layer),
        yaxis=axis,
        xaxis2=dict(domain=[0.54, 1], anchor="y2", **layer),
        yaxis2=dict(anchor="x2", **axis),
    )  # fmt: skip
