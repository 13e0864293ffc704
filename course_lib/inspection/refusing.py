"""What cannot be inspected, said in words with what to do instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.nn.parameter import is_lazy

from course_lib.arguments import check_real
from course_lib.inspection.traces import tensors_in

WRAPPERS = (nn.DataParallel, nn.parallel.DistributedDataParallel)


def check_model(model: Any) -> nn.Module:
    """Return the model itself, without the compiler's wrapper.

    Raises TypeError for what is no module or one whose inside cannot be seen, ValueError for one without
    real numbers in it.
    """
    model = getattr(model, "_orig_mod", model)
    if not isinstance(model, nn.Module):
        raise TypeError(f"model must be a torch.nn.Module; got {type(model).__name__}")
    if isinstance(model, torch.jit.ScriptModule):
        raise TypeError("model is a ScriptModule, which cannot be seen into: inspect what it was made from")
    if isinstance(model, WRAPPERS):
        raise TypeError(f"model is a {type(model).__name__}, which runs copies: inspect model.module")
    tensors = list(model.named_parameters())
    if not tensors:
        raise ValueError("model has no parameters, so there is nothing to initialize")
    for name, one in [*tensors, *model.named_buffers()]:
        if is_lazy(one):
            raise ValueError(f"{name} has no shape yet: call model(inputs) once, then inspect")
        if one.is_meta:
            raise ValueError(f'{name} has no numbers: model.to_empty(device="cpu"), then draw all parameters')
    for name, one in tensors:
        if one.is_complex():
            raise ValueError(f"{name} is complex, and the rules are about real numbers")
    return model


def check_inputs(inputs: Any) -> None:
    """Raise where inputs are no tensors, hold NaN or infinity, or are too few to differ."""
    tensors = list(tensors_in(inputs))
    if not tensors:
        raise TypeError(
            "inputs must be a tensor, a tuple of the model's arguments, or a dict of them by name; "
            f"got {type(inputs).__name__}"
        )
    for one in tensors:
        if one.is_floating_point() and not one.isfinite().all():
            raise ValueError("inputs must be finite; they hold NaN or infinity")
    if not any(one.ndim and len(one) > 1 for one in tensors):
        raise ValueError("inputs must hold two or more examples, for the rules ask what differs between them")


def check_arguments(targets: Any, loss: Any, optimizer: Any, lr: Any) -> float | None:
    """Return the learning rate; raise where targets, loss, optimizer and rate do not go together."""
    if targets is not None and loss is None:
        raise TypeError("targets need a loss to be compared with: loss=nn.CrossEntropyLoss(), for example")
    if loss is not None and not isinstance(loss, Callable):
        raise TypeError(f"loss must be a function of outputs and targets; got {type(loss).__name__}")
    if optimizer is not None and not isinstance(optimizer, torch.optim.Optimizer):
        raise TypeError(f"optimizer must be a torch.optim.Optimizer; got {type(optimizer).__name__}")
    return None if lr is None else check_real("lr", lr, above=0)


def check_loss(value: Any) -> torch.Tensor:
    """Return a loss as a tensor without dimensions."""
    if not isinstance(value, torch.Tensor):
        raise TypeError(f"loss must return a tensor; it returned {type(value).__name__}")
    if value.numel() != 1:
        raise ValueError(f"loss must return one number; it has shape {tuple(value.shape)}: take its mean")
    return value.reshape(())
