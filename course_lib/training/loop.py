"""Gradient descent for a whole `Ensemble`, streamed so that a figure can follow it.

`stream(…)` yields what has been recorded after every few steps; `train(…)` runs it to the end.
One step of member m, on the same batch as every other member:

    sgd        w ← w - lr · g
    momentum   v ← 0.9 v + g,                w ← w - lr · v
    adam       m ← 0.9 m + 0.1 g,  s ← 0.999 s + 0.001 g²,
               w ← w - lr · (m / (1 - 0.9^t)) / (√(s / (1 - 0.999^t)) + 1e-8)
    adamw      w ← (1 - 0.01 lr) · w, then as adam

where g is the gradient of the mean loss (`backprop.py`). These are the forms of `torch.optim`.
`member_block.py` takes the steps, and `history.py` holds what was recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

import numpy as np
import torch

from course_lib.arguments import check_array, check_name, check_real, check_whole, real, shown, whole
from course_lib.ensemble import Ensemble
from course_lib.ensemble.backprop import Target
from course_lib.ensemble.draws import DTYPES
from course_lib.ensemble.kernels import one_thread
from course_lib.training.history import History, Observed, read_only
from course_lib.training.member_block import OPTIMIZERS, MemberBlock
from course_lib.training.monitors import LayerMonitor, MonitorRun


def train(
    ensemble: Ensemble,
    X,
    y,
    *,
    steps: int = 300,
    lr=0.1,
    optimizer: str = "sgd",
    batch_size: int | None = None,
    seed: int = 0,
    X_test=None,
    y_test=None,
    chunk: int = 25,
    progress: Callable[[int, int], object] | None = None,
    cancel: Callable[[], bool] | None = None,
    observe: Mapping[str, Callable] | None = None,
    observe_every: int = 1,
    watch: LayerMonitor | None = None,
) -> History:
    """Train in place and return the whole record; `stream` explains the arguments.

    After every chunk `progress(done, total)` is called, then `cancel()`; if that answers true,
    training ends there and the record so far is returned.
    """
    for name, function in (("progress", progress), ("cancel", cancel)):
        if function is not None and not callable(function):
            raise TypeError(f"{name} must be a function or None, got {function!r}")
    running = stream(
        ensemble, X, y, steps=steps, lr=lr, optimizer=optimizer, batch_size=batch_size, seed=seed,
        X_test=X_test, y_test=y_test, chunk=chunk, observe=observe, observe_every=observe_every, watch=watch,
    )  # fmt: skip
    for history in running:
        if progress is not None:
            progress(history.done, history.steps)
        if cancel is not None and cancel():
            running.close()
            break
    return history


def stream(
    ensemble: Ensemble,
    X,
    y,
    *,
    steps: int = 300,
    lr=0.1,
    optimizer: str = "sgd",
    batch_size: int | None = None,
    seed: int = 0,
    X_test=None,
    y_test=None,
    chunk: int = 25,
    observe: Mapping[str, Callable] | None = None,
    observe_every: int = 1,
    watch: LayerMonitor | None = None,
) -> Iterator[History]:
    """Train in place; yield the `History` so far after every `chunk` steps.

    Closing the iterator cancels: the ensemble then stands where the last History left it, and
    that History is the first rows of what the whole run would have recorded.

    lr             one number ≥ 0, one for each member, or one for each copy of a repeated ensemble
    batch_size     None or ≥ len(X): the full batch. Else each epoch is one permutation of the
                   rows, drawn from `seed`, the same for all members; the last batch of an
                   epoch holds the rows that are left
    X_test, y_test measured at the end of every chunk
    observe        name -> f(ensemble), an array or tensor of one shape, called before every
                   `observe_every`-th update
    watch          a `LayerMonitor`: what it sees is in `History.layers`
    """
    plan = _Plan(ensemble, X, y, steps, lr, optimizer, batch_size, seed, chunk)
    if (X_test is None) != (y_test is None):
        missing = "X_test" if X_test is None else "y_test"
        raise ValueError(f"X_test and y_test must be given together, got no {missing}")
    test = None if X_test is None else ensemble.check_Xy(X_test, y_test, ("X_test", "y_test"))
    if observe is not None and not (
        isinstance(observe, Mapping) and all(callable(f) for f in observe.values())
    ):
        raise TypeError(f"observe must map names to functions of the ensemble, got {observe!r}")
    observe_every = check_whole("observe_every", observe_every, 1)
    if watch is not None and not isinstance(watch, LayerMonitor):
        raise TypeError(f"watch must be a LayerMonitor or None, got {watch!r}")
    monitor = None if watch is None else MonitorRun(watch, ensemble, plan.X, plan.steps)
    return _run(plan, test, Observed(dict(observe or {}), observe_every, plan.steps), monitor)


def minibatches(n: int, batch_size: int | None, seed: int = 0) -> Iterator[torch.Tensor | None]:
    """Row indices of one batch after another, without end; None stands for all rows.

    Epoch e is a permutation drawn from `default_rng([seed, e])`, cut into slices.
    """
    n, seed = check_whole("n", n, 1), check_whole("seed", seed, 0)
    if batch_size is None or check_whole("batch_size", batch_size, 1) >= n:
        while True:
            yield None
    epoch = 0
    while True:
        order = torch.from_numpy(np.random.default_rng([seed, epoch]).permutation(n))
        yield from order.split(whole(batch_size))
        epoch += 1


class _Plan:
    """The arguments of a run, checked."""

    def __init__(self, ensemble, X, y, steps, lr, optimizer, batch_size, seed, chunk):
        if not isinstance(ensemble, Ensemble):
            raise TypeError(f"ensemble must be an Ensemble, got {type(ensemble).__name__}")
        self.ensemble = ensemble
        self.X, self.y = ensemble.check_Xy(X, y)
        self.steps = check_whole("steps", steps, 1)
        self.chunk = check_whole("chunk", chunk, 1)
        self.seed = check_whole("seed", seed, 0)
        self.lr = _check_lr(lr, ensemble.n_members, ensemble.copies)
        self.optimizer = check_name("optimizer", optimizer, OPTIMIZERS)
        n = len(self.X)
        self.batch_size = n if batch_size is None else min(n, check_whole("batch_size", batch_size, 1))
        self.steps_per_epoch = -(-n // self.batch_size)


def _run(plan: _Plan, test, record: Observed, monitor: MonitorRun | None) -> Iterator[History]:
    e, n_members = plan.ensemble, plan.ensemble.n_members
    number = DTYPES[e.dtype]
    loss = np.empty((plan.steps, n_members), number)
    accuracy = np.empty((plan.steps, n_members), number)
    loss_rows, accuracy_rows = torch.from_numpy(loss), torch.from_numpy(accuracy)
    diverged = np.full(n_members, -1)
    n_tests = -(-plan.steps // plan.chunk) if test is not None else 0
    test_steps = np.zeros(n_tests, int)
    test_loss, test_accuracy = np.empty((2, n_tests, n_members), number)
    blocks = [MemberBlock(plan, members) for members in e.parts(plan.batch_size)]
    order = minibatches(len(plan.X), plan.batch_size, plan.seed)
    full = Target(plan.y, e.sizes[-1], e.dtype)

    done = tests = 0
    while done < plan.steps:
        until = min(plan.steps, done + plan.chunk)
        with one_thread():
            while done < until:
                record.take(e, done)
                stop = min(until, record.next_step(done), monitor.next_step(done) if monitor else until)
                taken = list(islice(order, stop - done))
                batches = [
                    (plan.X, full)
                    if rows is None
                    else (plan.X[rows], Target(plan.y[rows], e.sizes[-1], e.dtype))
                    for rows in taken
                ]
                look = monitor is not None and monitor.due(done)
                if look:
                    monitor.before(batches[0][0], plan.y if taken[0] is None else plan.y[taken[0]])
                for block in blocks:
                    block.run(done, batches, loss_rows, accuracy_rows, diverged)
                    block.push()
                if look:
                    monitor.after()
                done = stop
            if test is not None:
                values = e.evaluate(*test)
                test_steps[tests] = done
                for into, value in zip((test_loss, test_accuracy), values, strict=True):
                    into[tests] = np.nan_to_num(value.numpy(), nan=np.finfo(number).max)
                tests += 1
        yield History(
            members=e.members,
            steps=plan.steps,
            done=done,
            steps_per_epoch=plan.steps_per_epoch,
            loss=read_only(loss[:done]),
            accuracy=read_only(accuracy[:done]),
            test_steps=read_only(test_steps[:tests]),
            test_loss=read_only(test_loss[:tests]),
            test_accuracy=read_only(test_accuracy[:tests]),
            diverged_at=read_only(diverged.copy()),
            observed=record.so_far(),
            copies=e.copies,
            layers=monitor and monitor.record(),
            observed_steps=read_only(record.steps[: record.taken]),
        )


def _check_lr(lr, n_members: int, copies: int):
    """A float, or an array with one rate for each member."""
    if real(lr) is not None:
        return check_real("lr", lr, 0)
    rates = check_array("lr", lr).astype(np.float64)
    if copies > 1 and rates.shape == (copies,):
        rates = np.repeat(rates, n_members // copies)
    if rates.shape != (n_members,) or not (np.isfinite(rates) & (rates >= 0)).all():
        each = f"one for each of the {n_members} members" + f" or {copies} copies" * (copies > 1)
        raise ValueError(f"lr must be a finite number ≥ 0, or {each}; got {shown(lr)}")
    return rates
