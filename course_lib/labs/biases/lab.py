"""The biases lab: the same weights beside five kinds of biases."""

from __future__ import annotations

from course_lib.activations import ACTIVATIONS
from course_lib.activations import name_of as activation_name
from course_lib.initializers import name_of
from course_lib.labs.biases.experiment import BIASES, BiasResult, biases
from course_lib.labs.biases.figure import biases_figure
from course_lib.labs.shared.depth import middle, number
from course_lib.labs.shared.wording import SCHEME_LABELS, counted
from course_lib.propagation import Signals
from course_lib.widgets import Choice, Lab, Pick, Whole

__all__ = ["lab"]

ROUNDING = 1e-28  # of a variance this share is about what float64 rounding makes of equal numbers


def ends(signals: Signals) -> tuple[float, float]:
    """E[z²] of the last layer, and what of it differs across inputs."""
    return middle(signals.preactivation_power[0])[-1], middle(signals.across_input_variance[0])[-1]


def told(signals: Signals) -> str:
    """Both, in words."""
    power, across = ends(signals)
    if signals.overflow.any():
        return "the signal overflows"
    if power == 0:
        return "no signal is left"
    part = number(across) if across > ROUNDING * power else "nothing above rounding"
    return f"E[z²] {number(power)}, of which {part} differs"


def words(result: BiasResult) -> str:
    one = result.signals["zero"]
    said = "; ".join(f"biases {BIASES[kind]}: {told(signals)}" for kind, signals in result.signals.items())
    who = f"{SCHEME_LABELS[result.scheme]}, {ACTIVATIONS[one.activation].label}, after {counted(len(one.layers), 'layer')}"
    return f"{who}: {said} from input to input."


def summary(result: BiasResult) -> str:
    one = result.signals["zero"]
    lines = [
        f"{counted(len(one.layers), 'layer')} of width {one.sizes[0]}, {one.activation}, {len(one.seeds)} seeds; at the end:"
    ]
    return "\n".join(lines + [f"{BIASES[kind]}: {told(one)}" for kind, one in result.signals.items()])


def lab(settings: dict, presets: dict) -> Lab:
    return Lab(
        "Biases",
        [
            Choice("scheme", "Weights", "glorot_normal", SCHEME_LABELS, name_of),
            Choice("activation", "Activation", "tanh", {name: act.label for name, act in ACTIVATIONS.items()},
                   activation_name),
            Whole("depth", "Layers", 20, 1, 50),
            Whole("width", "Width", 128, 1, 128, step=0.02, log=True),
            Pick("seeds", "Seeds", 4, {n: str(n) for n in (1, 2, 4, 8)}),
        ],
        biases, biases_figure, words, summary, settings=settings, presets=presets,
    )  # fmt: skip
