"""The figure of the fair race: outcomes with their spread, and what goes on inside the networks."""

from __future__ import annotations

import numpy as np
from plotly.graph_objects import Figure

from course_lib.labs.deep_race.figure import guessing
from course_lib.labs.shared.curves import accuracy_panel, ribbons, row_labels, row_range
from course_lib.labs.shared.digit_races import GUESSING
from course_lib.labs.shared.ranges import step_range
from course_lib.labs.shared.theme import axes, compose, panel_title, style
from course_lib.labs.training_race.experiment import ENTRANTS, TrainingRace

__all__ = ["MEASURE_TITLES", "training_race_figure"]

HEIGHT, NARROW_HEIGHT = 700, 1900
COLUMNS = ([0, 0.29], [0.375, 0.665], [0.75, 1])
ROWS = ([0.56, 1], [0, 0.41])  # upper, lower
LOSS_TOP = 3.5  # beyond, as a network may start or end: at the edge
OPEN_EPOCHS = 5  # the axis of a race that has no epochs
MEASURE_TITLES = {
    "update_ratio": "Update : weight",
    "gradient_norm": "Gradient norm",
    "dead": "Dead units",
    "saturated": "Saturated",
}
RANGES = {"update_ratio": [-6.2, 1.2], "gradient_norm": [-6.2, 6.2]}  # powers of ten; beyond: at the edge
POWERS = {-6: "10⁻⁶", -4: "10⁻⁴", -2: "10⁻²", 0: "1", 2: "10²", 4: "10⁴", 6: "10⁶"}
HEALTHY = 1e-3  # the ratio of update to weight that is a common rule of thumb
SHARES = dict(tickvals=[0, 25, 50, 75, 100], ticktext=["0", "25 %", "50 %", "75 %", "100 %"])


def labels_of(race: TrainingRace) -> list[str]:
    return [ENTRANTS[name][1] for name in race.settings.schemes]


def rate_text(rate: float) -> str:
    """A learning rate in two significant digits: 0.0032."""
    return f"{float(f'{rate:.2g}'):g}"


def axis_pair(number: int, column: int, row: int, x: dict, y: dict) -> dict:
    """The layout of one panel; panel 1's axes have no number."""
    tail = "" if number == 1 else str(number)
    x_name, y_name = axes(number)
    return {
        f"xaxis{tail}": dict(domain=COLUMNS[column], anchor=y_name, **x),
        f"yaxis{tail}": dict(domain=ROWS[row], anchor=x_name, **y),
    }


def outcome(race: TrainingRace, first: int, row: int, head: str) -> tuple[list, list, dict]:
    """Training loss, test accuracy by epoch, and every seed at the end: traces, texts and axes of one row."""
    schemes, labels = race.settings.schemes, labels_of(race)
    epochs = race.settings.epochs or OPEN_EPOCHS
    span = step_range(epochs)
    losses = np.minimum(race.at_shown(race.curves), 0.99 * LOSS_TOP)
    shares = 100 * race.at_shown(race.accuracy)
    traces = ribbons(
        schemes, labels, race.curve_epochs, losses, first, "epoch %{x:.1f}: %{y:.2f}", first == 1
    )
    traces += ribbons(
        schemes, labels, race.accuracy_epochs, shares, first + 1, "epoch %{x:.0f}: %{y:.0f} %", False
    )
    traces += accuracy_panel(schemes, shares[-1] / 100, first + 2)
    loss_line, loss_text = guessing(GUESSING[0], span, "guessing: ln 10", first, below=False)
    share_line, _ = guessing(100 * GUESSING[1], span, "", first + 1, below=True)
    seeds = race.settings.seeds
    count = "1 seed" if seeds == 1 else f"{seeds} seeds"
    now = int(race.accuracy_epochs[-1])
    when = "As drawn" if now == 0 else f"{count}, epoch {now}"
    notes = [
        panel_title(f"{head}training loss", first), panel_title("Test accuracy", first + 1),
        panel_title(when, first + 2), loss_text, *row_labels(schemes, labels, 0, first + 2),
    ]  # fmt: skip
    epoch = dict(title=dict(text="epoch"), range=span, nticks=6)
    layout = axis_pair(first, 0, row, epoch, dict(range=[0, LOSS_TOP]))
    layout |= axis_pair(first + 1, 1, row, epoch, dict(range=[0, 104], **SHARES))
    layout |= axis_pair(
        first + 2, 2, row, dict(range=[0, 104], tickvals=[0, 50, 100], ticktext=["0", "50 %", "100 %"]),
        dict(range=row_range(schemes), showticklabels=False, ticks="", showgrid=False),
    )  # fmt: skip
    return [*traces, loss_line, share_line], notes, layout


