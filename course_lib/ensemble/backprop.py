"""One pass forward and one backward through many small networks at once.

Every array has a leading axis of M members (networks). For layer ℓ of a member, over a batch
of B rows:

    z_ℓ = a_{ℓ-1} W_ℓ + b_ℓ      (B, n_ℓ) = (B, n_{ℓ-1}) (n_{ℓ-1}, n_ℓ) + (n_ℓ)
    a_ℓ = φ(z_ℓ)                 a_0 is the input X; the last layer is linear (logits)
    δ_ℓ = ∂loss/∂z_ℓ             (B, n_ℓ)

and from the top down

    δ_L        = (predicted probability - target) / B
    ∂loss/∂W_ℓ = a_{ℓ-1}ᵀ δ_ℓ    (n_{ℓ-1}, n_ℓ)
    ∂loss/∂b_ℓ = Σ_rows δ_ℓ      (n_ℓ)
    δ_{ℓ-1} = δ_ℓ W_ℓᵀ · φ'(z_{ℓ-1})

Members never meet: a product over the leading axis (`bmm`) is M separate products, done in
one call. That one call, instead of M, is where the speed comes from.

What batch normalization and shortcuts add to this is in `blocks.py`.
"""

from __future__ import annotations

import torch

from course_lib.ensemble.blocks import Normalization, has_shortcut
from course_lib.ensemble.kernels import SOFTPLUS_LINEAR_FROM, Kernel
from course_lib.ensemble.parameters import Parameters

_aten = torch.ops.aten


class Target:
    """Labels of one batch, in the forms in which the loss wants them."""

    def __init__(self, y: torch.Tensor, n_out: int, dtype: torch.dtype):
        self.binary, rows = n_out == 1, len(y)
        if self.binary:
            self.y = y.to(dtype).reshape(1, rows)  # of 0 and 1
            self.sign = 1 - 2 * self.y  # +1 for class 0, -1 for class 1
            self.sign_over_rows = self.sign / rows
        else:
            self.y = y.to(torch.int64).reshape(1, 1, rows)  # of 0 … n_out - 1
            self.one_hot = torch.nn.functional.one_hot(y, n_out).T.to(dtype).contiguous()
            # n_out for class 0, …, 1 for the last: the largest is the first in a tie
            self.rank = torch.arange(n_out, 0, -1, dtype=dtype).reshape(-1, 1)
            self.rank_of_y = self.rank[y, 0]


