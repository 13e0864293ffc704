"""The shared-instance lab: one initializer object for two layers of one shape."""

from __future__ import annotations

import numpy as np

from course_lib.labs.shared.wording import after, ranked
from course_lib.labs.shared_instance.experiment import INSTANCES, SharedInstance, shared_instance
from course_lib.labs.shared_instance.figure import RIVALS, shared_instance_figure
from course_lib.widgets import Choice, Lab, Pick, Whole

__all__ = ["lab"]

# Where equal units stay equal to the last bit, as in the symmetry lab.
UNITS = {n: str(n) for n in (1, 2, 4)}


def alike(result: SharedInstance) -> str:
    """How the kernels of the two branches compare."""
    if result.equal:
        return "the two branches hold the same weights, to the last bit"
    correlation = f"{result.correlation:.2f}".replace("-", "−")
    return f"the weights of the two branches differ, with a correlation of {correlation}"


def count(result: SharedInstance) -> str:
    fewest, most = result.distinct.min(), result.distinct.max()
    number = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    return f"{number} of {2 * result.units} hidden units are distinct"


def words(result: SharedInstance) -> str:
    medians = ranked(dict(zip(RIVALS.values(), result.accuracy, strict=True)))
    return f"{after(result.done, 'step')}, {alike(result)}: {count(result)}. Median training accuracy: {medians}."


def summary(result: SharedInstance) -> str:
    lines = [f"instances: {INSTANCES[result.instances]}; {result.done} of {result.steps} steps"]
    if result.equal:
        lines.append(f"{alike(result)}: {count(result)}")
    else:
        lines.append("the weights of the two branches differ")
    for name, accuracy in zip(RIVALS.values(), result.accuracy, strict=True):
        median = np.median(accuracy)
        verdict = "≥ 80 %" if median >= 0.8 else "< 75 %" if median < 0.75 else "between 75 and 80 %"
        lines.append(f"{name}: median training accuracy {verdict}")
    return "\n".join(lines)


def lab(settings: dict, presets: dict) -> Lab:
    return Lab(
        "Shared instance",
        [
            Choice("instances", "Initializer objects", "one", INSTANCES),
            Pick("units", "Units a branch", 2, UNITS),
            Whole("steps", "Steps", 1500, 0, 2000, step=100),
        ],
        shared_instance, shared_instance_figure, words, summary, live=False, settings=settings, presets=presets,
    )  # fmt: skip
