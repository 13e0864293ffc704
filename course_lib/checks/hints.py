"""The help that an exercise has ready."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Hints:
    """Three hints, each saying more than the one before, and a word on the solution.

    Args:
        idea: what to think of.
        place: the formula, or where to look.
        nearly: nearly the code.
        why: why the solution is right, shown with it.
    """

    idea: str
    place: str
    nearly: str
    why: str
