"""Many tiny networks held as one, so that a figure can show twenty seeds and not one.

An `Ensemble` is S initialization schemes × R seeds = S·R members, all of one shape. Weights
have a leading member axis, so one call computes what a tutorial's loop over networks would:

    z_ℓ = a_{ℓ-1} W_ℓ + b_ℓ,    a_ℓ = φ(z_ℓ),    the last layer linear (logits)

How the gradients come about is in `backprop.py`; how they are followed, in `training.py`.
"""

from __future__ import annotations

import math
from itertools import pairwise
from numbers import Integral
from typing import NamedTuple

import numpy as np
import torch

from course_lib.backprop import Target, Workspace
from course_lib.draws import (
    DTYPES,
    check_seeds,
    check_sizes,
    draw_bias,
    drawn,
    per_layer,
    scheme_entries,
    weight_generator,
)
from course_lib.kernels import find_activation, kernel_for, one_thread

# Members are worked through in parts small enough for a core's cache: about 1.5 MB for the
# activations and gradients of one layer (measured). Much smaller parts would be all overhead.
PART_BYTES = 1_500_000


class Gradients(NamedTuple):
    """Mean loss `(members,)` and its exact gradient, shaped like the parameters."""

    loss: torch.Tensor
    weights: list[torch.Tensor]
    biases: list[torch.Tensor]


