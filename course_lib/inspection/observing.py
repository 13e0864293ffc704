"""One run of a model, watched: what every layer receives and computes, and what comes back to it.

Each function of PyTorch that the model calls passes by here. Only single numbers are kept. They are taken
when a tensor is made, so an in-place activation after it changes nothing; a hook on it takes its gradient.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial

import torch
from torch import nn
from torch._C._functorch import peek_interpreter_stack
from torch.overrides import TorchFunctionMode

from course_lib.inspection import measuring
from course_lib.inspection.loss_calls import loss_call
from course_lib.inspection.operations import (
    CONVOLUTIONS,
    LOOKUPS,
    LOSSES,
    MATRIX,
    NOISE,
    NORMS,
    PERIODIC,
    PRODUCTS,
    RECURRENT,
    SCALED,
    SCALES,
    SUMS,
    activation_in,
    plain_name,
)  # fmt: skip
from course_lib.inspection.records import Layer, LossCall, Places, Sum
from course_lib.inspection.sums import codes_beside, low_rank, product_of_rows, residual
from course_lib.inspection.traces import Trace, Traces, merged, place, tensors_in, unmark

ALIKE = {"zeros_like", "ones_like", "empty_like", "full_like"}  # of a tensor's shape, not of its numbers


class Observer(TorchFunctionMode):
    """Records layers, sums and losses while it is entered, in the thread that entered it.

    Attributes:
        layers, sums, places, losses: what was seen, in order.
        touched: the names of the parameters that took part.
        detached: where in the source a tensor was cut from its gradient, and from which layers it came.
        receiving: gradients that come are those of the loss, not of what the model differentiates by itself.
        transformed: a part ran inside `torch.vmap` or another transformation, where nothing is seen.
        probed: the gradient is of noise that stands for a loss.
    """

    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model
        self.traces = Traces({id(parameter): name for name, parameter in model.named_parameters()})
        self.layers: list[Layer] = []
        self.sums: list[Sum] = []
        self.places: list[Places] = []
        self.losses: list[LossCall] = []
        self.touched: set[str] = set()
        self.detached: dict[str, frozenset[int]] = {}
        self.receiving = True
        self.probed = False
        self.transformed = False
        self.stack: list[str] = []
        first = (getattr(module, "batch_first", True) for module in model.modules())
        self.sequence_first = not all(first)

    @contextmanager
    def attached(self, below: bool = False) -> Iterator[None]:
        """Follow which module is at work, or only those below the model; all hooks are gone on leaving."""
        with ExitStack() as hooks:
            for name, module in self.model.named_modules():
                if below and module is self.model:
                    continue
                handle = module.register_forward_pre_hook(self._entering(name), prepend=True)
                hooks.callback(handle.remove)
                handle = module.register_forward_hook(self._leaving, with_kwargs=True, always_call=True)
                hooks.callback(handle.remove)
            yield

    @contextmanager
    def passing(self, given: object) -> Iterator[None]:
        """Watch a pass of the model that is about to begin with what it was given."""
        self.traces.enter(given)
        try:
            with self.attached(below=True), self:
                yield
        finally:
            unmark(given)

    def _entering(self, name: str):
        def enter(module, inputs) -> None:
            self.stack.append(name)

        return enter

    def _leaving(self, module, inputs, named, output) -> None:
        """What a module's own backward function computes has passed none of PyTorch's functions."""
        self.stack.pop()
        unknown = [one for one in tensors_in(output) if self.traces.of(one) is None]
        if unknown:
            self.traces.mark(unknown, merged(self.traces.among((inputs, named))))

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if peek_interpreter_stack() is not None:  # inside vmap and its like there are no numbers to see
            self.transformed = True
            return func(*args, **kwargs)
        name = plain_name(func)
        traces = self.traces.among((args, kwargs))
        if not traces:
            out = func(*args, **kwargs)
            if name in NOISE:
                self.traces.enter(out)
            return out
        trace = merged(traces)
        weights = {weight for one in traces for weight in one.weights}
        self.touched |= weights
        if name in LOSSES and trace.seen:
            out = func(*args, **kwargs)
            self.losses.append(loss_call(func, args, kwargs, out, trace))
            return out
        product = self._product(name, args, kwargs)
        if product is not None:
            out = func(*args, **kwargs)
            self._layer(name, args, kwargs, product, traces, out)
            return out
        trace = self._before(name, args, kwargs, trace)
        cut = name == "detach" and any(one.requires_grad for one in tensors_in((args, kwargs)))
        out = func(*args, **kwargs)
        if name == "setitem":
            self.traces.mark(args[0], trace)
        elif cut and trace.layers:
            at = place()
            self.detached[at] = self.detached.get(at, frozenset()) | trace.layers
        if name not in ALIKE:
            self._pass_on(args, out, trace)
        return out

    def _pass_on(self, args: tuple, out: object, trace: Trace) -> None:
        """Integers that become numbers with a fraction are inputs from there on, unless they only count."""
        first = args[0] if args and isinstance(args[0], torch.Tensor) else None
        whole = first is not None and self.traces.of(first) is trace and not first.is_floating_point()
        if whole and not trace.layers and isinstance(out, torch.Tensor) and out.shape == first.shape:
            self.traces.enter(out, trace)
        else:
            self.traces.mark(out, trace)

    def _before(self, name: str, args: tuple, kwargs: dict, trace: Trace) -> Trace:
        """The trace after a function that is no product; what it will change in place is measured here."""
        if not trace.seen:
            return trace
        if name in NORMS:
            self._note(trace, before_norm=True)
            return trace.after_norm()
        if name in SCALES:
            return replace(trace, scale=True)
        if name in SUMS and (found := codes_beside(self.layers, args[:2], self.traces.of)):
            self.places.append(found)
        if name in MATRIX or name == "mul":
            self._rows(args, kwargs)
        if name in SCALED or name in SUMS:
            return self._pair(name, args, trace)
        activation = activation_in(name, args, kwargs)
        if activation is not None and trace.activation is None:
            self._activation(activation, args[0], trace)
            return replace(trace, activation=activation)
        return trace

    def _note(self, trace: Trace, **values) -> None:
        for number in trace.layers:
            for key, value in values.items():
                setattr(self.layers[number], key, value)

    def _activation(self, activation: str, z: torch.Tensor, trace: Trace) -> None:
        axis = max((self.layers[number].unit_axis for number in trace.layers), default=-1)
        share, dead = measuring.saturated(z, activation), measuring.dead(z, activation, axis)
        self._note(trace, activation=activation, saturated=share, dead=dead)
        if activation in PERIODIC and trace.layers:
            argument = math.sqrt(measuring.across_units(z, axis if -z.ndim <= axis < z.ndim else -1))
            for layer in (self.layers[number] for number in trace.layers):
                layer.argument = argument if math.isnan(layer.argument) else max(argument, layer.argument)

    def _rows(self, args: tuple, kwargs: dict) -> None:
        """Note of tables whose rows are multiplied how large the product of two entries is."""
        pair = [(one, self.traces.of(one)) for one in tensors_in((args, kwargs))]
        pair = [(one, trace) for one, trace in pair if trace is not None and trace.seen]
        size = product_of_rows(self.layers, pair)
        for _, trace in pair if size is not None else ():
            self._note(trace, product=size)

    def _pair(self, name: str, args: tuple, trace: Trace) -> Trace:
        """A product or sum of two tensors: a written-out norm, a residual sum, or neither."""
        pair = [self.traces.of(one) for one in args[:2]]
        if len(pair) < 2 or not all(one is not None and one.seen for one in pair):
            return trace
        if name in SCALED:
            if pair[0].scale == pair[1].scale:
                return trace
            self._note(pair[pair[0].scale], before_norm=True)
            return trace.after_norm()
        if pair[0].layers == pair[1].layers and len({one.activation in PERIODIC for one in pair}) == 2:
            self._note(trace, argument=math.nan)  # x + sin²(x): a line goes beside the sine
        skip, branch = sorted((0, 1), key=lambda i: pair[i].depth)
        same = args[0].shape == args[1].shape and args[0].is_floating_point()
        if not same or pair[branch].depth == pair[skip].depth:
            return trace
        self._note(pair[branch], branch_end=True)
        if pair[branch].norm or low_rank(self.layers, pair[branch]):
            return trace
        if not residual(self.layers, pair[branch], pair[skip]):
            return trace
        before = measuring.mean_square(args[skip])
        after = measuring.mean_square(args[0].detach() + args[1].detach())
        self.sums.append(Sum(self.stack[-1] if self.stack else "", before, after, pair[branch].branch_norm))
        return trace.after_sum()

    def _product(self, name: str, args: tuple, kwargs: dict) -> torch.Tensor | None:
        """The input of a product with weights, if a call is one; the inputs' positions are none."""
        if name in PRODUCTS:
            x = args[0] if args else kwargs.get("input", kwargs.get("query"))
            if name in LOOKUPS:
                trace = self.traces.of(x)
                return x if trace is not None and trace.seen else None
            return x
        if name in MATRIX:
            known = [(one, self.traces.of(one)) for one in tensors_in((args, kwargs))]
            seen = [one for one, trace in known if trace is not None and trace.seen]
            made = [one for one, trace in known if trace is not None and not trace.seen and one.ndim > 1]
            return seen[0] if len(seen) == 1 and made else None
        return None

    def _layer(self, name: str, args: tuple, kwargs: dict, x, traces: list[Trace], out) -> None:
        """Record a layer, and let its output tell of it."""
        weights = frozenset().union(*(trace.weights for trace in traces))
        seen = merged([trace for trace in traces if trace.seen]) or Trace(seen=True)
        z = next(tensors_in(out))
        if not z.numel():  # an expert that no input was sent to
            self.traces.mark(out, seen)
            return
        axis, units = self._axes(name, args, z)
        trace = Trace(
            seen=True, layers=frozenset([len(self.layers)]), depth=seen.depth + 1, sums=seen.sums,
            normed=seen.normed, branch_norm=seen.branch_norm,
        )  # fmt: skip
        layer = Layer(
            self._name(weights), name, weights, tuple(z.shape), mean_square=measuring.mean_square(z),
            mean=measuring.real(z).mean().item(), across=measuring.across(z, axis), first=seen.depth == 0,
            recorded=torch.is_grad_enabled(), after_norm=seen.norm, normed=seen.normed, sums=seen.sums,
            after=seen.layers, depth=trace.depth, unit_axis=units, given=seen.given,
            encoded=seen.depth == 0 and seen.activation in PERIODIC,
        )  # fmt: skip
        if name == "linear" or name in MATRIX:
            layer.fan_in = x.shape[-1]
        if name not in LOOKUPS:
            layer.input_mean_square = measuring.mean_square(x)
            if seen.norm or seen.sums or layer.first:
                layer.input_across = measuring.across(x, axis)
        self.layers.append(layer)
        self.traces.mark(out, trace)
        for one in tensors_in(out):
            if one.requires_grad:
                one.register_hook(partial(self._receive, layer, one is z))

    def _axes(self, name: str, args: tuple, z: torch.Tensor) -> tuple[int, int]:
        """Along which axis of an output the inputs stand, and along which its units."""
        units = 1 if name in CONVOLUTIONS and z.ndim > 2 else -1
        first = not self.sequence_first
        if name in RECURRENT and not name.endswith("cell") and isinstance(args[-1], bool):
            first = args[-1]
        return int(z.ndim == 3 and units == -1 and not first), units

    def _name(self, weights: frozenset[str]) -> str:
        """The module that is at work; for a parameter that a model uses by itself, the parameter's name."""
        module = self.stack[-1] if self.stack else ""
        own = {name for name in weights if not name.endswith("bias")} or weights
        if len(weights) == 1 or (len(own) == 1 and not module):
            (name,) = own
            return name.removesuffix(".weight")
        return module or (min(weights) if weights else "")

    def _receive(self, layer: Layer, main: bool, gradient: torch.Tensor) -> None:
        """Keep of a gradient its mean square; of a second output's only where the first gets none."""
        if self.receiving and (main or math.isnan(layer.gradient)):
            layer.gradient = measuring.mean_square(gradient)

    def finish(self, output: object) -> None:
        """Mark the layers whose output leaves the model."""
        for trace in self.traces.among(output):
            if trace.layers:
                self.layers[max(trace.layers)].output = True
