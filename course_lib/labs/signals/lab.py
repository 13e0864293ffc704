"""The signals lab: what becomes of a signal, and of its gradient, on the way through many layers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.activations import name_of as activation_name
from course_lib.initializers import INITIALIZERS, name_of
from course_lib.labs.shared.depth import GAIN, lost, middle, number
from course_lib.labs.shared.theme import power_of_ten
from course_lib.labs.shared.wording import SCHEME_LABELS, counted
from course_lib.labs.signals.experiment import INPUTS, SHOWN, SignalResult, signals
from course_lib.labs.signals.figure import HISTOGRAMS, signals_figure
from course_lib.propagation import Signals
from course_lib.widgets import Choice, Lab, Pick, Whole
from course_lib.widgets.plot_view import Point

__all__ = ["lab"]

# Of a variance this share is about what float32 rounding makes of equal numbers.
ROUNDING = 1e-12
# Of what a network makes of a difference, in power and beside its signal: beyond this, another processor's
# rounding shows in two digits.
TAME = 1e5


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
        said.append(f"E[(∂loss/∂W)²] {way(middle(signals.weight_gradient_power[0]), tell)}")
    else:
        said.append(f"E[z²] {way(z, tell)}")
    if back:
        said.append(gone(back))
    elif depth > 1:
        said.append(f"the gradient's E[δ²] from 1 at layer {depth} to {tell(delta[0])} at layer 1")
    return said


def ends_of(signals: Signals, show: str) -> str:
    """`course_of` in few words: where the signal, or the weights' gradient, and the gradient end."""
    ahead, back = lost(signals)
    if show == "weights":
        first = f"E[(∂loss/∂W)²] ends at {number(middle(signals.weight_gradient_power[0])[-1])}"
    else:
        first = f"E[z²] ends at {number(middle(signals.preactivation_power[0])[-1])}"
    second = gone(back) if back else f"E[δ²] at {number(middle(signals.gradient_power[0])[0])}"
    return f"{f'the signal {ahead}' if ahead else first}, {second}"


def gone(back: str) -> str:
    """What `lost` says of the gradient, as a clause of its own."""
    return back if back.startswith("no") else f"the gradient {back}"


def way(power: np.ndarray, tell: Callable[[float], str]) -> str:
    """What a power does from the first layer to the last."""
    first, last = tell(power[0]), tell(power[-1])
    return (
        f"goes from {first} at layer 1 to {last} at layer {len(power)}" if len(power) > 1 else f"is {first}"
    )


def shares(signals: Signals) -> tuple[float, float]:
    """Of all layers, how much of the pre-activations is saturated, and of the units dead, in percent."""
    return 100 * signals.share_saturated[0].mean(), 100 * signals.share_dead[0].mean()


def words(result: SignalResult) -> str:
    mine = result.signals
    count, alone = len(mine.seeds), result.versus is None
    who = f"{SCHEME_LABELS[result.scheme]}, {ACTIVATIONS[mine.activation].label}"
    plural = "1 seed" if count == 1 else f"geometric mean of {count} seeds"
    how = f" ({plural})" if alone else ""
    full = alone and result.show in ("power", "weights")  # of the others more is said below
    said = f"{who}: {', '.join(course_of(mine, result.show)) if full else ends_of(mine, result.show)}{how}."
    if result.show == "shares":
        flat, dead = shares(mine)
        said += f" {flat:.0f} % of all pre-activations saturated, {dead:.0f} % of all units dead."
    if result.show == "across" and not lost(mine)[0]:
        across, power = middle(mine.across_input_variance[0])[-1], middle(mine.preactivation_power[0])[-1]
        share = across / power if power > 0 else 0.0
        seen = f"{number(100 * share)} %" if share > ROUNDING else "nothing above rounding"
        said += f" Of the last layer's E[z²], {seen} differs across inputs."
    if not alone:
        said += f" {result.other_label}: {ends_of(result.versus, result.show)}."
    return said


def summary(result: SignalResult) -> str:
    mine = result.signals
    theory = mine.theory
    sizes = "×".join(str(n) for n in dict.fromkeys((mine.sizes[0], mine.sizes[-1])))
    layers = counted(len(mine.layers), "layer")
    lines = [f"{layers} of width {sizes}, {mine.activation}, {len(mine.seeds)} seeds, gain {mine.gain:g}"]
    lines += course_of(mine, result.show, on_any_machine=True)
    if np.isfinite(theory.preactivation_power[0]).all():
        g, law = number(theory.gradient_power[0, 0]), f", {result.law}" if result.law else ""
        if result.show == "weights":
            what, values, law = "E[(∂loss/∂W)²]", theory.weight_gradient_power[0], ""
        else:
            what, values = "E[z²]", theory.preactivation_power[0]
        lines.append(f"theory: {what} {number(values[0])} to {number(values[-1])}, E[δ²] at layer 1 {g}{law}")
    if result.show == "shares":
        flat, dead = shares(mine)
        lines.append(f"saturated about {round(flat, -1):.0f} %, dead about {round(dead, -1):.0f} %")
    if result.versus is not None:
        other = ", ".join(course_of(result.versus, result.show, on_any_machine=True))
        lines.append(f"{result.other_label}: {other}")
    return "\n".join(lines)


def picked(result: SignalResult, point: Point) -> dict | None:
    """What a click shows: the layer under it, or all layers again."""
    if result.layer and point.panel in HISTOGRAMS:
        return dict(layer=0)
    layer = min(max(round(point.x), 1), len(result.signals.layers))
    return dict(layer=0 if layer == result.layer else layer)


def unused(settings: dict) -> dict[str, str]:
    """Controls that change nothing whatever their value."""
    schemes = {settings["scheme"], *({settings["versus"]} - {"none"})}
    why = {}
    if schemes == {"zeros"}:
        why["gain"] = "Any gain leaves weights of 0 at 0."
    if all(INITIALIZERS[name].distribution in ("constant", "identity") for name in schemes):
        why["seeds"] = "Nothing is drawn: all seeds give the same network."
    if settings["depth"] == 1 and settings["inputs"] != "gaussian":
        why["width"] = "The one layer has as many inputs as a digit has pixels."
    return why


def lab(settings: dict, presets: dict) -> Lab:
    return Lab(
        "Signals",
        [
            Choice("scheme", "Scheme", "lecun_normal", SCHEME_LABELS, name_of),
            GAIN,
            Choice("activation", "Activation", "tanh", {name: act.label for name, act in ACTIVATIONS.items()},
                   activation_name),
            Whole("depth", "Layers", 30, 1, 100),
            Whole("width", "Width", 128, 1, 256, step=0.02, log=True),
            Whole("last", "Last width", 128, 1, 256, step=0.02, log=True),
            Choice("inputs", "Inputs", "gaussian", INPUTS),
            Choice("versus", "Compare with", "none", {"none": "no other scheme"} | SCHEME_LABELS, name_of),
            Whole("versus_width", "Width compared (0: the same)", 0, 0, 256),
            Choice("show", "Right panel", "power", SHOWN),
            Pick("seeds", "Seeds", 4, {n: str(n) for n in (1, 2, 4, 8)}),
            Whole("layer", "Layer to look at (0: all)", 0, 0, 100),
        ],
        signals, signals_figure, words, summary, settings=settings, presets=presets, pick=picked,
        main=("scheme", "gain", "activation", "depth"), linked={"last": "width"}, unused=unused,
    )  # fmt: skip
