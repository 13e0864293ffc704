"""Parts of the figures that compare schemes: curves over the seeds, where every seed stands, decision maps."""

from __future__ import annotations

import numpy as np

from course_lib.datasets import Dataset
from course_lib.labs.shared.plane import GRID
from course_lib.labs.shared.theme import (
    BARE,
    INK,
    THIN,
    axes,
    marked,
    percent_ticks,
    power_of_ten,
    runs,
    spread,
    style,
)
from course_lib.training.comparison import ribbon

__all__ = [
    "CLASS_COLOURS", "CLASS_SCALE", "accuracy_axes", "accuracy_panel", "curves", "decision_axes", "decision_panel",
    "dotted", "loss_axis", "loss_panel",
]  # fmt: skip

LOSS_RANGE = (-3, 3.5)  # powers of ten
CLASS_SCALE = [[0.0, "#f0a35e"], [0.5, "#ffffff"], [1.0, "#6ea8d8"]]
CLASS_COLOURS = ("#7a3300", "#00386b")


def on(number: int) -> dict:
    """What a trace says of the panel with axes ``number`` that it is drawn in."""
    return dict(zip(("xaxis", "yaxis"), axes(number), strict=True))


def curves(
    schemes: tuple[str, ...], labels: list[str], x: np.ndarray, values: np.ndarray, number: int, hover: str, *,
    every_seed: bool = False, legend: bool = False, markers: bool = False,
) -> list[dict]:  # fmt: skip
    """A thick line a scheme for the median of all seeds; ``values`` (points, schemes, seeds) over ``x``.

    Args:
        hover: plotly's template of what a point of the median says.
        every_seed: thin lines for all seeds lie under it, in place of a ribbon between their quartiles.
        legend: whether a legend names the lines.
        markers: a marker at every point, in place of a few along the way.
    """
    given, x = x, np.asarray(x, np.float32)
    low, middle, high = ribbon(values, axis=2).astype(np.float32)
    under, over = [], []
    for i, (scheme, label) in enumerate(zip(schemes, labels, strict=True)):
        look = style(scheme)
        if every_seed:
            across, up = runs(given, values[:, i])
            thin = dict(color=look.colour, width=1)
            under.append(
                dict(type="scatter", mode="lines", x=across, y=up, line=thin, opacity=THIN, hoverinfo="skip")
            )
        else:
            under.append(spread(x, low[:, i], high[:, i], look))
        over.append(
            dict(
                type="scatter", mode="lines+markers", name=label, x=x, y=middle[:, i], showlegend=legend,
                line=dict(color=look.colour, dash=look.dash, width=4),
                marker=dict(symbol=look.symbol, size=8) if markers else marked(look),
                hovertemplate=f"{label}, median<br>{hover}<extra></extra>", meta=dict(ghost=True, edge=True),
            )
        )  # fmt: skip
    return [trace | on(number) for trace in under + over]


def loss_panel(
    schemes: tuple[str, ...], labels: list[str], steps: np.ndarray, losses: np.ndarray, number: int
) -> list[dict]:
    """The loss of every seed and its median over the steps; ``losses`` (points, schemes, seeds)."""
    return curves(schemes, labels, steps, losses, number, "step %{x}: %{y:.3g}", every_seed=True, legend=True)


def loss_axis(low: float = LOSS_RANGE[0], high: float = LOSS_RANGE[1]) -> dict:
    """A logarithmic axis from 10**low to 10**high, with numbers at up to eight of its whole powers."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if (high - low) / step < 8)
    powers = range(int(np.ceil(low / step)) * step, int(high) + 1, step)
    texts = [f"{10.0**power:g}" if abs(power) < 5 else power_of_ten(power) for power in powers]
    return dict(type="log", range=[low, high], tickvals=[10.0**power for power in powers], ticktext=texts)


def dotted(value: float, span: list[float], number: int) -> dict:
    """A dotted line at ``value`` from end to end of ``span``."""
    return dict(
        type="scatter", mode="lines", x=np.float32(span), y=np.float32([value, value]), hoverinfo="skip",
        line=dict(color=INK, width=2, dash="dot"), **on(number),
    )  # fmt: skip


def accuracy_panel(schemes: tuple[str, ...], accuracy: np.ndarray, number: int) -> list[dict]:
    """One row of markers a scheme: the accuracy of every seed, in percent, and a bar at the median."""
    traces = []
    for i, scheme in enumerate(schemes):
        look, row = style(scheme), -float(i) - 0.08
        percent = 100 * np.asarray(accuracy[i], np.float32)
        jitter = np.cos(2.4 * np.arange(len(percent), dtype=np.float32))
        jitter = 0.14 * (jitter - jitter.mean())  # one seed stands in the middle
        common = dict(type="scatter", mode="markers") | on(number)
        traces.append(
            dict(
                x=percent, y=row + jitter, hovertemplate="%{x:.0f} %<extra></extra>",
                marker=dict(color=look.colour, symbol=look.symbol, size=9, opacity=0.75), **common,
            )
        )  # fmt: skip
        traces.append(
            dict(
                x=np.array([np.median(percent)]), y=np.array([row]), hoverinfo="skip",
                marker=dict(symbol="line-ns", size=20, line=dict(color=INK, width=4)), **common,
            )
        )  # fmt: skip
    return traces


def accuracy_axes(schemes: tuple[str, ...], low: int, ticks: list[int]) -> tuple[dict, dict]:
    """The two axes of `accuracy_panel`, from ``low`` percent on."""
    x = dict(range=[low, 104], tickangle=0, **percent_ticks(ticks))
    return x, dict(range=[0.5 - len(schemes), 0.7], **BARE)


def decision_panel(probabilities: np.ndarray, half: float, data: Dataset, number: int) -> list[dict]:
    """A decision map (GRID, GRID) of 0 to 255 under the training points."""
    traces = [
        dict(
            type="heatmap", z=probabilities, zmin=0, zmax=255, x0=-half, dx=2 * half / (GRID - 1), y0=-half,
            dy=2 * half / (GRID - 1), colorscale=CLASS_SCALE, showscale=False, hoverinfo="skip", zsmooth="fast",
        )
    ]  # fmt: skip
    for label, symbol in ((0, "circle"), (1, "diamond-open")):
        points = data.X_train[data.y_train == label][::2]
        traces.append(
            dict(
                type="scatter", mode="markers", x=points[:, 0], y=points[:, 1], hoverinfo="skip",
                marker=dict(color=CLASS_COLOURS[label], symbol=symbol, size=4),
            )
        )  # fmt: skip
    return [trace | on(number) for trace in traces]


def decision_axes(half: float, number: int) -> tuple[dict, dict]:
    """The two axes of `decision_panel`, of one scale."""
    common = dict(range=[-half, half], constrain="domain", **BARE)
    return common, common | dict(scaleanchor=axes(number)[0])
