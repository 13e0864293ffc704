"""The signal on its way through the layers and back: streams, growth, differences that fade, gradients."""

from __future__ import annotations

import math
from collections.abc import Iterator

from course_lib.inspection.operations import BOUNDED, LOOKUPS, PERIODIC
from course_lib.inspection.records import Change, Finding, Layer, Observation
from course_lib.inspection.rules import sources
from course_lib.inspection.rules.mending import (
    biases_of,
    line_of,
    redrawn,
    rounded,
    some,
    weights_of,
    zeroed,
)  # fmt: skip

SUMS, GROWTH, GROWTH_A_SUM = 3, 8, 1.4
LAYER_GROWTH, TOTAL_GROWTH, SHARE = 30, 1e3, 0.1
FADED = 1e-4
ENDS_GROWTH = BOUNDED | PERIODIC
GRADIENT_RATIO = 1e5
UNEXPLAINED = 2


def stream(observation: Observation) -> list[Finding]:
    """A residual stream that every branch makes larger."""
    sums = [one for one in observation.sums if one.before > 0]
    if len(sums) < SUMS:
        return []
    total = sums[-1].after / sums[0].before
    normed = sum(one.branch_normed for one in sums)
    if not (total > GROWTH and total > GROWTH_A_SUM ** len(sums) and 2 * normed < len(sums)):
        return []
    branches = [layer for layer in observation.layers if layer.branch_end and not layer.low_rank]
    ends = {name for layer in branches for name in layer.weights}
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

    Where a bounded activation follows, that ends the growth, and units saturate instead, or sines turn fast.
    """
    hidden = [layer for layer in observation.hidden if layer.activation not in ENDS_GROWTH]
    growth = {}
    for number, layer in enumerate(hidden):
        if not layer.before_norm and layer.input_mean_square > 0:
            own = layer.mean_square - _bias_square(observation, layer)
            if not own < SHARE * layer.mean_square:  # else it is mostly biases
                growth[number] = own / layer.input_mean_square
    bad = [hidden[number] for number, factor in growth.items() if not factor <= LAYER_GROWTH]
    totals = _growth_from_the_first(observation)
    total = max(totals.values(), default=0.0)
    if not bad and total <= TOTAL_GROWTH:
        return []
    measured = f"E[z²] grows up to {total:.3g}-fold from the first layer; the limit is {TOTAL_GROWTH:g}"
    if bad:
        worst = max(growth.values(), key=lambda factor: math.inf if math.isnan(factor) else factor)
        measured = f"E[z²] is {worst:.3g} times what comes in; the limit of a layer is {LAYER_GROWTH}"
    changes = redraw_all(observation)
    names = tuple(layer.name for layer in bad) or (max(totals, key=totals.get),)
    return [
        Finding(
            "explode", "fault",
            f"The signal grows too much in {some(names)}. Weights are too large.",
            measured, line_of(observation.model, changes), names, sources.HE, changes,
        )
    ]  # fmt: skip


def _growth_from_the_first(observation: Observation) -> dict[str, float]:
    """By a layer's name, how many times E[z²] is that of the first layer on its way, of the largest one."""
    totals: dict[str, float] = {}
    first: list[float] = []
    for layer in observation.layers:
        before = max((first[number] for number in layer.after), default=0.0)
        free = not (layer.output or layer.normed or layer.low_rank) and layer.activation not in ENDS_GROWTH
        free = free and layer.mean_square > 0 and layer.operation not in LOOKUPS
        first.append(before or (layer.mean_square if free else 0.0))
        if free and math.isfinite(first[-1]):
            totals[layer.name] = max(totals.get(layer.name, 0.0), layer.mean_square / first[-1])
    return totals


def vanish(observation: Observation) -> list[Finding]:
    """What differs between inputs fades on the way, and all inputs look alike to the last layers."""
    hidden = [layer for layer in observation.hidden if layer.across >= 0 and not layer.low_rank]
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
            "To the last layers all inputs look the same.",
            f"the variance across inputs falls to {last / first:.2g} of that in the first layer; "
            f"the limit is {FADED:g}",
            line, (hidden[0].name, hidden[-1].name), sources.DEPTH, changes,
        )
    ]  # fmt: skip


