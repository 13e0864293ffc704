"""What is measured of a layer while a signal passes: moments, shares and histograms, in few passes.

Tensors come as (networks, batch, units). A float32 signal of 1e-30 has no square in float32: networks of
such signals, and of huge ones, are measured in float64.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields

import numpy as np
import torch

from course_lib.activations.saturation import dead_intervals, saturated_intervals
from course_lib.mean_field import MeanField
from course_lib.propagation.bins import Bins
from course_lib.propagation.memory import Memory
from course_lib.propagation.networks import Networks

MOMENTS = tuple(field.name for field in fields(MeanField))
FORWARD, BACKWARD = MOMENTS[:5], MOMENTS[5:8]

# Where a norm lies between these, no float32 square that matters to it was lost to under- or overflow, nor
# to those of what is derived from the same signal: its differences across inputs, its activations.
SAFE = 1e-8, 1e12
# A network is a multiple of the one that its row carries as long as the root mean squares of both lie between
# these in every layer, far from where the dtype's numbers end: beyond, rounding to 0 or to infinity decides.
SCALABLE = {torch.float32: (1e-25, 1e25), torch.float64: (1e-140, 1e140)}
AHEAD, BACK = ("z", "z_mean", "z_across", "a", "a_mean"), ("delta", "delta_mean")
RAW = (*AHEAD, *BACK, "flat", "dead")


class LayerStatistics:
    """Fills arrays (schemes, seeds, layers), one layer of some seeds at a time."""

    def __init__(
        self, shape: tuple[int, int, int], activation, bins: int, counted: tuple[str, ...],
        dtype: torch.dtype, weight_gradients: bool,
    ):  # fmt: skip
        self.values = {name: np.zeros(shape) for name in MOMENTS}
        if not weight_gradients:
            self.values["weight_gradient_power"][:] = np.nan
        self.histograms = {name: np.zeros((*shape, bins), np.int32) for name in counted}
        self.bins = Bins(counted, bins, dtype)
        self.flat, self.zero = saturated_intervals(activation), dead_intervals(activation)
        self.dtype, self.weight_gradients = dtype, weight_gradients
        # Of the networks that are at work now, by name a tensor a layer: short calls cost more than their
        # arithmetic, so whatever can wait is done for all layers at once.
        self.found: dict[str, list] = {}
        self.exact: list[tuple[str, int, int, torch.Tensor]] = []  # name, layer, network, value
        self.below: list[torch.Tensor] = []  # of each layer the norms of a_{ℓ-1} by input
        self.unsafe: list[int] = []  # networks whose numbers are too small or too large for float32 squares
        self.finite = True

    @contextmanager
    def of(
        self, networks: Networks, schemes: list[int], seeds: list[int], X: torch.Tensor, memory: Memory
    ) -> Iterator[None]:
        """What is measured inside belongs to networks of these schemes and seeds, by number, and inputs X."""
        sizes, batch, self.networks = networks.sizes, len(X), networks
        layers = len(sizes) - 1
        self.found = {name: [None] * layers for name in (*RAW, "weight_gradient", *self.histograms)}
        self.exact, self.below = [], [torch.linalg.vector_norm(X.double(), dim=1)]
        # memory to work in, used again for each layer while it is in the cache
        self.number = memory.take(len(networks.each) * batch * max(sizes), dtype=self.dtype)
        self.bins.start(networks, batch, memory)
        if "weights" in self.histograms:
            self.found["weights"] = [self.bins.weights(layer) for layer in range(layers)]
        yield
        entries = batch * np.array(sizes[1:], float)  # of one layer, per network
        pairs = entries * np.array(sizes[:-1])  # an input's loss has a gradient at each weight
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            raw = self.numbers(batch, np.sqrt(entries))
            a, delta = raw["a"] ** 2 / entries, raw["delta"] ** 2 / entries
            found = {
                "preactivation_power": raw["z"] ** 2 / entries,
                "preactivation_mean": raw["z_mean"],
                "across_input_variance": raw["z_across"] ** 2 / entries * (batch / (batch - 1)),
                "activation_power": a,
                "activation_variance": np.maximum(a - raw["a_mean"] ** 2, 0),  # rounding goes either way
                "gradient_power": delta,
                "gradient_variance": np.maximum(delta - raw["delta_mean"] ** 2, 0),
                "share_saturated": raw["flat"],
                "share_dead": raw["dead"],
            }
            if self.weight_gradients:
                norms = torch.stack(self.found["weight_gradient"]).T.numpy()[networks.rows]
                norms[:, 1:] *= networks.forward[:, :-1]
                found["weight_gradient_power"] = (norms * networks.backward) ** 2 / pairs
        for name, value in found.items():
            self.values[name][schemes, seeds] = value
        for name, kept in self.histograms.items():
            kept[schemes, seeds] = np.stack(self.found[name], axis=1)

    def numbers(self, batch: int, root: np.ndarray) -> dict[str, np.ndarray]:
        """Norms, means and shares by name, (networks, layers); `root` of the entries of a layer (layers,).

        Notes which networks are no multiples of what their rows carry.
        """
        found, networks = self.found, self.networks
        found["dead"] = over_units(lambda inside: (inside == batch).double(), found["dead"])
        found["flat"] = over_units(lambda inside: inside / batch, found["flat"])
        found["z_mean"] = over_units(lambda mean: mean, found["z_mean"])
        raw = {name: torch.stack(list(found[name])).double() for name in RAW}
        for name, layer, row, value in self.exact:
            raw[name][layer, row] = value
        numbers = {name: values.numpy().T[networks.rows] for name, values in raw.items()}
        scaled = {name: numbers[name] * networks.forward for name in AHEAD}
        scaled |= {name: numbers[name] * networks.backward for name in BACK}
        low, high = SCALABLE[self.dtype]
        like = np.isfinite(networks.forward) & np.isfinite(networks.backward)
        for name in ("z", "a", "delta"):
            gone = (numbers[name] == 0) & bool(self.zero)  # where φ is flat, 0 need not come from rounding
            for size in (numbers[name] / root, scaled[name] / root):
                like &= gone | ((low < size) & (size < high))
        self.unlike = networks.shared & ~like.all(1)
        return numbers | scaled

    def forward(self, layer: int, z: torch.Tensor) -> None:
        """Measure the pre-activations, before the activation overwrites them."""
        self.look_at(z, "z", layer)
        mean = z.mean(1, keepdim=True)
        self.found["z_mean"][layer] = mean
        self.found["z_across"][layer] = norm(torch.sub(z, mean, out=self.work(z)))
        for row, mine in self.outside(z):
            mean = mine.mean(0)
            self.exact.append(("z_mean", layer, row, mean.mean()))
            self.exact.append(("z_across", layer, row, torch.linalg.vector_norm(mine - mean)))
        inside = self.found["flat"][layer] = count_inside(z, self.flat, self.work(z))
        if self.zero != self.flat:
            inside = count_inside(z, self.zero, self.work(z))
        self.found["dead"][layer] = inside

    def activations(self, layer: int, a: torch.Tensor) -> None:
        """Measure what the activation made of the pre-activations that were measured just now."""
        self.found["a"][layer], self.found["a_mean"][layer] = norm(a), a.mean((1, 2))
        for row, mine in self.outside(a):
            self.exact.append(("a", layer, row, torch.linalg.vector_norm(mine)))
            self.exact.append(("a_mean", layer, row, mine.mean()))
        if self.weight_gradients:
            self.below.append(self.by_input(a))
        self.count("activations", layer, a, self.networks.forward)

    def backward(self, layer: int, delta: torch.Tensor) -> None:
        """Measure the gradient with respect to the pre-activations."""
        self.look_at(delta, "delta", layer)
        self.found["delta_mean"][layer] = delta.mean((1, 2))
        for row, mine in self.outside(delta):
            self.exact.append(("delta_mean", layer, row, mine.mean()))
        if self.weight_gradients:
            product = self.below[layer] * self.by_input(delta)
            self.found["weight_gradient"][layer] = torch.linalg.vector_norm(product, dim=1)
        self.count("gradients", layer, delta, self.networks.backward)

    def look_at(self, t: torch.Tensor, name: str, layer: int) -> None:
        """Note the norms of t, and for which networks float32 is not enough for what follows from it."""
        size = self.found[name][layer] = norm(t)
        sizes = size.tolist()
        self.finite, self.unsafe = all(map(math.isfinite, sizes)), []
        if self.dtype == torch.float32:
            self.unsafe = [row for row, one in enumerate(sizes) if not SAFE[0] < one < SAFE[1]]
        for row, mine in self.outside(t):
            self.exact.append((name, layer, row, torch.linalg.vector_norm(mine)))

    def outside(self, t: torch.Tensor) -> Iterator[tuple[int, torch.Tensor]]:
        """The networks of t that float32 is not enough for, one by one in float64, (batch, units)."""
        for row in self.unsafe:
            yield row, t[row].double()

    def by_input(self, t: torch.Tensor) -> torch.Tensor:
        """The norm of each input's row in what was looked at just now, (networks, batch), in float64.

        The gradient of one input's loss with respect to the weights, aᵀδ, has the norm |a| |δ|: no product of
        matrices is needed.
        """
        norms = torch.linalg.vector_norm(t, dim=2).double()
        for row, mine in self.outside(t):
            norms[row] = torch.linalg.vector_norm(mine, dim=1)
        return norms

    def work(self, t: torch.Tensor) -> torch.Tensor:
        """Memory of the shape of t, until the next call."""
        return self.number[: t.numel()].view(t.shape)

    def count(self, name: str, layer: int, t: torch.Tensor, scales: np.ndarray) -> None:
        """Count the entries of t (rows, batch, units), times each network's scale in each layer."""
        if name in self.histograms:
            t = t if self.finite else t.nan_to_num(nan=0.0)
            self.found[name][layer] = self.bins.entries(name, t, scales[:, layer], self.work(t))

    def finish(self) -> dict:
        """The arrays by name, and the layers at which a signal overflowed or fell silent."""
        power, back = self.values["preactivation_power"], self.values["gradient_power"]
        lost = np.logical_or.accumulate(~np.isfinite(power), axis=2)  # NaN too: inf - inf
        for name in FORWARD:
            self.values[name][lost] = np.inf
        self.values["activation_variance"][~np.isfinite(self.values["activation_power"])] = np.inf
        gone = np.logical_or.accumulate(~np.isfinite(back)[..., ::-1], axis=2)[..., ::-1]
        gone |= lost[..., -1:]  # no loss, no gradient
        for name in BACKWARD if self.weight_gradients else BACKWARD[:2]:
            self.values[name][gone] = np.inf
        return {
            **self.values, "histograms": self.histograms, "edges": self.bins.edges,
            "overflow": first(lost), "silent": first(power == 0),
            "gradient_overflow": first_from_top(gone), "gradient_silent": first_from_top(back == 0),
        }  # fmt: skip


