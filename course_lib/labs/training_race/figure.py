"""The figure of the fair race: two panels of curves that a reader chooses, and where every seed stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from course_lib.labs.shared.curves import curves, dotted, on
from course_lib.labs.shared.digit_races import GUESSING
from course_lib.labs.shared.ranges import step_range
from course_lib.labs.shared.theme import (
    INK,
    compose,
    grid,
    marked,
    moved,
    panel,
    panel_title,
    percent_ticks,
    powers_axis,
    style,
)
from course_lib.labs.training_race.experiment import TrainingRace
from course_lib.labs.training_race.seeds import NAMED, SHARES, Part, every_seed, labels_of
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["MEASURE_TITLES", "PANELS", "rate_text", "training_race_figure"]

TITLE, LEGEND_ROW, AXIS = 34, 26, 54  # px: a panel's title, one row of the legend, the lowest axis
ONE_ROW, PER_ROW = 4, 3  # names that the legend sets in a single row, and in each of several
PANEL, GAP = 250, 94  # px, in a narrow column: a panel, and the space under it
HEIGHT, COLUMNS, BETWEEN = 430, (244, 228, 194), 70  # px, on a page 880 wide
LOSS_TOP = 3.5  # a network may start or end beyond
OPEN_EPOCHS = 5  # the axis of a race that has no epochs
MEASURE_TITLES = {
    "update_ratio": "Update : weight",
    "gradient_norm": "Gradient norm",
    "dead": "Dead units",
    "saturated": "Saturated",
}
PANELS = {"outcome": "Loss and accuracy", **MEASURE_TITLES, "rates": "Loss by rate"}
RANGES = {"update_ratio": (-6.2, 1.2), "gradient_norm": (-6.2, 6.2)}  # powers of ten
HEALTHY = 1e-3  # the ratio of update to weight that is a common rule of thumb


class Races(NamedTuple):
    """What is compared: a race, the one that is pinned, and the seed that stands out; None where there is none."""

    now: TrainingRace
    pinned: TrainingRace | None
    seed: int | None

    @property
    def note(self) -> str:
        """What a title adds of the pinned race."""
        return " (thin: pinned)" if self.pinned else ""

    def lines(self, of: Callable, number: int, hover: str, markers: bool = False) -> list[dict]:
        """Curves of both races in panel ``number``; ``of`` a race: x, and values (points, schemes, seeds)."""
        schemes = self.now.settings.schemes
        x, values = of(self.now)
        if not len(x):  # plotly has no panel without a trace
            return [dict(type="scatter", x=[None], y=[None], showlegend=False, **on(number))]
        thick = curves(schemes, labels_of(schemes), x, values, number, hover, markers=markers)
        above = [] if self.seed is None else seed_lines(schemes, x, values[..., self.seed], number)
        return [*(thin_lines(self.pinned, *of(self.pinned), number) if self.pinned else []), *thick, *above]


def rate_text(rate: float) -> str:
    """A learning rate in two significant digits: 0.0032."""
    return f"{float(f'{rate:.2g}'):g}"


def whole_ticks(last: int, first: int) -> dict:
    """At most six ticks or so, on whole numbers."""
    return dict(tick0=first, dtick=max(1, -(-last // 6)))


def thin_lines(race: TrainingRace, x: np.ndarray, values: np.ndarray, number: int) -> list[dict]:
    """A thin line a scheme, for the median of all seeds; ``values`` (points, schemes, seeds)."""
    middle = np.median(values, axis=2).astype(np.float32)
    return [
        dict(
            type="scatter", mode="lines", x=np.float32(x), y=middle[:, i], hoverinfo="skip", **on(number),
            line=dict(color=style(scheme).colour, dash=style(scheme).dash, width=1.5),
        )
        for i, scheme in enumerate(race.settings.schemes)
        if len(x)
    ]  # fmt: skip


def seed_lines(schemes: tuple[str, ...], x: np.ndarray, values: np.ndarray, number: int) -> list[dict]:
    """A black line a scheme with the scheme's markers, for one seed; ``values`` (points, schemes)."""
    return [
        dict(
            type="scatter", mode="lines+markers", x=np.float32(x), y=np.float32(values[:, i]), **on(number),
            line=dict(color=INK, width=1.5), hoverinfo="skip", marker=marked(style(scheme)) | dict(color=INK, size=7),
        )
        for i, scheme in enumerate(schemes)
    ]  # fmt: skip


def outcome(races: Races) -> Iterator[Part]:
    """Training loss and test accuracy by epoch; thin, the accuracy on the training images or a pinned race."""
    race = races.now
    epochs = race.settings.epochs or OPEN_EPOCHS
    span = step_range(epochs)
    x = dict(title=dict(text="epoch"), range=span, **whole_ticks(epochs, 0))
    lines = races.lines(
        lambda race: (race.curve_epochs, race.at_shown(race.curves)), 1, "epoch %{x:.1f}: %{y:.2f}"
    )
    ticks = dict(tickvals=[0, 1, 2, GUESSING[0], 3], ticktext=["0", "1", "2", "ln 10", "3"])
    title = "Training loss" if race.settings.epochs else "Training loss, as drawn"
    yield Part(
        title + races.note, [*lines, dotted(GUESSING[0], span, 1)], x, dict(range=[0, LOSS_TOP], **ticks)
    )

    lines = races.lines(
        lambda race: (race.accuracy_epochs, 100 * race.at_shown(race.accuracy)),
        2,
        "epoch %{x:.0f}: %{y:.0f} %",
    )
    title = "Test accuracy"
    if races.pinned is None and race.done and len(race.settings.schemes) <= NAMED:
        title += " (thin: train)"
        lines = [*thin_lines(race, race.curve_epochs, 100 * race.at_shown(race.training), 2), *lines]
    yield Part(
        title + races.note, [*lines, dotted(100 * GUESSING[1], span, 2)], x, dict(range=[0, 104], **SHARES)
    )  # fmt: skip


