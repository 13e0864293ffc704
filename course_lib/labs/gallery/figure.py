"""The figure of a z pushed through an activation: curve, slope over the inputs, and the outputs."""

from __future__ import annotations

import numpy as np

from course_lib.labs.gallery.experiment import LARGEST_GAIN, Gallery
from course_lib.labs.shared.ranges import step_up
from course_lib.labs.shared.theme import (
    BLUE,
    FONT_SIZE,
    INK,
    ORANGE,
    QUIET,
    bar,
    compose,
    panel_title,
    text_at,
)
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["SLOPE", "VALUE", "gallery_figure", "number", "percent"]

VALUE, SLOPE = BLUE, ORANGE
FLAT = "rgba(90,75,130,0.16)"
HEIGHT, NARROW_HEIGHT = 480, 660
ROOM = 0.08  # share of the z axis that the word "flat" needs


def number(value: float, digits: int = 3) -> str:
    """A number for a figure, with a true minus; what is 0 but for rounding is 0."""
    return f"{0.0 if abs(value) < 1e-9 else value:.{digits}g}".replace("-", "−")


def percent(share: float) -> str:
    """A share in percent; a small one that is not 0 does not become it, nor a large one 100."""
    if 0 < share < 1e-4:
        return "under 0.01 %"
    if 1 - 1e-4 < share < 1:
        return "over 99.99 %"
    return f"{100 * share:.3g} %"


def title(scene: Gallery) -> str:
    parameters = "".join(f", {name} {number(value)}" for name, value in scene.activation.parameters.items())
    return f"{scene.activation.label}{parameters}: φ(z)"


def value_range(scene: Gallery) -> list[float]:
    """The φ axis: one for functions that stay within ±1, for the others in proportion to the z axis."""
    low, high = float(scene.value.min()), float(scene.value.max())
    if high <= 1 and low >= -1:
        return [-1.25 if low < -0.5 else -0.25, 1.25]
    return [-scene.reach if low < -scene.reach / 3 else -scene.reach / 3, scene.reach]


def slope_range(scene: Gallery) -> list[float]:
    """The φ′ axis, with room under 0 for a name."""
    low, high = float(scene.slope.min()), float(scene.slope.max())
    top = 1.25 if high < 1.2 else step_up(1.05 * high)
    return [-top / 5 if low > -0.2 else -1.25, top]


def flat_bands(scene: Gallery) -> list[dict]:
    """A shaded band with a dotted edge through both left panels for each zone, named where it has room."""
    bands = []
    for low, high in scene.zones:
        low, high = max(low, -scene.reach), min(high, scene.reach)
        if low < high:
            name = "flat" if high - low > ROOM * 2 * scene.reach else ""
            bands.append(
                dict(
                    type="rect", x0=low, x1=high, y0=0, y1=1, xref="x", yref="paper", layer="below",
                    fillcolor=FLAT, line=dict(color=QUIET, width=2, dash="dot"),
                    label=dict(text=name, textposition="bottom center", font=dict(size=FONT_SIZE)),
                )
            )  # fmt: skip
    return bands


def inputs(scene: Gallery, high: float) -> dict:
    """The histogram of z, its tallest bar at 80 % of the slope axis: it says where, not how many."""
    edges, counts = scene.in_edges, scene.in_counts
    return dict(
        type="bar", x=middles(edges), y=(0.8 * high * counts / counts.max()).astype(np.float32),
        width=edges[1] - edges[0], marker=bar(QUIET),
        yaxis="y2", customdata=counts.astype(np.int32),
        hovertemplate="z = %{x:.3g}<br>%{customdata} draws<extra></extra>",
    )  # fmt: skip


def middles(edges: np.ndarray) -> np.ndarray:
    return ((edges[1:] + edges[:-1]) / 2).astype(np.float32)


def outputs(scene: Gallery, bottom: float, top: float) -> tuple[list[dict], list[dict], float]:
    """The histogram of φ(z), a bar for every single value that has a share of its own, and their axis."""
    shares = 100 * scene.out_counts / scene.in_counts.sum()
    width = scene.out_edges[1] - scene.out_edges[0]
    far = 100 * step_up(0.0105 * shares.max()) if shares.any() else 100.0
    common = dict(type="bar", orientation="h", xaxis="x3", yaxis="y3")
    traces = [
        dict(
            x=shares.astype(np.float32), y=middles(scene.out_edges), width=width,
            marker=bar(VALUE),
            customdata=scene.out_counts.astype(np.int32),
            hovertemplate="φ = %{y:.3g}<br>%{customdata} draws<extra></extra>", **common,
        )
    ]  # fmt: skip
    notes = []
    for value, share in scene.atoms:
        traces.append(
            dict(
                x=np.array([min(100 * share, far)]), y=np.array([value]), width=0.02 * (top - bottom),
                marker=dict(color=VALUE, line=dict(width=0)), hoverinfo="skip", **common,
            )
        )  # fmt: skip
        text = f"{percent(share)} exactly {number(value)}"
        side = (
            dict(yanchor="top", yshift=-4) if value <= scene.theory.mean else dict(yanchor="bottom", yshift=4)
        )
        notes.append(text_at(text, far, value, 3, xanchor="right", **side))
    return traces, notes, far


