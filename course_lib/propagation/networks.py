"""Drawn networks side by side in one tensor: schemes of one noise share one product, or even one signal."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import torch

from course_lib.ensemble.draws import DTYPES, UnscaledWeights, bias_std, draw_bias, law_of, unscaled_weights
from course_lib.initializers import Initializer


class Networks:
    """The drawn networks of all schemes and some seeds, and the rows of a tensor that carry their signals.

    Schemes that share all their noise stand together, seed by seed: `schemes` and `seeds` say whose network
    is where, and `stds` (networks, layers) what its unscaled weights are multiplied by.

    A row along the first axis of a tensor carries the signal of one network, or, where `gain_of` is given,
    of all networks of one noise without biases: φ(c z) = c φ(z), so they are one network scaled, and their
    row is that network with weights of std `gain_of` / √n_in, which keep its signal near 1. `each` says how
    many networks a row carries, `rows` (networks,) which row carries a network, `forward` and `backward`
    (networks, layers) what its z and its δ are, as multiples of that row's.

    The weights of a row in layer ℓ are `scales[ℓ]` (rows, 1, 1) times unscaled weights; `biases[ℓ]` is
    (rows, 1, n_out), or None where all are 0.
    """

    def __init__(
        self, entries, bias_rules, sizes, seeds, gain: float, dtype: torch.dtype,
        gain_of: float | None = None,
    ):  # fmt: skip
        self.sizes, shapes = tuple(sizes), list(pairwise(sizes))
        # unscaled weights by layer, and whether one row may carry all of them → the schemes that scale them
        alike: dict[tuple[tuple[UnscaledWeights, ...], bool], list[int]] = {}
        stds = []
        for scheme, rules in enumerate(entries):
            layers = list(zip(rules, bias_rules, shapes, strict=True))
            drawn = [
                unscaled_weights(rule, shape, seeds, layer, dtype)
                for layer, (rule, _, shape) in enumerate(layers)
            ]
            scalable = gain_of is not None and not any(has_bias(*layer) for layer in layers)
            alike.setdefault((tuple(weights for weights, _ in drawn), scalable), []).append(scheme)
            stds.append([std * gain for _, std in drawn])
        self.groups = [(drawn, group) for (drawn, _), group in alike.items()]
        self.schemes = [s for _, group in self.groups for _ in seeds for s in group]
        self.seeds = [k for _, group in self.groups for k in range(len(seeds)) for _ in group]
        self.each, edges = [], [0]
        for (_, scalable), group in alike.items():
            self.each += [len(group)] * len(seeds) if scalable else [1] * len(group) * len(seeds)
            edges.append(len(self.each))
        places = [slice(*pair) for pair in pairwise(edges)]
        self.products = [  # the rows of one noise, its weights, and their transposes
            [
                (these, (drawn[layer].weights, drawn[layer].weights.transpose(1, 2)))
                for these, (drawn, _) in zip(places, self.groups, strict=True)
            ]
            for layer in range(len(shapes))
        ]
        self.rows = np.repeat(np.arange(len(self.each)), self.each)
        firsts = np.cumsum([0, *self.each[:-1]])  # of each row the first network
        self.stds = np.array(stds)[self.schemes]
        self.scales = self._scale(firsts, gain_of, dtype).T.reshape(len(shapes), -1, 1, 1)
        self.biases = []
        for layer, (shape, given) in enumerate(zip(shapes, bias_rules, strict=True)):
            rules = [rules[layer] for rules in entries]
            self.biases.append(None)
            if given is not None or any(bias_std(rule, shape) > 0 for rule in rules):
                whose = [(rules[self.schemes[k]], seeds[self.seeds[k]]) for k in firsts]
                rows = [draw_bias(rule, given, shape, seed, layer, DTYPES[dtype]) for rule, seed in whose]
                self.biases[-1] = torch.from_numpy(np.stack(rows)).to(dtype).unsqueeze(1)

    def _scale(self, firsts: np.ndarray, gain_of: float | None, dtype: torch.dtype) -> torch.Tensor:
        """The std of each row, (rows, layers); notes which networks share one, as what multiples of it."""
        stds, shared = self.stds[firsts], np.array(self.each) > 1
        if gain_of is not None:
            stds[shared] = [gain_of / math.sqrt(n_in) for n_in in self.sizes[:-1]]
        rounded = torch.tensor(stds, dtype=dtype)
        self.shared = shared[self.rows]
        ratios = np.ones_like(self.stds)
        ratios[self.shared] = self.stds[self.shared] / rounded.double().numpy()[self.rows[self.shared]]
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            self.forward = ratios.cumprod(1)
            above = ratios[:, :0:-1].cumprod(1)[:, ::-1]
        self.backward = np.column_stack([above, np.ones(len(above))])
        return rounded

    def times_weights(self, layer: int, a: torch.Tensor, out: torch.Tensor, back: bool = False) -> None:
        """a · W of a layer, or a · Wᵀ on the way back, for a (rows, batch, units), into ``out``.

        One product a seed serves all schemes that share the noise: their rows are stacked.
        """
        for these, ways in self.products[layer]:
            weights = ways[back]
            rows = a[these].reshape(len(weights), -1, weights.shape[1])
            torch.bmm(rows, weights, out=out[these].view(len(weights), -1, weights.shape[2]))
        out.mul_(self.scales[layer])

    def ranked(self, layer: int) -> list[tuple[np.ndarray, int]]:
        """Sorted unscaled weights (weights,), one seed after the other, and how many networks scale each."""
        return [(row, len(group)) for drawn, group in self.groups for row in drawn[layer].ranked]


def has_bias(rule, given, shape) -> bool:
    """Whether a layer's bias may be other than 0: by the rule ``given``, or what `rule` draws by itself."""
    if given is None:
        return bias_std(rule, shape) > 0
    law = law_of(given, shape[1:]) if isinstance(given, Initializer) else None
    return law is None or law.mean != 0 or law.std != 0
