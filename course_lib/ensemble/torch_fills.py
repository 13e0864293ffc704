"""PyTorch's initializer functions as rules for a layer."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch


def is_torch_fill(rule: Any) -> bool:
    """Whether `rule` is a function of `torch.nn.init`, perhaps with arguments set by `functools.partial`."""
    return getattr(_inner(rule), "__module__", None) == "torch.nn.init"


class TorchFill:
    """A function such as `torch.nn.init.kaiming_normal_` as a rule `f(shape, *, rng, dtype)`.

    It fills a tensor in PyTorch's layout, (fan-out, fan-in), and draws from a generator of its own that `rng`
    seeds: PyTorch's global one stays as it is. Raises TypeError for a function that fills no tensor in place.
    """

    def __init__(self, argument: str, function: Callable):
        name = _inner(function).__name__
        if not name.endswith("_"):
            raise TypeError(
                f"{argument}: torch.nn.init.{name} fills no tensor in place, as torch.nn.init.zeros_ does"
                + (f"; write torch.nn.init.{name}_" if hasattr(torch.nn.init, f"{name}_") else "")
            )
        if name == "sparse_":
            raise TypeError(f"{argument}: torch.nn.init.sparse_ draws from PyTorch's global generator alone")
        self.function, self.name = function, name
        self.draws = "generator" in inspect.signature(function).parameters

    def __call__(self, shape, *, rng, dtype) -> np.ndarray:
        tensor = torch.from_numpy(np.zeros(shape[::-1], dtype))
        how = {"generator": torch.Generator().manual_seed(int(rng.integers(2**63)))} if self.draws else {}
        self.function(tensor, **how)
        return tensor.numpy().T


def _inner(rule: Any) -> Any:
    return _inner(rule.func) if isinstance(rule, partial) else rule
