"""The signal on its way through the layers and back: streams, growth, differences that fade, gradients."""

from __future__ import annotations

import math

from course_lib.inspection.operations import BOUNDED, LOOKUPS
from course_lib.inspection.records import Change, Finding, Layer, Observation
from course_lib.inspection.rules import sources
from course_lib.inspection.rules.mending import (
    biases_of,
    line_of,
    redrawn,
    some,
    weights_of,
    zeroed,
)  # fmt: skip

SUMS, GROWTH, GROWTH_A_SUM = 3, 8, 1.4
LAYER_GROWTH, TOTAL_GROWTH, SHARE = 30, 1e3, 0.1
FADED = 1e-4
GRADIENT_RATIO = 1e5


def stream(observation: Observation) -> list[Finding]:
    """A residual stream that every branch makes larger."""
    sums = [one for one in observation.sums if one.before > 0]
    if len(sums) < SUMS:
        return []
    total = sums[-1].after / sums[0].before
    normed = sum(one.branch_normed for one in sums)
    if not (total > GROWTH and total > GROWTH_A_SUM ** len(sums) and 2 * normed < len(sums)):
        return []
    ends = {name for layer in observation.layers if layer.branch_end for name in layer.weights}
    last = [one for one in observation.parameters if one.name in ends and one.role == "weight"]
    changes = zeroed(last)
    return [
        Finding(
            "stream", "fault",
            f"The residual stream grows with each of its {len(sums)} sums. Let every branch start at zero.",
            f"E[x²] grows {total:.3g}-fold, {total ** (1 / len(sums)):.2g}-fold a sum",
            line_of(observation.model, changes), tuple(dict.fromkeys(one.name for one in sums)),
            sources.FIXUP, changes,
        )
    ]  # fmt: skip


def redraw_all(observation: Observation) -> tuple[Change, ...]:
    """He or Glorot for all weights, zero for all biases."""
    return redrawn(weights_of(observation)) + zeroed(biases_of(observation))


def _bias_square(observation: Observation, layer: Layer) -> float:
    biases = [one for one in observation.parameters if one.role == "bias" and one.name in layer.weights]
    return sum(one.mean_square for one in biases)


def explode(observation: Observation) -> list[Finding]:
    """A layer, or the whole stack, makes the signal much larger than what came in.

    Where a bounded activation follows, that ends the growth, and units saturate instead.
    """
    hidden = [layer for layer in observation.hidden if layer.activation not in BOUNDED]
    growth = {}
    for number, layer in enumerate(hidden):
        if not layer.before_norm and layer.input_mean_square > 0:
            own = layer.mean_square - _bias_square(observation, layer)
            if not own < SHARE * layer.mean_square:  # else it is mostly biases
                growth[number] = own / layer.input_mean_square
    bad = [hidden[number] for number, factor in growth.items() if not factor <= LAYER_GROWTH]
    free = [layer for layer in hidden if not layer.normed and layer.mean_square > 0]
    free = [layer for layer in free if layer.operation not in LOOKUPS]
    total = max((layer.mean_square for layer in free), default=0.0) / free[0].mean_square if free else 0.0
    if not bad and total <= TOTAL_GROWTH:
        return []
    measured = f"E[z²] grows up to {total:.3g}-fold from the first layer; the limit is {TOTAL_GROWTH:g}"
    if bad:
        worst = max(growth.values(), key=lambda factor: math.inf if math.isnan(factor) else factor)
        measured = f"E[z²] is {worst:.3g} times what comes in; the limit of a layer is {LAYER_GROWTH}"
    changes = redraw_all(observation)
    names = tuple(layer.name for layer in bad or free[-1:])
    return [
        Finding(
            "explode", "fault",
            f"The signal grows: far more comes out of {some(names)} than went in. Weights are too large.",
            measured, line_of(observation.model, changes), names, sources.HE, changes,
        )
    ]  # fmt: skip


def vanish(observation: Observation) -> list[Finding]:
    """What differs between inputs fades on the way, and all inputs look alike to the last layers."""
    hidden = [layer for layer in observation.hidden if layer.across > 0 or layer.across == 0]
    if not hidden or not hidden[0].across > 0:
        return []
    first, last = hidden[0].across, _last_across(observation, hidden)
    if not last / first < FADED:
        return []
    flat = [layer for layer in hidden if layer.activation == "sigmoid"]
    changes = redraw_all(observation)
    line = line_of(observation.model, changes)
    if 2 * len(flat) > len(hidden):
        changes = ()
        line = "# by hand: another activation in place of the sigmoid, such as nn.Tanh(), and then\n" + line
    return [
        Finding(
            "vanish", "fault",
            "What differs between two inputs fades from layer to layer: to the last ones all look the same.",
            f"the variance across inputs falls to {last / first:.2g} of that in the first layer; "
            f"the limit is {FADED:g}",
            line, (hidden[0].name, hidden[-1].name), sources.DEPTH, changes,
        )
    ]  # fmt: skip


def _last_across(observation: Observation, hidden: list[Layer]) -> float:
    """v where the last layer takes it: of a stream or behind a norm its input, else the deepest hidden z."""
    heads = [one for one in observation.layers if one.output and one.input_across >= 0 and not one.first]
    if heads:
        return max(layer.input_across for layer in heads)
    deepest = max(layer.depth for layer in hidden)
    return max(layer.across for layer in hidden if layer.depth == deepest)


def gradient(observation: Observation) -> list[Finding]:
    """The gradient shrinks or grows beyond use on its way back."""
    if observation.sums or any(layer.normed or layer.before_norm for layer in observation.layers):
        return []
    most: dict[frozenset[str], Layer] = {}  # of a layer that is used again and again, the time that matters
    for layer in observation.hidden:
        if layer.gradient > 0 and layer.gradient > getattr(most.get(layer.weights), "gradient", 0.0):
            most[layer.weights] = layer
    found = list(most.values())
    if len(found) < 2:
        return []
    sizes = [layer.gradient for layer in found]
    ratio = max(sizes) / min(sizes)
    if ratio <= GRADIENT_RATIO:
        return []
    changes = redraw_all(observation)
    word = "vanishes" if sizes[0] < sizes[-1] else "explodes"
    return [
        Finding(
            "gradient", "fault",
            f"The gradient {word} on its way back from {some([found[-1].name])} to {some([found[0].name])}.",
            f"E[δ²] differs {ratio:.2g}-fold between layers; the limit is {GRADIENT_RATIO:g}",
            line_of(observation.model, changes), (found[0].name, found[-1].name), sources.GLOROT, changes,
        )
    ]  # fmt: skip
