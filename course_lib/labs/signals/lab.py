"""The signals lab: what becomes of a signal, and of its gradient, on the way through many layers."""

from __future__ import annotations

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.activations import name_of as activation_name
from course_lib.initializers import name_of
from course_lib.labs.shared.theme import power_of_ten
from course_lib.labs.shared.wording import SCHEME_LABELS
from course_lib.labs.signals.experiment import INPUTS, SHOWN, SignalResult, signals
from course_lib.labs.signals.figure import lost, signals_figure
from course_lib.propagation import Signals
from course_lib.widgets import Choice, Lab, Number, Pick, Whole

__all__ = ["lab"]

WIDTHS = {2**k: str(2**k) for k in range(9)}
# Of a variance this share is about what float32 rounding makes of equal numbers.
ROUNDING = 1e-12
# Of what a network makes of a difference, in power and beside its signal: beyond this, another processor's
# rounding shows in two digits.
TAME = 1e5


def middle(values: np.ndarray) -> np.ndarray:
    """The geometric mean over seeds, (layers,), of (seeds, layers): NaN where one is 0 and another infinite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.exp(np.log(values).mean(0))


def number(value: float) -> str:
    """Two significant digits, with a power of ten where that is shorter."""
    if value == 0 or 0.01 <= value < 1000:
        return f"{value:.2g}" if value < 100 else f"{value:.0f}"
    if not np.isfinite(value):
        return "beyond all numbers"
    digits, power = f"{value:.1e}".split("e")
    return f"{digits}·{power_of_ten(int(power))}"


def roughly(value: float) -> str:
    """One digit of a number of everyday size; of a large one, a power of ten that is surely below it."""
    if value < TAME:
        return f"about {number(float(f'{value:.1g}'))}"
    return f"over {power_of_ten(5 * int(np.log10(value) // 5))}" if np.isfinite(value) else number(value)


def course_of(signals: Signals, show: str, on_any_machine: bool = False) -> list[str]:
    """What happens to E[z²], or to the weights' gradient, and to E[δ²], and where signal or gradient are lost.

    Perhaps in words that no rounding changes.
    """
    z, delta = middle(signals.preactivation_power[0]), middle(signals.gradient_power[0])
    depth, said = len(z), []
    with np.errstate(all="ignore"):
        tell = roughly if on_any_machine and delta[0] * z[0] / z[-1] > TAME else number
    ahead, back = lost(signals)
    if ahead:
        said.append(f"the signal {ahead}")
    elif show == "weights":
        power = middle(signals.weight_gradient_power[0])
        where = f"goes from {tell(power[0])} at layer 1 to {tell(power[-1])} at layer {depth}"
        where = where if depth > 1 else f"is {tell(power[0])}"
        said.append(f"E[(∂loss/∂W)²] {where}")
    elif depth > 1:
        said.append(f"E[z²] goes from {tell(z[0])} at layer 1 to {tell(z[-1])} at layer {depth}")
    else:
        said.append(f"E[z²] is {tell(z[0])}")
    if back:
        said.append(back if back.startswith("no") else f"the gradient {back}")
    elif depth > 1:
        said.append(f"the gradient's E[δ²] from 1 at layer {depth} to {tell(delta[0])} at layer 1")
    return said


def words(scene: SignalResult) -> str:
    mine = scene.signals
    count = len(mine.seeds)
    who = f"{SCHEME_LABELS[scene.scheme]}, {ACTIVATIONS[mine.activation].label}"
    plural = "1 seed" if count == 1 else f"geometric mean of {count} seeds"
    said = f"{who}: {', '.join(course_of(mine, scene.show))} ({plural})."
    if scene.show == "shares":
        flat, dead = (100 * values[0].mean() for values in (mine.share_saturated, mine.share_dead))
        said += f" Over all layers {flat:.0f} % of the pre-activations are saturated, {dead:.0f} % of the units dead."
    if scene.show == "across" and not mine.overflow.any():
        across, power = (
            middle(values[0]) for values in (mine.across_input_variance, mine.preactivation_power)
        )
        share = across[-1] / power[-1] if power[-1] > 0 else 0.0
        seen = f"{number(100 * share)} %" if share > ROUNDING else "nothing above rounding"
        said += f" Of the last layer's E[z²], {seen} differs from input to input."
    if scene.versus is not None:
        label = SCHEME_LABELS[scene.versus.schemes[0]]
        said += f" {label}: {', '.join(course_of(scene.versus, scene.show))}."
    return said


def summary(scene: SignalResult) -> str:
    mine = scene.signals
    theory = mine.theory
    sizes = "×".join(str(n) for n in dict.fromkeys((mine.sizes[0], mine.sizes[-1])))
    lines = [
        f"{len(mine.layers)} layer{'s' * (len(mine.layers) > 1)} of width {sizes}, {mine.activation}, {len(mine.seeds)} seeds, gain {mine.gain:g}"
    ]
    lines += course_of(mine, scene.show, on_any_machine=True)
    if np.isfinite(theory.preactivation_power[0]).all():
        g, law = number(theory.gradient_power[0, 0]), f", {scene.law}" if scene.law else ""
        if scene.show == "weights":
            what, values, law = "E[(∂loss/∂W)²]", theory.weight_gradient_power[0], ""
        else:
            what, values = "E[z²]", theory.preactivation_power[0]
        lines.append(f"theory: {what} {number(values[0])} to {number(values[-1])}, E[δ²] at layer 1 {g}{law}")
    if scene.show == "shares":
        flat, dead = (100 * values[0].mean() for values in (mine.share_saturated, mine.share_dead))
        lines.append(f"saturated about {round(flat, -1):.0f} %, dead about {round(dead, -1):.0f} %")
    if scene.versus is not None:
        lines.append(
            f"{SCHEME_LABELS[scene.versus.schemes[0]]}: {', '.join(course_of(scene.versus, scene.show, on_any_machine=True))}"
        )
    return "\n".join(lines)


def lab(settings: dict, presets: dict) -> Lab:
    return Lab(
        "Signals",
        [
            Choice("scheme", "Scheme", "lecun_normal", SCHEME_LABELS, name_of),
            Number("gain", "Gain", 1.0, 0.0, 100.0, step=0.02, log=True, floor=0.01),
            Choice("activation", "Activation", "tanh", {name: act.label for name, act in ACTIVATIONS.items()},
                   activation_name),
            Whole("depth", "Layers", 30, 1, 100),
            Pick("width", "Width", 128, WIDTHS),
            Pick("last", "Last width", 128, WIDTHS),
            Choice("inputs", "Inputs", "gaussian", INPUTS),
            Choice("versus", "Compare with", "none", {"none": "nothing"} | SCHEME_LABELS, name_of),
            Choice("show", "Left panel", "power", SHOWN),
            Pick("seeds", "Seeds", 4, {n: str(n) for n in (1, 2, 4, 8)}),
        ],
        signals, signals_figure, words, summary, settings=settings, presets=presets,
    )  # fmt: skip
