"""One observed run of a model, forward and back, and what it shows of every parameter."""

from __future__ import annotations

import copy
import math
from dataclasses import replace
from inspect import signature

import torch
from torch import nn

from course_lib.activations import ACTIVATIONS
from course_lib.inspection import measuring
from course_lib.inspection.modules import ParameterBlock, parameter_blocks
from course_lib.inspection.observing import Observer
from course_lib.inspection.records import NAN, Layer, Observation, Parameter
from course_lib.inspection.refusing import check_loss
from course_lib.inspection.traces import tensors_in

PROBE = 1  # the seed of the gradient that stands for a loss where there is none
Gradients = dict[str, torch.Tensor | None]


def called(model: nn.Module, inputs: object) -> object:
    """The output of a model: a tuple or list is its arguments, a dict its arguments by name.

    A model whose ``forward`` takes them in no such way gets them as its one argument.
    """
    if not isinstance(inputs, list | tuple | dict):
        return model(inputs)
    arguments, named = ((), inputs) if isinstance(inputs, dict) else (inputs, {})
    if not _takes(model, *arguments, **named) and _takes(model, inputs):
        return model(inputs)
    return model(*arguments, **named)


def _takes(model: nn.Module, *arguments: object, **named: object) -> bool:
    try:
        signature(model.forward).bind(*arguments, **named)
    except TypeError:
        return False
    return True


def copied(inputs: object) -> object:
    """Inputs of the model's own, for it may change them in place."""
    if isinstance(inputs, torch.Tensor):
        return inputs.detach().clone()
    if isinstance(inputs, dict):
        return {key: copied(value) for key, value in inputs.items()}
    if type(inputs) in (list, tuple):
        return type(inputs)(copied(value) for value in inputs)
    return inputs


def observe(model, inputs, targets, loss, optimizer, lr) -> Observation:
    """Run a model once, with its loss and back; the caller keeps it unchanged.

    Where there is no loss, a gradient of normal noise comes from the outputs in its place.
    """
    observer, gradients, value = _run(model, inputs, targets, loss)
    layers = observer.layers
    steps = _steps(model, optimizer, lr, gradients)
    parameters = [_parameter(block, layers, gradients, steps) for block in parameter_blocks(model)]
    for layer in layers:
        held = [
            one for one in parameters if one.name in layer.weights and one.role in ("weight", "embedding")
        ]
        layer.weight_gradient, layer.update = (_mean(held, name) for name in ("gradient", "update"))
    return Observation(
        layers=layers, sums=observer.sums, places=observer.places, losses=observer.losses,
        parameters=parameters,
        loss=value, has_loss=loss is not None or not math.isnan(value), used=frozenset(observer.touched),
        detached=observer.detached, model=model, optimizer=optimizer, lr=lr,
        slopes=gradients, transformed=observer.transformed,
        rerun=lambda: _run(model, inputs, targets, loss)[1],
    )  # fmt: skip


def _run(model, inputs, targets, loss) -> tuple[Observer, Gradients, float]:
    observer, value = _forward(model, inputs, targets, loss)
    names = {name: one for name, one in model.named_parameters() if one.requires_grad}
    if not (value.requires_grad and names):
        return observer, dict.fromkeys(dict(model.named_parameters())), _loss_of(observer, value)
    observer.receiving = True
    found = torch.autograd.grad(value, list(names.values()), allow_unused=True)
    missing = {name for name, slope in zip(names, found, strict=True) if slope is None}
    if missing & observer.touched:
        observer, value = _forward(model, inputs, targets, loss)
        observer.receiving = True
        found = _by_backward(value, list(names.values()))
    known = dict(zip(names, found, strict=True))
    gradients = {name: known.get(name) for name, _ in model.named_parameters()}
    return observer, gradients, _loss_of(observer, value)


def _loss_of(observer: Observer, value: torch.Tensor) -> float:
    return NAN if observer.probed else value.item()


def _forward(model, inputs, targets, loss) -> tuple[Observer, torch.Tensor]:
    """Run a model and its loss; the number that the gradient is of."""
    observer, inputs = Observer(model), copied(inputs)
    observer.receiving = False
    observer.traces.enter(inputs)
    with torch.enable_grad(), observer.attached(), observer:
        output = called(model, inputs)
        observer.finish(output)
        if loss is not None:
            value = check_loss(loss(output) if targets is None else loss(output, targets))
        else:
            floats = [one for one in tensors_in(output) if one.is_floating_point()]
            observer.probed = not (len(floats) == 1 and floats[0].numel() == 1)
            value = _probe(floats) if observer.probed else floats[0].sum()
    return observer, value


