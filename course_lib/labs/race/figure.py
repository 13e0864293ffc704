"""The figure of a race: loss curves of every seed, decision maps, and the spread of the accuracy."""

from __future__ import annotations

import numpy as np
from plotly.graph_objects import Figure

from course_lib.labs.race.experiment import GRID, RACERS, Race
from course_lib.labs.shared.curves import accuracy_panel, row_labels, row_range, seed_curves
from course_lib.labs.shared.ranges import step_range
from course_lib.labs.shared.theme import compose, panel_title

__all__ = ["CLASS_SCALE", "decision_panel", "loss_panel", "race_figure"]

HEIGHT = 430
NARROW_HEIGHT = 820
LOSS_RANGE = [-3, 3.5]  # powers of ten
LOSS_TICKS = [0.001, 0.01, 0.1, 1, 10, 100, 1000]
LOSS_SHOWN = [10.0 ** (LOSS_RANGE[0] + 0.03), 10.0 ** (LOSS_RANGE[1] - 0.03)]  # beyond: at the edge
CLASS_SCALE = [[0.0, "#f0a35e"], [0.5, "#ffffff"], [1.0, "#6ea8d8"]]
CLASS_COLOURS = ("#7a3300", "#00386b")


def loss_panel(
    schemes: tuple[str, ...], labels: list[str], steps: np.ndarray, curves: np.ndarray, number: int
) -> list[dict]:
    """The loss of every seed and its median over the steps; ``curves`` (points, schemes, seeds)."""
    return seed_curves(schemes, labels, steps, np.clip(curves, *LOSS_SHOWN), number, "step %{x}: %{y:.3g}")


def decision_panel(probabilities: np.ndarray, half: float, data, number: int) -> list[dict]:
    """A decision map (GRID, GRID) of 0 to 255 under the training points."""
    axes = dict(xaxis=f"x{number}", yaxis=f"y{number}")
    step = 2 * half / (GRID - 1)
    traces = [
        dict(
            type="heatmap", z=probabilities, zmin=0, zmax=255, x0=-half, dx=step, y0=-half, dy=step,
            colorscale=CLASS_SCALE, showscale=False, hoverinfo="skip", zsmooth="fast",
        ) | axes
    ]  # fmt: skip
    for label, symbol in ((0, "circle"), (1, "diamond-open")):
        points = data.X_train[data.y_train == label][::2]
        traces.append(
            dict(
                type="scatter", mode="markers", x=points[:, 0], y=points[:, 1], hoverinfo="skip",
                marker=dict(color=CLASS_COLOURS[label], symbol=symbol, size=4),
            ) | axes
        )  # fmt: skip
    return traces


def race_figure(race: Race) -> Figure:
    """Left: loss. Right: a decision map for each scheme, first seed, and the accuracy of all seeds."""
    labels = [RACERS[name][1] for name in race.schemes]
    cells = len(race.schemes) + 1
    columns = 2 if cells <= 4 else 3 if cells <= 6 else 4
    split = {2: 0.5, 3: 0.4, 4: 0.34}[columns]  # where the maps begin
    traces = loss_panel(race.schemes, labels, race.curve_steps, race.curves, 1)
    plural = "seed" if race.seeds == 1 else "seeds"
    notes = [panel_title(f"Training loss, {race.seeds} {plural}", 1)]
    layout = {
        "xaxis": dict(
            title=dict(text="step"), range=step_range(race.steps or 1500), domain=[0, split - 0.07]
        ),
        "yaxis": dict(
            title=dict(text="loss"), type="log", range=LOSS_RANGE, tickvals=LOSS_TICKS,
            ticktext=[f"{tick:g}" for tick in LOSS_TICKS],
        ),
    }  # fmt: skip
    narrow = {"height": NARROW_HEIGHT, "xaxis.domain": [0, 1], "yaxis.domain": [0.64, 1]}
    gap = 0.03
    width = (1 - split + gap) / columns
    narrow_width = (1 + gap) / columns
    for i in range(cells):
        number, row, column = i + 2, i // columns, i % columns
        x = [split + column * width, split + (column + 1) * width - gap]
        y = [0.55, 1.0] if row == 0 else [0.0, 0.43]
        narrow[f"xaxis{number}.domain"] = [column * narrow_width, (column + 1) * narrow_width - gap]
        narrow[f"yaxis{number}.domain"] = [0.31, 0.53] if row == 0 else [0.0, 0.22]
        if i < len(race.schemes):
            traces += decision_panel(race.maps[i], race.half, race.data, number)
            bare = dict(range=[-race.half, race.half], showticklabels=False, ticks="", showgrid=False)
            layout[f"xaxis{number}"] = dict(domain=x, anchor=f"y{number}", constrain="domain", **bare)
            layout[f"yaxis{number}"] = dict(
                domain=y, anchor=f"x{number}", scaleanchor=f"x{number}", constrain="domain", **bare
            )
            notes.append(panel_title(labels[i], number))
        else:
            traces += accuracy_panel(race.schemes, race.accuracy, number)
            layout[f"xaxis{number}"] = dict(
                domain=x,
                anchor=f"y{number}",
                range=[40, 104],
                tickvals=[50, 100],
                ticktext=["50 %", "100 %"],
                tickangle=0,
            )
            layout[f"yaxis{number}"] = dict(
                domain=y, anchor=f"x{number}", range=row_range(race.schemes), showticklabels=False,
                ticks="", showgrid=False,
            )  # fmt: skip
            notes.append(panel_title("Training accuracy", number))
            notes += row_labels(race.schemes, labels, 40, number)
    legend = dict(x=0.002, y=0.02, xanchor="left", yanchor="bottom", bgcolor="rgba(255,255,255,0.75)")
    narrow["legend.y"] = 0.65
    return compose(
        traces,
        height=HEIGHT,
        narrow=narrow,
        annotations=notes,
        showlegend=True,
        legend=legend,
        **layout,
    )
