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
from course_lib.propagation.memory import Memory

# Histograms run from minus to plus this; a healthy pre-activation or gradient is N(0, 1), and He's
# weights for 64 inputs have a std of 0.18.
RANGES = {"weights": 0.6, "activations": 3.0, "gradients": 3.0}
COUNTED = tuple(RANGES)

MOMENTS = tuple(field.name for field in fields(MeanField))
FORWARD, BACKWARD = MOMENTS[:5], MOMENTS[5:8]

# Where a norm lies between these, no float32 square that matters to it was lost to under- or overflow, nor
# to those of what is derived from the same signal: its differences across inputs, its activations.
SAFE = 1e-8, 1e12
# A processor waits before it counts again in the bin that it counted in just now, and half of what ReLU puts
# out is in one bin: neighbours are counted apart, and the counts of a network added up.
LANES = 4
RAW = ("z", "z_mean", "z_across", "a", "a_mean", "delta", "delta_mean", "flat", "dead")


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
        self.edges = {name: np.linspace(-RANGES[name], RANGES[name], bins + 1) for name in counted}
        self.flat, self.zero, self.bins = saturated_intervals(activation), dead_intervals(activation), bins
        self.dtype, self.half = dtype, torch.tensor(bins / 2, dtype=dtype)
        self.weight_gradients = weight_gradients
        # Of the networks that are at work now, by name a tensor a layer: short calls cost more than their
        # arithmetic, so whatever can wait is done for all layers at once.
        self.found: dict[str, list] = {}
        self.exact: list[tuple[str, int, int, torch.Tensor]] = []  # name, layer, network, value
        self.below: list[torch.Tensor] = []  # of each layer the norms of a_{ℓ-1} by input
        self.unsafe: list[int] = []  # networks whose numbers are too small or too large for float32 squares
        self.finite = True

    @property
    def counts_weights(self) -> bool:
        return "weights" in self.histograms

    @contextmanager
    def of(
        self, schemes: list[int], seeds: list[int], X: torch.Tensor, sizes, memory: Memory
    ) -> Iterator[None]:
        """What is measured inside belongs to networks of these schemes and seeds, by number, and inputs X."""
        layers, networks, batch = len(sizes) - 1, len(schemes), len(X)
        self.found = {name: [None] * layers for name in (*RAW, "weight_gradient", *self.histograms)}
        self.exact, self.below = [], [torch.linalg.vector_norm(X.double(), dim=1)]
        # memory to count in, used again for each layer while it is in the cache
        entries = networks * batch * max(sizes)
        self.number = memory.take(entries, dtype=self.dtype)
        self.place = memory.take(entries, dtype=torch.int32)
        # a count of each network in every one of its lanes, which its units take in turn
        self.offset = self.bins * (
            LANES * torch.arange(networks, dtype=torch.int32).view(-1, 1, 1)
            + torch.arange(max(sizes), dtype=torch.int32) % LANES
        )
        yield
        raw = self.numbers(batch)
        entries = batch * np.array(sizes[1:], float)  # of one layer, per network
        pairs = entries * np.array(sizes[:-1])  # an input's loss has a gradient at each weight
        with np.errstate(over="ignore", invalid="ignore"):
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
                norms = torch.stack(self.found["weight_gradient"]).T.numpy()
                found["weight_gradient_power"] = norms**2 / pairs
        for name, value in found.items():
            self.values[name][schemes, seeds] = value
        for name, kept in self.histograms.items():
            counts = torch.stack(self.found[name])
            if name == "weights":
                counts = counts.diff(dim=-1)
            kept[schemes, seeds] = counts.transpose(0, 1).numpy()

    def numbers(self, batch: int) -> dict[str, np.ndarray]:
        """Norms, means and shares by name, (networks, layers)."""
        found = self.found
        found["dead"] = over_units(lambda inside: (inside == batch).double(), found["dead"])
        found["flat"] = over_units(lambda inside: inside / batch, found["flat"])
        found["z_mean"] = over_units(lambda mean: mean, found["z_mean"])
        raw = {name: torch.stack(list(found[name])).double() for name in RAW}
        for name, layer, row, value in self.exact:
            raw[name][layer, row] = value
        return {name: values.numpy().T for name, values in raw.items()}

    def weights(self, layer: int, ranked: list[tuple[np.ndarray, int]], scales: np.ndarray) -> None:
        """Count the weights of each network: its scale, one of `scales` (networks,), times unscaled weights.

        `ranked` holds sorted unscaled weights (weights,), and how many networks in a row scale them.
        """
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            cuts = (self.edges["weights"][1:-1] / scales.reshape(-1, 1)).astype(ranked[0][0].dtype)
        cuts[np.isnan(cuts)] = -np.inf  # a scale of 0 puts every weight on 0, which is not below an edge at 0
        below, start = np.zeros((len(scales), self.bins + 1), np.int32), 0
        for unscaled, each in ranked:
            below[start : start + each, 1:-1] = unscaled.searchsorted(cuts[start : start + each])
            below[start : start + each, -1] = len(unscaled)
            start += each
        self.found["weights"][layer] = torch.from_numpy(below)  # how many weights lie below each edge

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
        self.count("activations", layer, a)

    def backward(self, layer: int, delta: torch.Tensor) -> None:
        """Measure the gradient with respect to the pre-activations."""
        self.look_at(delta, "delta", layer)
        self.found["delta_mean"][layer] = delta.mean((1, 2))
        for row, mine in self.outside(delta):
            self.exact.append(("delta_mean", layer, row, mine.mean()))
        if self.weight_gradients:
            product = self.below[layer] * self.by_input(delta)
            self.found["weight_gradient"][layer] = torch.linalg.vector_norm(product, dim=1)
        self.count("gradients", layer, delta)

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

    def count(self, name: str, layer: int, t: torch.Tensor) -> None:
        """Count the entries of t (networks, batch, units) in bins: quantise, offset by lane, one bincount."""
        if name not in self.histograms:
            return
        rows, reach = len(t), RANGES[name]
        number, place = self.work(t), self.place[: t.numel()].view(t.shape)
        if not self.finite:
            t = t.nan_to_num(nan=0.0)
        # the last number below the upper end belongs to the last bin, and so does all beyond it
        torch.clamp(t, -reach, reach * (1 - 1e-6), out=number)
        place.copy_(torch.add(self.half, number, alpha=self.bins / 2 / reach, out=number))
        place.add_(self.offset[..., : t.shape[-1]])
        counts = torch.bincount(place.view(-1), minlength=rows * LANES * self.bins)
        self.found[name][layer] = counts.view(rows, LANES, self.bins).sum(1)

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
            **self.values, "histograms": self.histograms, "edges": self.edges,
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
