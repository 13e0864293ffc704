"""Figures of drawn weights: a histogram over its density, and a printout over its scheme's."""

from __future__ import annotations

import math

import numpy as np
from plotly.graph_objects import Figure

from course_lib.labs.printouts.experiment import SCHEME_LABELS as PRINTED_LABELS
from course_lib.labs.printouts.experiment import Reading
from course_lib.labs.samples.experiment import SHAPES, Sample, law_line, reach
from course_lib.labs.shared.ranges import step_up
from course_lib.labs.shared.theme import FONT_SIZE, INK, bar, compose, panel_title, style, text_at
from course_lib.labs.shared.wording import SCHEME_LABELS

__all__ = ["printout_figure", "samples_figure"]

LIMIT_COLOUR = "#a8071a"
HEIGHT = 400


def titles(first: str, second: str) -> tuple[dict, dict]:
    """A title, to be the first annotation, and the narrow layout in which it takes two lines."""
    broken = panel_title(f"{first}<br>{second}", 1)["text"]
    return panel_title(f"{first} {second}", 1), {"annotations[0].text": broken, "margin.t": 54}


def vertical(x: float, top: float, dash: str, colour: str, width: int = 3) -> dict:
    """A vertical line at ``x`` from the axis to ``top``."""
    return dict(
        type="scatter", mode="lines", x=np.array([x, x]), y=np.array([0.0, top]),
        line=dict(color=colour, dash=dash, width=width), hoverinfo="skip",
    )  # fmt: skip


def marks(law, top: float, right: float) -> tuple[list[dict], list[dict]]:
    """Lines and labels for one std around the mean and, where there are any, for the limits."""
    traces, notes = [], []
    if law.std > 0:
        low, high = law.mean - law.std, law.mean + law.std
        traces += [vertical(low, 0.82 * top, "dot", INK), vertical(high, 0.82 * top, "dot", INK)]
        notes.append(
            text_at(
                f"std {law.std:.3g}",
                high,
                0.82 * top,
                1,
                xanchor="left",
                yanchor="middle",
                xshift=6,
            )
        )
    if math.isfinite(law.limit) and law.limit > 0:
        low, high = law.support
        traces += [
            vertical(low, 0.92 * top, "dash", LIMIT_COLOUR),
            vertical(high, 0.92 * top, "dash", LIMIT_COLOUR),
        ]
        room = right - high > 0.4 * (right - law.mean)
        side = dict(xanchor="left", xshift=6) if room else dict(xanchor="right", xshift=-6)
        name = f"limit ±{law.limit:.3g}" if law.mean == 0 else f"limits {low:.3g} and {high:.3g}"
        font = dict(size=16, color=LIMIT_COLOUR)
        notes.append(text_at(name, high, 0.92 * top, 1, yanchor="middle", font=font, **side))
    return traces, notes


def samples_figure(sample: Sample) -> Figure:
    """The histogram of the drawn weights, the density that theory gives, its std and its limits."""
    width = sample.edges[1] - sample.edges[0]
    spread = sample.density.size > 0
    heights = sample.counts / (sample.size * width) if spread else sample.counts / sample.size
    densities = np.concatenate([sample.density, sample.other_density])
    top = step_up(max(1.3 * densities.max(), 1.02 * heights.max())) if spread else 1.25
    look = style(sample.scheme)
    traces = [
        dict(
            type="bar", x=(sample.edges[:-1] + width / 2).astype(np.float32), y=heights.astype(np.float32),
            marker=bar(look.colour), width=width,
            customdata=sample.counts.astype(np.int32),
            hovertemplate="w = %{x:.3g}<br>%{customdata} weights<extra></extra>",
        ),
        dict(
            type="scatter", mode="lines", x=sample.x, y=sample.density,
            line=dict(color=look.colour, width=4), hoverinfo="skip",
        ),
    ]  # fmt: skip
    lines, notes = marks(sample.law, top, sample.axis[1])
    shape = "" if sample.own_shape else f" drawn {SHAPES[sample.kind]}"
    fans = zip(sample.shape, ("input", "unit"), strict=True)
    layer = ", ".join(f"{count} {noun}{'s' * (count > 1)}" for count, noun in fans)
    title, narrow = titles(f"{SCHEME_LABELS[sample.scheme]}{shape},", f"{layer}: {sample.size:,} weights")
    if sample.versus != "none":
        other = style(sample.versus)
        lines.append(
            dict(
                type="scatter", mode="lines", x=sample.other_x, y=sample.other_density, hoverinfo="skip",
                line=dict(color=other.colour, width=4, dash="dash"),
            )
        )  # fmt: skip
        dashed = f"dashed: {SCHEME_LABELS[sample.versus]}"
        corner = dict(xanchor="left", yanchor="top", font=dict(size=FONT_SIZE, color=other.colour))
        notes.append(text_at(dashed, sample.axis[0], 0.98 * top, 1, xshift=8, **corner))
    return compose(
        traces + lines,
        height=HEIGHT,
        narrow=narrow,
        annotations=[title, *notes],
        xaxis=dict(title=dict(text="weight w"), range=list(sample.axis)),
        yaxis=dict(title=dict(text="density" if spread else "share of weights"), range=[0, top]),
        bargap=0,
    )


def printout_figure(reading: Reading) -> Figure:
    """The printed numbers as ticks and points under the density of the scheme they are read against."""
    law = reading.law
    half = max(reach(law), step_up(1.05 * float(np.abs(reading.values - law.mean).max())))
    left, right = law.mean - half, law.mean + half
    x, y = law_line(law, left, right)
    top = step_up(1.3 * y.max())
    outside = np.isin(reading.values, reading.outside)
    look = style(reading.printout.scheme)
    traces = [
        dict(
            type="scatter", mode="lines", x=x, y=y, fill="tozeroy",
            line=dict(color=INK, width=3), fillcolor="rgba(26,26,26,0.08)", hoverinfo="skip",
        )
    ]  # fmt: skip
    for hit, colour, symbol in ((~outside, look.colour, "circle"), (outside, LIMIT_COLOUR, "x")):
        values = reading.values[hit]
        traces.append(
            dict(
                type="scatter", mode="markers", x=values, y=np.full(len(values), 0.06 * top),
                marker=dict(color=colour, symbol=symbol, size=14, line=dict(color="white", width=1)),
                hovertemplate="printed %{x}<extra></extra>",
            )
        )  # fmt: skip
    lines, notes = marks(law, top, right)
    title, narrow = titles(f"{reading.printout.label},", f"read against {PRINTED_LABELS[reading.scheme]}")
    return compose(
        traces + lines,
        height=HEIGHT,
        narrow=narrow,
        annotations=[title, *notes],
        xaxis=dict(title=dict(text="printed number"), range=[left, right]),
        yaxis=dict(title=dict(text="density"), range=[0, top]),
    )