class Workspace:
    """One pass of M networks over B rows: all the memory it needs, made once.

    What `backward` finds goes `into` parameters of the same shapes (by default the same ones). Their
    memory stays where it is, so the views of it that a pass needs are made here as well. There is
    batch normalization where the parameters hold scales, and shortcuts where `residual` says so.
    """

    def __init__(
        self, parameters: Parameters, batch: int, kernel: Kernel, into: Parameters | None = None, *,
        residual: bool = False,
    ):  # fmt: skip
        into = into or parameters
        weights, biases, into_weights, into_biases = *parameters[:2], *into[:2]
        sizes = [weights[0].shape[1], *(W.shape[2] for W in weights)]
        members, dtype = len(weights[0]), weights[0].dtype

        def buffer(*shape):
            return torch.empty(members, *shape, dtype=dtype)

        def turned(tensors):
            return [t.transpose(1, 2) for t in tensors]

        self.kernel, self.members, self.batch = kernel, members, batch
        self.W, self.W_T = weights, turned(weights)
        self.b = [b.unsqueeze(1) for b in biases]  # (M, 1, n): the same for every row
        self.into_b = [b.unsqueeze(1) for b in into_biases]
        self.z = [buffer(batch, n) for n in sizes[1:-1]]
        # where φ' can be had from a = φ(z) alone, a overwrites z
        self.a = [buffer(batch, n) for n in sizes[1:-1]] if kernel.needs_z else self.z
        hidden = range(len(sizes) - 2)
        self.norms = [Normalization(parameters, into, i, batch) for i in hidden if parameters.scales]
        # what a hidden layer hands on: a, or with a shortcut around it the sum of its input and a
        shortcuts = [residual and has_shortcut(sizes, i) for i in hidden]
        self.h = [buffer(batch, sizes[i + 1]) if shortcuts[i] else self.a[i] for i in hidden]
        self.h_T = turned(self.h)
        self.around = [buffer(batch, sizes[i + 1]) if shortcuts[i] else None for i in hidden]  # ∂loss/∂h
        # δ is needed only until the layer below has its own: two buffers a width take turns
        turns = {(n, i % 2): buffer(batch, n) for i, n in enumerate(sizes[1:-1])}
        self.delta = [turns[n, i % 2] for i, n in enumerate(sizes[1:-1])]
        # The output lies transposed, classes before rows: softmax runs over classes, and is
        # many times faster where the rows of one class lie side by side. So δ_Lᵀ is at hand,
        # and the last gradient is made transposed too: (aᵀ δ)ᵀ = δᵀ a.
        self.logits, self.work, self.out_delta = (buffer(sizes[-1], batch) for _ in range(3))
        self.delta.append(self.out_delta.transpose(1, 2))
        self.into_W = [*into_weights[:-1], into_weights[-1].transpose(1, 2)]
        self.ones = torch.ones(members, 1, batch, dtype=dtype)

    def forward(self, X: torch.Tensor, *, track: bool = False, running: bool = False) -> torch.Tensor:
        """Logits z_Lᵀ (M, n_L, B) of the shared input X (B, n_0).

        Batch normalization takes this batch's statistics, and with `track` the running ones follow them; or
        it takes the `running` ones, and there is no way back.
        """
        a = X.expand(self.members, *X.shape)  # every member reads the same memory
        for layer, (z, value, h) in enumerate(zip(self.z, self.a, self.h, strict=True)):
            torch.baddbmm(self.b[layer], a, self.W[layer], out=z)
            if self.norms:
                self.norms[layer].forward(z, track, running)
            self.kernel.forward(z, value)
            if h is not value:
                torch.add(a, value, out=h)
            a = h
        b = self.b[-1].transpose(1, 2)
        return torch.baddbmm(b, self.W_T[-1], a.transpose(1, 2), out=self.logits)

    def loss(self, target: Target, loss: torch.Tensor, accuracy: torch.Tensor) -> None:
        """Each member's mean loss and accuracy into two rows (M,); δ_L is made on the way."""
        z, delta, work = self.logits, self.out_delta, self.work
        if target.binary:
            # With z the logit of class 1, the loss is log(1 + e^z) for class 0 and
            # log(1 + e^-z) for class 1: softplus(±z), with no 1 - p that could round to 0.
            # Its derivative is ± sigmoid(±z).
            torch.mul(z, target.sign, out=delta)
            _aten.softplus.out(delta, 1, SOFTPLUS_LINEAR_FROM, out=work)
            torch.mean(work, dim=(1, 2), out=loss)
            torch.sigmoid(delta, out=delta)
            delta.mul_(target.sign_over_rows)
            torch.gt(z, 0, out=work)  # the class predicted, 0 or 1
            work.eq_(target.y)
            torch.mean(work, dim=(1, 2), out=accuracy)
        else:
            # The loss is minus the log-probability of the right class, log_softmax(z)[y]; its
            # derivative is probability - one_hot.
            log_p = torch.log_softmax(z, 1, out=work)
            right = log_p.gather(1, target.y.expand(self.members, 1, self.batch))
            torch.mean(right, dim=(1, 2), out=loss)
            loss.neg_()
            torch.exp(log_p, out=delta)
            delta.sub_(target.one_hot).div_(self.batch)
            # The class predicted is the first of the largest logits (`argmax`, but faster).
            torch.eq(z, z.amax(1, keepdim=True), out=work)
            work.mul_(target.rank)
            torch.mean(work.amax(1).eq_(target.rank_of_y), dim=1, out=accuracy)

    def backward(self, X: torch.Tensor, *, keep: float = 0.0, times: float = 1.0) -> None:
        """From δ_L down: into ← keep · into + times · gradient, for every weight and bias.

        With keep=0, times=1 that is the gradient. With keep=1, times=-lr, into the parameters
        themselves, it is a whole step of gradient descent, its update done inside the product;
        with keep=0.9 it is the velocity of momentum.
        """
        top = len(self.W) - 1
        for layer in range(top, -1, -1):
            delta = self.delta[layer]
            if layer > 0:  # first, for a step of gradient descent is about to change W_ℓ
                below = self.delta[layer - 1]
                around = self.around[layer] if layer < top else None
                if around is None:
                    torch.bmm(delta, self.W_T[layer], out=below)
                else:
                    torch.baddbmm(around, delta, self.W_T[layer], out=below)
                h, h_T = self.h[layer - 1], self.h_T[layer - 1]
            else:
                h = X.expand(self.members, *X.shape)
                h_T = h.transpose(1, 2)
            left, right = (self.out_delta, h) if layer == top else (h_T, delta)
            if keep:
                self.into_W[layer].baddbmm_(left, right, beta=keep, alpha=times)
                self.into_b[layer].baddbmm_(self.ones, delta, beta=keep, alpha=times)
            else:
                torch.bmm(left, right, out=self.into_W[layer])
                torch.sum(delta, 1, keepdim=True, out=self.into_b[layer])
            if layer > 0:
                if self.around[layer - 1] is not None:
                    self.around[layer - 1].copy_(below)
                self.kernel.backward(below, self.z[layer - 1], self.a[layer - 1])
                if self.norms:
                    self.norms[layer - 1].backward(below, keep, times)
