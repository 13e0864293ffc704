"""Many tiny networks held as one, so that a figure can show twenty seeds and not one.

An `Ensemble` is S initialization schemes × R seeds = S·R members, all of one shape. Weights
have a leading member axis, so one call computes what a tutorial's loop over networks would:

    z_ℓ = a_{ℓ-1} W_ℓ + b_ℓ,    a_ℓ = φ(z_ℓ),    the last layer linear (logits)

How the gradients come about is in `backprop.py`; how they are followed, in `training`; batch
normalization and shortcuts, two options, in `blocks.py`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import torch

from course_lib.activations import get as activation_of
from course_lib.arguments import (
    check_array,
    check_finite,
    check_flag,
    check_seeds,
    check_sizes,
    check_whole,
    shown,
    wholes,
)
from course_lib.ensemble.backprop import Target, Workspace
from course_lib.ensemble.blocks import has_shortcut, normalized
from course_lib.ensemble.draws import DTYPES, draw_bias, drawn, per_layer, scheme_entries
from course_lib.ensemble.generators import weight_generator
from course_lib.ensemble.kernels import kernel_for, one_thread
from course_lib.ensemble.parameters import count_parameters, parameter_views

# Members are worked through in parts small enough for a core's cache: about 1.5 MB for the
# activations and gradients of one layer (measured). Much smaller parts would be all overhead.
PART_BYTES = 1_500_000

NUMBER_THEM = "; number the classes 0, 1, …: np.unique(labels, return_inverse=True)[1] does, in sorted order"


class Gradients(NamedTuple):
    """Mean loss `(members,)` and its exact gradient, shaped like the parameters.

    `scales` and `shifts` are those of batch normalization, and empty without it.
    """

    loss: torch.Tensor
    weights: list[torch.Tensor]
    biases: list[torch.Tensor]
    scales: list[torch.Tensor]
    shifts: list[torch.Tensor]


class Ensemble:
    """`len(initializers) * len(seeds)` multilayer perceptrons, scheme by scheme.

    sizes         layer widths, input first: (2, 16, 16, 1). One output is a binary classifier,
                  more are that many classes. (2, 1) is logistic regression.
    activation    a name of `ACTIVATIONS` or an activation object; hidden layers only.
    initializers  a list of entries, or a mapping label -> entry. An entry is a name, an
                  initializer object, a function of `torch.nn.init`, any `f(shape, *, rng,
                  dtype)`, or a list of one of these per layer, where an array
                  `(fan_in, fan_out)` is taken as it is.
    seeds         non-negative integers, or how many (`seeds=8` is `range(8)`).
    biases        None: what each scheme draws (0 for all but `torch_default`); else an entry
                  for `(fan_out,)` arrays, used by every scheme; a number is such an entry.
    batch_norm    normalize every hidden layer over the batch, before its activation.
    residual      add a hidden layer's input to its output, wherever both are equally wide.
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
        batch_norm=False,
        residual=False,
        dtype=torch.float32,
    ):
        self.sizes = check_sizes(sizes)
        self.activation = activation_of(activation)
        self.seeds = check_seeds(seeds)
        if dtype not in DTYPES:
            raise TypeError(f"dtype must be torch.float32 or torch.float64, got {dtype!r}")
        self.batch_norm, self.residual = (
            check_flag("batch_norm", batch_norm),
            check_flag("residual", residual),
        )
        self.dtype, self.copies = dtype, 1
        entries = scheme_entries(initializers, self.n_layers)
        bias_rules = None if biases is None else per_layer("biases", biases, self.n_layers)
        self.schemes = list(entries)
        self._hold(torch.zeros(self.n_members * count_parameters(self.sizes, self.batch_norm), dtype=dtype))
        self._draw(entries, bias_rules)
        self._initial = self._flat.clone()
        self._kernel = kernel_for(self.activation)

    # ---- who is who -------------------------------------------------------------------------

    @property
    def n_layers(self) -> int:
        return len(self.sizes) - 1

    @property
    def n_members(self) -> int:
        return self.copies * len(self.schemes) * len(self.seeds)

    @property
    def members(self) -> list[tuple[str, int]]:
        """(scheme, seed) of each member: all seeds of the first scheme, then of the next; copy by copy."""
        return [(scheme, seed) for scheme in self.schemes for seed in self.seeds] * self.copies

    @property
    def parameters_flat(self) -> torch.Tensor:
        """The one buffer behind all `parameters`: W_1, b_1, W_2, b_2, … in turn."""
        return self._flat

    def __repr__(self) -> str:
        shape = "-".join(map(str, self.sizes))
        return (
            f"Ensemble({shape}, {self.activation.name}, {len(self.schemes)} schemes × "
            f"{len(self.seeds)} seeds{f' × {self.copies} copies' * (self.copies > 1)}"
            f"{', batch norm' * self.batch_norm}{', shortcuts' * self.residual}, "
            f"{str(self.dtype).removeprefix('torch.')})"
        )

    def reset(self) -> None:
        """Put the initial draw back."""
        self._flat.copy_(self._initial)

    def copy(self) -> Ensemble:
        """A second ensemble with the same parameters and the same initial draw."""
        twin = object.__new__(Ensemble)
        twin.__dict__.update(self.__dict__)
        twin.schemes, twin._initial = list(self.schemes), self._initial.clone()
        twin._hold(self._flat.clone())
        return twin

    def repeat(self, copies: int) -> Ensemble:
        """`copies` of all members, one set after the other: member m of copy c has number c · n_members + m.

        Each may then train at a learning rate of its own. The initial draws are repeated as well.
        """
        many, copies = self.copy(), check_whole("copies", copies, 1)
        many.copies = self.copies * copies
        for name in ("_initial", "_flat"):
            mine = self._views(getattr(self, name), self.n_members).everything()
            flat = torch.empty(copies * len(self._flat), dtype=self.dtype)
            for view, one in zip(self._views(flat, many.n_members).everything(), mine, strict=True):
                view.copy_(one.repeat(copies, *[1] * (one.ndim - 1)))
            setattr(many, name, flat)
        many._hold(many._flat)
        return many

    def _views(self, flat: torch.Tensor, members: int):
        return parameter_views(flat, self.sizes, members, batch_norm=self.batch_norm)

    def _hold(self, flat: torch.Tensor) -> None:
        """Let `flat` be the memory of the parameters."""
        self._flat, self.parameters = flat, self._views(flat, self.n_members)
        self.weights, self.biases = self.parameters[:2]

    # ---- forward and backward ---------------------------------------------------------------

    def __call__(self, X, members=None) -> torch.Tensor:
        """Logits `(members, batch, out)` of inputs `(batch, n_in)`, array or tensor.

        `members`, a list of their numbers, asks for those only, in that order. Batch normalization uses the
        running statistics, which before any training are 0 and 1.
        """
        X = self.check_X(X)
        parameters = self.parameters
        if members is not None:
            parameters = parameters.of(_check_members(members, self.n_members))
        logits = torch.empty(len(parameters.weights[0]), len(X), self.sizes[-1], dtype=self.dtype)
        with one_thread():
            for part in self.parts(len(X), len(logits)):
                for z, _ in self._layers(X, parameters.of(part)):
                    last = z
                logits[part] = last
        return logits

    def hidden(self, X, *, batch_statistics: bool = False) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
        """Every layer's `z_ℓ` and `a_ℓ`, `(members, batch, n_ℓ)` each; the last a is the logits.

        z is what the activation takes: with batch normalization γ x̂ + β, by the running statistics or by
        those of this batch; a is what the layer hands on, with a shortcut the sum.
        """
        X, zs, activations = self.check_X(X), [], []
        with one_thread():
            for z, a in self._layers(X, self.parameters, batch_statistics):
                zs.append(z)
                activations.append(a)
        return zs, activations

    def _layers(self, X, parameters, batch_statistics=False):
        """(z, a) of one layer after the other."""
        a = X.expand(len(parameters.weights[0]), *X.shape)
        for layer, (W, b) in enumerate(zip(parameters.weights, parameters.biases, strict=True)):
            below, z = a, torch.baddbmm(b.unsqueeze(1), a, W)
            if layer == self.n_layers - 1:
                yield z, z
                return
            if self.batch_norm:
                z = normalized(z, parameters, layer, batch_statistics)
            a = torch.empty_like(z)
            self._kernel.forward(z.clone() if not self._kernel.needs_z else z, a)
            if self.residual and has_shortcut(self.sizes, layer):
                a += below
            yield z, a

    def gradients(self, X, y) -> Gradients:
        """Exact gradients of each member's mean loss, by the backward pass that trains.

        Batch normalization uses this batch's statistics; the running ones stay as they are.
        """
        X, y = self.check_Xy(X, y)
        M, target = self.n_members, Target(y, self.sizes[-1], self.dtype)
        into = self._views(torch.empty_like(self._flat), M)
        loss, accuracy = torch.empty(2, M, dtype=self.dtype)
        with one_thread():
            space = Workspace(self.parameters, len(X), self._kernel, into, residual=self.residual)
            space.forward(X)
            space.loss(target, loss, accuracy)
            space.backward(X)
        return Gradients(loss, *into[:4])

    def evaluate(self, X, y, *, batch_statistics: bool = False) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean loss and accuracy of each member, `(members,)` both.

        Batch normalization uses the running statistics, or those of these very rows.
        """
        X, y = self.check_Xy(X, y)
        target = Target(y, self.sizes[-1], self.dtype)
        loss, accuracy = torch.empty(2, self.n_members, dtype=self.dtype)
        with one_thread():
            for part in self.parts(len(X)):
                space = Workspace(self.parameters.of(part), len(X), self._kernel, residual=self.residual)
                space.forward(X, running=self.batch_norm and not batch_statistics)
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
        X = check_array(name, X)
        if X.ndim != 2 or X.shape[1] != self.sizes[0] or len(X) == 0:
            raise ValueError(f"{name} must have shape (batch, {self.sizes[0]}) with batch ≥ 1, got {X.shape}")
        return torch.from_numpy(check_finite(name, X, DTYPES[self.dtype]))

    def check_Xy(self, X, y, names=("X", "y")) -> tuple[torch.Tensor, torch.Tensor]:
        """X as above, and y as integer labels `(batch,)`, 0 or 1 where there is one output."""
        X, name = self.check_X(X, names[0]), names[1]
        classes = max(2, self.sizes[-1])
        raw = check_array(name, y, NUMBER_THEM)
        if raw.shape not in ((len(X),), (len(X), 1)):
            raise ValueError(f"{name} must have shape ({len(X)},), got {raw.shape}")
        labels = raw.reshape(-1).astype(np.float64)
        wrong = ~((labels >= 0) & (labels < classes) & (labels == labels.round()))
        if wrong.any():
            raise ValueError(
                f"{name} must hold whole labels 0 to {classes - 1} for {self.sizes[-1]} "
                f"output{'s' * (self.sizes[-1] > 1)}, got {labels[wrong][0].item():g}"
            )
        return X, torch.from_numpy(labels.astype(np.int64))

    def _draw(self, entries, bias_rules) -> None:
        number = DTYPES[self.dtype]
        for m, (scheme, seed) in enumerate(self.members):
            for layer, rule in enumerate(entries[scheme]):
                shape = (self.sizes[layer], self.sizes[layer + 1])
                W = drawn("initializers", rule, shape, rng=weight_generator(seed, layer), dtype=number)
                b = draw_bias(rule, bias_rules and bias_rules[layer], shape, seed, layer, number)
                self.weights[layer][m] = torch.from_numpy(W)
                self.biases[layer][m] = torch.from_numpy(b)
        for start_at_one in (*self.parameters.scales, *self.parameters.variances):
            start_at_one.fill_(1)


def _check_members(members, count: int) -> list[int]:
    chosen = wholes(members)
    if not chosen or not all(0 <= m < count for m in chosen):
        text = f"members must be member numbers from 0 to {count - 1}, got {shown(members)}"
        raise TypeError(text) if chosen is None else ValueError(text)
    return list(chosen)
