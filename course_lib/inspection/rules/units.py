"""What single layers show: inputs of another size than one, dead units, the wrong fan, saturated units."""

from __future__ import annotations

import math

from course_lib.inspection.operations import BOUNDED, LOOKUPS
from course_lib.inspection.records import Finding, Layer, Observation, Parameter
from course_lib.inspection.rules import sources
from course_lib.inspection.rules.mending import (
    fine_tuned,
    gain_of,
    line_of,
    percent,
    redrawn,
    some,
    weights_of,
    zeroed,
)  # fmt: skip
from course_lib.inspection.rules.signal import fades_without, vanish

INPUT_SIZE = 1e-3, 25
DEAD = 0.7
NEAR, FANS_APART = (0.8, 1.25), 8
STANDARD_ERRORS = 3  # by which Glorot's std has to miss before it is another scheme's
SATURATED, RECURRENT_STD = 0.5, 2.5
TOO_LARGE = 2.5  # times the std that is asked for: such weights are redrawn with those that saturate


def inputs(observation: Observation) -> list[Finding]:
    """Inputs whose entries are far from size one, not what a model itself adds up before its first layer."""
    low, high = INPUT_SIZE
    first = [one for one in observation.layers if one.first and not one.after_norm]
    first = [one for one in first if one.operation not in LOOKUPS]
    large = [one for one in first if one.input_mean_square > high and not one.given <= high]
    bad = large or [one for one in first if one.input_mean_square < low and not one.given >= low]
    if not bad:
        return []
    return [
        Finding(
            "inputs", "fault",
            f"The inputs of {some(one.name for one in bad)} are not of size one, as all starts assume.",
            f"E[x²] = {bad[0].input_mean_square:.3g}, not between {low:g} and {high:g}",
            "inputs = (inputs - inputs.mean()) / inputs.std()",
            tuple(one.name for one in bad), sources.LECUN,
        )
    ]  # fmt: skip


def dead(observation: Observation) -> list[Finding]:
    """Rectified units that no input of the batch switches on."""
    bad = [one for one in observation.layers if one.dead > DEAD]
    if not bad:
        return []
    biases = [one for layer in bad for one in _parameters(observation, layer, "bias") if _blamed(one, layer)]
    if vanish(observation) and (not biases or fades_without(observation, bad)):
        return []  # what differs between inputs has faded: whether a unit is on is the same for all
    weights = [one for layer in bad for one in _parameters(observation, layer, "weight")]
    changes = zeroed(biases) + (() if biases else redrawn(weights))
    why = f" The biases of {some(one.name for one in biases)} hold them down." if biases else ""
    return [
        Finding(
            "dead", "fault",
            f"Most units of {some(one.name for one in bad)} are dead: they give 0 for every input.{why}",
            f"{percent(max(one.dead for one in bad))} of the units; the limit is {percent(DEAD)}",
            line_of(observation.model, changes), tuple(one.name for one in bad), sources.DYING, changes,
        )
    ]  # fmt: skip


def _parameters(observation: Observation, layer: Layer, role: str) -> list[Parameter]:
    return [one for one in observation.parameters if one.name in layer.weights and one.role == role]


def _blamed(bias: Parameter, layer: Layer) -> bool:
    """Whether biases are so low that they alone keep the units off."""
    return bias.mean < -math.sqrt(layer.mean_square) / 2 and bias.mean < -2 * bias.std


def layout(observation: Observation) -> list[Finding]:
    """Weights whose std was computed from the fan-out, where the two fans differ much."""
    hidden = {name for one in observation.hidden if not one.before_norm for name in one.weights}
    bad = [one for one in weights_of(observation) if one.name in hidden and _by_fan_out(one)]
    if not bad or fine_tuned(observation) or not _by_one_fan(observation):
        return []
    changes = redrawn(bad)
    one = bad[0]
    return [
        Finding(
            "layout", "fault",
            f"The weights of {some(one.label for one in bad)} are scaled by the wrong fan, as when the two "
            "axes of a matrix are taken for each other.",
            f"std {one.std:.3g} = gain/√fan_out; the fan-in asks for {one.asked:.3g} in {one.label}",
            line_of(observation.model, changes), tuple(one.label for one in bad), sources.HE, changes,
        )
    ]  # fmt: skip


def _by_fan_out(one: Parameter) -> bool:
    if one.recurrent or not one.fan_out or one.std == 0:
        return False
    fans = one.fan_in, one.fan_out
    if max(fans) <= FANS_APART * min(fans):
        return False
    return NEAR[0] <= one.std**2 * one.fan_out / gain_of(one) ** 2 <= NEAR[1]


def _by_one_fan(observation: Observation) -> bool:
    """Whether one fan, by He, fits the weights clearly better than both, by Glorot.

    Of a layer with far more outputs than inputs both ask for nearly the same std; other layers tell then.
    The misfit of a layer is how far log σ² is from what is asked for, in standard errors.
    """
    better = 0.0
    for one in weights_of(observation):
        if one.recurrent or not one.fan_out or one.std == 0:
            continue
        fans, gain, variance = (one.fan_in, one.fan_out), gain_of(one) ** 2, one.std**2
        he = min(abs(math.log(variance * fan / gain)) for fan in fans)
        glorot = abs(math.log(variance * sum(fans) / 2))
        if min(he, glorot) <= math.log(NEAR[1]):  # else neither drew it
            better += (glorot**2 - he**2) * one.tensor.numel() / 2
    return better > STANDARD_ERRORS**2


def saturated(observation: Observation) -> list[Finding]:
    """Units that are far out where their activation is flat."""
    bad = [one for one in observation.hidden if one.activation in BOUNDED and one.saturated > SATURATED]
    states = [
        one for one in weights_of(observation)
        if one.recurrent and one.std * math.sqrt(one.fan_in) > RECURRENT_STD
    ]  # fmt: skip
    if not bad and not states:
        return []
    large = [one for one in weights_of(observation) if one.std > TOO_LARGE * one.asked]
    weights = [one for layer in bad for one in _parameters(observation, layer, "weight")] + large
    changes = redrawn(weights + states)
    held = {one.name for one in states}
    layers = bad + [one for one in observation.layers if one.weights & held]
    biases = [one for layer in layers for one in _parameters(observation, layer, "bias")]
    changes += zeroed(one for one in biases if one.largest > 1)
    names = tuple(dict.fromkeys([one.name for one in bad] + [one.label for one in states]))
    if bad:
        share = max(one.saturated for one in bad)
        measured = (
            f"{percent(share)} of z lie where the activation is flat; the limit is {percent(SATURATED)}"
        )
    else:
        size = max(one.std * math.sqrt(one.fan_in) for one in states)
        measured = f"std · √units = {size:.3g} for the weights on the state; the limit is {RECURRENT_STD:g}"
    return [
        Finding(
            "saturated", "fault",
            f"The units of {some(names)} are saturated: most pass little gradient.",
            measured, line_of(observation.model, changes), names, sources.SAXE if states else sources.GLOROT,
            changes,
        )
    ]  # fmt: skip
