"""The figure of a z pushed through an activation: curve, slope over the inputs, outputs, and a table."""

from __future__ import annotations

import numpy as np

from course_lib.labs.gallery.experiment import Gallery
from course_lib.labs.shared.ranges import step_up
from course_lib.labs.shared.theme import (
    FONT_SIZE,
    HEIGHT,
    QUIET,
    Style,
    axes,
    bar,
    compose,
    grid,
    moved,
    panel,
    panel_title,
    power_of_ten,
    style,
    text_at,
)
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["gallery_figure", "number", "percent"]

FLAT = "rgba(90,75,130,0.16)"
CURVE, OUTPUTS, SLOPE, _ = grid(columns=(57, 31), rows=(50, 42), gap=(8, 9))
NARROW = {
    "height": 910, "margin.t": 56, "margin.r": 76, "xaxis.showticklabels": True,
    **moved(grid(rows=(1, 1, 1), gap=(0, 0.55), y=(0.24, 1))),
}  # fmt: skip
ROWS = "mean", "std", "flat", "E[φ²]", "E[φ′²]", "gain", "E[δ²] ×"
COLUMNS = 0.0, 0.29, 0.78  # of the outputs' width: where the table's columns begin
STROKES = {"solid": "━", "dash": "╍"}


def number(value: float) -> str:
    """Three digits for a figure, with a true minus; what is 0 but for rounding is 0."""
    digits, _, power = f"{0.0 if abs(value) < 1e-9 else value:.3g}".partition("e")
    return (f"{digits}·{power_of_ten(int(power))}" if power else digits).replace("-", "−")


def percent(share: float) -> str:
    """A share in percent; a small one that is not 0 does not become it, nor a large one 100."""
    if 0 < share < 1e-4:
        return "under 0.01 %"
    if 1 - 1e-4 < share < 1:
        return "over 99.99 %"
    return f"{100 * share:.3g} %"


def share_text(share: float) -> str:
    """A share in percent and two digits, as short as the margin is narrow."""
    return f"{100 * share:.{'2g' if share < 0.1 else '0f'}} %"


def looks(scene: Gallery) -> list[tuple[Gallery, Style]]:
    """The activation and what it is compared with, each with how it is drawn."""
    both = [(scene, style("chosen")), (scene.versus, style("compared"))]
    return both if scene.versus else both[:1]


def name(scene: Gallery, look: Style, strokes: int = 2) -> str:
    """A line as it is drawn and whose it is, in a few letters."""
    label = scene.activation.label.split(" (")[0]
    return f"<span style='color:{look.colour}'>{strokes * STROKES[look.dash]} {label}</span>"


def title(scene: Gallery, between: str, sign: str = "φ(z)") -> str:
    """What each line of φ is, with what was set of it."""
    said = []
    for one, look in looks(scene):
        parameters = one.activation.parameters.items()
        said.append(name(one, look) + "".join(f", {key} {number(value)}" for key, value in parameters))
    return f"{sign}: " + between.join(said)


def value_range(scene: Gallery) -> list[float]:
    """The φ axis: one for functions that stay within ±1, for the others in proportion to the z axis."""
    seen = scene.value[np.abs(scene.z) <= scene.reach]
    low, high = float(seen.min()), float(seen.max())
    if high <= 1 and low >= -1:
        return [-1.25 if low < -0.5 else -0.25, 1.25]
    return [-scene.reach if low < -scene.reach / 3 else -scene.reach / 3, scene.reach]


def slope_range(scene: Gallery) -> list[float]:
    """The φ′ axis."""
    low, high = float(scene.slope.min()), float(scene.slope.max())
    return [-0.1 if low > -0.1 else -1.25, 1.25 if high < 1.2 else step_up(1.05 * high)]


def common(ranges: list[list[float]]) -> list[float]:
    """The range that holds all."""
    return [min(low for low, _ in ranges), max(high for _, high in ranges)]


def flat_bands(scene: Gallery) -> list[dict]:
    """A shaded band with a dotted edge through φ and φ′ for each zone."""
    shade = dict(type="rect", layer="below", fillcolor=FLAT, line=dict(color=QUIET, width=2, dash="dot"))
    ends = [(max(low, -scene.reach), min(high, scene.reach)) for low, high in scene.zones]
    return [
        shade | dict(x0=low, x1=high, y0=0, y1=1, xref=x, yref=f"{y} domain")
        for low, high in ends
        if low < high
        for x, y in (axes(1), axes(2))
    ]


def inputs(scene: Gallery, high: float) -> dict:
    """The histogram of z, its tallest bar at 80 % of the slope axis: it says where, not how many."""
    edges, counts = scene.in_edges, scene.in_counts
    return dict(
        type="bar", x=((edges[1:] + edges[:-1]) / 2).astype(np.float32),
        y=(0.8 * high * counts / counts.max()).astype(np.float32), width=edges[1] - edges[0],
        marker=bar(QUIET), xaxis="x2", yaxis="y2", customdata=counts.astype(np.int32),
        hovertemplate="z = %{x:.3g}<br>%{customdata} draws<extra></extra>", meta=dict(ghost=True, edge=True),
    )  # fmt: skip