def _probe(outputs: list[torch.Tensor]) -> torch.Tensor:
    """The outputs' product with normal noise."""
    generator = torch.Generator().manual_seed(PROBE)
    total = torch.zeros(())
    for one in outputs:
        noise = torch.randn(one.shape, generator=generator).to(one)
        total = total.to(one.device) + (one * noise).float().sum()
    return total


def _by_backward(value: torch.Tensor, parameters: list[nn.Parameter]) -> list[torch.Tensor | None]:
    """The gradients by ``backward``, the only way to parameters inside a reentrant checkpoint."""
    for one in parameters:
        one.grad = None
    value.backward()
    found = [one.grad for one in parameters]
    for one in parameters:
        one.grad = None
    return found


def _steps(model: nn.Module, optimizer, lr: float | None, gradients: Gradients) -> Gradients:
    """What the next step would change every parameter by: the optimizer's, or plain SGD's with ``lr``."""
    if isinstance(optimizer, torch.optim.LBFGS) or (optimizer is None and lr is None):
        return {}
    if optimizer is None:
        return {name: None if one is None else lr * one for name, one in gradients.items()}
    names = {id(one): name for name, one in model.named_parameters()}
    twin, pairs = copy.deepcopy(optimizer), {}
    for group, other in zip(optimizer.param_groups, twin.param_groups, strict=True):
        for one, double in zip(group["params"], other["params"], strict=True):
            double.grad = None
            if gradients.get(name := names.get(id(one))) is not None:
                double.grad, pairs[name] = gradients[name].clone(), (one, double)
    type(twin).step(twin)  # the twin's own attribute may be a scheduler's, which steps the original
    return {name: double.detach() - one.detach() for name, (one, double) in pairs.items()}


def _parameter(
    block: ParameterBlock, layers: list[Layer], gradients: Gradients, steps: Gradients
) -> Parameter:  # fmt: skip
    """What is known of one block; a bare parameter that layers multiply by is a weight."""
    tensor = block.tensor
    mean, std = measuring.mean_and_std(tensor)
    largest = tensor.abs().max().item() if tensor.numel() else 0.0
    mine = [layer for layer in layers if block.name in layer.weights]
    slope, step = (_dense(one.get(block.name), block) for one in (gradients, steps))
    role, fan_in, activation = block.role, block.fan_in, next((one.activation for one in mine), None)
    axis = int(getattr(block.module, "transposed", False))
    if role == "other" and tensor.ndim > 1 and mine and len(mine[0].weights) == 1:
        role, fan_in = "weight", mine[0].fan_in
        axis = 0 if mine[0].operation == "linear" else -1
    found = Parameter(
        name=block.name, label=block.label, role=role, shape=tuple(tensor.shape), dtype=tensor.dtype,
        trainable=block.parameter.requires_grad, fan_in=fan_in, fan_out=block.fan_out,
        recurrent=block.recurrent, mean=mean, std=std, largest=largest,
        activation=activation, unit_axis=axis, module=block.module, tensor=tensor, slope=slope,
    )  # fmt: skip
    return replace(found, asked=_asked(found), gradient=_square(slope), update=_update(step, found))


def _mean(parameters: list[Parameter], quantity: str) -> float:
    found = [getattr(one, quantity) for one in parameters]
    return sum(found) / len(found) if found else NAN


def _dense(tensor: torch.Tensor | None, block: ParameterBlock) -> torch.Tensor | None:
    """The part of a gradient or step that belongs to a block; of a table, all its rows."""
    if tensor is None:
        return None
    return (tensor.to_dense() if tensor.is_sparse else tensor).detach()[block.rows]


def _square(tensor: torch.Tensor | None) -> float:
    return NAN if tensor is None else measuring.mean_square(tensor)


def _update(step: torch.Tensor | None, parameter: Parameter) -> float:
    size = math.sqrt(parameter.mean_square) if math.isfinite(parameter.mean_square) else NAN
    return math.sqrt(_square(step)) / size if step is not None and size > 0 else NAN


def _asked(parameter: Parameter) -> float:
    """The std that keeps E[z²] of a wide layer: gain/√fan_in, the gain that of the activation after it."""
    if parameter.role in ("norm gain", "norm shift", "bias"):
        return 0.0
    if parameter.role != "weight" or not parameter.fan_in:
        return NAN
    known = ACTIVATIONS.get(parameter.activation) if not parameter.recurrent else None
    return (known.gain if known else 1.0) / math.sqrt(parameter.fan_in)
