"""Names and phrases that several labs say."""

from __future__ import annotations

import math

import numpy as np

from course_lib.initializers import INITIALIZERS

__all__ = [
    "SCHEME_LABELS",
    "after",
    "counted",
    "of_seeds",
    "overflowed",
    "standing",
    "std_against",
    "verdict",
]

SCHEME_LABELS = {name: init.label for name, init in INITIALIZERS.items()}
# Far from the medians that the lessons' races on digits reach, whatever the CPU's rounding.
LEARNS, STALLS = 0.6, 0.3


def standing(label: str, shares: np.ndarray) -> str:
    """A scheme's median accuracy, its lowest and its highest: "He normal 98 % (92 to 99)"; ``shares`` (seeds,)."""
    percent = 100 * np.asarray(shares)
    if len(percent) == 1:
        return f"{label} {percent[0]:.0f} %"
    return f"{label} {np.median(percent):.0f} % ({percent.min():.0f} to {percent.max():.0f})"


def of_seeds(seeds: int) -> str:
    """What `standing` shows of so many seeds."""
    return "one seed" if seeds == 1 else f"the median of {seeds} seeds, and the lowest and highest"


def after(done: int, unit: str) -> str:
    """ "After 5 epochs", or what that is where nothing was trained."""
    return f"After {counted(done, unit)}" if done else "As drawn, before any training"


def overflowed(count: int) -> str:
    """A sentence on runs that left the finite numbers; "" if there are none."""
    return f" {count} of the runs overflowed and stopped." if count else ""


def counted(count: int, noun: str) -> str:
    """ "1 seed", "8 seeds", "2,000 steps"."""
    return f"{count:,} {noun}{'s' * (count != 1)}"


def ranked(shares: dict[str, np.ndarray]) -> str:
    """Median accuracies, the best first: "91 % drawn independently, 58 % as chosen"; name → ``shares`` (seeds,)."""
    medians = {name: 100 * float(np.median(accuracy)) for name, accuracy in shares.items()}
    best_first = sorted(medians.items(), key=lambda one: -one[1])
    return ", ".join(f"{percent:.0f} % {name}" for name, percent in best_first)


def std_against(name: str, std: float, other: str, other_std: float) -> str:
    """How the std of one draw compares with that of another: "N(0, 1) has 8 times the std of LeCun normal: …"."""
    if math.isclose(std, other_std, rel_tol=1e-6):
        return f"{name} has the same std as {other}: {std:.3g}"
    return f"{name} has {std / other_std:.3g} times the std of {other}: {std:.3g} against {other_std:.3g}"


def verdict(accuracy: np.ndarray) -> str:
    """What became of one scheme on the digits, from its test accuracies (seeds,)."""
    median = np.median(accuracy)
    if median > LEARNS:
        return f"learns: median test accuracy above {100 * LEARNS:.0f} %"
    return f"stalls: median test accuracy below {100 * STALLS:.0f} %" if median < STALLS else "in between"