def curve(scene: Gallery, look: Style, sign: str, y: np.ndarray, number: int) -> dict:
    across, up = axes(number)
    return dict(
        type="scatter", mode="lines", x=scene.z, y=y, xaxis=across, yaxis=up,
        line=dict(color=look.colour, dash=look.dash, width=4, simplify=False), meta=dict(ghost=True),
        hovertemplate=f"z = %{{x:.3g}}<br>{sign} = %{{y:.3g}}<extra></extra>",
    )  # fmt: skip


def density(scene: Gallery) -> np.ndarray:
    """Of the outputs, but for single values: (BINS,)."""
    return scene.out_counts / scene.in_counts.sum() / np.diff(scene.out_edges)


def outputs(scene: Gallery, look: Style) -> dict:
    """The outline of the histogram of φ(z), single values left out; that of the chosen one is filled."""
    heights = np.concatenate([[0.0], np.repeat(density(scene), 2), [0.0]])
    filled = dict(fill="toself", fillcolor=bar(look.colour)["color"]) if look.dash == "solid" else {}
    return dict(
        type="scatter", mode="lines", x=heights.astype(np.float32),
        y=np.repeat(scene.out_edges, 2).astype(np.float32), xaxis="x3", yaxis="y3", hoverinfo="skip",
        line=dict(color=look.colour, dash=look.dash, width=2), meta=dict(ghost=True, edge=True),
    ) | filled  # fmt: skip


def single_values(scene: Gallery) -> tuple[list[dict], list[dict]]:
    """A line across the outputs for each value that φ takes on a half line, its share in the margin."""
    lines, shares = [], {}
    for one, look in looks(scene):
        stroke = dict(color=look.colour, dash=look.dash, width=6 if look.dash == "solid" else 3)
        for value, share in one.atoms:
            lines.append(
                dict(type="line", x0=0, x1=1, y0=value, y1=value, xref="x3 domain", yref="y3", line=stroke)
            )
            text = f"<span style='color:{look.colour}'>→ {share_text(share)}</span>"
            shares.setdefault(value, []).append(text)
    place = dict(xref="x3 domain", xanchor="left", xshift=2)
    low = "top" if len(shares) > 1 else "middle"
    return lines, [
        text_at("<br>".join(texts), 1, value, 3, yanchor="bottom" if value > 0 else low) | place
        for value, texts in shares.items()
    ]


def mean_line(scene: Gallery) -> dict:
    mean = scene.theory.mean
    stroke = dict(color=style("chosen").colour, width=3, dash="dot")
    return dict(type="line", x0=0, x1=1, y0=mean, y1=mean, xref="x3 domain", yref="y3", line=stroke)


def column(scene: Gallery, look: Style) -> list[str]:
    """The table's numbers of one activation, under its name."""
    out, gain = scene.theory, scene.gain
    kept = ("none", "–") if gain is None else (number(gain), number(scene.gradient_factor))
    moments = [number(out.mean), number(out.std), percent(out.flat), number(out.power)]
    return [name(scene, look, 1), *moments, number(out.slope_power), *kept]


def table(scene: Gallery) -> list[dict]:
    """What the moments say, under the outputs: a column of names, then one for each activation."""
    columns = [["outputs", *ROWS], *(column(*one) for one in looks(scene))]
    place = dict(xref="x3 domain", yref="y3 domain", xanchor="left", yanchor="top", yshift=-28, align="left")
    return [
        dict(text="<br>".join(lines), x=x, y=0, showarrow=False, font=dict(size=FONT_SIZE - 1)) | place
        for x, lines in zip(COLUMNS, columns, strict=False)
    ]


def gallery_figure(scene: Gallery) -> PlainFigure:
    """φ and φ′ over one z axis, the flat zones shaded; beside φ the outputs, behind φ′ the inputs."""
    both = looks(scene)
    values, slopes = (
        common([value_range(one) for one, _ in both]),
        common([slope_range(one) for one, _ in both]),
    )
    peak = max(density(one).max() for one, _ in both)
    lines, shares = single_values(scene)
    first = panel_title(title(scene, "   "), 1)
    titles = panel_title("φ′(z); bars: z; shaded: flat", 2), panel_title("density of φ(z); dotted: mean", 3)
    z = dict(range=[-scene.reach, scene.reach], showgrid=False)
    up = dict(range=values, nticks=6)
    return compose(
        [
            inputs(scene, slopes[1]),
            *(curve(one, look, "φ", one.value, 1) for one, look in both),
            *(curve(one, look, "φ′", one.slope, 2) for one, look in both),
            *(outputs(one, look) for one, look in both),
        ],
        height=HEIGHT,
        hold=("xaxis", "yaxis", "xaxis2", "yaxis2", "xaxis3", "yaxis3"),
        margin=dict(l=56, r=76, t=32, b=50),
        narrow=NARROW | {"annotations[0].text": panel_title(title(scene, "<br>", "φ"), 1)["text"]},
        annotations=[first, *titles, *shares, *table(scene)],
        shapes=[*flat_bands(scene), *lines, mean_line(scene)],
        bargap=0,
        **panel(1, CURVE, z | dict(showticklabels=False), up),
        **panel(2, SLOPE, z | dict(title=dict(text="z")), dict(range=slopes, nticks=5)),
        **panel(3, OUTPUTS, dict(range=[0, step_up(1.05 * peak) if peak else 1.0], nticks=4), up),
    )