class Ensemble:
    """`len(initializers) * len(seeds)` multilayer perceptrons, scheme by scheme.

    sizes         layer widths, input first: (2, 16, 16, 1). One output is a binary classifier,
                  more are that many classes. (2, 1) is logistic regression.
    activation    a name of `ACTIVATIONS` or an activation object; hidden layers only.
    initializers  a list of entries, or a mapping label -> entry. An entry is a name, an
                  initializer object, any `f(shape, *, rng, dtype)`, or a list of one of
                  these per layer, where an array `(fan_in, fan_out)` is taken as it is.
    seeds         non-negative integers, or how many (`seeds=8` is `range(8)`).
    biases        None: what each scheme draws (0 for all but `torch_default`); else an entry
                  for `(fan_out,)` arrays, used by every scheme.
    dtype         torch.float32 or torch.float64; draws are made in it.

    Layer ℓ of seed s draws from a generator that depends on s and ℓ alone, so every scheme of
    one distribution sees the same noise, scaled: schemes are compared on the same draw.

    >>> e = Ensemble((2, 3, 1), initializers=["zeros", "he_normal"], seeds=range(2))
    >>> e.members
    [('zeros', 0), ('zeros', 1), ('he_normal', 0), ('he_normal', 1)]
    >>> e.weights[0].shape
    torch.Size([4, 2, 3])
    """

    def __init__(
        self,
        sizes=(2, 16, 16, 1),
        activation="tanh",
        initializers=("zeros", "he_normal"),
        seeds=range(8),
        *,
        biases=None,
        dtype=torch.float32,
    ):
        self.sizes = check_sizes(sizes)
        self.activation = find_activation(activation)
        self.seeds = check_seeds(seeds)
        if dtype not in DTYPES:
            raise ValueError(f"dtype must be torch.float32 or torch.float64, got {dtype!r}")
        self.dtype = dtype
        entries = scheme_entries(initializers, self.n_layers)
        bias_rules = None if biases is None else per_layer("biases", biases, self.n_layers)
        self.schemes = list(entries)
        self._flat = torch.zeros(self.n_members * count_parameters(self.sizes), dtype=dtype)
        self.weights, self.biases = parameter_views(self._flat, self.sizes, self.n_members)
        self._draw(entries, bias_rules)
        self._initial = self._flat.clone()
        self._kernel = kernel_for(self.activation)

    # ---- who is who -------------------------------------------------------------------------

    @property
    def n_layers(self) -> int:
        return len(self.sizes) - 1

    @property
    def n_members(self) -> int:
        return len(self.schemes) * len(self.seeds)

    @property
    def members(self) -> list[tuple[str, int]]:
        """(scheme, seed) of each member: all seeds of the first scheme, then of the next."""
        return [(scheme, seed) for scheme in self.schemes for seed in self.seeds]

    @property
    def parameters_flat(self) -> torch.Tensor:
        """The one buffer behind `weights` and `biases`: W_1, b_1, W_2, b_2, … in turn."""
        return self._flat

    def __repr__(self) -> str:
        shape = "-".join(map(str, self.sizes))
        return (
            f"Ensemble({shape}, {self.activation.name}, {len(self.schemes)} schemes × "
            f"{len(self.seeds)} seeds, {str(self.dtype).removeprefix('torch.')})"
        )

    def reset(self) -> None:
        """Put the initial draw back."""
        self._flat.copy_(self._initial)

    def copy(self) -> Ensemble:
        """A second ensemble with the same parameters and the same initial draw."""
        twin = object.__new__(Ensemble)
        twin.__dict__.update(self.__dict__)
        twin.schemes, twin._initial = list(self.schemes), self._initial.clone()
        twin._flat = self._flat.clone()
        twin.weights, twin.biases = parameter_views(twin._flat, self.sizes, self.n_members)
        return twin

    # ---- forward and backward ---------------------------------------------------------------

    def __call__(self, X, members=None) -> torch.Tensor:
        """Logits `(members, batch, out)` of inputs `(batch, n_in)`, array or tensor.

        `members`, a list of their numbers, asks for those only, in that order.
        """
        X = self.check_X(X)
        weights, biases = self.weights, self.biases
        if members is not None:
            chosen = _check_members(members, self.n_members)
            weights, biases = [W[chosen] for W in weights], [b[chosen] for b in biases]
        logits = torch.empty(len(weights[0]), len(X), self.sizes[-1], dtype=self.dtype)
        with one_thread():
            for part in self.parts(len(X), len(logits)):
                a = X.expand(part.stop - part.start, *X.shape)
                for layer, (W, b) in enumerate(zip(weights, biases, strict=True)):
                    a = torch.baddbmm(b[part].unsqueeze(1), a, W[part])
                    if layer < self.n_layers - 1:
                        z, a = a, torch.empty_like(a) if self._kernel.needs_z else a
                        self._kernel.forward(z, a)
                logits[part] = a
        return logits

    def hidden(self, X) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
        """Every layer's `z_ℓ` and `a_ℓ`, `(members, batch, n_ℓ)` each; the last a is the logits."""
        X = self.check_X(X)
        a, zs, activations = X.expand(self.n_members, *X.shape), [], []
        with one_thread():
            for layer, (W, b) in enumerate(zip(self.weights, self.biases, strict=True)):
                z = torch.baddbmm(b.unsqueeze(1), a, W)
                a = z.clone()
                if layer < self.n_layers - 1:
                    self._kernel.forward(z, a)
                zs.append(z)
                activations.append(a)
        return zs, activations

    def gradients(self, X, y) -> Gradients:
        """Exact gradients of each member's mean loss, by the backward pass that trains."""
        X, y = self.check_Xy(X, y)
        M, target = self.n_members, Target(y, self.sizes[-1], self.dtype)
        into = parameter_views(torch.empty_like(self._flat), self.sizes, M)
        loss, accuracy = torch.empty(2, M, dtype=self.dtype)
        with one_thread():
            space = Workspace((self.weights, self.biases), len(X), self._kernel, into)
            space.forward(X)
            space.loss(target, loss, accuracy)
            space.backward(X)
        return Gradients(loss, *into)

    def evaluate(self, X, y) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean loss and accuracy of each member, `(members,)` both."""
        X, y = self.check_Xy(X, y)
        target = Target(y, self.sizes[-1], self.dtype)
        loss, accuracy = torch.empty(2, self.n_members, dtype=self.dtype)
        with one_thread():
            for part in self.parts(len(X)):
                mine = [W[part] for W in self.weights], [b[part] for b in self.biases]
                space = Workspace(mine, len(X), self._kernel)
                space.forward(X)
                space.loss(target, loss[part], accuracy[part])
        return loss, accuracy

    def parts(self, batch: int, members: int | None = None) -> list[slice]:
        """The members cut into slices whose activations over `batch` rows fit the cache."""
        members = self.n_members if members is None else members
        bytes_each = 2 * batch * max(self.sizes[1:]) * self.dtype.itemsize
        count = min(members, max(1, round(members * bytes_each / PART_BYTES)))
        edges = [round(i * members / count) for i in range(count + 1)]
        return [slice(lo, hi) for lo, hi in pairwise(edges)]

    # ---- checks and draws -------------------------------------------------------------------

    def check_X(self, X, name: str = "X") -> torch.Tensor:
        """X as a finite tensor `(batch, n_in)` of the ensemble's dtype."""
        try:
            X = _tensor(X, self.dtype)
        except (TypeError, ValueError, RuntimeError):
            raise ValueError(f"{name} must be an array of numbers, got {type(X).__name__}") from None
        if X.ndim != 2 or X.shape[1] != self.sizes[0] or len(X) == 0:
            raise ValueError(
                f"{name} must have shape (batch, {self.sizes[0]}) with batch ≥ 1, got {tuple(X.shape)}"
            )
        if not torch.isfinite(X).all():
            raise ValueError(f"{name} must be finite, got NaN or infinity")
        return X

    def check_Xy(self, X, y, names=("X", "y")) -> tuple[torch.Tensor, torch.Tensor]:
        """X as above, and y as integer labels `(batch,)`, 0 or 1 where there is one output."""
        X, name = self.check_X(X, names[0]), names[1]
        classes = max(2, self.sizes[-1])
        try:
            raw = _tensor(y, torch.float64)
        except (TypeError, ValueError, RuntimeError):
            raise ValueError(f"{name} must be an array of labels, got {type(y).__name__}") from None
        if raw.shape not in ((len(X),), (len(X), 1)):
            raise ValueError(f"{name} must have shape ({len(X)},), got {tuple(raw.shape)}")
        labels = raw.reshape(-1)
        wrong = ~((labels >= 0) & (labels < classes) & (labels == labels.round()))
        if wrong.any():
            raise ValueError(
                f"{name} must hold whole labels 0 to {classes - 1} for {self.sizes[-1]} "
                f"output{'s' * (self.sizes[-1] > 1)}, got {labels[wrong][0].item():g}"
            )
        return X, labels.to(torch.int64)

    def _draw(self, entries, bias_rules) -> None:
        number = DTYPES[self.dtype]
        for m, (scheme, seed) in enumerate(self.members):
            for layer, rule in enumerate(entries[scheme]):
                shape = (self.sizes[layer], self.sizes[layer + 1])
                W = drawn("initializers", rule, shape, rng=weight_generator(seed, layer), dtype=number)
                b = draw_bias(rule, bias_rules and bias_rules[layer], shape, seed, layer, number)
                self.weights[layer][m] = torch.tensor(W, dtype=self.dtype)
                self.biases[layer][m] = torch.tensor(b, dtype=self.dtype)


