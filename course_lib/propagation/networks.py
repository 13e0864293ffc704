"""Drawn networks side by side in one tensor: schemes that share their noise share one product."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import torch

from course_lib.ensemble.draws import DTYPES, UnscaledWeights, bias_std, draw_bias, unscaled_weights


class Networks:
    """The drawn networks of all schemes and some seeds, one after another along the first axis of a tensor.

    Schemes that share all their noise stand together, seed by seed: `schemes` and `seeds` say whose network
    is where. The weights of layer ℓ are `scales[ℓ]` (networks, 1, 1) times unscaled weights; `biases[ℓ]` is
    (networks, 1, n_out), or None where all are 0.
    """

    def __init__(self, entries, bias_rules, sizes, seeds, gain: float, dtype: torch.dtype):
        self.sizes, shapes = tuple(sizes), list(pairwise(sizes))
        # unscaled weights by layer → the schemes that scale them
        self.alike: dict[tuple[UnscaledWeights, ...], list[int]] = {}
        scales = []
        for scheme, rules in enumerate(entries):
            layers = enumerate(zip(rules, shapes, strict=True))
            drawn = [unscaled_weights(rule, shape, seeds, layer, dtype) for layer, (rule, shape) in layers]
            self.alike.setdefault(tuple(weights for weights, _ in drawn), []).append(scheme)
            scales.append([scale * gain for _, scale in drawn])
        self.schemes = [s for group in self.alike.values() for _ in seeds for s in group]
        self.seeds = [k for group in self.alike.values() for k in range(len(seeds)) for _ in group]
        edges = np.cumsum([0] + [len(group) * len(seeds) for group in self.alike.values()]).tolist()
        places = [slice(*pair) for pair in pairwise(edges)]
        self.products = [  # the networks of one noise, its weights, and their transposes
            [
                (these, (drawn[layer].weights, drawn[layer].weights.transpose(1, 2)))
                for these, drawn in zip(places, self.alike, strict=True)
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
            weights = ways[back]
            rows = a[these].reshape(len(weights), -1, weights.shape[1])
            torch.bmm(rows, weights, out=out[these].view(len(weights), -1, weights.shape[2]))
        out.mul_(self.scales[layer])

    def ranked(self, layer: int) -> list[tuple[np.ndarray, int]]:
        """Sorted unscaled weights (weights,), one seed after the other, and how many networks scale each."""
        return [(row, len(group)) for drawn, group in self.alike.items() for row in drawn[layer].ranked]
