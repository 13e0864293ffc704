"""The figure of a race: loss curves of every seed, decision maps, and the spread of the accuracy."""

from __future__ import annotations

from course_lib.labs.race.experiment import RACERS, Race
from course_lib.labs.shared.curves import (
    accuracy_axes,
    accuracy_panel,
    decision_axes,
    decision_panel,
    loss_axis,
    loss_panel,
    row_labels,
)
from course_lib.labs.shared.ranges import step_range
from course_lib.labs.shared.theme import Cell, compose, corner_legend, grid, moved, panel, panel_title
from course_lib.labs.shared.wording import counted
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["race_figure"]

HEIGHT, NARROW_HEIGHT = 430, 820


def race_figure(race: Race) -> PlainFigure:
    """Left: loss. Right: a decision map for each scheme, first seed, and the accuracy of all seeds."""
    schemes, labels = race.schemes, [RACERS[name][1] for name in race.schemes]
    last = len(schemes) + 2  # the panel of the accuracies; the first is the loss
    columns = 2 if last <= 5 else 3 if last <= 7 else 4
    split = {2: 0.5, 3: 0.4, 4: 0.34}[columns]  # where the maps begin
    equal = [(1 - split) / columns] * columns
    cells = [Cell([0, split - 0.07], [0, 1]), *grid(equal, (0.45, 0.43), (0.03, 0.12), x=(split, 1))]
    narrow = [Cell([0, 1], [0.64, 1]), *grid([1 / columns] * columns, (1, 1), (0.03, 0.41), y=(0, 0.53))]

    traces = loss_panel(schemes, labels, race.curve_steps, race.curves, 1)
    notes = [panel_title(f"Training loss, {counted(race.seeds, 'seed')}", 1)]
    steps = dict(title=dict(text="step"), range=step_range(race.steps or 1500))
    layout = panel(1, cells[0], steps, dict(title=dict(text="loss"), **loss_axis()))
    for number, label in enumerate(labels, start=2):
        traces += decision_panel(race.maps[number - 2], race.half, race.data, number)
        notes.append(panel_title(label, number))
        layout |= panel(number, cells[number - 1], *decision_axes(race.half, number))
    traces += accuracy_panel(schemes, race.accuracy, last)
    notes += [panel_title("Training accuracy", last), *row_labels(schemes, labels, 40, last)]
    layout |= panel(last, cells[last - 1], *accuracy_axes(schemes, 40, [50, 100]))
    return compose(
        traces,
        height=HEIGHT,
        narrow={"height": NARROW_HEIGHT, "legend.y": 0.65} | moved(narrow[:last]),
        annotations=notes,
        showlegend=True,
        legend=corner_legend(0.002),
        **layout,
    )
