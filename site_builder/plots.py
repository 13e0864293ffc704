"""Computes the figures of a page, those behind a slider too, and packs them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from course_lib.widgets import Lab
from course_lib.widgets.plot_view import PlotView
from site_builder.cells import open_lab
from site_builder.frames import Frames

__all__ = ["Plot", "pack", "pack_frames"]


@dataclass(frozen=True)
class Plot:
    """A figure, or a slider with one for each of its stops.

    Attributes:
        words: what the figure shows at first.
        data: ``frames``, ``buffers`` (base64) and, for each stop, its ``words``, its frame and ``arrays``,
            as `course_lib.widgets.plot_view.split` gives them, each with the index of its buffer.
        stops: the slider's values as text, in order; empty where there is no slider.
        start: the index of the stop that the slider starts at.
        title: what a reader is to do with the slider.
        label: the name of the control that the slider moves.
    """

    words: str
    data: dict[str, list]
    stops: tuple[str, ...] = ()
    start: int = 0
    title: str = ""
    label: str = ""


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


def plot(lab: Lab, moves: Sequence[dict], start: int = 0, **slider: Any) -> Plot:
    """What a lab shows after each of these settings; what does not differ between them is kept only once."""
    [view] = views(lab)
    frames, buffers, states = Store(), Store(), []
    for settings in moves:
        lab.set(**settings)
        shown = view.shown
        arrays = [{**array, "buffer": buffers[bytes(array["buffer"])]} for array in shown.arrays]
        states.append({"words": shown.words, "frame": frames[json.dumps(shown.frame)], "arrays": arrays})
    data = {
        "frames": [json.loads(frame) for frame in frames],
        "buffers": [base64.b64encode(buffer).decode() for buffer in buffers],
        "states": states,
    }
    return Plot(states[start]["words"], data, start=start, **slider)


def pack(cell: str) -> Plot:
    """Pack the figure that a cell shows, a prediction's as its answer has it.

    Raises:
        ValueError: the cell shows no lab.
    """
    return plot(open_lab(cell), [{}])


def pack_frames(declared: Frames) -> Plot:
    """Compute the figure of every value, and pack them.

    Raises:
        ValueError: the cell shows no lab, the lab refuses a value, or the cell's own is not among the values.
    """
    lab, name = open_lab(declared.cell), declared.control
    own = lab.settings.get(name)
    if own not in declared.values:
        raise ValueError(
            f"values must hold {own!r}, which {declared.cell} has for {name}; got {declared.values}"
        )
    return plot(
        lab, [{name: value} for value in declared.values], list(declared.values).index(own),
        stops=tuple(stop_text(lab, name, value) for value in declared.values),
        title=declared.title, label=lab.controls[name].label,
    )  # fmt: skip
