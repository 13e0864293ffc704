"""Batch normalization, between a layer's product and its activation, and shortcuts around a layer.

For a unit of a hidden layer with pre-activations z over the B rows of a batch (Ioffe & Szegedy 2015,
https://arxiv.org/abs/1502.03167):

    x̂ = (z - mean z) / √(var z + 1e-5),    y = γ x̂ + β,    a = φ(y)

with the variance divided by B. γ starts at 1 and β at 0. Training keeps running means and variances, each
a moving average that takes a tenth of every new value (the variance divided by B - 1), which stand in for the
batch when a trained network is looked at. These are the rules of `torch.nn.BatchNorm1d`. Backwards, with
d = ∂loss/∂y:

    ∂loss/∂γ = Σ_rows d x̂,    ∂loss/∂β = Σ_rows d
    ∂loss/∂z = γ / √(var z + 1e-5) · (d - mean d - x̂ · mean(d x̂))

A shortcut (He, Zhang, Ren & Sun 2016, https://arxiv.org/abs/1512.03385) adds a hidden layer's input to what
it puts out, a_ℓ = a_{ℓ-1} + φ(y_ℓ), wherever both are equally wide.
"""

from __future__ import annotations

import torch

from course_lib.ensemble.parameters import Parameters

EPSILON, MOMENTUM = 1e-5, 0.1  # torch.nn.BatchNorm1d's defaults


def has_shortcut(sizes, layer: int) -> bool:
    """Whether a network with shortcuts has one around hidden layer `layer`, counted from 0."""
    return 0 < layer < len(sizes) - 2 and sizes[layer] == sizes[layer + 1]


def normalized(z: torch.Tensor, parameters: Parameters, layer: int, batch: bool) -> torch.Tensor:
    """γ x̂ + β of pre-activations `(members, rows, n)`, by the batch's own statistics or the running ones."""
    mean, variance = (kind[layer].unsqueeze(1) for kind in (parameters.means, parameters.variances))
    if batch:
        mean = z.mean(1, keepdim=True)
        variance = (z - mean).square_().mean(1, keepdim=True)
    scale, shift = (kind[layer].unsqueeze(1) for kind in (parameters.scales, parameters.shifts))
    return (z - mean).mul_((variance + EPSILON).rsqrt_()).mul_(scale).add_(shift)


class Normalization:
    """Batch normalization of one layer in training: the memory that both directions need, made once."""

    def __init__(self, parameters: Parameters, into: Parameters, layer: int, rows: int):
        members, n = parameters.scales[layer].shape
        self.rows = rows
        self.scale, self.shift, self.mean, self.variance = (
            kind[layer].unsqueeze(1) for kind in parameters[2:]
        )
        self.into_scale, self.into_shift = (kind[layer].unsqueeze(1) for kind in into[2:4])
        self.x, self.work = torch.empty(2, members, rows, n, dtype=self.scale.dtype)
        self.centre, self.inverse, self.by_x, self.sum = torch.empty(4, members, 1, n, dtype=self.scale.dtype)

    def forward(self, z: torch.Tensor, track: bool, running: bool) -> None:
        """z becomes γ x̂ + β; with `track` the running statistics take their share of the batch's."""
        if running:
            scale = torch.mul(self.scale, (self.variance + EPSILON).rsqrt_(), out=self.inverse)
            z.sub_(self.mean).mul_(scale).add_(self.shift)
            return
        torch.mean(z, 1, keepdim=True, out=self.centre)
        torch.sub(z, self.centre, out=self.x)
        torch.mul(self.x, self.x, out=self.work)
        variance = torch.mean(self.work, 1, keepdim=True, out=self.inverse)
        if track:
            self.mean.lerp_(self.centre, MOMENTUM)
            self.variance.mul_(1 - MOMENTUM).add_(
                variance, alpha=MOMENTUM * self.rows / max(1, self.rows - 1)
            )
        self.inverse.add_(EPSILON).rsqrt_()
        self.x.mul_(self.inverse)
        torch.addcmul(self.shift, self.x, self.scale, out=z)

    def backward(self, delta: torch.Tensor, keep: float, times: float) -> None:
        """∂loss/∂y becomes ∂loss/∂z; γ's and β's gradients go where the weights' go, in the same form."""
        torch.mul(delta, self.x, out=self.work)
        torch.sum(self.work, 1, keepdim=True, out=self.by_x)
        torch.sum(delta, 1, keepdim=True, out=self.sum)
        delta.sub_(self.sum / self.rows).addcmul_(self.x, self.by_x, value=-1 / self.rows)
        delta.mul_(self.inverse.mul_(self.scale))  # first, for a step may be about to change γ
        for into, gradient in ((self.into_scale, self.by_x), (self.into_shift, self.sum)):
            if keep:
                into.mul_(keep).add_(gradient, alpha=times)
            else:
                into.copy_(gradient)
