"""The figure of biases: the signal's power on the left, what of it differs across inputs on the right."""

from __future__ import annotations

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.labs.biases.experiment import BIASES, BiasResult
from course_lib.labs.shared.depth_figure import LayerCurves, decades, layer_axis, ticks
from course_lib.labs.shared.theme import compose, grid, moved, panel, panel_title, style
from course_lib.labs.shared.wording import SCHEME_LABELS
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["biases_figure"]

HEIGHT, NARROW_HEIGHT = 430, 860
CELLS, NARROW_CELLS = grid(columns=(46, 46), gap=(8, 0)), grid(rows=(42, 42), gap=(0, 16))
LEGEND_ROW = 26  # px of one row of the legend


def biases_figure(result: BiasResult) -> PlainFigure:
    """E[z²] and the variance across inputs by layer, on one log axis: a line for each kind of biases."""
    every = list(result.signals.values())
    names = ("preactivation_power", "across_input_variance")
    low, high = decades(np.concatenate([getattr(one, name).ravel() for one in every for name in names]))
    panels = [LayerCurves(number, every[0].layers) for number in (1, 2)]
    for curves, name in zip(panels, names, strict=True):
        for kind, signals in result.signals.items():
            curves.seeds(getattr(signals, name)[0], style(f"bias_{kind}"), f"biases {BIASES[kind]}")
            curves.traces[-1] |= dict(name=BIASES[kind], showlegend=curves is panels[0])
        drawn = len(curves.traces)
        for signals in every:
            curves.theory(getattr(signals.theory, name)[0])
        if curves is panels[0] and len(curves.traces) > drawn:
            curves.traces[-1] |= dict(name="theory", showlegend=True)
    label = SCHEME_LABELS[result.scheme]
    layer = dict(title=dict(text="layer"), **layer_axis(len(every[0].layers)))
    axis = dict(range=[low, high], **ticks(low, high))
    return compose(
        [trace for curves in panels for trace in curves.traces],
        height=HEIGHT,
        hold=("yaxis", "yaxis2"),
        margin=dict(l=64, r=16, t=34 + LEGEND_ROW, b=52),
        narrow={
            "height": NARROW_HEIGHT, "margin.t": 34 + (len(every) + 1) * LEGEND_ROW,
            "annotations[0].text": panel_title(f"E[z²]: {label}", 1)["text"], **moved(NARROW_CELLS),
        },
        annotations=[
            panel_title(f"E[z²]: {label}, {ACTIVATIONS[every[0].activation].label}", 1),
            panel_title("What differs across inputs", 2),
        ],
        showlegend=True,
        legend=dict(orientation="h", x=0, xanchor="left", y=1, yref="container", yanchor="top",
                    itemsizing="trace", itemwidth=40),
        **panel(1, CELLS[0], layer, axis),
        **panel(2, CELLS[1], layer, axis),
    )  # fmt: skip
