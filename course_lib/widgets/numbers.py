"""The controls for numbers: a slider, and a field for exact values beside it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from course_lib.arguments import check_real, check_whole, real
from course_lib.widgets.controls import LABEL, Control, Handle

__all__ = ["Number", "Whole"]

ROUNDING = 1e-6  # how far, as a share of it, a number may lie past an end: a log slider's end is 10**log10(5)


@dataclass(frozen=True)
class Whole(Control):
    """A whole number from ``low`` to ``high``: a slider, and a field for exact values."""

    slides = True
    low: int = 0
    high: int = 10
    step: int = 1

    @property
    def extremes(self) -> list:
        return [self.low, self.high]

    def stored(self, argument: str, value: Any) -> int:
        return check_whole(argument, value, self.low, self.high)

    def build(self, changed: Callable, live: bool) -> Handle:
        slider = widgets.IntSlider(
            value=self.default,
            min=self.low,
            max=self.high,
            step=self.step,
            description=self.label,
            readout=False,
            continuous_update=live,
            style=LABEL,
        )
        field = widgets.IntText(value=self.default, continuous_update=False)
        return with_field(self, changed, slider, field)


@dataclass(frozen=True)
class Number(Control):
    """A real number from ``low`` to ``high``, on a linear or a logarithmic slider, with a field.

    A logarithmic slider has no 0: where ``low`` is 0, its left end stands for 0 and the next stops begin at
    ``floor``; the field takes any number in between.
    """

    slides = True
    low: float = 0.0
    high: float = 1.0
    step: float = 0.01
    log: bool = False
    floor: float | None = None

    @property
    def extremes(self) -> list:
        return [self.low, self.high]

    def stored(self, argument: str, value: Any) -> float:
        number = real(value)
        for end in (self.low, self.high):
            if number is not None and abs(number - end) <= ROUNDING * abs(end):
                value = end
        return float(f"{check_real(argument, value, self.low, self.high):.6g}")

    def build(self, changed: Callable, live: bool) -> Handle:
        common = dict(description=self.label, readout=False, continuous_update=live, style=LABEL)
        field = widgets.FloatText(value=self.default, continuous_update=False)
        if not self.log:
            slider = widgets.FloatSlider(
                value=self.default, min=self.low, max=self.high, step=self.step, **common
            )
            return with_field(self, changed, slider, field)
        left = self.low if self.floor is None else self.floor
        start = math.log10(left) - (0 if self.floor is None else self.step)
        slider = widgets.FloatLogSlider(
            value=max(self.default, 10**start), min=start, max=math.log10(self.high), step=self.step, **common
        )
        if self.floor is None:
            return with_field(self, changed, slider, field, along=math.log10)
        end = 10 ** (start + self.step / 2)  # left of it the slider means `low`
        return with_field(
            self, changed, slider, field,
            read=lambda value: self.low if value < end else value, place=lambda value: max(value, 10**start),
            along=math.log10,
        )  # fmt: skip


def with_field(
    control: Control,
    changed: Callable,
    slider: widgets.Widget,
    field: widgets.Widget,
    read: Callable = lambda value: value,
    place: Callable = lambda value: value,
    along: Callable = lambda position: position,
) -> Handle:
    """A slider and a number field that show one value; what is typed is kept, right or wrong.

    ``read`` turns a slider's position into the value it stands for, ``place`` a value into a position, and
    ``along`` says where on the bar a position lies. The page moves a slider to its nearest stop, and reports
    that as if a reader had: within half a step of the value that is shown, a slider stands for this value.
    """
    shown = control.default

    def meant(position):
        rounded = abs(along(position) - along(place(shown))) < control.step / 2
        return shown if rounded else read(position)

    def put(value):
        nonlocal shown
        shown = value
        if control.check(meant(slider.value)) != value:
            slider.value = place(value)
        field.value = value

    slider.observe(lambda change: changed(meant(change["new"])), "value")
    field.observe(lambda change: changed(change["new"]), "value")
    box = widgets.HBox([slider, field])
    box.add_class("course-control")
    return Handle(box, put)