def mean_line(scene: Gallery, far: float) -> tuple[dict, dict]:
    """A dashed line at the mean of the outputs; its label keeps out of the way of a single value's."""
    mean = scene.theory.mean
    line = dict(
        type="scatter", mode="lines", x=np.array([0.0, far]), y=np.array([mean, mean]),
        xaxis="x3", yaxis="y3", line=dict(color=INK, width=3, dash="dash"), hoverinfo="skip",
    )  # fmt: skip
    nearest = min((value for value, _ in scene.atoms), key=lambda value: abs(value - mean), default=mean)
    side = dict(yanchor="top", yshift=-3) if nearest > mean else dict(yanchor="bottom", yshift=3)
    return line, text_at(f"mean {number(mean)}", far, mean, 3, xanchor="right", **side)


def numbers(scene: Gallery) -> str:
    """What the moments say, a line each."""
    out = scene.theory
    lines = [
        f"<b>in</b>: mean {number(scene.mean)}, std {number(scene.std)}",
        f"<b>out</b>: mean {number(out.mean)}, std {number(out.std)}",
        f"<b>flat</b>: {percent(out.flat)} of z",
        f"<b>E[φ²]</b> {number(out.power)}, <b>E[φ′²]</b> {number(out.slope_power)}",
    ]
    if scene.gain is None:
        return "<br>".join([*lines, f"<b>dead</b>: no gain ≤ {LARGEST_GAIN:,g} helps"])
    gradient = f"E[δ²] then ×{number(scene.gradient_factor)}"
    return "<br>".join([*lines, f"<b>gain</b> {number(scene.gain)} keeps E[z²];", gradient])


def gallery_figure(scene: Gallery) -> PlainFigure:
    """φ and φ' over one z axis, the flat zones shaded; beside φ the outputs, behind φ' the inputs."""
    bottom, top = value_range(scene)
    low, high = slope_range(scene)
    bands = flat_bands(scene)
    bars, singles, far = outputs(scene, bottom, top)
    mean, mean_note = mean_line(scene, far)
    curves = [
        dict(
            type="scatter", mode="lines", x=scene.z, y=y, yaxis=axis,
            line=dict(color=colour, width=4, simplify=False),
            hovertemplate=f"z = %{{x:.3g}}<br>{name} = %{{y:.3g}}<extra></extra>",
        )
        for y, colour, axis, name in ((scene.value, VALUE, "y", "φ"), (scene.slope, SLOPE, "y2", "φ′"))
    ]  # fmt: skip
    block = dict(
        text=numbers(scene), x=0.64, y=0.44, xref="paper", yref="paper", xanchor="left", yanchor="top",
        align="left", showarrow=False, font=dict(size=FONT_SIZE + 2),
    )  # fmt: skip
    second = panel_title("slope φ′(z); bars: inputs z; shaded: flat", 2) | dict(xref="x domain")
    titles = panel_title(title(scene), 1), second, panel_title("outputs φ(z)", 3)
    z = dict(text="z", standoff=6)
    shares = dict(ticksuffix=" %", nticks=4, ticklabeloverflow="allow")
    return compose(
        [inputs(scene, high), *curves, *bars, mean],
        height=HEIGHT,
        margin=dict(l=70, r=32, t=34, b=52),
        narrow={
            "height": NARROW_HEIGHT, "annotations[0].x": 0, "annotations[0].y": 0.17,
            "yaxis.domain": [0.69, 1], "yaxis3.domain": [0.69, 1], "yaxis2.domain": [0.31, 0.58],
            "xaxis3.domain": [0.66, 1], **{f"shapes[{i}].y0": 0.31 for i in range(len(bands))},
        },
        annotations=[block, *titles, mean_note, *singles],
        shapes=bands,
        barmode="overlay",
        bargap=0,
        xaxis=dict(range=[-scene.reach, scene.reach], domain=[0, 0.58], anchor="y2", title=z, showgrid=False),
        yaxis=dict(range=[bottom, top], domain=[0.56, 1], nticks=6),
        yaxis2=dict(range=[low, high], domain=[0, 0.42], nticks=6),
        xaxis3=dict(range=[0, far], domain=[0.64, 1], anchor="y3", **shares),
        yaxis3=dict(range=[bottom, top], domain=[0.56, 1], anchor="x3", showticklabels=False, nticks=6),
    )  # fmt: skip
