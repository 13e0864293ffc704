"""What the first loss says: probabilities in place of logits, too large a head, unknown frequencies."""

from __future__ import annotations

import math

from course_lib.inspection.records import Change, Finding, LossCall, Observation, Parameter
from course_lib.inspection.rules import sources
from course_lib.inspection.rules.mending import line_of, rounded

EXCESS = 4.0
PRIOR_SHARE, PRIOR_EXCESS, TARGETS_A_CLASS = 0.5, 0.3, 20
OFF_TARGET = 4.0
STANDARDIZE = "targets = (targets - targets.mean()) / targets.std()"
LOGIT_STD = 0.3  # of the logits that a mended head gives


def softmax_twice(observation: Observation) -> list[Finding]:
    """Cross-entropy takes the softmax itself."""
    if not any(one.probabilities for one in observation.losses):
        return []
    return [
        Finding(
            "softmax twice", "fault",
            "The loss receives probabilities, but it takes logits and applies the softmax or sigmoid itself.",
            "the outputs lie between 0 and 1, and those of each input sum to 1",
            "# by hand: return the logits; leave the softmax or sigmoid out of the model",
            ("the output",), sources.CROSS_ENTROPY,
        )
    ]  # fmt: skip


def _head(observation: Observation, call: LossCall, role: str) -> Parameter | None:
    """The weight or bias of the layer that the loss receives."""
    names = observation.layers[max(call.layers)].weights if call.layers else frozenset()
    return next((one for one in observation.parameters if one.name in names and one.role == role), None)


def first_loss(observation: Observation) -> list[Finding]:
    """The first loss is far above that of equal odds; with LoRA it is that of the task before."""
    if any(one.low_rank for one in observation.layers):
        return []
    for call in observation.losses:
        if call.value - call.equal_odds > EXCESS or (call.classes and not math.isfinite(call.value)):
            return [_too_large(observation, call)]
    return []


def _too_large(observation: Observation, call: LossCall) -> Finding:
    weight = _head(observation, call, "weight") or _head(observation, call, "embedding")
    bias = _head(observation, call, "bias")
    changes: tuple[Change, ...] = ()
    if weight is not None:
        size = math.sqrt(observation.layers[max(call.layers)].mean_square)
        std = rounded(weight.std * LOGIT_STD / size) if math.isfinite(size) and size > 0 else 0.01
        names = [weight.name, *_beside(observation, weight, std)]
        changes = (Change("normal_", tuple(names), (("std", std),)),)
        if bias is not None and bias.largest > 1:
            changes += (Change("zeros_", (bias.name,)),)
    return Finding(
        "first loss", "fault",
        "The last layer is too large: the model is sure of what it cannot know yet.",
        f"loss {call.value:.3g}, equal odds {call.equal_odds:.3g}; the limit is {EXCESS:g} more",
        line_of(observation.model, changes) or "# by hand: divide the outputs until they are of size one",
        (weight.name if weight else "the output",), sources.RECIPE, changes,
    )  # fmt: skip


def _beside(observation: Observation, head: Parameter, std: float) -> list[str]:
    """The tables as wide as one that is also the head: a large one, of places, would hide what it holds."""
    if head.role != "embedding":
        return []
    tables = [one for one in observation.parameters if one.role == "embedding" and one.name != head.name]
    return [one.name for one in tables if one.shape[1] == head.shape[1] and one.std > std]


def prior(observation: Observation) -> list[Finding]:
    """Classes are of very different frequency, and the first outputs do not know it."""
    for call in observation.losses:
        several = sum(share > 0 for share in call.frequencies) > 1  # a GAN's batch has one class
        known = several and call.targets_a_class >= TARGETS_A_CLASS
        known = known and call.entropy < PRIOR_SHARE * call.equal_odds
        if known and call.value - call.entropy > PRIOR_EXCESS:
            bias = _head(observation, call, "bias")
            changes = (_log_odds(call, bias),) if bias is not None else ()
            by_hand = "# by hand: give the last layer a bias, and set it to the logarithm of the frequencies"
            return [
                Finding(
                    "prior", "fault",
                    "The first steps go into learning that some classes are rare.",
                    f"loss {call.value:.3g}; a guess that knows the frequencies has {call.entropy:.3g}",
                    line_of(observation.model, changes) or by_hand,
                    (bias.name if bias else "the output",), sources.PRIOR, changes,
                )
            ]  # fmt: skip
    return []


def _log_odds(call: LossCall, bias: Parameter) -> Change:
    """The bias that gives each class its frequency, where each is counted once more than it was."""
    total = call.targets_a_class * call.classes
    shares = [(share * total + 1) / (total + call.classes) for share in call.frequencies]
    if call.binary:
        return Change("constant_", (bias.name,), (("val", rounded(math.log(shares[1] / shares[0]))),))
    values = tuple(round(math.log(share), 3) for share in shares)
    return Change("copy_", (bias.name,), (("values", values),))


def target(observation: Observation) -> list[Finding]:
    """The outputs start far from the mean of the targets, compared with how the targets differ."""
    for call in observation.losses:
        if (call.output_mean - call.target_mean) ** 2 > OFF_TARGET * call.target_variance > 0:
            bias = _head(observation, call, "bias")
            changes: tuple[Change, ...] = ()
            if bias is not None:
                value = bias.mean + call.target_mean - call.output_mean
                changes = (Change("constant_", (bias.name,), (("val", float(f"{value:.4g}")),)),)
            return [
                Finding(
                    "target", "fault",
                    "The first outputs are far from the mean of the targets.",
                    f"outputs {call.output_mean:.3g}, targets {call.target_mean:.3g} "
                    f"± {math.sqrt(call.target_variance):.2g}",
                    line_of(observation.model, changes) or STANDARDIZE,
                    (bias.name if bias else "the output",), sources.RECIPE, changes,
                )
            ]  # fmt: skip
    return []
