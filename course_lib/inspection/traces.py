"""Where a tensor comes from, as far as the rules ask: through which layers, norms, sums and activations."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from course_lib.inspection.measuring import mean_square

LIBRARIES = str(Path(torch.__file__).parent), str(Path(__file__).parent)
MARK = "_course_trace"  # the attribute of an activation that holds its trace


@dataclass(frozen=True)
class Trace:
    """What a tensor was made of.

    Attributes:
        seen: it depends on the inputs; else it is made of parameters alone.
        weights: of what is made of parameters alone, their names.
        layers: the numbers of the layers that it comes from with no other layer between.
        depth: how many layers the longest way from the inputs has.
        sums: how many residual sums that way has.
        norm: a norm stands between it and those layers, or the inputs.
        normed: a norm stands anywhere before it.
        branch_norm: a norm stands behind the last residual sum.
        activation: the activation since those layers.
        scale: it is what a norm divides by.
        given: E[x²] of the model's own inputs that it comes from, of the largest; NaN of integers.
    """

    seen: bool = False
    weights: frozenset[str] = frozenset()
    layers: frozenset[int] = frozenset()
    depth: int = 0
    sums: int = 0
    norm: bool = False
    normed: bool = False
    branch_norm: bool = False
    activation: str | None = None
    scale: bool = False
    given: float = math.nan

    def after_norm(self) -> Trace:
        return replace(self, norm=True, normed=True, branch_norm=True, scale=False)

    def after_sum(self) -> Trace:
        return replace(self, sums=self.sums + 1, branch_norm=False)


def merged(traces: list[Trace]) -> Trace | None:
    """The trace of what is computed from tensors with these traces; None for none."""
    if len(traces) < 2:
        return traces[0] if traces else None
    seen = [trace for trace in traces if trace.seen]
    if not seen:
        return Trace(weights=frozenset().union(*(trace.weights for trace in traces)))
    if len(seen) == 1:
        return seen[0]
    return Trace(
        seen=True,
        layers=frozenset().union(*(trace.layers for trace in seen)),
        depth=max(trace.depth for trace in seen),
        sums=max(trace.sums for trace in seen),
        norm=any(trace.norm for trace in seen),
        normed=any(trace.normed for trace in seen),
        branch_norm=any(trace.branch_norm for trace in seen),
        activation=next((trace.activation for trace in seen if trace.activation), None),
        scale=all(trace.scale for trace in seen),
        given=max((trace.given for trace in seen if trace.given >= 0), default=math.nan),
    )


def tensors_in(values: object) -> Iterator[torch.Tensor]:
    """All tensors in what a function takes or returns: in lists, tuples, dicts and data classes."""
    if isinstance(values, torch.Tensor):
        yield values
    elif isinstance(values, dict):
        for value in values.values():
            yield from tensors_in(value)
    elif isinstance(values, list | tuple):
        for value in values:
            yield from tensors_in(value)
    elif hasattr(values, "__dataclass_fields__"):
        yield from tensors_in(list(vars(values).values()))


class Traces:
    """The traces of one run: those of activations stand on the tensors, those of parameters are their names.

    What another run left on a tensor, such as a state that a model keeps, does not count.
    """

    def __init__(self, names: dict[int, str]):
        self.names = names  # of the parameters, by their `id`

    def of(self, tensor: object) -> Trace | None:
        """The trace of one tensor; None where nothing is known of it."""
        owner, trace = getattr(tensor, MARK, (None, None))
        if owner is self:
            return trace
        name = self.names.get(id(tensor))
        return None if name is None else Trace(weights=frozenset([name]))

    def among(self, values: object) -> list[Trace]:
        """All traces of the tensors among ``values``."""
        found = (self.of(tensor) for tensor in tensors_in(values))
        return [trace for trace in found if trace is not None]

    def enter(self, values: object, trace: Trace | None = None) -> None:
        """Let every tensor among ``values`` be an input of the model, from here on if it was integers."""
        for tensor in tensors_in(values):
            plain = tensor.is_floating_point() and tensor.layout is torch.strided and not tensor.is_nested
            given = mean_square(tensor) if plain else math.nan
            self.mark(tensor, replace(trace or Trace(seen=True), given=given))

    def mark(self, values: object, trace: Trace | None) -> None:
        """Let every tensor among ``values`` have this trace."""
        if trace is not None:
            for tensor in tensors_in(values):
                setattr(tensor, MARK, (self, trace))


def unmark(values: object) -> None:
    """Take the traces off tensors that are not the run's own."""
    for tensor in tensors_in(values):
        vars(tensor).pop(MARK, None)


def place() -> str:
    """The line of source outside PyTorch that is at work now, as ``file:line``."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(LIBRARIES):
        frame = frame.f_back
    return f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}"