def inside(race: TrainingRace, first: int, row: int, measure: str, layer: int) -> tuple[list, list, dict]:
    """One measure over time in one layer, and in every layer now: traces, texts and axes."""
    schemes, labels = race.settings.schemes, labels_of(race)
    values = race.at_shown(race.layers[measure])  # (snapshots, layers, schemes, seeds)
    layers = values.shape[1]
    layer = min(layer, layers)
    log = measure in RANGES
    if log:
        low, high = (10.0**power for power in RANGES[measure])
        values = np.clip(values, low * 1.1, high / 1.1)
        ticks = [power for power in POWERS if RANGES[measure][0] < power < RANGES[measure][1]]
        y = dict(
            type="log", range=RANGES[measure], tickvals=[10.0**power for power in ticks],
            ticktext=[POWERS[power] for power in ticks],
        )  # fmt: skip
    else:
        values, y = 100 * values, dict(range=[-2, 104], **SHARES)
    epoch_span = step_range(race.settings.epochs or OPEN_EPOCHS)
    title, hover = MEASURE_TITLES[measure], "%{y:.2g}" if log else "%{y:.0f} %"
    traces = []
    if len(values):
        traces += ribbons(
            schemes, labels, race.layer_epochs, values[:, layer - 1], first, "epoch %{x:.1f}: " + hover, False
        )
        traces += ribbons(
            schemes, labels, np.arange(1.0, layers + 1), values[-1], first + 1, "layer %{x}: " + hover, False,
            markers=True,
        )  # fmt: skip
    if measure == "update_ratio":
        for number, span in ((first, epoch_span), (first + 1, [0.5, layers + 0.5])):
            traces.append(guessing(HEALTHY, span, "", number, below=False)[0])
    notes = [panel_title(f"{title}, layer {layer}", first), panel_title(f"{title}, every layer", first + 1)]
    layout = axis_pair(first, 0, row, dict(title=dict(text="epoch"), range=epoch_span, nticks=6), y)
    layout |= axis_pair(
        first + 1, 1, row, dict(title=dict(text="layer, latest"), range=[0.5, layers + 0.5], nticks=7), y
    )
    return traces, notes, layout


def sweep_panel(race: TrainingRace, number: int, row: int) -> tuple[list, list, dict]:
    """The validation loss, latest, against the learning rate; the rate that is shown has a large marker."""
    schemes, labels, rates = race.settings.schemes, labels_of(race), np.array(race.settings.rates)
    losses = np.minimum(race.validation_loss, 0.99 * LOSS_TOP)
    traces = ribbons(schemes, labels, rates, losses, number, "rate %{x:.2g}: %{y:.2f}", False, markers=True)
    x, y = axes(number)
    for i, (scheme, best) in enumerate(zip(schemes, race.shown, strict=True)):
        look = style(scheme)
        traces.append(
            dict(
                type="scatter", mode="markers", x=rates[[best]], y=np.median(losses[best, i], keepdims=True),
                marker=dict(
                    color="#ffffff", symbol=look.symbol, size=16, line=dict(color=look.colour, width=4)
                ),
                hoverinfo="skip", xaxis=x, yaxis=y,
            )
        )  # fmt: skip
    middle = max(np.log10(max(rates.mean() if len(rates) == 1 else rates[len(rates) // 2], 1e-12)), -12)
    layout = axis_pair(
        number, 2, row,
        dict(type="log", range=[middle - 1.2, middle + 1.2], title=dict(text="learning rate"), dtick=1,
             tickformat="~g"),
        dict(range=[0, LOSS_TOP]),
    )  # fmt: skip
    return traces, [panel_title("Validation loss by rate", number)], layout


def narrow_layout() -> dict:
    """A narrow column: the six panels one under the other."""
    narrow = {"height": NARROW_HEIGHT, "margin.l": 66}
    share, gap = 0.13, 0.044
    for i in range(6):
        tail = "" if i == 0 else str(i + 1)
        top = round(1 - i * (share + gap), 3)
        narrow |= {f"xaxis{tail}.domain": [0, 1], f"yaxis{tail}.domain": [round(top - share, 3), top]}
    return narrow


def flat_layout() -> dict:
    """A low screen: the two rows, as high as the texts between them leave them."""
    flat = {"height": 460, "margin.t": 50, "margin.b": 44}
    for i in range(6):
        tail = "" if i == 0 else str(i + 1)
        flat |= {f"xaxis{tail}.title.standoff": 0, f"yaxis{tail}.domain": [0.65, 1] if i < 3 else [0, 0.35]}
    return flat


def training_race_figure(
    race: TrainingRace, kept: TrainingRace | None = None, *, measure: str = "update_ratio", layer: int = 1
) -> Figure:
    """Above: loss, test accuracy, every seed. Below: one measure of the layers, and the rates; or, where a
    race was kept, the same three panels of that race."""
    traces, notes, layout = outcome(race, 1, 0, "Now: " if kept else "")
    if not kept:
        notes[0] = panel_title(f"Training loss{'' if race.settings.epochs else ', as drawn'}", 1)
        rows = [inside(race, 4, 1, measure, layer), sweep_panel(race, 6, 1)]
    else:
        rows = [outcome(kept, 4, 1, "Kept: ")]
    for more, texts, panels in rows:
        traces, notes, layout = traces + more, notes + texts, layout | panels
    return compose(
        traces,
        height=HEIGHT,
        margin=dict(l=58, r=24, t=62, b=52),
        narrow=narrow_layout(),
        flat=flat_layout(),
        annotations=notes,
        showlegend=True,
        legend=dict(orientation="h", x=0, xanchor="left", y=1, yref="container", yanchor="top",
                    itemsizing="constant", itemwidth=56),
        **layout,
    )  # fmt: skip