def fades_without(observation: Observation, layers: list[Layer]) -> bool:
    """Whether v fades also on the steps that begin and end at none of these layers, on any one way."""
    kept: list[float] = []
    for layer in observation.layers:
        factor, so_far = 1.0, [(kept[number], observation.layers[number]) for number in layer.after]
        before = max((one.across for _, one in so_far if one.across > 0), default=math.nan)
        apart = layer not in layers and all(one not in layers for _, one in so_far)
        if apart and layer.across > 0 and before > 0:
            factor = layer.across / before
        kept.append(max((share for share, _ in so_far), default=1.0) * factor)
    return min(kept, default=1.0) < FADED


def _last_across(observation: Observation, hidden: list[Layer]) -> float:
    """v where the last layer takes it: of a stream or behind a norm its input, else z before it."""
    heads = [one for one in observation.layers if one.output and one.input_across >= 0 and not one.first]
    if heads:
        return max(layer.input_across for layer in heads)
    before = {number for one in observation.layers if one.output for number in one.after}
    found = [observation.layers[number].across for number in before]
    deepest = max(layer.depth for layer in hidden)
    found = found or [layer.across for layer in hidden if layer.depth == deepest]
    return max((one for one in found if one >= 0), default=hidden[-1].across)


def gradient(observation: Observation) -> list[Finding]:
    """The gradient shrinks or grows beyond use on its way back, from a layer to one that it came from."""
    if observation.sums or any(layer.normed or layer.before_norm for layer in observation.layers):
        return []
    most: dict[frozenset[str], Layer] = {}  # of a layer that is used again and again, the time that matters
    for layer in observation.hidden:
        if not layer.low_rank and layer.gradient > getattr(most.get(layer.weights), "gradient", 0.0):
            most[layer.weights] = layer
    ratio, early, late = max(_ratios(observation, most), key=lambda one: one[0], default=(1.0, None, None))
    if ratio <= GRADIENT_RATIO:
        return []
    word = "vanishes" if early.gradient < late.gradient else "explodes"
    words = f"The gradient {word} on its way back from {some([late.name])} to {some([early.name])}."
    changes = _drawn_by_gradient(observation)
    if changes:
        words += " What follows the weights multiplies it too, so the line's std comes from the gradient."
    changes = changes or redraw_all(observation)
    return [
        Finding(
            "gradient", "fault", words,
            f"E[δ²] differs {ratio:.2g}-fold between layers; the limit is {GRADIENT_RATIO:g}",
            line_of(observation.model, changes), (early.name, late.name), sources.GLOROT, changes,
        )
    ]  # fmt: skip


def _drawn_by_gradient(observation: Observation) -> tuple[Change, ...]:
    """Smaller weights where the gradient grows and no fan says why, as where sin(30 z) stands between.

    With a std that is √r times smaller, r the growth of E[δ²], it grows no more.
    """
    changes = []
    for layer in observation.layers:
        before = [observation.layers[number] for number in layer.after]
        before = [one for one in before if one.activation is None or one.activation in PERIODIC]
        behind = [one.gradient / layer.gradient for one in before if layer.gradient > 0]
        growth = max(behind, default=0.0)
        for one in weights_of(observation) if growth > UNEXPLAINED else ():
            if one.name in layer.weights and growth * one.asked**2 > UNEXPLAINED * one.std**2:
                std = rounded(one.std / math.sqrt(growth))
                changes.append(Change("normal_", (one.name,), (("std", std),)))
    return tuple(changes)


def _ratios(observation: Observation, most: dict[frozenset[str], Layer]) -> Iterator[tuple]:
    """Of each two layers on one way: how many times E[δ²] of one is the other's, the earlier, the later."""
    before: list[frozenset] = []
    for layer in observation.layers:
        earlier = frozenset().union(*(before[number] for number in layer.after))
        before.append(earlier | ({layer.weights} if layer.weights in most else frozenset()))
        late = most.get(layer.weights)
        for early in (most[weights] for weights in earlier if late):
            sizes = early.gradient, late.gradient
            yield max(sizes) / min(sizes), early, late
