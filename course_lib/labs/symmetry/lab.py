"""The symmetry lab: units that start equal, and the smallest cure."""

from __future__ import annotations

import numpy as np

from course_lib.activations import name_of as activation_name
from course_lib.labs.shared.depth import number
from course_lib.labs.shared.plane import APART
from course_lib.labs.shared.theme import power_of_ten
from course_lib.labs.symmetry.experiment import SETS, STARTS, Symmetry, symmetry
from course_lib.labs.symmetry.figure import NETWORK, PLANE, symmetry_figure, unit_at
from course_lib.widgets import Choice, Lab, Number, Pick, Whole
from course_lib.widgets.plot_view import Point

__all__ = ["lab"]

NOISES = {k: power_of_ten(k) for k in range(-16, 1)}
# Where equal units stay equal to the last bit; at 16 the rounding of some processors parts them.
WIDTHS = {n: str(n) for n in (2, 4, 8)}
ACTIVATIONS = {"tanh": "tanh", "sigmoid": "sigmoid", "relu": "ReLU"}


def fate(result: Symmetry) -> str:
    """Whether the units parted, in words."""
    if result.width == result.distinct[0] and result.parted == 0:
        return "the units differ from the first draw on"
    if result.parted is None:
        still = "are still" if result.done else "are"
        return f"the {result.width} units {still} the same unit"
    distinct = f"{result.distinct[-1]} of {result.width} units are distinct"
    return f"{distinct}; the first parted at about step {result.parted}"


def words(result: Symmetry) -> str:
    when = "As drawn" if result.done == 0 else f"After {result.done:,} steps"
    said = f"{when}, {fate(result)}. Loss {result.loss[-1]:.3f}, accuracy {100 * result.accuracy:.0f} %."
    if result.done == 0:
        return said
    if result.gradient.max() == 0:
        return f"{said} The gradient of the hidden weights is exactly 0 at every step."
    return f"{said} The largest gradient of a hidden weight is {number(result.gradient[-1])}."


def picked(result: Symmetry, point: Point) -> dict | None:
    """What a click shows: the unit that is nearest in the plane of weights, or in the network."""
    if point.panel in (PLANE, NETWORK):
        return dict(unit=unit_at(result, point.panel, point.x, point.y))
    return None


def summary(result: Symmetry) -> str:
    if result.done == 0:
        return f"start: {STARTS[result.start]}, not trained yet"
    zero = "exactly 0" if result.gradient.max() == 0 else "not 0"
    count = "only 1" if result.distinct[-1] == 1 else "more than 1"
    lines = [
        f"start: {STARTS[result.start]}, {result.done} of {result.steps} steps",
        f"distinct units (apart by more than {APART}): {count} of {result.width}",
        f"gradient of the hidden weights: {zero}; accuracy {'≥' if result.accuracy >= 0.9 else '<'} 90 %",
    ]
    if result.twin is not None:
        gap = float(np.abs(result.loss - result.twin).max())
        lines.append(f"loss equals that of one unit: {'yes' if gap < 1e-9 else 'no'}")
    return "\n".join(lines)


def unused(settings: dict) -> dict[str, str]:
    start, why = settings["start"], {}
    if start in ("zeros", "random"):
        why["c"] = "This start has no constant."
    if start != "noisy":
        why["noise"] = "Only the start “plus noise” draws noise."
    if start in ("zeros", "constant"):
        why["seed"] = "This start draws nothing."
    if settings["steps"] == 0:
        why["lr"] = "Nothing is trained in 0 steps."
    return why


def lab(settings: dict, presets: dict) -> Lab:
    return Lab(
        "Symmetry",
        [
            Choice("start", "Start", "constant", STARTS),
            Choice("data", "Data", "circles", SETS),
            Number("c", "Constant c", 0.5, -2.0, 2.0, step=0.1),
            Pick("noise", "Noise", -12, NOISES),
            Pick("width", "Hidden units", 8, WIDTHS),
            Choice("activation", "Activation", "tanh", ACTIVATIONS, activation_name),
            Number("lr", "Learning rate", 0.5, 0.01, 5.0, step=0.1, log=True),
            Whole("steps", "Steps", 2000, 0, 10_000, step=500),
            Whole("seed", "Seed", 0, 0, 99),
            Whole("unit", "Unit shown", 0, 0, 8),
        ],
        symmetry, symmetry_figure, words, summary, live=False, settings=settings, presets=presets,
        main=("start", "c", "noise", "width"), unused=unused, pick=picked, looks=("unit",),
    )  # fmt: skip
