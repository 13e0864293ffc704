"""Which zeros wake while training takes a few steps, and which of them may stay zeros."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from course_lib.inspection.fixing import apply
from course_lib.inspection.measuring import real
from course_lib.inspection.records import Observation, Parameter
from course_lib.inspection.rules.mending import redrawn

STEPS, STEP = 3, 0.01  # virtual steps, and their root mean square
TRIES = 6  # kinds of zeros that are tried, each at the cost of up to STEPS + 1 passes


def asleep(observation: Observation, zero: list[Parameter], slopes: dict | None = None) -> list[Parameter]:
    """Those at which no gradient arrives while all others take a few steps; the steps are taken back.

    The first step follows ``slopes``, or else those that were seen.
    """
    slopes = slopes or observation.slopes
    with _taken_back(observation) as parameters:
        for _ in range(STEPS):
            with torch.no_grad():
                for name, slope in slopes.items():
                    size = 0.0 if slope is None else real(slope.to_dense()).square().mean().sqrt().item()
                    if size > 0 and math.isfinite(size):
                        parameters[name].sub_(slope.to_dense(), alpha=STEP / size)
            slopes = observation.rerun()
            zero = _still(zero, slopes)
            if not zero:
                break
    return zero


def kept_at_zero(observation: Observation, zero: list[Parameter]) -> list[Parameter]:
    """Of zeros that are asleep, those that wake if the others are drawn, and so may stay as they are.

    Only what ends a branch can be there on purpose: it makes a block the identity at first. Scales come
    before layers, and those in the order of calls. What differs by its number alone is one kind.
    """
    kept: list[Parameter] = []
    for kind in _kinds(observation, zero)[:TRIES]:
        rest = [one for one in zero if one not in kept and one not in kind]
        if rest and not _asleep_after(observation, kept + kind, rest):
            kept += kind
    return kept


def _kinds(observation: Observation, zero: list[Parameter]) -> list[list[Parameter]]:
    """What may stay zero, by kind: scales that belong to no layer, then what ends a branch; LoRA's is one."""
    called = [name for layer in observation.layers for name in sorted(layer.weights)]
    branches = [layer for layer in observation.layers if layer.branch_end]
    ends = {name for layer in branches for name in layer.weights}
    low_rank = {name for layer in branches if layer.low_rank for name in layer.weights}
    kinds: dict[tuple, list[Parameter]] = defaultdict(list)
    for one in sorted(zero, key=lambda one: called.index(one.name) if one.name in called else -1):
        if one.name in ends or one.name not in called:
            name = "" if one.name in low_rank else re.sub(r"\d+", "", one.label)
            kinds[one.role, name].append(one)
    return list(kinds.values())


def _asleep_after(observation: Observation, kept: list[Parameter], rest: list[Parameter]) -> list[Parameter]:
    """Which of ``kept`` stay asleep where ``rest`` is drawn; that is taken back."""
    with _taken_back(observation) as parameters:
        for change in redrawn(rest):
            for name in change.names:
                apply(change, parameters[name])
        slopes = observation.rerun()
        still = _still(kept, slopes)
        return asleep(observation, still, slopes) if still else []


def _still(zero: list[Parameter], slopes: dict) -> list[Parameter]:
    return [one for one in zero if slopes[one.name] is None or not slopes[one.name].any()]


@contextmanager
def _taken_back(observation: Observation) -> Iterator[dict[str, torch.nn.Parameter]]:
    """The parameters, by name; what they held before comes back in the end."""
    parameters = dict(observation.model.named_parameters())
    before = {name: one.detach().clone() for name, one in parameters.items()}
    try:
        yield parameters
    finally:
        with torch.no_grad():
            for name, one in before.items():
                parameters[name].copy_(one)
