"""The figure of biases: one kind beside zero ones, layer by layer, over a table of all five."""

from __future__ import annotations

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.labs.biases.experiment import BIASES, BiasResult
from course_lib.labs.shared.depth import number
from course_lib.labs.shared.depth_figure import LayerCurves, decades, layer_axis, ticks
from course_lib.labs.shared.theme import (
    FONT_SIZE,
    HEIGHT,
    axes,
    compose,
    grid,
    moved,
    panel,
    panel_title,
    style,
)
from course_lib.labs.shared.wording import SCHEME_LABELS
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["bias_at", "biases_figure"]

CURVES = grid(columns=(46, 46), gap=(8, 0), y=(0.53, 1))
TABLE = grid(y=(0, 0.32))
NARROW = {
    "height": 880, "margin.t": 112, "xaxis3.ticktext": ("E[z²]", "differs", "share"),
    **moved(grid(rows=(32, 32), gap=(0, 12), y=(0.31, 1)) + grid(y=(0, 0.17))),
}  # fmt: skip
PICKED = "#dfe9f3"
POWER, ACROSS = "preactivation_power", "across_input_variance"


def bias_at(panel: int, x: float, y: float) -> str | None:
    """The kind of biases whose row of the table holds a point of a panel; None beside the table."""
    row = len(BIASES) - 1 - round(y)
    return list(BIASES)[row] if panel == 3 and 0 <= row < len(BIASES) else None


def cells(result: BiasResult, kind: str) -> list[str]:
    """A row of the table: the last layer's E[z²], what of it differs across inputs, and as a share."""
    power, across, share = result.end(kind)
    if result.signals[kind].overflow.any():
        return ["overflows", "–", "–"]
    return [
        number(power),
        *(("only rounding", "0") if share == 0 < power else (number(across), number(share))),
    ]


def table(result: BiasResult, picked: str) -> tuple[dict, dict, dict, dict]:
    """The numbers of all kinds of biases in panel 3, its two axes, and a bar behind the ``picked`` row."""
    rows = [cells(result, kind) for kind in BIASES]
    y, x = np.indices((len(rows), 3))
    top = len(rows) - 1
    across, up = axes(3)
    head = [f"E[z²] in layer {result.depth}", "differs across inputs", "share that differs"]
    said = [f"biases {BIASES[kind]}: {', '.join(row)}" for kind, row in zip(BIASES, rows, strict=True)]
    text = dict(
        type="scatter", mode="text", x=x.ravel(), y=top - y.ravel(), text=[one for row in rows for one in row],
        textfont=dict(size=FONT_SIZE), hovertext=np.repeat(said, 3), hoverinfo="skip", xaxis=across, yaxis=up,
        meta=dict(pick=True),
    )  # fmt: skip
    plain = dict(ticks="", showgrid=False, showline=False)
    columns = plain | dict(range=[-0.5, 2.5], side="top", tickvals=[0, 1, 2], ticktext=head)
    names = [f"<b>{name}</b>" if kind in ("zero", picked) else name for kind, name in BIASES.items()]
    kinds = plain | dict(range=[-0.5, top + 0.5], tickvals=list(range(top, -1, -1)), ticktext=names)
    row = top - list(BIASES).index(picked)
    ground = dict(
        type="rect", x0=0, x1=1, y0=row - 0.5, y1=row + 0.5, xref=f"{across} domain", yref=up, layer="below",
        fillcolor=PICKED, line=dict(width=0),
    )  # fmt: skip
    return text, columns, kinds, ground


def biases_figure(result: BiasResult, bias: str) -> PlainFigure:
    """E[z²] and the variance across inputs by layer, with ``bias`` and with zero biases; all of them in a table."""
    every = list(result.signals.values())
    low, high = decades(
        np.concatenate([getattr(one, name).ravel() for one in every for name in (POWER, ACROSS)])
    )
    panels = [LayerCurves(number, every[0].layers) for number in (1, 2)]
    for curves, name in zip(panels, (POWER, ACROSS), strict=True):
        for kind in dict.fromkeys(("zero", bias)):
            curves.seeds(
                getattr(result.signals[kind], name)[0], style(f"bias_{kind}"), f"biases {BIASES[kind]}"
            )
            curves.traces[-1] |= dict(name=f"biases {BIASES[kind]}", showlegend=curves is panels[0])
        drawn = len(curves.traces)
        for kind in dict.fromkeys(("zero", bias)):
            curves.theory(getattr(result.signals[kind].theory, name)[0])
        if curves is panels[0] and len(curves.traces) > drawn:
            curves.traces[-1] |= dict(name="theory", showlegend=True)
    text, columns, kinds, ground = table(result, bias)
    layer = dict(title=dict(text="layer"), **layer_axis(result.depth))
    axis = dict(range=[low, high], **ticks(low, high))
    activation = ACTIVATIONS[every[0].activation].label.split(" (")[0]
    return compose(
        [*(trace for curves in panels for trace in curves.traces), text],
        height=HEIGHT,
        hold=("yaxis", "yaxis2"),
        margin=dict(l=86, r=12, t=60, b=6),
        narrow=NARROW | {"annotations[0].text": panel_title("E[z²]", 1)["text"]},
        annotations=[
            panel_title(f"E[z²]: {SCHEME_LABELS[result.scheme]}, {activation}", 1),
            panel_title("What differs across inputs", 2),
        ],
        shapes=[ground],
        showlegend=True,
        legend=dict(orientation="h", x=0, xanchor="left", y=1, yref="container", yanchor="top",
                    itemsizing="trace", itemwidth=40),
        **panel(1, CURVES[0], layer, axis),
        **panel(2, CURVES[1], layer, axis),
        **panel(3, TABLE[0], columns, kinds),
    )  # fmt: skip
