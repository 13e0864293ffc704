"""Checks of what a function is given: an error names the argument, what is allowed and what came."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from numbers import Integral, Real
from typing import Any

__all__ = ["check_name", "check_real", "check_whole", "did_you_mean"]

NEAR, NEAR_SHORT, SHORT = (
    0.8,
    0.75,
    5,
)  # how alike two spellings must be; in a short one, one letter may be wrong
AS_NEAR = 0.02  # how much less alike than the nearest one


def did_you_mean(value: Any, names: Iterable[str], means: Mapping[str, str] | None = None) -> str:
    """The end of an error about an unknown name, ``"; did you mean 'spirals'?"``; empty if no name is near.

    Case, spaces, underscores and hyphens do not matter. Only names as near as the nearest are said.

    Args:
        value: what came instead of a name.
        names: the names there are, in every spelling.
        means: spelling → the name to say, where several spellings mean one.
    """
    if not isinstance(value, str):
        return ""
    alike = [
        (likeness(value, name), (means or {}).get(name, name)) for name in names if isinstance(name, str)
    ]
    nearest = max((ratio for ratio, _ in alike), default=0)
    least = max(NEAR_SHORT if len(value) <= SHORT else NEAR, nearest - AS_NEAR)
    near = dict.fromkeys(name for ratio, name in alike if ratio >= least)
    return f"; did you mean {' or '.join(map(repr, near))}?" if near else ""


def likeness(one: str, other: str) -> float:
    """How alike two spellings are, from 0 to 1."""
    one, other = (re.sub(r"[\s_-]", "", text.casefold()) for text in (one, other))
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def check_name(argument: str, value: Any, allowed: Iterable[str]) -> str:
    """Return ``value`` if it is one of the names ``allowed``; otherwise raise ValueError."""
    names = list(allowed)
    if not isinstance(value, str) or value not in names:
        raise ValueError(
            f"{argument} must be one of {', '.join(names)}; got {value!r}{did_you_mean(value, names)}"
        )
    return value


def check_real(argument: str, value: Any, low: float, high: float) -> float:
    """Return ``value`` if it is a number from ``low`` to ``high``; otherwise raise ValueError."""
    if not isinstance(value, Real) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(f"{argument} must be a number from {low:g} to {high:g}; got {value!r}")
    return float(value)


def check_whole(argument: str, value: Any, low: int, high: int | None = None) -> int:
    """Return ``value`` if it is a whole number from ``low`` to ``high``; otherwise raise ValueError."""
    whole = isinstance(value, Integral) and not isinstance(value, bool)
    if not whole or value < low or (high is not None and value > high):
        bounds = f"≥ {low}" if high is None else f"from {low} to {high}"
        raise ValueError(f"{argument} must be a whole number {bounds}; got {value!r}")
    return int(value)
