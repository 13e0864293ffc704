"""How much faster `propagate` looks through deep networks than hooks, autograd and np.histogram do.

    python benchmarks/propagation.py

The other side is what tutorials do: for each scheme an `nn.Sequential`, forward hooks that keep the
activations, `backward` from a unit Gaussian gradient, then the same moments and shares in torch's own
words and `np.histogram` of the weights, activations and gradients of every layer. It computes the weights'
gradient only where `propagate` does, and the same quantity: that of each input's loss, from the norms of
what autograd kept. Both sides run in this process, on one thread, in turns, with weights that are drawn
already; a figure is the median over rounds of the ratio of their process times. The bar is 4, for ReLU,
under which networks of one noise are one network scaled; tanh, which does not scale, stands beside it.
"""

from __future__ import annotations

import statistics
import sys
import time
from itertools import product
from pathlib import Path

import numpy as np
import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bars import HEAD, Row, show
from course_lib.ensemble.kernels import one_thread
from course_lib.initializers import get, to_torch
from course_lib.propagation import RANGES, propagate

SCHEMES = (
    "standard", "lecun_uniform", "lecun_normal", "glorot_uniform", "glorot_normal", "he_uniform", "he_normal",
    "scaled_normal",
)  # fmt: skip
SHAPES = ((20, 128, 128), (50, 64, 128))  # depth, width, batch: the live defaults
CASES = ("relu", False), ("relu", True), ("tanh", False)  # and whether the weights' gradient is measured
UNITS = {"relu": (nn.ReLU, None), "tanh": (nn.Tanh, 2.178)}  # from which |z| on it is saturated
BAR, ROUNDS, BINS = 4.0, 9, 60


class Hooks:
    """The tutorial's way."""

    def __init__(self, activation: str, weight_gradients: bool, depth: int, width: int, batch: int):
        unit, self.flat_from, self.weight_gradients = *UNITS[activation], weight_gradients
        self.nets = []
        for name in SCHEMES:
            layers = []
            for layer in range(depth):
                linear = nn.Linear(width, width, bias=False)
                rng = np.random.default_rng([0, layer, 0])
                linear.weight = nn.Parameter(to_torch(get(name)((width, width), rng=rng)), False)
                layers += [linear, unit()]
            net = nn.Sequential(*layers)
            kept: list[torch.Tensor] = []

            def keep(module, inputs, output, kept=kept):
                if isinstance(module, nn.Linear):
                    output.requires_grad_().retain_grad()
                kept.append(output)

            for module in net:
                module.register_forward_hook(keep)
            self.nets.append((net, kept))
        self.X, self.G = torch.randn(2, batch, width)

    def once(self) -> None:
        for net, kept in self.nets:
            kept.clear()
            net(self.X)
            kept[-2].backward(self.G)
            below = self.X
            for linear, z, a in zip(net[::2], kept[::2], kept[1::2], strict=True):
                for tensor in (z.detach(), a.detach(), z.grad):
                    tensor.mean().item(), tensor.square().mean().item(), tensor.var().item()
                z.detach().var(0).mean().item()  # across inputs
                off = z.detach() <= 0 if self.flat_from is None else z.detach().abs() >= self.flat_from
                off.float().mean().item(), off.all(0).float().mean().item()  # saturated, dead
                if self.weight_gradients:
                    squares = below.detach().square().sum(1) * z.grad.square().sum(1)
                    squares.sum().item() / (len(below) * linear.weight.numel())
                below = a
                for name, tensor in (("weights", linear.weight), ("activations", a), ("gradients", z.grad)):
                    half = RANGES[name]
                    np.histogram(tensor.detach().numpy(), BINS, (-half, half))


class Propagation:
    """The same quantities, and theory's, from `propagate`."""

    def __init__(self, activation: str, weight_gradients: bool, depth: int, width: int, batch: int):
        self.how = dict(depth=depth, width=width, batch=batch, seeds=1, bins=BINS)
        self.how |= dict(activation=activation, weight_gradients=weight_gradients)

    def once(self) -> None:
        propagate(SCHEMES, **self.how)


def seconds(side) -> float:
    start = time.process_time()
    side.once()
    return time.process_time() - start


def rows():
    """Measure, one shape after the other."""
    with one_thread():
        for shape, (activation, weight_gradients) in product(SHAPES, CASES):
            theirs, ours = (side(activation, weight_gradients, *shape) for side in (Hooks, Propagation))
            theirs.once(), ours.once()
            pairs = [(seconds(theirs), seconds(ours)) for _ in range(ROUNDS)]
            name = "propagate: {}, {} × {}, batch {}".format(activation, *shape)
            name += ", weights' gradient" * weight_gradients
            bar = BAR if activation == "relu" else None
            yield Row(name, statistics.median(a / b for a, b in pairs), bar, "×")
            yield Row("  one call", 1000 * statistics.median(b for _, b in pairs), unit=" ms")


def main() -> bool:
    """Print the table; whether all bars are reached."""
    print(f"8 schemes, forward, back, moments, histograms\n{HEAD}")
    return all(row.ok for row in show(rows()))


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
