"""The figure of a race: loss and accuracy of every seed, what one seed decides, and its network."""

from __future__ import annotations

import math

import numpy as np

from course_lib.labs.race.experiment import RACERS, Race
from course_lib.labs.shared.curves import curves, decision_axes, decision_panel, loss_axis, on
from course_lib.labs.shared.end_labels import SMALL, end_labels
from course_lib.labs.shared.network import network, network_axes, strengths
from course_lib.labs.shared.ranges import step_range
from course_lib.labs.shared.theme import (
    BARE,
    INK,
    Cell,
    compose,
    grid,
    moved,
    panel,
    panel_title,
    percent_ticks,
    style,
)
from course_lib.labs.shared.wording import counted
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["accuracy_at", "race_figure"]

HEIGHT, GAP = 430, 58  # GAP parts two panels in a narrow column
MARGIN = dict(l=62, r=10, t=30, b=46)
INNER = HEIGHT - MARGIN["t"] - MARGIN["b"]
LOSS, ACCURACY = Cell([0, 0.37], [0.44, 1]), Cell([0, 0.37], [0, 0.25])
BESIDE, ROOM, SPACE = (0.52, 1), 0.56, 0.08  # where the maps are, their greatest height, and what parts two
PIXELS = (0.48 * (880 - MARGIN["l"] - MARGIN["r"]), INNER)
UP = 0.16  # of a row: training accuracy stands so far above its middle, test accuracy so far below


LOW = -2.5  # the power of ten at which the axis of the loss begins


def loss_top(race: Race) -> float:
    """The power of ten at which the axis of the loss ends: above every loss that a network starts with."""
    return max(0.5, math.ceil(np.log10(max(race.curves[0].max(), 1))))


def shown_network(race: Race, scheme: str, seed: int) -> tuple[str, int, str]:
    """The scheme and the seed of the network that is shown, and its title: the last ones, where fewer race."""
    shown, number = (scheme if scheme in race.schemes else race.schemes[-1]), min(seed, race.seeds - 1)
    missed = (len(race.schemes) > 1 and shown != scheme) or (race.seeds > 1 and number != seed)
    return shown, number, f"{RACERS[shown][1]}, seed {number}" + " (last)" * missed


def rows(race: Race) -> list[tuple[int, float, np.ndarray, str]]:
    """Scheme's number, height and accuracies in percent (seeds,) of every row of dots, and how it is called."""
    return [
        (i, -i + side * UP, 100 * shares[i], kind)
        for i in range(len(race.schemes))
        for shares, side, kind in ((race.accuracy, 1, "training"), (race.test_accuracy, -1, "test"))
    ]


def accuracy_at(race: Race, x: float, y: float) -> tuple[str, int]:
    """The scheme and the seed of the dot that is nearest to a place of the panel of accuracies."""
    i, _, percent, _ = min(rows(race), key=lambda row: abs(row[1] - y))
    return race.schemes[i], int(np.abs(percent - x).argmin())


def accuracy_panel(race: Race, seed: int, number: int) -> list[dict]:
    """Two rows a scheme: training accuracy, filled, above test accuracy, open; rings at the seed that is shown."""
    traces = []
    for i, height, percent, kind in rows(race):
        look = style(race.schemes[i])
        symbol = look.symbol if kind == "training" else f"{look.symbol}-open"
        traces.append(
            dict(
                type="scatter", mode="markers", cliponaxis=False, x=percent.astype(np.float32),
                y=np.full(len(percent), height, np.float32),
                marker=dict(color=look.colour, symbol=symbol, size=9, opacity=0.8),
                hovertemplate=f"seed %{{pointNumber}}, {kind}: %{{x:.0f}} %<extra></extra>",
            )
        )  # fmt: skip
    ring = dict(color="rgba(0,0,0,0)", symbol="circle", size=13, line=dict(color=INK, width=2))
    places = [(percent[seed], height) for _, height, percent, _ in rows(race)]
    x, y = np.array(places, np.float32).T
    rings = dict(type="scatter", mode="markers", cliponaxis=False, x=x, y=y, marker=ring, hoverinfo="skip")
    traces.append(rings)
    return [trace | on(number) for trace in traces]


