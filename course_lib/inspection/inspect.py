"""`inspect`: one look at a model, at its start or later."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from torch import nn
from torch.nn.utils import parametrize

from course_lib.inspection import refusing
from course_lib.inspection.keeping import unchanged
from course_lib.inspection.operations import RECURRENT
from course_lib.inspection.records import Observation
from course_lib.inspection.report import Report, expected
from course_lib.inspection.rules import findings
from course_lib.inspection.running import observe
from course_lib.inspection.theory import theory_of

AS_ONE = set(RECURRENT) | {"multi_head_attention_forward"}


def inspect(
    model: nn.Module,
    inputs: Any,
    targets: Any = None,
    loss: Callable | None = None,
    *,
    optimizer: torch.optim.Optimizer | None = None,
    lr: float | None = None,
) -> Report:
    """Run a model forward and back once, and say what is wrong with how it starts.

    The model is left as it was: parameters, gradients, statistics, flags, hooks and all random states. The
    run starts from a seed of its own, so that two calls say the same. Train or eval mode is what it was.

    Args:
        model: any module.
        inputs: two or more examples: a tensor, a tuple of the model's arguments, or a dict of them; a tuple
            or dict may also be its one argument.
        targets: what ``loss`` compares the outputs with.
        loss: called as ``loss(outputs, targets)``, or as ``loss(outputs)`` without targets; gives one number.
            Without it, the gradient is that of the outputs' product with normal noise.
        optimizer: says how large the next step is, and which parameters it knows.
        lr: the learning rate; without an optimizer, the step is that of plain gradient descent.

    Raises:
        TypeError, ValueError: the model or an argument is none that can be inspected; the words say what to
            do. What the model itself raises comes as it is.

    >>> model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 3))
    >>> for parameter in model.parameters():
    ...     parameter = nn.init.zeros_(parameter)
    >>> report = inspect(model, torch.randn(16, 8), torch.arange(16) % 3, nn.CrossEntropyLoss())
    >>> [finding.code for finding in report.findings], round(report.expected_loss, 3)
    (['stuck'], 1.099)
    """
    model = refusing.check_model(model)
    refusing.check_inputs(inputs)
    lr = refusing.check_arguments(targets, loss, optimizer, lr)
    with unchanged(model):
        seen = observe(model, inputs, targets, loss, optimizer, lr)
        found = findings(seen)
    guessed, guess = expected(seen.losses, seen.loss)
    return Report(
        layers=seen.layers,
        parameters=[replace(one, module=None, tensor=None, slope=None) for one in seen.parameters],
        findings=found, loss=seen.loss, expected_loss=guessed, guess=guess,
        unseen=tuple(_unseen(seen)), sums=seen.sums, theory=theory_of(seen),
    )  # fmt: skip


def _unseen(seen: Observation) -> list[str]:
    """What this look could not see, in sentences."""
    said = []
    if not seen.has_loss:
        said.append("Without a loss, gradients are those of the outputs' product with normal noise.")
    if any(one.operation in AS_ONE for one in seen.layers):
        said.append("Attention and recurrent layers of PyTorch are one row each: their insides are not seen.")
    weight_norms = [
        name for name, module in seen.model.named_modules()
        if parametrize.is_parametrized(module) or {"weight_g", "weight_orig"} & set(module._parameters)
    ]  # fmt: skip
    if weight_norms:
        said.append(f"The weights of {', '.join(weight_norms)} are computed: only their biases are judged.")
    blind = [one.name for one in seen.layers if math.isnan(one.gradient)]
    if blind:
        said.append(
            f"No gradient was seen at {len(blind)} of {len(seen.layers)} layers: it is cut there, or they "
            "are in a reentrant checkpoint, or nothing below them learns."
        )
    if seen.transformed:
        said.append("What runs inside torch.vmap or another transformation of torch.func is not seen.")
    if not seen.layers:
        said.append("No product with weights was seen: the model computes with functions of its own.")
    return said