def _check_members(members, count: int) -> list[int]:
    chosen = list(members)
    if not chosen or not all(isinstance(m, Integral) and 0 <= m < count for m in chosen):
        raise ValueError(f"members must be member numbers from 0 to {count - 1}, got {members!r}")
    return [int(m) for m in chosen]


def count_parameters(sizes) -> int:
    """Weights and biases of one member."""
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))


def parameter_views(flat: torch.Tensor, sizes, members: int, output_transposed: bool = False):
    """A flat buffer seen as weights `(members, n_in, n_out)` and biases `(members, n_out)`.

    With `output_transposed` the last layer's weights lie in memory as `(members, n_out, n_in)`,
    the order in which training reads them fastest; the view's shape is the same.
    """
    weights, biases, at = [], [], 0
    last = len(sizes) - 2
    for layer, (n_in, n_out) in enumerate(pairwise(sizes)):
        turned = output_transposed and layer == last
        shape = (members, n_out, n_in) if turned else (members, n_in, n_out)
        W = flat[at : at + math.prod(shape)].view(shape)
        at += W.numel()
        weights.append(W.transpose(1, 2) if turned else W)
        biases.append(flat[at : at + members * n_out].view(members, n_out))
        at += members * n_out
    return weights, biases


def _tensor(values, dtype: torch.dtype) -> torch.Tensor:
    if isinstance(values, torch.Tensor):
        return values.detach().to(dtype)
    return torch.tensor(np.asarray(values), dtype=dtype)
