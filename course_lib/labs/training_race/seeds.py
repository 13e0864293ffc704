"""The third panel of the fair race: a column of dots a scheme, one for every seed, and the legend's names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from course_lib.labs.shared.curves import dotted, on
from course_lib.labs.shared.digit_races import GUESSING
from course_lib.labs.shared.theme import BARE, FONT_SIZE, INK, percent_ticks, style, text_at
from course_lib.labs.shared.wording import counted
from course_lib.labs.training_race.experiment import ENTRANTS, TrainingRace
from course_lib.widgets.plot_view import Point

__all__ = ["NAMED", "SHARES", "Part", "every_seed", "labels_of", "picked_seed"]

NAMED, TOLD = 3, 5  # schemes that leave room for a name under their seeds, and for a median above
JITTER, PINNED_AT, PINNED_JITTER = (
    0.26,
    0.5,
    0.14,
)  # columns: how far seeds stand apart, and pinned ones aside
NEAR = 16  # px: a click so far from a dot picks it
ACROSS, UP = 194, 2.7  # px: the panel's width, and a percent of accuracy
SHARES = percent_ticks([0, 10, 25, 50, 75, 100])


class Part(NamedTuple):
    """A panel: its title, its traces, its two axes."""

    title: str
    traces: list[dict]
    x: dict
    y: dict


def labels_of(schemes: tuple[str, ...]) -> list[str]:
    return [ENTRANTS[name][1] for name in schemes]


def standing_at(seeds: int, jitter: float) -> np.ndarray:
    """How far each seed stands from the middle of its column; one seed stands in the middle."""
    aside = np.cos(2.4 * np.arange(seeds))
    return (jitter * (aside - aside.mean())).astype(np.float32)


def dots(
    race: TrainingRace, columns: list[str], seed: int | None, pinned: bool, beside: bool
) -> Iterator[dict]:
    """A dot for every seed's test accuracy, hollow if pinned, and a bar at the median; the seed shown is black.

    ``beside`` another race there is half a column for each.
    """
    shift, jitter = (PINNED_AT, PINNED_JITTER) if pinned else (0.0, JITTER)
    for scheme, shares in zip(race.settings.schemes, race.at_shown(race.accuracy)[-1], strict=True):
        look, x, label = style(scheme), columns.index(scheme) + shift, ENTRANTS[scheme][1]
        percent, aside = np.float32(100 * shares), standing_at(len(shares), jitter)
        common = dict(type="scatter", mode="markers", x=x + aside, y=percent)
        if pinned:
            hollow = dict(color=look.colour, symbol=f"{look.symbol}-open", size=9)
            yield common | dict(marker=hollow, hovertemplate=f"{label}, pinned: %{{y:.1f}} %<extra></extra>")
        else:
            filled = dict(color=look.colour, symbol=look.symbol, size=9, opacity=0.8)
            named = [f"{label}, seed {i}" for i in range(len(percent))]
            hover = "%{text}: %{y:.1f} %<extra></extra>"
            yield common | dict(marker=filled, text=named, hovertemplate=hover, meta=dict(pick=True))
            if seed is not None:
                black = dict(color=INK, symbol=look.symbol, size=14)
                yield common | dict(x=common["x"][[seed]], y=percent[[seed]], marker=black, hoverinfo="skip")
        wide = len(columns) * (2 if beside else 1) <= NAMED
        bar = dict(symbol="line-ew", size=26 if wide else 14, line=dict(color=INK, width=3))
        yield common | dict(
            x=np.float32([x]), y=np.median(percent, keepdims=True), marker=bar, hoverinfo="skip"
        )


def every_seed(race: TrainingRace, pinned: TrainingRace | None, seed: int | None) -> tuple[Part, list[dict]]:
    """A column of dots a scheme, and texts above them; its lines' samples are what the legend shows."""
    number = 3
    both = [race] if pinned is None else [race, pinned]
    columns = list(dict.fromkeys(name for one in both for name in one.settings.schemes))
    ends = [len(columns) - 0.5 * (pinned is None), -0.5]
    traces = [dotted(100 * GUESSING[1], ends, number) | dict(name="guessing", showlegend=True)]
    named = []
    for one in both:
        traces += dots(one, columns, seed, one is pinned, pinned is not None)
        middle = 100 * np.median(one.at_shown(one.accuracy)[-1], axis=1)
        for scheme, share in zip(one.settings.schemes, middle, strict=True):
            look, x = style(scheme), columns.index(scheme) + PINNED_AT * (one is pinned)
            if one is race or scheme not in race.settings.schemes:
                named.append(  # a point under the median's bar, which the legend draws as a line
                    dict(
                        type="scatter", mode="lines+markers", x=np.float32([x]), y=np.float32([share]), hoverinfo="skip",
                        name=ENTRANTS[scheme][1], showlegend=True, marker=dict(symbol=look.symbol, size=1),
                        line=dict(color=look.colour, dash=look.dash, width=4),
                    )
                )  # fmt: skip
    told = [
        text_at(
            f"{100 * np.median(shares):.0f} %",
            i,
            108,
            number,
            font=dict(size=FONT_SIZE - 1, color=style(name).colour),
        )
        for i, (name, shares) in enumerate(
            zip(race.settings.schemes, race.at_shown(race.accuracy)[-1], strict=True)
        )
        if len(columns) <= TOLD
    ]
    x = dict(range=sorted(ends)) | BARE
    if len(columns) <= NAMED - (pinned is not None):
        names = [label.replace(" ", "<br>", 1) for label in labels_of(tuple(columns))]
        x |= dict(showticklabels=True, tickvals=list(range(len(columns))), ticktext=names, tickangle=0)
    seeds, now = race.settings.seeds, int(race.accuracy_epochs[-1])
    title = counted(seeds, "seed") if seed is None else f"Seed {seed}"
    title += f", epoch {now}" if now else ", as drawn"
    if pinned is not None:
        title = "Hollow: pinned"
    traces = [trace | on(number) for trace in [*named, *traces]]
    return Part(title, traces, x, dict(range=[-2, 114], **SHARES)), told


def picked_seed(race: TrainingRace, point: Point) -> dict | None:
    """The seed whose dot was clicked; beside the dots, none."""
    if point.panel != 3:
        return None
    shares = 100 * race.at_shown(race.accuracy)[-1]  # (schemes, seeds)
    places = np.arange(len(shares))[:, None] + standing_at(shares.shape[1], JITTER)
    across, up = ACROSS / len(shares) * (places - point.x), UP * (shares - point.y)
    far = np.hypot(across, up)
    return dict(seed=int(far.min(axis=0).argmin()) if far.min() < NEAR else "none")
