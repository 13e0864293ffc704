"""What several labs say of a signal and its gradient through many layers."""

from __future__ import annotations

import numpy as np

from course_lib.labs.shared.theme import power_of_ten
from course_lib.propagation import Signals
from course_lib.widgets import Number

__all__ = ["GAIN", "lost", "middle", "number"]

GAIN = Number("gain", "Gain", 1.0, 0.0, 100.0, step=0.02, log=True, floor=0.01,
              marks={1.0: "1", 2**0.5: "√2", 5 / 3: "5/3"})  # fmt: skip


def middle(values: np.ndarray) -> np.ndarray:
    """The geometric mean over seeds, (layers,), of (seeds, layers): NaN where one is 0 and another infinite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.exp(np.log(values).mean(0))


def number(value: float) -> str:
    """Two significant digits, with a power of ten where that is shorter."""
    if value == 0 or 0.01 <= value < 1000:
        return f"{value:.2g}" if value < 99.5 else f"{value:.0f}"
    if not np.isfinite(value):
        return "beyond all numbers"
    digits, power = f"{value:.1e}".split("e")
    return f"{digits}·{power_of_ten(int(power))}"


def lost(signals: Signals) -> tuple[str, str]:
    """Where the signal, and where the gradient, overflows or falls silent, and in how many networks."""

    def note(overflow, silent, way, nearest):
        for found, what in ((overflow, "overflows"), (silent, "is exactly 0")):
            hit = found[found > 0]
            if hit.size:
                share = "" if hit.size == found.size else f" in {hit.size} of {found.size} networks"
                return f"{what} {way} layer {nearest(hit)}{share}"
        return ""

    forward = note(signals.overflow, signals.silent, "from", np.min)
    if signals.overflow.all():
        return forward, "no loss, so no gradient"
    return forward, note(signals.gradient_overflow, signals.gradient_silent, "down from", np.max)
