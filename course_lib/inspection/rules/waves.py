"""How far the first sines of a network turn from one input to the next."""

from __future__ import annotations

import math

from course_lib.inspection.records import Change, Finding, Observation
from course_lib.inspection.rules import sources
from course_lib.inspection.rules.mending import line_of, rounded, some, weights_of

RADIANS = 1.0  # below it, no measured network learned fine detail
# Radians that served fine and smooth targets, by a layer's inputs. SIREN's own start has 7 for two, from -1
# to 1. With six inputs and more, 3 radians already made what is learned jump about.
TURNS = {1: 7, 2: 7, 3: 3}


def sine(observation: Observation) -> list[Finding]:
    """A first layer of coordinates before sines that are nearly lines, so that fine detail is not learned."""
    found = [
        (layer, one)
        for layer in observation.layers
        if layer.first and not layer.encoded and 0 < layer.argument < RADIANS
        for one in weights_of(observation)
        if one.name in layer.weights and one.fan_in in TURNS
    ]
    if not found:
        return []
    changes = []
    for layer, one in found:
        std = one.std * TURNS[one.fan_in] / layer.argument
        bound = rounded(math.sqrt(3) * std)
        changes.append(Change("uniform_", (one.name,), (("a", -bound), ("b", bound))))
    names = tuple(layer.name for layer, _ in found)
    return [
        Finding(
            "sine", "note",
            f"The sines after {some(names)} hardly bend. A smooth target needs no more; "
            "of one with fine detail only the slow changes are learned.",
            f"their argument has a std of {min(layer.argument for layer, _ in found):.2g} radians across "
            f"inputs; the limit is {RADIANS:g}",
            line_of(observation.model, changes), names, sources.SIREN, tuple(changes),
        )
    ]  # fmt: skip
