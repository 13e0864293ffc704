"""The zero-start lab: where a start at zero is fine, and where it is not."""

from __future__ import annotations

import numpy as np

from course_lib.labs.shared.depth import number
from course_lib.labs.shared.wording import after, ranked
from course_lib.labs.zero_start.experiment import CASES, SEEDS, ZeroStart, zero_start
from course_lib.labs.zero_start.figure import zero_start_figure
from course_lib.widgets import Choice, Lab, Whole

__all__ = ["lab"]


def words(result: ZeroStart) -> str:
    medians = ranked(
        dict(zip((f"with {CASES[result.part].label} at zero", "at random"), result.accuracy, strict=True))
    )
    gap = "are equal" if result.gap[-1] < 1e-12 else f"differ by at most {number(result.gap[-1])}"
    return f"{after(result.done, 'step')}: median accuracy {medians}. The losses {gap} in {SEEDS} seeds."


def summary(result: ZeroStart) -> str:
    zero, random = (np.median(accuracy) for accuracy in result.accuracy)
    verdict = "learns too" if zero >= 0.85 else "stays at chance" if zero <= 0.55 else "is in between"
    return "\n".join([
        f"at zero: {CASES[result.part].label}; {result.done} of {result.steps} steps",
        f"the start at zero {verdict}; the random one {'learns' if random >= 0.85 else 'has not learned'}",
    ])  # fmt: skip


def lab(settings: dict, presets: dict) -> Lab:
    return Lab(
        "Zero start",
        [
            Choice("part", "At zero", "logistic", {name: case.label for name, case in CASES.items()}),
            Whole("steps", "Steps", 2000, 0, 10_000, step=500),
        ],
        zero_start, zero_start_figure, words, summary, live=False, settings=settings, presets=presets,
    )  # fmt: skip
