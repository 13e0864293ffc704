"""The rules, in the order in which one looks: what is broken first hides what follows from it."""

from __future__ import annotations

from collections.abc import Callable

from course_lib.inspection.records import Finding, Observation
from course_lib.inspection.rules import (
    equal,
    learning,
    output,
    places,
    signal,
    stored,
    tables,
    units,
    waves,
)  # fmt: skip

Rule = Callable[[Observation], list[Finding]]

RULES: dict[str, Rule] = {
    "memory": stored.memory,
    "inputs": units.inputs,
    "stuck": equal.stuck,
    "norm gain": stored.norm_gain,
    "symmetry": equal.symmetry,
    "copies": stored.copies,
    "unreached": learning.unreached,
    "left out": learning.left_out,
    "frozen": learning.frozen,
    "centre": stored.centre,
    "dead": units.dead,
    "layout": units.layout,
    "places": places.places,
    "stream": signal.stream,
    "explode": signal.explode,
    "vanish": signal.vanish,
    "gradient": signal.gradient,
    "saturated": units.saturated,
    "sine": waves.sine,
    "product": tables.product,
    "softmax twice": output.softmax_twice,
    "first loss": output.first_loss,
    "prior": output.prior,
    "target": output.target,
    "dtype": learning.dtype,
}
AT_THE_END = {"first loss", "prior", "target"}
# Each of these explains all others of them that come later, and what stands AT_THE_END.
OF_THE_SIGNAL = [
    "stuck", "norm gain", "symmetry", "centre", "dead", "layout", "places", "stream", "explode", "vanish",
    "gradient", "saturated",
]  # fmt: skip
EXPLAINS: dict[str, set[str]] = {
    "memory": set(RULES),
    "inputs": AT_THE_END | {"dead", "explode", "vanish", "gradient", "saturated", "sine"},
    "softmax twice": AT_THE_END,
    "product": AT_THE_END,
    "first loss": {"prior"},
    **{code: set(OF_THE_SIGNAL[at + 1 :]) | AT_THE_END for at, code in enumerate(OF_THE_SIGNAL)},
}


def findings(observation: Observation) -> list[Finding]:
    """What the rules find, in their order; what follows from another finding is left out."""
    found: list[Finding] = []
    explained: set[str] = set()
    for code, rule in RULES.items():
        if code not in explained and (new := rule(observation)):
            found += new
            explained |= EXPLAINS.get(code, set())
    return found
