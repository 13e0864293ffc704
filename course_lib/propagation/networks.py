"""Drawn networks side by side in one tensor: schemes that share their noise share one product."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import torch

from course_lib.ensemble.draws import DTYPES, Unit, bias_std, draw_bias, unit_weights

__all__ = ["Networks"]


class Networks:
    """The drawn networks of all schemes and some seeds, one after another along the first axis of a tensor.

    Schemes that share all their noise stand together, seed by seed: `schemes` and `seeds` say whose network
    is where. The weights of layer ℓ are `scales[ℓ]` (networks, 1, 1) times unit weights; `biases[ℓ]` is
    (networks, 1, n_out), or None where all are 0.
    """

    def __init__(self, entries, bias_rules, sizes, seeds, gain: float, dtype: torch.dtype):
        self.sizes, shapes = tuple(sizes), list(pairwise(sizes))
        self.alike: dict[tuple[Unit, ...], list[int]] = {}  # units by layer → the schemes that scale them
        scales = []
        for scheme, rules in enumerate(entries):
            layers = enumerate(zip(rules, shapes, strict=True))
            drawn = [unit_weights(rule, shape, seeds, layer, dtype) for layer, (rule, shape) in layers]
            self.alike.setdefault(tuple(unit for unit, _ in drawn), []).append(scheme)
            scales.append([scale * gain for _, scale in drawn])
        self.schemes = [s for group in self.alike.values() for _ in seeds for s in group]
        self.seeds = [k for group in self.alike.values() for k in range(len(seeds)) for _ in group]
        edges = np.cumsum([0] + [len(group) * len(seeds) for group in self.alike.values()]).tolist()
        places = [slice(*pair) for pair in pairwise(edges)]
        self.products = [  # the networks of one noise, its weights, and their transposes
            [
                (these, (units[layer].weights, units[layer].weights.transpose(1, 2)))
                for these, units in zip(places, self.alike, strict=True)
            ]
            for layer in range(len(shapes))
        ]
        self.scales = torch.tensor(scales, dtype=dtype)[self.schemes].T.reshape(len(shapes), -1, 1, 1)
        self.biases = []
        for layer, (shape, given) in enumerate(zip(shapes, bias_rules, strict=True)):
            rules = [rules[layer] for rules in entries]
            self.biases.append(None)
            if given is not None or any(bias_std(rule, shape) > 0 for rule in rules):
                rows = [
                    draw_bias(rules[s], given, shape, seeds[k], layer, DTYPES[dtype])
                    for s, k in zip(self.schemes, self.seeds, strict=True)
                ]
                self.biases[-1] = torch.from_numpy(np.stack(rows)).to(dtype).unsqueeze(1)

    def times_weights(self, layer: int, a: torch.Tensor, out: torch.Tensor, back: bool = False) -> None:
        """a · W of a layer, or a · Wᵀ on the way back, for a (networks, batch, units), into ``out``.

        One product a seed serves all schemes that share the noise: their rows are stacked.
        """
        for these, ways in self.products[layer]:
            unit = ways[back]
            rows = a[these].reshape(len(unit), -1, unit.shape[1])
            torch.bmm(rows, unit, out=out[these].view(len(unit), -1, unit.shape[2]))
        out.mul_(self.scales[layer])

    def ranked(self, layer: int) -> list[tuple[np.ndarray, int]]:
        """Sorted unit weights (weights,), one seed after the other, and how many networks scale each."""
        return [(row, len(group)) for units, group in self.alike.items() for row in units[layer].ranked]
