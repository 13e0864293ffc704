"""Parts of the figures that compare schemes: curves of every seed, and where every seed stands."""

from __future__ import annotations

import numpy as np

from course_lib.labs.shared.theme import FONT_SIZE, INK, THIN, axes, marked, runs, spread, style, text_at
from course_lib.training.comparison import ribbon

__all__ = ["accuracy_panel", "ribbons", "row_labels", "row_range", "seed_curves"]


def seed_curves(
    schemes: tuple[str, ...], labels: list[str], x: np.ndarray, curves: np.ndarray, number: int, hover: str,
    legend: bool = True,
) -> list[dict]:  # fmt: skip
    """Thin lines for all seeds and a thick one for their median; ``curves`` (points, schemes, seeds).

    ``hover`` is plotly's template of what a point of the median says.
    """
    where = dict(zip(("xaxis", "yaxis"), axes(number), strict=True)) if number > 1 else {}
    traces = []
    for i, scheme in enumerate(schemes):
        look = style(scheme)
        across, up = runs(x, curves[:, i])
        traces.append(
            dict(
                type="scatter", mode="lines", x=across, y=up, line=dict(color=look.colour, width=1),
                opacity=THIN, hoverinfo="skip",
            ) | where
        )  # fmt: skip
    for i, scheme in enumerate(schemes):
        look = style(scheme)
        traces.append(
            dict(
                type="scatter", mode="lines+markers", name=labels[i], x=x.astype(np.float32),
                y=np.median(curves[:, i], axis=1).astype(np.float32),
                line=dict(color=look.colour, dash=look.dash, width=4), marker=marked(look),
                hovertemplate=f"{labels[i]}, median<br>{hover}<extra></extra>", showlegend=legend,
            ) | where
        )  # fmt: skip
    return traces


def ribbons(
    schemes: tuple[str, ...], labels: list[str], x: np.ndarray, curves: np.ndarray, number: int, hover: str,
    legend: bool = True, markers: bool = False,
) -> list[dict]:  # fmt: skip
    """The median of all seeds over a ribbon between their quartiles; ``curves`` (points, schemes, seeds)."""
    where = dict(zip(("xaxis", "yaxis"), axes(number), strict=True))
    x = np.asarray(x, np.float32)
    low, middle, high = ribbon(curves, axis=2).astype(np.float32)
    traces = []
    for i, scheme in enumerate(schemes):
        traces.append(spread(x, low[:, i], high[:, i], style(scheme)) | where)
    for i, scheme in enumerate(schemes):
        look = style(scheme)
        traces.append(
            dict(
                type="scatter", mode="lines+markers", name=labels[i], x=x, y=middle[:, i],
                line=dict(color=look.colour, dash=look.dash, width=4),
                marker=dict(symbol=look.symbol, size=8) if markers else marked(look),
                hovertemplate=f"{labels[i]}, median<br>{hover}<extra></extra>", showlegend=legend,
            ) | where
        )  # fmt: skip
    return traces


def accuracy_panel(schemes: tuple[str, ...], accuracy: np.ndarray, number: int) -> list[dict]:
    """One row of markers a scheme: the accuracy of every seed, in percent, and a bar at the median."""
    where = dict(zip(("xaxis", "yaxis"), axes(number), strict=True))
    traces = []
    for i, scheme in enumerate(schemes):
        look, row = style(scheme), -float(i) - 0.08
        seeds = accuracy[i]
        jitter = np.cos(2.4 * np.arange(len(seeds)))
        jitter = 0.14 * (jitter - jitter.mean())  # one seed stands in the middle
        common = dict(type="scatter", mode="markers") | where
        traces.append(
            dict(
                x=100 * seeds, y=row + jitter, hovertemplate="%{x:.0f} %<extra></extra>",
                marker=dict(color=look.colour, symbol=look.symbol, size=9, opacity=0.75), **common,
            )
        )  # fmt: skip
        traces.append(
            dict(
                x=np.array([100 * np.median(seeds)]), y=np.array([row]), hoverinfo="skip",
                marker=dict(symbol="line-ns", size=20, line=dict(color=INK, width=4)), **common,
            )
        )  # fmt: skip
    return traces


def row_range(schemes: tuple[str, ...]) -> list[float]:
    """The vertical axis of `accuracy_panel`."""
    return [0.5 - len(schemes), 0.7]


def row_labels(schemes: tuple[str, ...], labels: list[str], x: float, number: int) -> list[dict]:
    """The name of each scheme above its row of `accuracy_panel`, from ``x`` on."""
    return [
        text_at(
            label, x, 0.36 - i, number, xanchor="left", yanchor="middle",
            font=dict(size=FONT_SIZE - 3, color=style(scheme).colour),
        )
        for i, (scheme, label) in enumerate(zip(schemes, labels, strict=True))
    ]  # fmt: skip