def inside(races: Races, measure: str, layer: int) -> Iterator[Part]:
    """One measure over time in one layer, and in every layer at its latest."""
    race, title, log = races.now, MEASURE_TITLES[measure], measure in RANGES
    scale, hover = (1, "%{y:.2g}") if log else (100, "%{y:.0f} %")
    shares = dict(range=[-2, 104], **percent_ticks([0, 25, 50, 75, 100]))
    y = powers_axis(*RANGES[measure], range(-6, 7, 3)) if log else shares
    layers = race.layers[measure].shape[1]
    last = " (last)" if layer > layers else ""  # shares of units have no last layer
    layer = min(layer, layers)

    def over_time(race: TrainingRace) -> tuple[np.ndarray, np.ndarray]:
        values = race.at_shown(race.layers[measure])  # (snapshots, layers, schemes, seeds)
        return race.layer_epochs, scale * values[:, min(layer, values.shape[1]) - 1]

    def over_layers(race: TrainingRace) -> tuple[np.ndarray, np.ndarray]:
        values = race.at_shown(race.layers[measure])
        found = values[-1] if len(values) else values.reshape(0, *values.shape[2:])
        return np.arange(1.0, len(found) + 1), scale * found

    epochs = race.settings.epochs or OPEN_EPOCHS
    spans = step_range(epochs), [0.5, layers + 0.5]
    rule = [
        [dotted(HEALTHY, span, i) | dict(line=dict(color=INK, width=2, dash="dash"))]
        if measure == "update_ratio"
        else []
        for i, span in enumerate(spans, 1)
    ]
    for trace in rule[0]:
        trace |= dict(name="rule of thumb", showlegend=True, legendrank=2000)  # the last
    lines = races.lines(over_time, 1, "epoch %{x:.1f}: " + hover)
    x = dict(title=dict(text="epoch"), range=spans[0], **whole_ticks(epochs, 0))
    yield Part(f"{title}, layer {layer}{last}", lines + rule[0], x, y)
    lines = races.lines(over_layers, 2, "layer %{x}: " + hover, markers=True)
    x = dict(title=dict(text="layer, latest"), range=spans[1], **whole_ticks(layers, 1))
    yield Part(f"{title} by layer", lines + rule[1], x, y)


def by_rate(races: Races) -> Part:
    """The latest validation loss against the learning rate; the rate shown has a large marker."""
    race = races.now
    rates, number = np.array(race.settings.rates), 2
    traces = races.lines(
        lambda race: (np.array(race.settings.rates), race.validation_loss),
        number,
        "rate %{x:.2g}: %{y:.2f}",
        True,
    )
    for i, (scheme, best) in enumerate(zip(race.settings.schemes, race.shown, strict=True)):
        look = style(scheme)
        ring = dict(color="#ffffff", symbol=look.symbol, size=16, line=dict(color=look.colour, width=4))
        traces.append(
            dict(
                type="scatter", mode="markers", x=rates[[best]], hoverinfo="skip", marker=ring, **on(number),
                y=np.median(race.validation_loss[best, i], keepdims=True),
            )
        )  # fmt: skip
    middle = np.log10(max(rates[len(rates) // 2], 1e-12))
    x = dict(
        type="log",
        range=[middle - 1.2, middle + 1.2],
        dtick=1,
        tickformat="~g",
        title=dict(text="learning rate"),
    )
    return Part("Validation loss by rate", traces, x, dict(range=[0, LOSS_TOP], dtick=1))


# ---- the whole ------------------------------------------------------------------------------------


def training_race_figure(
    race: TrainingRace, pinned: TrainingRace | None = None, *, measure: str = "outcome", layer: int = 1,
    seed: int | str = "none",
) -> PlainFigure:  # fmt: skip
    """Two panels by ``measure``, a name of `PANELS`, and every seed; a pinned race in thin lines and hollow dots."""
    races = Races(race, pinned, seed if seed in range(race.settings.seeds) else None)
    if measure in MEASURE_TITLES:
        parts = [*inside(races, measure, layer)]
    else:
        parts = [*outcome(races)]
        if measure == "rates":
            parts[1] = by_rate(races)
    seeds, told = every_seed(*races)
    if seed not in ("none", races.seed):
        seeds = seeds._replace(title=f"No seed {seed} among {race.settings.seeds}")
    parts.append(seeds)
    names = sum("name" in trace for part in parts for trace in part.traces if trace.get("showlegend"))
    legend_rows = 1 if names <= ONE_ROW else -(-names // PER_ROW)
    above, narrow = (TITLE + LEGEND_ROW * count for count in (legend_rows, names))
    rows = [PANEL] * len(parts)
    total = sum(rows) + GAP * (len(rows) - 1)
    layout = {}
    for number, (part, cell) in enumerate(zip(parts, grid(COLUMNS, gap=(BETWEEN, 0)), strict=True), 1):
        layout |= panel(number, cell, part.x, part.y)
    return compose(
        [trace for part in parts for trace in part.traces],
        height=HEIGHT,
        margin=dict(l=58, r=16, t=above, b=AXIS),
        narrow={"height": narrow + total + AXIS, "margin.t": narrow, "margin.l": 66}
        | moved(grid(rows=rows, gap=(0, GAP))),
        annotations=[*(panel_title(part.title, number) for number, part in enumerate(parts, 1)), *told],
        showlegend=True,
        legend=dict(orientation="h", x=0, xanchor="left", y=1, yref="container", yanchor="top",
                    itemsizing="constant", itemwidth=56),
        **layout,
    )  # fmt: skip
