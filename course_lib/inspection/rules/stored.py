"""What the numbers of parameters alone say: memory that nobody wrote, gains, means, copies."""

from __future__ import annotations

import math
from collections import defaultdict

import torch

from course_lib.inspection.measuring import real, sampled
from course_lib.inspection.records import Change, Finding, Observation, Parameter
from course_lib.inspection.rules import sources
from course_lib.inspection.rules.mending import fine_tuned, line_of, redrawn, some, weights_of

HUGE, TINY, STALE = 1e6, 1e-30, 0.005
STANDARD_ERRORS = 5
FINGERPRINT = 16
WIDE = (torch.float32, torch.float64, torch.bfloat16)  # dtypes that can hold numbers as small as TINY


def memory(observation: Observation) -> list[Finding]:
    """Numbers that no initializer writes."""
    bad = [one for one in observation.parameters if _unwritten(one)]
    if not bad:
        return []
    own = [one for one in bad if hasattr(one.module, "reset_parameters")]
    changes = redrawn(one for one in bad if one not in own)
    if own:
        modules = tuple(dict.fromkeys(one.name.rpartition(".")[0] for one in own))
        changes = (Change("reset_parameters", modules), *changes)
    largest = max((one.largest for one in bad), key=lambda value: math.inf if math.isnan(value) else value)
    return [
        Finding(
            "memory", "fault",
            f"Nobody has drawn {some(one.label for one in bad)}: there stands what lay in memory.",
            f"the largest entry is {largest:.3g}; no draw is NaN, above {HUGE:g} or below {TINY:g}",
            line_of(observation.model, changes), tuple(one.label for one in bad), sources.EMPTY, changes,
        )
    ]  # fmt: skip


def _unwritten(one: Parameter) -> bool:
    if not one.largest <= HUGE or not math.isfinite(one.mean):
        return one.tensor.numel() > 0
    values = sampled(one.tensor)
    tiny = (values.abs() < TINY) & (values != 0) if one.dtype in WIDE else torch.zeros(1)
    return tiny.count_nonzero().item() > STALE * values.numel()


def norm_gain(observation: Observation) -> list[Finding]:
    """Gains of norms around zero."""
    gains = [one for one in observation.parameters if one.role == "norm gain"]
    bad = [one for one in gains if one.std > 0 and abs(one.mean) < 3 * one.std]
    if not bad:
        return []
    changes = redrawn(bad)
    return [
        Finding(
            "norm gain", "fault",
            f"The gains of {some(one.name.removesuffix('.weight') for one in bad)} are drawn like weights, "
            "around 0. A norm should start with gains of 1, which change nothing.",
            f"mean {bad[0].mean:.2g}, std {bad[0].std:.2g}, where 1 and 0 are meant",
            line_of(observation.model, changes), tuple(one.label for one in bad), sources.NORM, changes,
        )
    ]  # fmt: skip


def copies(observation: Observation) -> list[Finding]:
    """Layers that start as copies of each other."""
    alike: dict[tuple, list[Parameter]] = defaultdict(list)
    for one in weights_of(observation):
        if one.trainable and one.std > 1e-6 * one.largest and one.tensor.numel() >= FINGERPRINT:
            values = (real(one.tensor.reshape(-1)[:FINGERPRINT]) - one.mean) / one.std
            alike[tuple(round(value, 3) for value in values.tolist())].append(one)
    bad = [group for group in alike.values() if len({one.name for one in group}) > 1]
    if not bad:
        return []
    same = [one for group in bad for one in group[1:]]
    changes = redrawn(same)
    return [
        Finding(
            "copies", "note",
            f"Copies of other layers stand in {some(one.label for one in same)}, as `copy.deepcopy` makes "
            "them. Equal gradients never part them, and deep stacks of copies may learn more slowly.",
            f"the first {FINGERPRINT} entries agree to three digits",
            line_of(observation.model, changes), tuple(one.label for one in same), sources.DEEPCOPY, changes,
        )
    ]  # fmt: skip


def centre(observation: Observation) -> list[Finding]:
    """Weights whose mean moves a unit more than their differences do; frozen ones were trained elsewhere."""
    if fine_tuned(observation):
        return []
    bad = [one for one in weights_of(observation) if one.trainable and _off_centre(one)]
    if not bad:
        return []
    changes = redrawn(bad)
    worst = max(bad, key=lambda one: abs(one.mean) / one.std)
    return [
        Finding(
            "centre", "fault",
            f"The weights of {some(one.label for one in bad)} are not centred at 0. Every unit adds up the "
            "same large mean of its inputs.",
            f"mean {worst.mean:.2g} beside std {worst.std:.2g} in {worst.label}",
            line_of(observation.model, changes), tuple(one.label for one in bad), sources.HE, changes,
        )
    ]  # fmt: skip


def _off_centre(one: Parameter) -> bool:
    zeros = (sampled(one.tensor) == 0).float().mean().item()
    if one.std < 1e-6 * one.largest or zeros > 0.5:  # a constant, or an identity
        return False
    error = one.std / math.sqrt(one.tensor.numel())
    return abs(one.mean) > STANDARD_ERRORS * error and one.fan_in * one.mean**2 > one.std**2
