"""What checks of numbers and formulas share: is it a number, is it near, and which mistake gives it."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable
from numbers import Real
from typing import Any

import numpy as np

from course_lib.checks.verdict import Verdict, not_attempted, not_yet, right

__all__ = ["called", "check_function", "compare", "is_number", "near"]

NEAR = 0.005  # a number counts as right within half a percent


def is_number(value: Any) -> bool:
    if not isinstance(value, Real) or isinstance(value, bool | np.bool_):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond the floats
        return False


def near(value: float, target: float, within: float = NEAR) -> bool:
    return abs(value - target) <= within * abs(target)


def compare(value: float, target: float, mistakes: list[tuple[float, str]], otherwise: str) -> str | None:
    """None if ``value`` is right; else what the mistake nearest to it is, or ``otherwise``."""
    if near(value, target):
        return None
    for wrong, why in mistakes:
        if near(value, wrong):
            return why
    return otherwise


def called(function: Callable, *arguments) -> tuple[float | None, str | None]:
    """What a reader's function returns, as a number, or what is wrong with it."""
    try:
        value = function(*arguments)
    except Exception as error:  # whatever a reader's own code raises is the answer to show
        return None, f"Your function stopped with {type(error).__name__}: {error}"
    if value is None or value is ...:
        return None, None
    if not is_number(value):
        return None, f"It must return one finite number; it returned {reprlib.repr(value)}."
    return float(value), None


def check_function(
    function: Any, cases, target: Callable, mistakes: list[tuple[Callable, str]], done: str
) -> Verdict:
    """Check a reader's function of numbers on ``cases`` against ``target``, and name the mistake it makes."""
    if not callable(function):
        return not_yet(f"Pass the function itself, without calling it; this is {function!r}.")
    values = []
    for case in cases:
        value, trouble = called(function, *case)
        if trouble:
            return not_yet(trouble)
        if value is None:
            return not_attempted("Replace the dots by a formula.")
        values.append(value)
    if all(near(value, target(*case)) for value, case in zip(values, cases, strict=True)):
        return right(done)
    for wrong, why in mistakes:
        if all(near(value, wrong(*case)) for value, case in zip(values, cases, strict=True)):
            return not_yet(why)
    case, value = next(
        (case, value) for case, value in zip(cases, values, strict=True) if not near(value, target(*case))
    )
    shown = ", ".join(f"{one:g}" for one in case)
    return not_yet(f"For {shown} it gives {value:.4g}; it should be {target(*case):.4g}.")
