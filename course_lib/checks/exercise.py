"""The exercises of all lessons, and the one door to their checks.

A lesson registers each of its checks:

    @exercise("leaky_gain", takes="gain")
    def check_leaky_gain(gain) -> Verdict | str: ...

A check returns a verdict, or the text of what is not right yet. The modules of the lessons are read with the
package. What a check needs beyond NumPy it imports when it is called, so that a lesson loads nothing it does
not use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from course_lib.arguments import check_name
from course_lib.checks.verdict import Unreadable, Verdict, not_yet

Check = Callable[..., Verdict | str]
EXERCISES: dict[str, Callable[..., Verdict]] = {}
ALIASES = {"refuted": "unsupported"}  # an earlier name
TRIED: defaultdict[str, set[str]] = defaultdict(set)  # exercise → statuses that `check` gave in this kernel


def exercise(name: str, takes: str) -> Callable[[Check], Callable[..., Verdict]]:
    """Register a check of the exercise ``name``; ``takes`` names its answers, as in ``"W1, W2"``."""

    def register(function: Check) -> Callable[..., Verdict]:
        @wraps(function)
        def checked(*answer: Any) -> Verdict:
            if len(answer) != len(takes.split(", ")):
                raise TypeError(f"answer must be {takes}; got {len(answer)} values")
            try:
                found = function(*answer)
            except Unreadable as error:
                return error.verdict
            return not_yet(found) if isinstance(found, str) else found

        EXERCISES[name] = checked
        return checked

    return register


def known(name: str) -> str:
    """The exercise that ``name``, perhaps an earlier one, stands for.

    Raises:
        ValueError: an unknown name.
        TypeError: a name that is no text.
    """
    if isinstance(name, str):
        name = ALIASES.get(name, name)
    return check_name("name", name, EXERCISES)


def check(name: str, *answer: Any) -> Verdict:
    """Check the answer to the exercise ``name``; the verdict says which misconception a wrong one shows.

    What goes wrong inside a reader's own function is told in the verdict; an error of the check is raised.
    A wrong answer opens the hints of the exercise.

    Raises:
        ValueError: an unknown name.
        TypeError: a name that is no text; not as many answers as the exercise takes.
    """
    name = known(name)
    verdict = EXERCISES[name](*answer)
    TRIED[name].add(verdict.status)
    if verdict.status == "not yet":
        return replace(verdict, then=f'Stuck? Run hint("{name}") in a new cell.')
    return verdict
