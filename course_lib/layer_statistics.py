"""What is measured of a layer while a signal passes: moments, shares and histograms, in few passes.

Tensors come as (networks, batch, units). Sums of squares are taken in float64, where a float32 signal
of 1e-30 still has a square.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

from course_lib.saturation import flat_zones, zero_zones

__all__ = ["COUNTED", "RANGES", "LayerStatistics"]

# Histograms run from minus to plus this; a healthy pre-activation or gradient is N(0, 1), and He's
# weights for 64 inputs have a std of 0.18.
RANGES = {"weights": 0.6, "activations": 3.0, "gradients": 3.0}
COUNTED = tuple(RANGES)

MOMENTS = (
    "preactivation_power", "preactivation_mean", "across_input_variance", "activation_power",
    "activation_variance", "gradient_power", "gradient_variance", "share_saturated", "share_dead",
)  # fmt: skip
FORWARD = MOMENTS[:5]


# Where a norm lies between these, no float32 square that matters to it was lost to under- or overflow, nor
# to those of what is derived from the same signal: its differences across inputs, its activations.
SAFE = 1e-8, 1e12
RAW = ("z", "z_mean", "z_across", "a", "a_mean", "delta", "delta_mean", "saturated", "dead")


class LayerStatistics:
    """Fills arrays (schemes, seeds, layers), one layer of some seeds at a time."""

    def __init__(
        self, shape: tuple[int, int, int], activation, bins: int, counted: tuple[str, ...], dtype: torch.dtype
    ):
        self.values = {name: np.zeros(shape) for name in MOMENTS}
        self.histograms = {name: np.zeros((*shape, bins), np.int32) for name in counted}
        self.edges = {name: np.linspace(-RANGES[name], RANGES[name], bins + 1) for name in counted}
        self.flat, self.zero, self.bins = flat_zones(activation), zero_zones(activation), bins
        self.raw: dict[str, torch.Tensor] = {}  # (layers, networks): norms, means, shares
        self.counts: dict[str, torch.Tensor] = {}
        self.safe, self.dtype = True, dtype

    @property
    def counts_weights(self) -> bool:
        return "weights" in self.histograms

    @contextmanager
    def of(self, schemes: list[int], seeds: list[int], batch: int, sizes) -> Iterator[None]:
        """What is measured inside belongs to networks of these schemes and seeds, by their numbers."""
        layers, networks = len(sizes) - 1, len(schemes)
        self.raw = {name: torch.zeros(layers, networks, dtype=torch.float64) for name in RAW}
        self.counts = {
            n: torch.zeros(layers, networks, self.bins, dtype=torch.int32) for n in self.histograms
        }
        # memory to count in, used again for each layer while it is in the cache
        entries = networks * batch * max(sizes)
        self.number, self.place = (
            torch.empty(entries, dtype=self.dtype),
            torch.empty(entries, dtype=torch.int32),
        )
        yield
        entries = batch * np.array(sizes[1:], float)  # of one layer, per network
        raw = {name: values.numpy().T for name, values in self.raw.items()}
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
                "share_saturated": raw["saturated"],
                "share_dead": raw["dead"],
            }
        for name, value in found.items():
            self.values[name][schemes, seeds] = value
        for name, counts in self.counts.items():
            self.histograms[name][schemes, seeds] = counts.transpose(0, 1).numpy()

    def weights(self, layer: int, ranked: list[np.ndarray], scales: torch.Tensor) -> None:
        """Count the weights of each network: its scale times its sorted unit weights."""
        inner = self.edges["weights"][1:-1]
        below = np.zeros((len(ranked), self.bins + 1), np.int32)  # how many weights lie below each edge
        for row, values, scale in zip(below, ranked, scales.flatten().tolist(), strict=True):
            cuts = inner / scale if scale else np.where(inner > 0, np.inf, -np.inf)
            with np.errstate(over="ignore"):
                row[1:-1], row[-1] = values.searchsorted(cuts.astype(values.dtype)), values.size
        self.counts["weights"][layer] = torch.from_numpy(np.diff(below))

    def forward(self, layer: int, z: torch.Tensor) -> None:
        """Measure the pre-activations, before the activation overwrites them."""
        self.look_at(z, "z", layer)
        mean = z.mean(1, keepdim=True, dtype=self.accurate)
        self.raw["z_mean"][layer] = mean.mean((1, 2))
        self.raw["z_across"][layer] = self.norm(z - mean)
        self.raw["saturated"][layer] = share_inside(z, self.flat)
        if self.zero:
            self.raw["dead"][layer] = share_of_dead(z, self.zero)

    def activations(self, layer: int, a: torch.Tensor) -> None:
        self.raw["a"][layer] = self.norm(a)
        self.raw["a_mean"][layer] = a.mean((1, 2), dtype=self.accurate)
        self.count("activations", layer, a)

    def backward(self, layer: int, delta: torch.Tensor) -> None:
        self.look_at(delta, "delta", layer)
        self.raw["delta_mean"][layer] = delta.mean((1, 2), dtype=self.accurate)
        self.count("gradients", layer, delta)

    def look_at(self, t: torch.Tensor, name: str, layer: int) -> None:
        """Note the norm of t, and whether float32 is safe for what follows from it."""
        self.safe = True
        norm = self.norm(t)
        self.safe = bool(((norm > SAFE[0]) & (norm < SAFE[1])).all())
        self.raw[name][layer] = norm if self.safe else self.norm(t)

    @property
    def accurate(self) -> torch.dtype:
        """The dtype in which sums neither overflow nor vanish before the numbers themselves do."""
        return self.dtype if self.safe else torch.float64

    def norm(self, t: torch.Tensor) -> torch.Tensor:
        """The root of the sum of squares over a batch and its units, (networks,)."""
        return torch.linalg.vector_norm(t, dim=(1, 2), dtype=self.accurate)

    def count(self, name: str, layer: int, t: torch.Tensor) -> None:
        """Count the entries of t (networks, …) in bins: quantise, offset by row, one bincount."""
        if name not in self.histograms:
            return
        half, rows, reach = self.bins / 2, len(t), RANGES[name]
        number, place = (work[: t.numel()].view(t.shape) for work in (self.number, self.place))
        if not self.safe:  # it may have overflowed
            t = t.nan_to_num(nan=0.0)
        # the last number below the upper end belongs to the last bin, and so does all beyond it
        torch.clamp(t, -reach, reach * (1 - 1e-6), out=number)
        place.copy_(torch.add(t.new_tensor(half), number, alpha=half / reach, out=number))
        place.add_(self.bins * torch.arange(rows, dtype=place.dtype).view(-1, 1, 1))
        counts = torch.bincount(place.view(-1), minlength=rows * self.bins)
        self.counts[name][layer] = counts.view(rows, self.bins)

    def finish(self) -> dict:
        """The arrays by name, and the layers at which a signal overflowed or fell silent."""
        power, back = self.values["preactivation_power"], self.values["gradient_power"]
        lost = np.logical_or.accumulate(~np.isfinite(power), axis=2)  # NaN too: inf - inf
        for name in FORWARD:
            self.values[name][lost] = np.inf
        self.values["activation_variance"][~np.isfinite(self.values["activation_power"])] = np.inf
        gone = np.logical_or.accumulate(~np.isfinite(back)[..., ::-1], axis=2)[..., ::-1]
        gone |= lost[..., -1:]  # no loss, no gradient
        for name in ("gradient_power", "gradient_variance"):
            self.values[name][gone] = np.inf
        return {
            **self.values, "histograms": self.histograms, "edges": self.edges,
            "overflow": first(lost), "silent": first(power == 0),
            "gradient_overflow": first_from_top(gone), "gradient_silent": first_from_top(back == 0),
        }  # fmt: skip


def share_inside(z: torch.Tensor, zones) -> torch.Tensor:
    """The share of z that lies in the zones, ends included, (networks,)."""
    inside = torch.zeros(len(z), dtype=torch.float64)
    work = torch.empty_like(z)  # comparisons into floats are the fastest
    for low, high in zones:
        if high < math.inf:
            inside += torch.le(z, high, out=work).sum((1, 2))
        else:
            inside += z.shape[1] * z.shape[2]
        if low > -math.inf:
            inside -= torch.lt(z, low, out=work).sum((1, 2))
    return inside / (z.shape[1] * z.shape[2])


def share_of_dead(z: torch.Tensor, zones) -> torch.Tensor:
    """The share of units whose z lies in one zone for every input, (networks,)."""
    found = []
    for low, high in zones:
        most = torch.ones(()) if high == math.inf else z.amax(1) <= high
        least = torch.ones(()) if low == -math.inf else z.amin(1) >= low
        found.append((most * least).expand(len(z), z.shape[2]))
    return torch.stack(found).amax(0).mean(1, dtype=torch.float64)


def first(marked: np.ndarray) -> np.ndarray:
    """The first layer, counted from 1, that is marked; 0 where none is."""
    return np.where(marked.any(2), marked.argmax(2) + 1, 0)


def first_from_top(marked: np.ndarray) -> np.ndarray:
    """The same from the last layer down."""
    return np.where(marked.any(2), marked.shape[2] - marked[..., ::-1].argmax(2), 0)
