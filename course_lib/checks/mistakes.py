"""Which known mistake gives a reader's number, or the numbers of a reader's function?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course_lib.checks.answers import call, check_number
from course_lib.checks.verdict import Verdict, not_yet, right

NEAR = 0.005  # a number counts as right within half a percent
ROUNDED = 0.015  # and as a known mistake within this much: 7.7 is √60
CLOSE = 0.03


def near(value: float, target: float, within: float = NEAR) -> bool:
    return abs(value - target) <= within * abs(target)


def recognised(
    values: list[float], cases: Sequence, mistakes: list[tuple[Callable, str]], within: float = NEAR
) -> str | None:
    """The words for the first mistake that gives these values, one a case; None if none does."""
    for wrong, why in mistakes:
        if all(near(value, wrong(*case), within) for value, case in zip(values, cases, strict=True)):
            return why
    return None


def first_fault(*faults: tuple[bool, str]) -> str | None:
    """The words of the first fault that is there, None if none is."""
    return next((why for there, why in faults if there), None)


def check_value(
    value: Any, target: float, mistakes: list[tuple[float, str]], *,
    todo: str, otherwise: str, done: str, within: float = NEAR,
) -> Verdict:  # fmt: skip
    """Check a reader's number against ``target``, or name the mistake that gives it, perhaps rounded."""
    number = check_number(value, todo)
    if near(number, target, within):
        return right(done)
    wrong, why = min(mistakes, key=lambda mistake: abs(number - mistake[0]) / (abs(mistake[0]) or 1))
    if near(number, wrong, ROUNDED) and abs(number - wrong) < abs(number - target):
        return not_yet(why)
    if near(number, target, CLOSE):
        return not_yet("That is close, but rounded too far. Let Python compute it, or give three digits.")
    return not_yet(otherwise)


def check_function(
    name: str, function: Any, takes: str, cases, target: Callable, mistakes: list[tuple[Callable, str]], *,
    todo: str, done: str,
) -> Verdict:  # fmt: skip
    """Check a reader's function of numbers on ``cases`` against ``target``, and name the mistake it makes."""
    values = [check_number(call(name, function, takes, case, todo), todo) for case in cases]
    wanted = [target(*case) for case in cases]
    if all(map(near, values, wanted)):
        return right(done)
    why = recognised(values, cases, mistakes)
    if why:
        return not_yet(why)
    if len(set(values)) == 1:
        return not_yet(f"It gives {values[0]:.4g} whatever it gets. The result depends on {takes}.")
    ratios = np.array(values) / wanted
    if np.ptp(ratios) <= NEAR * abs(ratios[0]):
        return not_yet(f"Its form is right: it is {ratios[0]:.3g} times what is wanted, in every case tried.")
    case, value, want = next(
        found for found in zip(cases, values, wanted, strict=True) if not near(*found[1:])
    )
    shown = ", ".join(f"{one:g}" for one in case)
    return not_yet(f"For {takes} = {shown} it gives {value:.4g}; it should be {want:.4g}.")
