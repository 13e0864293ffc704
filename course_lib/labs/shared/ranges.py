"""Where the axes of several labs' figures end."""

from __future__ import annotations

import math

__all__ = ["fine_step_up", "step_range", "step_up"]


def step_range(steps: int) -> list[float]:
    """The axis of ``steps`` steps or epochs, with room for the markers at 0."""
    return [-0.02 * steps, steps]


def step_up(value: float) -> float:
    """The next power of two: an axis end that stands still while a slider moves."""
    return 2.0 ** math.ceil(math.log2(value))


def fine_step_up(value: float) -> float:
    """The next power of two, or three quarters of it where that holds ``value`` too."""
    end = step_up(value)
    return 0.75 * end if 0.75 * end >= value else end
