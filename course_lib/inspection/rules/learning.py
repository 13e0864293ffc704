"""Which parameters learn at all, and whether their steps arrive in a narrow dtype."""

from __future__ import annotations

import torch

from course_lib.inspection.records import Change, Finding, Observation, Parameter
from course_lib.inspection.rules import sources
from course_lib.inspection.rules.mending import line_of, some, weights_of

# The smallest change, relative to a weight, that is not rounded away.
LOST = {torch.bfloat16: 2**-9, torch.float16: 2**-12}


def unreached(observation: Observation) -> list[Finding]:
    """Parameters that ask for a gradient and receive none."""
    none = [one for one in observation.parameters if one.trainable and one.slope is None]
    meant = _meant(observation, none)
    alive = {_owner(one.name) for one in observation.parameters if one.slope is not None}
    below = _below_a_cut(observation)
    owners = {_owner(name) for name in below} - alive
    cut = [one for one in none if one.name in observation.used and one not in meant]
    cut = [one for one in cut if one.name in below or _owner(one.name) in owners or not alive]
    idle = [one for one in none if one not in cut]
    size, found = f"of {len(observation.parameters)} parameters", []
    if cut:
        names, layers = {one.name for one in cut}, observation.layers
        silent = [layer.name for layer in layers if layer.weights & names and not layer.recorded]
        by_hand = "let a gradient through where .data, argmax or NumPy cuts the graph"
        if silent:
            by_hand = f"run {some(silent)} outside torch.no_grad(), or freeze it: requires_grad_(False)"
        elif observation.detached:
            by_hand = f"remove the detach() at {some(observation.detached)}"
        found.append(
            Finding(
                "unreached", "fault",
                f"No gradient arrives at {some(one.label for one in cut)}, which the model uses.",
                f"{len(cut)} {size}", f"# by hand: {by_hand}",
                tuple(one.label for one in cut), sources.AUTOGRAD,
            )
        )  # fmt: skip
    if idle:
        found.append(
            Finding(
                "unreached", "note",
                f"{some(one.label for one in idle)} had no part in this loss, or only under no_grad().",
                f"{len(idle)} {size}", "# by hand: use them in forward or delete them, if it is a slip",
                tuple(one.label for one in idle), sources.AUTOGRAD,
            )
        )  # fmt: skip
    return found


def _known(observation: Observation) -> set[int] | None:
    """The `id` of every parameter in the optimizer; None without an optimizer."""
    if observation.optimizer is None:
        return None
    return {id(one) for group in observation.optimizer.param_groups for one in group["params"]}


def _meant(observation: Observation, none: list[Parameter]) -> list[Parameter]:
    """Those that are not to learn: not in the optimizer, or in evaluation while the model is in training."""
    known, model = _known(observation), observation.model
    return [
        one for one in none
        if (known is not None and id(model.get_parameter(one.name)) not in known)
        or (model.training and not one.module.training)
    ]  # fmt: skip


def _below_a_cut(observation: Observation) -> set[str]:
    """The parameters of layers on which one with a gradient depends, or a tensor that was detached."""
    layers, below = observation.layers, set()
    reached = {number for number, layer in enumerate(layers) if layer.gradient >= 0}
    waiting = [*reached, *(number for numbers in observation.detached.values() for number in numbers)]
    seen = set(waiting)
    while waiting:
        layer = layers[waiting.pop()]
        below |= layer.weights
        waiting += layer.after - seen
        seen |= layer.after
    return below


def _owner(name: str) -> str:
    """The module that holds a parameter; a bare parameter of the whole model stands for itself."""
    return name.rpartition(".")[0] or name


def left_out(observation: Observation) -> list[Finding]:
    """Parameters that receive a gradient and that the optimizer does not know."""
    known, slopes = _known(observation), observation.slopes
    if known is None:
        return []
    parameters = observation.model.named_parameters()
    names = [name for name, one in parameters if slopes.get(name) is not None and id(one) not in known]
    if not names:
        return []
    return [
        Finding(
            "left out", "fault",
            f"The optimizer does not know {some(names)}, so nothing changes there.",
            f"{len(names)} trainable parameters are in no group of the optimizer",
            f'optimizer.add_param_group({{"params": [model.get_parameter(name) for name in {names!r}]}})',
            tuple(names), sources.OPTIMIZER,
        )
    ]  # fmt: skip


def frozen(observation: Observation) -> list[Finding]:
    """Parameters that ask for no gradient: a fault where none does."""
    names = tuple(dict.fromkeys(one.name for one in observation.parameters if not one.trainable))
    if not names:
        return []
    every = all(not one.trainable for one in observation.parameters)
    changes = (Change("requires_grad_", names),)
    words = f"{some(names)} {'is' if len(names) == 1 else 'are'} frozen"
    return [
        Finding(
            "frozen", "fault" if every else "note",
            f"{words}, so nothing trains." if every else f"{words}. That is right if it is on purpose.",
            f"requires_grad is False for {len(names)} parameters",
            line_of(observation.model, changes), names, sources.AUTOGRAD, changes,
        )
    ]  # fmt: skip


def dtype(observation: Observation) -> list[Finding]:
    """Steps that are smaller than what the weights' dtype can tell apart."""
    groups = observation.optimizer.param_groups if observation.optimizer else []
    rates = [float(group["lr"]) for group in groups if "lr" in group]
    rate = observation.lr if observation.lr is not None else max(rates, default=None)
    narrow = [one for one in weights_of(observation) if one.dtype in LOST and one.trainable and one.std > 0]
    bad = [one for one in narrow if rate is not None and rate / one.std < LOST[one.dtype]]
    if not bad:
        return []
    kind = str(bad[0].dtype).removeprefix("torch.")
    return [
        Finding(
            "dtype", "fault",
            f"Most steps of {some(one.label for one in bad)} are lost: {kind} rounds them away.",
            f"lr/std = {rate / bad[0].std:.2g}; {kind} loses what is below {LOST[bad[0].dtype]:.2g}",
            f'model.float()  # and run it under torch.autocast("cpu", torch.{kind})',
            tuple(one.label for one in bad), sources.MIXED,
        )
    ]  # fmt: skip
