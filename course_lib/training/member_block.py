"""Some members of an ensemble in training: one step of an optimizer, and members that overflow."""

from __future__ import annotations

import math

import torch

from course_lib.ensemble.backprop import Target, Workspace
from course_lib.ensemble.kernels import kernel_for
from course_lib.ensemble.parameters import count_parameters, parameter_views

OPTIMIZERS = ("sgd", "momentum", "adam", "adamw")
MOMENTUM = 0.9
# Kingma & Ba (2015), https://arxiv.org/abs/1412.6980, and torch.optim.Adam's defaults.
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
DECAY = 0.01  # of AdamW: Loshchilov & Hutter (2019), https://arxiv.org/abs/1711.05101, and torch's default


class MemberBlock:
    """Some members in training: their parameters and the optimizer's memory, contiguous.

    Each block is small enough for the cache, and runs many steps before the next has its turn.
    """

    def __init__(self, plan, members: slice):
        e = plan.ensemble
        self.plan, self.where, self.n = plan, members, members.stop - members.start
        self.kernel, self.dtype = kernel_for(e.activation), e.dtype
        size = self.n * count_parameters(e.sizes, e.batch_norm)
        # w: parameters, and running statistics, whose gradient stays 0; g: gradient or velocity; adam's
        # first and second moments
        rows = {"sgd": 1, "momentum": 2, "adam": 4, "adamw": 4}[plan.optimizer]
        self.state = torch.zeros(rows, size, dtype=e.dtype)
        self.flat = self.state[0]
        self.parameters = self._views(self.flat)
        self.into = self._views(self.state[1]) if rows > 1 else None
        self.work = torch.empty(size, dtype=e.dtype) if rows == 4 else None
        self.owner = torch.empty(size, dtype=torch.int64)  # whose parameter is each?
        for view in self._views(self.owner).everything():
            view.copy_(torch.arange(self.n).reshape(-1, *[1] * (view.ndim - 1)).expand_as(view))
        self.spaces: dict[int, Workspace] = {}
        self.previous = None
        self.pull()
        # A rate for each member scales δ_L, and so, the backward pass being linear, every
        # gradient of that member. Adam divides such a factor out: there it scales the update.
        self.lr, self.delta_scale, self.lr_flat = plan.lr, None, None
        if not isinstance(plan.lr, float):
            mine = torch.tensor(plan.lr[members], dtype=e.dtype)
            self.lr = 1.0
            if rows == 4:
                self.lr_flat = mine[self.owner]
            else:
                self.delta_scale = mine.reshape(-1, 1, 1)
        self.shrink = self._decay() if plan.optimizer == "adamw" else None

    def _views(self, flat: torch.Tensor):
        e = self.plan.ensemble
        return parameter_views(flat, e.sizes, self.n, batch_norm=e.batch_norm, output_transposed=True)

    def _decay(self) -> torch.Tensor:
        """What AdamW multiplies each number by: running statistics, which are not trained, by 1."""
        trained = torch.zeros_like(self.flat)
        for kind in self._views(trained)[:4]:
            for view in kind:
                view.fill_(1.0)
        return 1 - DECAY * trained * (self.lr if self.lr_flat is None else self.lr_flat)

    def _pairs(self):
        return zip(self.parameters.everything(), self.plan.ensemble.parameters.everything(), strict=True)

    def pull(self) -> None:
        for mine, theirs in self._pairs():
            mine.copy_(theirs[self.where])

    def push(self) -> None:
        for mine, theirs in self._pairs():
            theirs[self.where] = mine

    def finite(self) -> torch.Tensor:
        """`(members,)`: are all parameters, and all the optimizer remembers, finite?"""
        bad = (~self.state.isfinite()).any(0).to(torch.int64)
        return torch.zeros(self.n, dtype=torch.int64).index_add_(0, self.owner, bad) == 0

    def copy_members(self, into: torch.Tensor, source: torch.Tensor, which: torch.Tensor) -> None:
        """Copy the rows of `state` of some members, `which` `(members,)` true."""
        torch.where(which[self.owner], source, into, out=into)

    def step(self, t: int, X, target: Target, loss, accuracy) -> None:
        """Update number t (from 0); `loss` and `accuracy` `(members,)` are those before it."""
        space = self.spaces.get(len(X))
        if space is None:
            residual = self.plan.ensemble.residual
            space = Workspace(self.parameters, len(X), self.kernel, self.into, residual=residual)
            self.spaces[len(X)] = space
        space.forward(X, track=True)
        space.loss(target, loss, accuracy)
        if self.delta_scale is not None:
            space.delta[-1].mul_(self.delta_scale)
        if self.plan.optimizer == "sgd":
            # w ← 1 · w - lr · gradient, inside the product that makes the gradient
            space.backward(X, keep=1.0, times=-self.lr)
        elif self.plan.optimizer == "momentum":
            space.backward(X, keep=MOMENTUM)
            self.flat.add_(self.state[1], alpha=-self.lr)
        else:
            space.backward(X)
            self._adam(t + 1)

    def _adam(self, t: int) -> None:
        """Update number t, from 1, in one pass over the memory by PyTorch's own fused kernel.

        Written out it would take seven, one of them `sqrt`, which on many CPUs is thirty times
        slower where a second moment is exactly 0, as it is for dead ReLU units.
        """
        w, g, m, s = self.state
        if self.shrink is not None:
            w.mul_(self.shrink)
        if self.lr_flat is not None:  # the step for lr = 1 on its own, then each scaled
            w = self.work.zero_()
        torch._fused_adam_(
            [w], [g], [m], [s], [], [torch.tensor(float(t))], lr=self.lr, beta1=BETA1, beta2=BETA2,
            weight_decay=0.0, eps=EPSILON, amsgrad=False, maximize=False,
        )  # fmt: skip
        if self.lr_flat is not None:
            self.flat.addcmul_(self.work, self.lr_flat)

    def run(self, done: int, batches, loss, accuracy, diverged) -> None:
        """Steps `done`, done + 1, …, one a batch, writing their rows of the record.

        Members cannot disturb each other, so one that overflows is let run and frozen afterwards:
        that keeps every check out of the steps themselves.
        """
        before, where = self.state.clone(), self.where
        for i, (X, target) in enumerate(batches):
            self.step(done + i, X, target, loss[done + i, where], accuracy[done + i, where])
        rows = loss[done : done + len(batches), where]
        if (diverged[where] >= 0).any() or not math.isfinite(rows.sum() + self.state.sum()):
            self._freeze(before, done, batches, loss, accuracy, diverged)
        self.previous = (before, batches)

    def _freeze(self, before, done: int, batches, loss, accuracy, diverged) -> None:
        """Freeze every member whose loss or parameters are no longer finite."""
        where, end = self.where, done + len(batches)
        at = torch.from_numpy(diverged)[where]  # shares memory: writing here writes the record
        rows, hits = loss[:end, where], accuracy[:end, where]
        frozen = at >= 0
        self.copy_members(self.state, before, frozen)
        fell = ~frozen & ~(rows[done:].isfinite().all(0) & self.finite())
        if fell.any():
            sound = self._last_sound(before, done, batches, fell, at)
            self.copy_members(self.state, sound, fell)
        for m in torch.nonzero(at >= 0).flatten().tolist():
            first = max(done, int(at[m]))  # the first row to fill, from the one above it
            if rows[first, m].isfinite() and first == at[m]:
                first += 1  # the loss was finite still; the update was not
            if first == 0:
                rows[:, m] = torch.finfo(self.dtype).max  # it never had a finite loss
            else:
                rows[first:, m], hits[first:, m] = rows[first - 1, m].clone(), hits[first - 1, m].clone()

    def _last_sound(self, before, done: int, batches, fell, at) -> torch.Tensor:
        """The last parameters that gave the members that `fell` a finite loss; `at` learns at which step.

        These steps are gone through once more, one by one, and those of the run before with them: a loss
        may overflow at the first step of this one.
        """
        after, sound, start = self.state.clone(), torch.empty_like(before), done
        if self.previous is not None:
            before, earlier = self.previous
            batches, start = [*earlier, *batches], done - len(earlier)
        self.state.copy_(before)
        last, open_, row = before, fell.clone(), torch.empty(2, self.n, dtype=self.dtype)
        for t, (X, target) in enumerate(batches, start):
            now = self.state.clone()
            self.step(t, X, target, *row)
            no_loss = open_ & ~row[0].isfinite()
            no_update = open_ & ~no_loss & ~self.finite()
            self.copy_members(sound, last, no_loss)
            self.copy_members(sound, now, no_update)
            at[no_loss | no_update] = t
            open_ &= ~(no_loss | no_update)
            last = now
        self.state.copy_(after)
        return sound
