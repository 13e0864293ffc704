"""Computes the figures behind a slider, and packs them for the page."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from course_lib.widgets import Lab
from course_lib.widgets.plot_view import PlotView
from site_builder.cells import open_lab
from site_builder.frames import Frames

__all__ = ["Plot", "pack"]


@dataclass(frozen=True)
class Plot:
    """A slider with its figures.

    Attributes:
        title: what a reader is to do with it.
        label: the name of the control that the slider moves.
        stops: the slider's values as text, in order.
        start: the index of the stop that the slider starts at.
        words: what the figure shows at that stop.
        data: ``frames``, ``buffers`` (base64) and, for each stop, its ``words``, its frame and ``arrays``,
            as `course_lib.widgets.plot_view.split` gives them, each with the index of its buffer.
    """

    title: str
    label: str
    stops: tuple[str, ...]
    start: int
    words: str
    data: dict[str, list]


class Store(dict):
    """Numbers equal things: ``store[thing]`` is its index among the different ones seen so far."""

    def __missing__(self, thing: Any) -> int:
        self[thing] = len(self)
        return self[thing]


def views(box: widgets.Widget) -> Iterator[PlotView]:
    """The plots inside a widget, at any depth."""
    if isinstance(box, PlotView):
        yield box
    for child in getattr(box, "children", ()):
        yield from views(child)


def stop_text(lab: Lab, control: str, value: Any) -> str:
    """A value as the lab's own control words it."""
    options = getattr(lab.controls[control], "options", None)
    return options[value] if options else f"{value:g}"


def pack(declared: Frames) -> Plot:
    """Compute the figure of every value, and keep what differs between them only once.

    Raises:
        ValueError: the cell shows no lab, the lab refuses a value, or the cell's own is not among the values.
    """
    lab = open_lab(declared.cell)
    own = lab.settings.get(declared.control)
    if own not in declared.values:
        raise ValueError(
            f"values must hold {own!r}, which {declared.cell} has for {declared.control}; "
            f"got {declared.values}"
        )
    [view] = views(lab)
    frames, buffers, states = Store(), Store(), []
    for value in declared.values:
        lab.set(**{declared.control: value})
        shown = view.shown
        arrays = [{**array, "buffer": buffers[bytes(array["buffer"])]} for array in shown.arrays]
        states.append({"words": shown.words, "frame": frames[json.dumps(shown.frame)], "arrays": arrays})
    start = list(declared.values).index(own)
    return Plot(
        title=declared.title,
        label=lab.controls[declared.control].label,
        stops=tuple(stop_text(lab, declared.control, value) for value in declared.values),
        start=start,
        words=states[start]["words"],
        data={
            "frames": [json.loads(frame) for frame in frames],
            "buffers": [base64.b64encode(buffer).decode() for buffer in buffers],
            "states": states,
        },
    )
