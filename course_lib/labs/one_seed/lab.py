"""The one-seed lab: what a single run can and cannot tell."""

from __future__ import annotations

import numpy as np

from course_lib.initializers import name_of
from course_lib.labs.one_seed.experiment import RUNS, SCALES, OneSeed, one_seed
from course_lib.labs.one_seed.figure import one_seed_figure
from course_lib.widgets import Choice, Lab, Whole
from course_lib.widgets.plot_view import Point

__all__ = ["lab"]


def words(result: OneSeed) -> str:
    percent = 100 * result.accuracy
    picked = f"Seed {result.seed} reaches {percent[result.seed]:.0f} % after {result.done:,} steps."
    if result.shown == 1:
        return picked
    low = int((percent < 90).sum())
    return f"{picked} The median of {result.shown} seeds is {np.median(percent):.0f} %; {low} of them stay below 90 %."


def summary(result: OneSeed) -> str:
    percent = 100 * result.accuracy
    if result.shown == 1:
        return f"{SCALES[result.scheme]}, RandomState seed {result.seed}, {result.done} steps"
    low = int((percent < 90).sum())
    return "\n".join([
        f"{SCALES[result.scheme]}, RandomState seeds 0 to {result.shown - 1}, {result.done} steps",
        f"seed {result.seed}: {'below' if percent[result.seed] < 90 else 'at least'} 90 %; "
        f"median {'below' if np.median(percent) < 95 else 'at least'} 95 %; "
        f"below 90 %: {'at most 3 seeds' if low <= 3 else 'more than 3 seeds'}",
    ])  # fmt: skip


def picked(result: OneSeed, point: Point) -> dict | None:
    """The seed whose dot was clicked."""
    seed = round(point.x)
    return {"seed": seed} if point.panel == 1 and 0 <= seed < result.shown else None


def unused(settings: dict) -> dict[str, str]:
    return {"seed": "Only seed 0 is shown."} if settings["shown"] == 1 else {}


def lab(settings: dict, presets: dict) -> Lab:
    return Lab(
        "One seed",
        [Choice("scheme", "Weights", "he_normal", SCALES, name_of), Whole("seed", "Seed", 0, 0, RUNS - 1),
         Whole("shown", "Seeds shown", RUNS, 1, RUNS)],
        one_seed, one_seed_figure, words, summary, settings=settings, presets=presets, pick=picked,
        unused=unused,
    )  # fmt: skip
