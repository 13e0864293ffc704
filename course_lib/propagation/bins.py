"""Histograms of what the layers of networks hold, counted in the same bins for all."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import torch

from course_lib.ensemble.draws import DTYPES
from course_lib.propagation.memory import Memory
from course_lib.propagation.networks import Networks

# Histograms run from minus to plus this; a healthy pre-activation or gradient is N(0, 1), and He's
# weights for 64 inputs have a std of 0.18.
RANGES = {"weights": 0.6, "activations": 3.0, "gradients": 3.0}
COUNTED = tuple(RANGES)

# A processor waits before it counts again in the bin that it counted in just now: neighbours are counted
# apart, and the counts of a row added up.
LANES = 4
GOLDEN = 0.6180339887498949  # its multiples modulo 1 have no period that a sort could fall into


class Bins:
    """Equal bins for each of `names`, `edges[name]` (bins + 1,); what lies beyond counts in the end bins."""

    def __init__(self, names: tuple[str, ...], bins: int, dtype: torch.dtype):
        # where bins are even in number, the middle edge is exactly 0
        self.edges = {name: RANGES[name] * np.arange(-bins, bins + 1, 2) / bins for name in names}
        self.bins, self.dtype, self.half = bins, dtype, torch.tensor(bins / 2, dtype=dtype)

    def start(self, networks: Networks, batch: int, memory: Memory) -> None:
        """Count for these networks from now on."""
        self.networks = networks
        rows, units = len(networks.each), max(networks.sizes)
        self.place = memory.take(rows * batch * units, dtype=torch.int32)
        # a count of each row in every one of its lanes, which its units take in turn
        self.offset = self.bins * (
            LANES * torch.arange(rows, dtype=torch.int32).view(-1, 1, 1)
            + torch.arange(units, dtype=torch.int32) % LANES
        )

    def weights(self, layer: int) -> np.ndarray:
        """The counts of each network's weights, (networks, bins)."""
        return self._look_up("weights", self.networks.ranked(layer), self.networks.stds[:, layer])

    def entries(self, name: str, t: torch.Tensor, scales: np.ndarray, work: torch.Tensor) -> np.ndarray:
        """The counts of each network's entries, its scale (networks,) times its row of t, (networks, bins).

        `t` is (rows, batch, units), and `work` memory of its shape.
        """
        if not self.networks.shared.any():  # then a scale is 1
            return self._quantise(name, t, work)
        ranked = work.flatten(1)
        ranked = torch.add(t.flatten(1), apart(ranked.shape[1], t.dtype), out=ranked).numpy()
        ranked.sort(1)
        return self._look_up(name, zip(ranked, self.networks.each, strict=True), scales)

    def _look_up(self, name: str, ranked: Iterable[tuple[np.ndarray, int]], scales: np.ndarray) -> np.ndarray:
        """Count sorted entries: `ranked` holds some (entries,), and how many networks in a row scale them."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            cuts = (self.edges[name][1:-1] / scales[:, None]).astype(DTYPES[self.dtype])
        cuts[np.isnan(cuts)] = -np.inf  # a scale of 0 puts every entry on 0, which is not below an edge at 0
        below, start = np.zeros((len(scales), self.bins + 1), np.int32), 0
        for entries, each in ranked:
            below[start : start + each, 1:-1] = entries.searchsorted(cuts[start : start + each])
            below[start : start + each, -1] = len(entries)
            start += each
        return np.diff(below)

    def _quantise(self, name: str, t: torch.Tensor, work: torch.Tensor) -> np.ndarray:
        """Count the entries of t by their bins' numbers, offset by lane, in one bincount."""
        rows, reach, place = len(t), RANGES[name], self.place[: t.numel()].view(t.shape)
        # the last number below the upper end belongs to the last bin, and so does all beyond it
        torch.clamp(t, -reach, reach * (1 - 1e-6), out=work)
        place.copy_(torch.add(self.half, work, alpha=self.bins / 2 / reach, out=work))
        place.add_(self.offset[..., : t.shape[-1]])
        counts = torch.bincount(place.view(-1), minlength=rows * LANES * self.bins)
        return counts.view(rows, LANES, self.bins).sum(1).numpy()


@lru_cache(8)
def apart(count: int, dtype: torch.dtype) -> torch.Tensor:
    """Different numbers (count,), the smallest that there are, in no order.

    Sorting takes ten times as long where a layer's many zeros are all the same.
    """
    order = np.arange(count) * GOLDEN % 1
    return torch.tensor((1 + order) * torch.finfo(dtype).tiny, dtype=dtype)
