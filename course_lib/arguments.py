"""Checks of what a function is given: an error names the argument, what is allowed and what came."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral, Real
from typing import Any

__all__ = ["check_name", "check_real", "check_whole"]


def check_name(argument: str, value: Any, allowed: Iterable[str]) -> str:
    """Return ``value`` if it is one of the names ``allowed``; otherwise raise ValueError."""
    names = list(allowed)
    if not isinstance(value, str) or value not in names:
        raise ValueError(f"{argument} must be one of {', '.join(names)}; got {value!r}")
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
