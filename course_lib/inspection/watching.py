"""`watch`: the same quantities while a reader's own loop trains, at every so many of its steps.

A step is a pass of the whole model in train mode with gradients recorded. No pass is run but those of the
loop: layers are seen as it computes them, gradients in its ``backward``, and how far the step moved the
weights when the next pass begins. Steps between are only counted.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import torch
from torch import nn

from course_lib.arguments import check_whole
from course_lib.inspection import measuring
from course_lib.inspection.observing import Observer
from course_lib.inspection.records import NAN, Step
from course_lib.inspection.refusing import check_model


class Watch:
    """What `watch` gives: ``steps``, a list of `Step`, and their ``plot``."""

    def __init__(self, model: nn.Module, every: int):
        self.model, self.every = model, every
        self.steps: list[Step] = []
        self._count, self._thread = 0, threading.get_ident()
        self._observer: Observer | None = None
        self._pass, self._awaited = ExitStack(), ExitStack()
        self._before: dict[str, torch.Tensor] = {}

    def __repr__(self) -> str:
        if not self.steps:
            return "Watch: no steps recorded yet"
        count, last = len(self.steps), self.steps[-1].number
        return f"Watch: {count} step{'s' * (count > 1)} recorded, 0 to {last}; plot() draws them"

    def plot(self):
        """Signal, gradient, saturated and dead shares of layers, and the weights' updates, over the steps."""
        from course_lib.inspection.drawing_steps import steps_figure  # plotly is slow to import

        return steps_figure(self.steps).figure

    def enter(self, module: nn.Module, inputs: tuple, named: dict) -> None:
        """Before a pass: end the step before, and record this one if its turn has come."""
        mine = self._observer is None and self._thread == threading.get_ident()
        if not (mine and self.model.training and torch.is_grad_enabled()):
            return
        self.end()
        if self._count % self.every == 0:
            self._begin(inputs, named)
        self._count += 1

    def _begin(self, inputs: tuple, named: dict) -> None:
        self._observer, step = Observer(self.model), Step(self._count)
        self.steps.append(step)
        step.layers = self._observer.layers
        for name, parameter in self.model.named_parameters():
            step.std[name] = measuring.mean_and_std(parameter)[1]
            self._before[name] = parameter.detach().clone()
            if parameter.requires_grad:
                self._awaited.callback(parameter.register_hook(_keeper(step, name)).remove)
        self._pass.enter_context(self._observer.passing((inputs, named)))

    def leave(self, module: nn.Module, inputs: tuple, output: object) -> None:
        """After a pass, also one that raised: no function is looked at any more."""
        if self._observer is not None and self._thread == threading.get_ident():
            self._pass.close()
            self._observer.finish(output)
            self._observer = None

    def end(self) -> None:
        """After the step: how far it moved the parameters; gradients are no longer awaited."""
        self._awaited.close()
        for name, parameter in self.model.named_parameters():
            if (before := self._before.pop(name, None)) is not None:
                size = math.sqrt(measuring.mean_square(before))
                moved = math.sqrt(measuring.mean_square(parameter.detach() - before))
                self.steps[-1].update[name] = moved / size if size > 0 else NAN
        self._before.clear()


def _keeper(step: Step, name: str):
    def keep(gradient: torch.Tensor) -> None:
        step.gradient[name] = measuring.mean_square(gradient.to_dense())

    return keep


@contextmanager
def watch(model: nn.Module, every: int = 50) -> Iterator[Watch]:
    """Record what `inspect` shows of layers and weights while a loop inside the block trains ``model``.

    Training goes on exactly as without it. A loop that calls the model more than once between two steps of
    its optimizer has that many steps here. Passes in eval mode or under ``torch.no_grad()`` do not count, nor
    do those of other threads. Each of ``seen.steps`` has its ``number``, the ``layers`` as in a report, and
    ``std``, ``gradient`` and ``update`` by the name of a parameter.

    Args:
        model: the module that the loop calls.
        every: record the first step and each ``every``-th after it, ≥ 1.

    Raises:
        TypeError, ValueError: the model is none that can be seen into, or ``every`` is no whole number ≥ 1.

    >>> model = nn.Linear(4, 1)
    >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    >>> with watch(model, every=10) as seen:
    ...     for _ in range(25):
    ...         optimizer.zero_grad()
    ...         model(torch.ones(8, 4)).square().mean().backward()
    ...         optimizer.step()
    >>> seen
    Watch: 3 steps recorded, 0 to 20; plot() draws them
    >>> sorted(seen.steps[0].update)
    ['bias', 'weight']
    """
    if getattr(model, "_orig_mod", None) or getattr(model, "_compiled_call_impl", None):
        raise TypeError("model is compiled, and its passes cannot be watched: train it as it was written")
    model, every = check_model(model), check_whole("every", every, 1)
    seen = Watch(model, every)
    handles = [
        model.register_forward_pre_hook(seen.enter, prepend=True, with_kwargs=True),
        model.register_forward_hook(seen.leave, always_call=True),
    ]
    try:
        yield seen
    finally:
        for handle in handles:
            handle.remove()
        seen.end()
