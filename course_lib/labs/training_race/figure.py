"""The figure of the fair race: outcomes with their spread, and what goes on inside the networks."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from course_lib.labs.shared.curves import (
    accuracy_axes,
    accuracy_panel,
    curves,
    level,
    on,
    row_labels,
)
from course_lib.labs.shared.digit_races import GUESSING
from course_lib.labs.shared.ranges import step_range
from course_lib.labs.shared.theme import (
    Cell,
    compose,
    grid,
    moved,
    panel,
    panel_title,
    percent_ticks,
    powers_axis,
    style,
)
from course_lib.labs.shared.wording import counted
from course_lib.labs.training_race.experiment import ENTRANTS, TrainingRace
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["MEASURE_TITLES", "training_race_figure"]

TITLE, LEGEND_ROW, AXIS = 34, 26, 52  # px: a panel's title, one row of the legend, the lowest axis
PER_ROW, NARROW_PER_ROW = 4, 2  # names that the legend sets in one row
PANEL, GAP, ROW = 240, 90, 54  # px, in a narrow column: a panel, the space under it, a scheme's row of seeds
COLUMNS = (29, 29, 25)
LOSS_TOP = 3.5  # a network may start or end beyond
OPEN_EPOCHS = 5  # the axis of a race that has no epochs
MEASURE_TITLES = {
    "update_ratio": "Update : weight",
    "gradient_norm": "Gradient norm",
    "dead": "Dead units",
    "saturated": "Saturated",
}
RANGES = {"update_ratio": (-6.2, 1.2), "gradient_norm": (-6.2, 6.2)}  # powers of ten
HEALTHY = 1e-3  # the ratio of update to weight that is a common rule of thumb
SHARES = percent_ticks([0, 25, 50, 75, 100])


def labels_of(race: TrainingRace) -> list[str]:
    return [ENTRANTS[name][1] for name in race.settings.schemes]


def rate_text(rate: float) -> str:
    """A learning rate in two significant digits: 0.0032."""
    return f"{float(f'{rate:.2g}'):g}"


@dataclass
class Parts:
    """What a figure is made of, panel after panel: traces, texts, and the axes of the ``cells``."""

    cells: list[Cell]
    traces: list[dict] = field(default_factory=list)
    notes: list[dict] = field(default_factory=list)
    layout: dict = field(default_factory=dict)

    @property
    def next(self) -> int:
        """The number of the panel that is added next."""
        return len(self.layout) // 2 + 1

    def add(self, title: str, traces: list[dict], x: dict, y: dict, *notes: dict) -> None:
        """Add the next panel."""
        number = self.next
        self.traces += traces
        self.notes += [panel_title(title, number), *notes]
        self.layout |= panel(number, self.cells[number - 1], x, y)


def add_outcome(parts: Parts, race: TrainingRace, head: str = "") -> None:
    """Three panels: training loss, test accuracy by epoch, and every seed at the end."""
    schemes, labels, epochs = race.settings.schemes, labels_of(race), race.settings.epochs
    span = step_range(epochs or OPEN_EPOCHS)
    epoch = dict(title=dict(text="epoch"), range=span, nticks=6)
    losses, shares = race.at_shown(race.curves), race.at_shown(race.accuracy)

    first = parts.next
    lines = curves(
        schemes, labels, race.curve_epochs, losses, first, "epoch %{x:.1f}: %{y:.2f}", legend=first == 1
    )
    line, text = level(GUESSING[0], span, "guessing: ln 10", first)
    title = f"{head}training loss" if head else f"Training loss{'' if epochs else ', as drawn'}"
    parts.add(title, [*lines, line], epoch, dict(range=[0, LOSS_TOP]), text)

    hover = "epoch %{x:.0f}: %{y:.0f} %"
    lines = curves(schemes, labels, race.accuracy_epochs, 100 * shares, first + 1, hover)
    line, text = level(100 * GUESSING[1], span, "guessing: 10 %", first + 1, below=True)
    parts.add("Test accuracy", [*lines, line], epoch, dict(range=[0, 104], **SHARES), text)

    now = int(race.accuracy_epochs[-1])
    title = f"{counted(race.settings.seeds, 'seed')}, epoch {now}" if now else "As drawn"
    seeds = accuracy_panel(schemes, shares[-1], first + 2)
    names = row_labels(schemes, labels, 0, first + 2)
    parts.add(title, seeds, *accuracy_axes(schemes, 0, [0, 50, 100]), *names)


def add_inside(parts: Parts, race: TrainingRace, measure: str, layer: int) -> None:
    """Two panels: one measure over time in one layer, and in every layer now."""
    schemes, labels, first = race.settings.schemes, labels_of(race), parts.next
    values = race.at_shown(race.layers[measure])  # (snapshots, layers, schemes, seeds)
    layers = values.shape[1]
    layer = min(layer, layers)  # shares of units have no last layer
    log = measure in RANGES
    if log:
        low, high = RANGES[measure]
        y = powers_axis(low, high, range(-6, int(high) + 1, 2))
    else:
        values, y = 100 * values, dict(range=[-2, 104], **SHARES)
    epochs = step_range(race.settings.epochs or OPEN_EPOCHS)
    span = [0.5, layers + 0.5]
    title, hover = MEASURE_TITLES[measure], "%{y:.2g}" if log else "%{y:.0f} %"
    over_time, over_layers = [], []
    if len(values):
        over_time = curves(
            schemes, labels, race.layer_epochs, values[:, layer - 1], first, "epoch %{x:.1f}: " + hover
        )
        over_layers = curves(
            schemes, labels, np.arange(1.0, layers + 1), values[-1], first + 1, "layer %{x}: " + hover,
            markers=True,
        )  # fmt: skip
    if measure == "update_ratio":
        over_time.append(level(HEALTHY, epochs, "", first)[0])
        over_layers.append(level(HEALTHY, span, "", first + 1)[0])
    x = dict(title=dict(text="epoch"), range=epochs, nticks=6)
    parts.add(f"{title}, layer {layer}", over_time, x, y)
    x = dict(title=dict(text="layer, latest"), range=span, nticks=7)
    parts.add(f"{title}, every layer", over_layers, x, y)


def add_rates(parts: Parts, race: TrainingRace) -> None:
    """One panel: the latest validation loss against the learning rate; the rate shown has a large marker."""
    schemes, labels, number = race.settings.schemes, labels_of(race), parts.next
    rates = np.array(race.settings.rates)
    losses = race.validation_loss
    traces = curves(schemes, labels, rates, losses, number, "rate %{x:.2g}: %{y:.2f}", markers=True)
    for i, (scheme, best) in enumerate(zip(schemes, race.shown, strict=True)):
        look = style(scheme)
        ring = dict(color="#ffffff", symbol=look.symbol, size=16, line=dict(color=look.colour, width=4))
        traces.append(
            dict(
                type="scatter", mode="markers", x=rates[[best]], y=np.median(losses[best, i], keepdims=True),
                marker=ring, hoverinfo="skip", **on(number),
            )
        )  # fmt: skip
    middle = np.log10(max(rates[len(rates) // 2], 1e-12))
    x = dict(
        type="log", range=[middle - 1.2, middle + 1.2], title=dict(text="learning rate"), dtick=1,
        tickformat="~g",
    )  # fmt: skip
    parts.add("Validation loss by rate", traces, x, dict(range=[0, LOSS_TOP]))


def narrow_layout(schemes: int, rows: list[int]) -> dict:
    """A narrow column: the panels, ``rows`` px high, one under the other."""
    top = TITLE + LEGEND_ROW * -(-schemes // NARROW_PER_ROW)
    total = sum(rows) + GAP * (len(rows) - 1)
    frame = {"height": top + total + AXIS, "margin.t": top, "margin.l": 66}
    return frame | moved(grid(rows=rows, gap=(0, GAP)))


def flat_layout() -> dict:
    """A low screen: two rows, as high as the texts between them leave them."""
    standoff = {f"xaxis{tail}.title.standoff": 0 for tail in ("", 2, 3, 4, 5, 6)}
    frame = {"height": 460, "margin.t": 50, "margin.b": 44}
    return frame | standoff | moved(grid(COLUMNS, (35, 35), (8.5, 30)))


def training_race_figure(
    race: TrainingRace, kept: TrainingRace | None = None, *, measure: str = "", layer: int = 1
) -> PlainFigure:
    """One row: loss, test accuracy, every seed. Below, where ``measure`` names one of the layers, that measure
    and the rates; or, where a race was kept, the three panels of that race."""
    two_rows = bool(kept or measure)
    parts = Parts(grid(COLUMNS, (44, 41) if two_rows else (1,), (8.5, 15)))
    schemes = len(race.settings.schemes)
    rows = [PANEL, PANEL, ROW * max(2, schemes)]
    add_outcome(parts, race, "Now: " if kept else "")
    if kept:
        add_outcome(parts, kept, "Kept: ")
        rows += [PANEL, PANEL, ROW * max(2, len(kept.settings.schemes))]
    elif measure:
        add_inside(parts, race, measure, layer)
        add_rates(parts, race)
        rows += [PANEL] * 3
    return compose(
        parts.traces,
        height=700 if two_rows else 430,
        margin=dict(l=58, r=24, t=TITLE + LEGEND_ROW * -(-schemes // PER_ROW), b=AXIS),
        narrow=narrow_layout(schemes, rows),
        flat=flat_layout() if two_rows else None,
        annotations=parts.notes,
        showlegend=True,
        legend=dict(orientation="h", x=0, xanchor="left", y=1, yref="container", yanchor="top",
                    itemsizing="constant", itemwidth=56),
        **parts.layout,
    )  # fmt: skip
