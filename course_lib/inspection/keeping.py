"""A model, its gradients and all random states are left as they were found, whatever happens in between."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import numpy as np
import torch
from torch import nn

SEED = 0  # of the noise of a run: two looks at one model see the same
_one_at_a_time = threading.RLock()  # random states and hooks belong to all threads


@contextmanager
def unchanged(model: nn.Module) -> Iterator[None]:
    """Restore parameters, buffers, ``.grad``, train and eval flags, ``requires_grad`` and random states.

    Inside, every generator starts from one seed, and what was compiled runs as it was written. Threads wait
    for each other. What a model keeps in attributes of its own, such as a counter, is not known and stays.
    """
    with _one_at_a_time, _random_states(), _uncompiled():
        tensors = {one: one.detach().clone() for one in [*model.parameters(), *model.buffers()]}
        buffers = [(module._buffers, dict(module._buffers)) for module in model.modules()]
        modes = [(module, module.training) for module in model.modules()]
        gradients = [(one, one.grad, one.requires_grad) for one in model.parameters()]
        try:
            yield
        finally:
            for held, before in buffers:
                held.clear()
                held.update(before)
            for module, training in modes:
                module.training = training
            with torch.no_grad():
                for one, before in tensors.items():
                    if not torch.equal(one, before):
                        one.copy_(before)
            for one, gradient, required in gradients:
                one.requires_grad_(required)
                one.grad = gradient


@contextmanager
def _random_states() -> Iterator[None]:
    """Seed Python's, NumPy's and PyTorch's generators; put back what they held."""
    python, numpy, cpu = random.getstate(), np.random.get_state(), torch.get_rng_state()  # noqa: NPY002
    devices = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else None
    random.seed(SEED)
    np.random.seed(SEED)  # noqa: NPY002
    torch.manual_seed(SEED)
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)  # noqa: NPY002
        torch.set_rng_state(cpu)
        if devices is not None:
            torch.cuda.set_rng_state_all(devices)


def _uncompiled():
    """Compiled functions run as they were written; where no compiler was imported, nothing is compiled."""
    compiler = "torch._dynamo" in sys.modules
    return torch.compiler.set_stance("force_eager") if compiler else nullcontext()
