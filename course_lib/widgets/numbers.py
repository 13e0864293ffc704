"""The controls for numbers: a slider, a field for exact values, and marks at the values that matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course_lib.arguments import check_real, check_whole, real
from course_lib.widgets.controls import Control

__all__ = ["Number", "Ranged", "Whole"]

ROUNDING = 1e-6  # how far, as a share of it, a number may lie past an end: a log slider's end is 10**log10(5)


@dataclass(frozen=True)
class Ranged(Control):
    """A number from ``low`` to ``high``, both included.

    Args:
        low, high: its range.
        step: how far one step of the slider goes; on a logarithmic one in decades.
        log: whether the slider is logarithmic. The field takes any number between two steps.
        floor: where ``low`` is 0, which a logarithmic slider does not have, its left end stands for 0, and
            the next step is ``floor``.
        marks: value → label of stops that are marked under the slider. A click sets them exactly, and so does
            a move to within half a step.
    """

    kind = "number"
    slides = True
    low: float = 0
    high: float = 1
    step: float = 0.01
    log: bool = False
    floor: float | None = None
    marks: Mapping[float, str] | None = None

    def __post_init__(self):
        super().__post_init__()
        for mark in self.marks or {}:
            self.check(mark)

    @property
    def extremes(self) -> list:
        return [self.low, self.high]

    def spec(self) -> dict:
        marks = [[self.check(value), label] for value, label in (self.marks or {}).items()]
        own = {name: getattr(self, name) for name in ("low", "high", "step", "log", "floor")}
        return {**super().spec(), **own, "whole": isinstance(self, Whole), "marks": marks}

    def read(self, text: str) -> Any:
        try:
            return float(text)
        except ValueError:
            return text


@dataclass(frozen=True)
class Whole(Ranged):
    """A whole number from ``low`` to ``high``."""

    low: int = 0
    high: int = 10
    step: float = 1

    def stored(self, argument: str, value: Any) -> int:
        return check_whole(argument, value, self.low, self.high)

    def read(self, text: str) -> Any:
        return int(text) if text.lstrip("-").isdecimal() else super().read(text)


@dataclass(frozen=True)
class Number(Ranged):
    """A real number from ``low`` to ``high``, kept to six significant digits."""

    def stored(self, argument: str, value: Any) -> float:
        number = real(value)
        for end in (self.low, self.high):
            if number is not None and abs(number - end) <= ROUNDING * abs(end):
                value = end
        return float(f"{check_real(argument, value, self.low, self.high):.6g}")