def norm(t: torch.Tensor) -> torch.Tensor:
    """The root of the sum of squares over a batch and its units, (networks,)."""
    return torch.linalg.vector_norm(t, dim=(1, 2))


def over_units(function, layers: list[torch.Tensor]) -> list[torch.Tensor] | torch.Tensor:
    """The mean over units of a function of each layer's tensor (networks, …, units): (layers, networks)."""
    if len({one.shape for one in layers}) == 1:
        return function(torch.stack(layers)).flatten(2).mean(2)
    return [function(one).flatten(1).mean(1) for one in layers]


def count_inside(z: torch.Tensor, intervals, work: torch.Tensor) -> torch.Tensor:
    """For how many inputs each unit's z lies in the intervals, ends included, (networks, units)."""
    inside = z.new_zeros(len(z), z.shape[2])
    for low, high in intervals:  # comparisons into floats are the fastest
        inside += torch.le(z, high, out=work).sum(1) if high < math.inf else z.shape[1]
        if low > -math.inf:
            inside -= torch.lt(z, low, out=work).sum(1)
    return inside


def first(marked: np.ndarray) -> np.ndarray:
    """The first layer, counted from 1, that is marked; 0 where none is."""
    return np.where(marked.any(2), marked.argmax(2) + 1, 0)


def first_from_top(marked: np.ndarray) -> np.ndarray:
    """The same from the last layer down."""
    return np.where(marked.any(2), marked.shape[2] - marked[..., ::-1].argmax(2), 0)
