"""Where the numbers of many networks lie: one flat buffer, seen as weights, biases and the like."""

from __future__ import annotations

import math
from itertools import chain, pairwise
from typing import NamedTuple

import torch


class Parameters(NamedTuple):
    """Views of one buffer, a list for each kind, one tensor a layer, members first.

    weights `(members, n_in, n_out)` and biases `(members, n_out)` of every layer; with batch normalization
    also scales γ, shifts β and the running means and variances, `(members, n)` of every hidden layer.
    """

    weights: list[torch.Tensor]
    biases: list[torch.Tensor]
    scales: list[torch.Tensor]
    shifts: list[torch.Tensor]
    means: list[torch.Tensor]
    variances: list[torch.Tensor]

    def of(self, members) -> Parameters:
        """The same of some members: a slice gives views, a list of their numbers copies."""
        return Parameters(*([one[members] for one in kind] for kind in self))

    def everything(self) -> list[torch.Tensor]:
        """All tensors in one list."""
        return list(chain.from_iterable(self))


def count_parameters(sizes, batch_norm: bool = False) -> int:
    """How many numbers one member holds."""
    normalized = 4 * sum(sizes[1:-1]) if batch_norm else 0
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes)) + normalized


def parameter_views(
    flat: torch.Tensor, sizes, members: int, *, batch_norm: bool = False, output_transposed: bool = False
) -> Parameters:
    """A flat buffer seen as `Parameters`: W_1, b_1, W_2, b_2, …, then γ, β, mean and variance layer by layer.

    With `output_transposed` the last layer's weights lie in memory as `(members, n_out, n_in)`,
    the order in which training reads them fastest; the view's shape is the same.
    """
    views, at, last = Parameters([], [], [], [], [], []), 0, len(sizes) - 2

    def take(*shape) -> torch.Tensor:
        nonlocal at
        view = flat[at : at + math.prod(shape)].view(shape)
        at += view.numel()
        return view

    for layer, (n_in, n_out) in enumerate(pairwise(sizes)):
        if output_transposed and layer == last:
            views.weights.append(take(members, n_out, n_in).transpose(1, 2))
        else:
            views.weights.append(take(members, n_in, n_out))
        views.biases.append(take(members, n_out))
    for n in sizes[1:-1] if batch_norm else ():
        for kind in (views.scales, views.shifts, views.means, views.variances):
            kind.append(take(members, n))
    return views