def map_cells(count: int) -> tuple[list[Cell], Cell]:
    """Where the decision maps stand, and the network below them: squares as large as there is room for."""
    columns = {4: 2}.get(count, min(count, 3))  # four beside each other have no room for their names
    side = PIXELS[0] / (columns + SPACE * (columns - 1)) / PIXELS[1]
    low = 1 - (min(ROOM, side) if count <= columns else ROOM)
    maps = grid([1] * columns, [1] * math.ceil(count / columns), (SPACE, 0.3), BESIDE, (low, 1))
    return maps[:count], Cell([BESIDE[0] + 0.13, 1], [0, low - 0.14])


def narrow_places(count: int) -> dict:
    """One panel a row, the maps two a row; heights in pixels."""
    heights = (220, *[92] * math.ceil(count / 2), 120, 150)
    loss, *lines, accuracies, below = grid(rows=heights, gap=(0, GAP))
    maps = [Cell(x, line.y) for line in lines for x in ([0, 0.44], [0.6, 1])][:count]
    height = sum(heights) + GAP * (len(heights) - 1) + MARGIN["t"] + MARGIN["b"]
    cells = [loss, *maps, accuracies, Cell([0.22, 1], below.y)]
    return {"height": height, "margin.r": 104, "xaxis.nticks": 3} | moved(cells)


def race_figure(race: Race, *, seed: int = 0, shown: str = "he_normal") -> PlainFigure:
    """Left: loss, accuracies of all seeds. Right: a decision map for each scheme, and one scheme's network.

    Maps and network are those of ``seed``, or of the last seed where fewer race; the network is that of the scheme
    ``shown``, or of the last scheme where that one does not race.
    """
    schemes, labels = race.schemes, [RACERS[name][1] for name in race.schemes]
    colours, last = [style(name).colour for name in schemes], len(schemes) + 2
    shown, seed, whose = shown_network(race, shown, seed)

    traces = curves(schemes, labels, race.curve_steps, race.curves, 1, "step %{x}: %{y:.3g}", every_seed=True)
    span, ends = (LOW, loss_top(race)), np.log10(np.maximum(np.median(race.curves[-1], axis=1), 10**LOW))
    notes = [
        panel_title(f"Training loss, {counted(race.seeds, 'seed')}", 1),
        *end_labels(ends, labels, colours, 1),
    ]
    steps = dict(range=step_range(race.steps or 1500), ticksuffix=" steps", showticksuffix="last")
    layout = panel(1, LOSS, steps, loss_axis(*span))
    cells, below = map_cells(len(schemes))
    for number, (label, cell) in enumerate(zip(labels, cells, strict=True), start=2):
        notes.append(panel_title(label, number) | dict(font=dict(size=SMALL)))
        x, y = decision_axes(race.half, number)
        layout |= panel(number, cell, x, y | dict(constraintoward="top"))
    for number, probabilities in enumerate(race.maps(seed), start=2):
        traces += decision_panel(probabilities, race.half, race.data, number)

    traces += accuracy_panel(race, seed, last)
    low = 40 if min(race.accuracy.min(), race.test_accuracy.min()) >= 0.4 else 0
    percent = dict(range=[low, 103], **percent_ticks([50, 75, 100]))
    layout |= panel(last, ACCURACY, percent, dict(range=[0.5 - len(schemes), 0.5], **BARE))
    accuracies, which = "Accuracy: ● training, ○ test", f"rings: seed {seed}"
    narrow = narrow_places(len(schemes))
    narrow[f"annotations[{len(notes)}].text"] = panel_title(f"{accuracies}<br>{which}", last)["text"]
    notes += [
        panel_title(f"{accuracies}, {which}", last),
        *end_labels(-np.arange(len(schemes)), labels, colours, last),
    ]
    weights, biases = race.network(shown, seed)
    sizes = race.networks.sizes
    forward, back = strengths(
        weights, biases, race.networks.activation.name, race.data.X_train, race.data.y_train
    )
    traces += network(last + 1, sizes, weights=weights, forward=forward, back=back, size=6)
    narrow[f"annotations[{len(notes)}].xshift"] = -60  # over the arrows' names
    notes.append(panel_title(whose, last + 1))
    layout |= panel(last + 1, below, *network_axes(0, len(sizes) - 1))
    return compose(
        traces, height=HEIGHT, margin=MARGIN, hold=("yaxis",), narrow=narrow,
        annotations=notes, **layout,
    )  # fmt: skip
