"""How much faster many small networks train as one `Ensemble` than one after another.

    python benchmarks/training.py

The other side is the loop of every tutorial: for each network an `nn.Sequential`, autograd and
`torch.optim`. Both sides record loss and accuracy of every step. They run in this process, on
one thread, in turns; a figure is the median over rounds of (process time of the loop) /
(process time of the ensemble), round by round.

To keep the run short the loop trains only LOOP_NETWORKS networks, its time multiplied up to all
M: networks of a loop do not know of each other, so its time is proportional to their number.

The gain shrinks as batch · width² grows: a big network is bound by its matrix products, and those
cost the same in either form. "Share of the products" says how near to that limit a step is:
the time of its bare matrix products over the time of the whole step.
"""

from __future__ import annotations

import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bars import HEAD, Row, show
from course_lib.ensemble import Ensemble
from course_lib.ensemble.kernels import one_thread
from course_lib.training import train
from course_lib.training.monitors import LayerMonitor

MEMBERS = 64
LOOP_NETWORKS = 3
ROUNDS = 7
SECONDS_A_SIDE = 0.25  # about, for one round


class Shape(NamedTuple):
    """A net of `depth` layers of weights, 2-W-…-W-1, and the least gain SGD and Adam must show."""

    width: int
    depth: int
    batch: int
    activation: str
    sgd: float
    adam: float

    @property
    def name(self) -> str:
        return f"M{MEMBERS} W{self.width} D{self.depth} B{self.batch} {self.activation}"

    @property
    def sizes(self) -> tuple[int, ...]:
        return (2, *[self.width] * (self.depth - 1), 1)


SHAPES = (
    Shape(16, 3, 64, "tanh", 35, 55),
    Shape(16, 5, 128, "tanh", 16, 28),
    Shape(16, 30, 64, "tanh", 20, 32),
    Shape(64, 5, 32, "relu", 12, 15),
    Shape(64, 5, 128, "relu", 4.5, 6.5),
)
# Share of the bare matrix products in a step of SGD: (shape, bar).
FLOORS = ((SHAPES[0], 0.40), (SHAPES[4], 0.65))


def data(shape: Shape):
    rng = np.random.default_rng(0)
    X = rng.standard_normal((shape.batch, shape.sizes[0]))
    return X, rng.integers(0, 2, shape.batch)


class Loop:
    """The tutorial's way: each network a `nn.Sequential` of its own."""

    def __init__(self, shape: Shape, optimizer: str):
        X, y = data(shape)
        self.X = torch.tensor(X, dtype=torch.float32)
        self.y = torch.tensor(y, dtype=torch.float32).unsqueeze(1)
        self.loss = nn.BCEWithLogitsLoss()
        activation = {"tanh": nn.Tanh, "relu": nn.ReLU}[shape.activation]
        self.runs = []
        for _ in range(LOOP_NETWORKS):
            layers = []
            for n_in, n_out in zip(shape.sizes[:-1], shape.sizes[1:], strict=True):
                layers += [nn.Linear(n_in, n_out), activation()]
            net = nn.Sequential(*layers[:-1])
            if optimizer == "sgd":
                self.runs.append((net, torch.optim.SGD(net.parameters(), lr=0.01)))
            else:
                self.runs.append((net, torch.optim.Adam(net.parameters(), lr=0.001)))

    def seconds(self, steps: int) -> float:
        """Process time of `steps` steps of all M networks, measured on a few."""
        start = time.process_time()
        for net, optimizer in self.runs:
            losses, accuracies = [], []
            for _ in range(steps):
                optimizer.zero_grad()
                logits = net(self.X)
                loss = self.loss(logits, self.y)
                loss.backward()
                optimizer.step()
                losses.append(loss.item())
                accuracies.append(((logits > 0) == self.y).float().mean().item())
        return (time.process_time() - start) * MEMBERS / LOOP_NETWORKS


class Together:
    """The same networks as one `Ensemble`."""

    def __init__(self, shape: Shape, optimizer: str):
        self.X, self.y = data(shape)
        self.ensemble = Ensemble(shape.sizes, shape.activation, ["he_normal"], seeds=MEMBERS)
        self.how = {"optimizer": optimizer, "lr": 0.01 if optimizer == "sgd" else 0.001}

    def seconds(self, steps: int) -> float:
        """Process time of `steps` steps; losses and accuracies are recorded on the way."""
        start = time.process_time()
        train(self.ensemble, self.X, self.y, steps=steps, **self.how)
        return time.process_time() - start


class Products:
    """Nothing but the matrix products of a step, part by part as the ensemble does them."""

    def __init__(self, shape: Shape):
        ensemble = Ensemble(shape.sizes, shape.activation, ["he_normal"], seeds=MEMBERS)
        self.calls = []
        for part in ensemble.parts(shape.batch):
            M, W = part.stop - part.start, [w[part].clone() for w in ensemble.weights]
            a = [torch.randn(M, shape.batch, n) for n in shape.sizes]
            d = [torch.randn(M, shape.batch, n) for n in shape.sizes]
            g = [torch.empty_like(w) for w in W]
            calls = []
            for i, w in enumerate(W):
                calls.append((a[i], w, a[i + 1]))  # forward
                calls.append((a[i].transpose(1, 2), d[i + 1], g[i]))  # gradient of the weights
                if i > 0:
                    calls.append((d[i + 1], w.transpose(1, 2), d[i]))  # δ of the layer below
            self.calls.append(calls)

    def seconds(self, steps: int) -> float:
        start = time.process_time()
        for calls in self.calls:
            for _ in range(steps):
                for x, y, out in calls:
                    torch.bmm(x, y, out=out)
        return time.process_time() - start


def ratio(above, below) -> float:
    """Median over rounds of (time of `above` a step) / (time of `below` a step)."""
    steps = []
    for side in (above, below):
        side.seconds(3)  # warm up
        each = max(side.seconds(5) / 5, 1e-6)
        scale = MEMBERS / LOOP_NETWORKS if isinstance(side, Loop) else 1
        steps.append(max(5, round(SECONDS_A_SIDE * scale / each)))
    rounds = []
    for _ in range(ROUNDS):
        times = [side.seconds(n) / n for side, n in zip((above, below), steps, strict=True)]
        rounds.append(times[0] / times[1])
    return statistics.median(rounds)


class TwoThreads(Together):
    """The same, its members in two halves, each trained by a thread of its own."""

    def __init__(self, shape: Shape, optimizer: str):
        super().__init__(shape, optimizer)
        half = MEMBERS // 2
        self.halves = [
            Ensemble(shape.sizes, shape.activation, ["he_normal"], seeds=range(k * half, (k + 1) * half))
            for k in range(2)
        ]

    def wall(self, steps: int, together: bool) -> float:
        """Wall-clock time of `steps` steps, in one thread or in two."""
        start = time.perf_counter()
        if together:
            train(self.ensemble, self.X, self.y, steps=steps, **self.how)
        else:
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda one: train(one, self.X, self.y, steps=steps, **self.how), self.halves))
        return time.perf_counter() - start


def two_threads(shape: Shape) -> float:
    """Median over rounds of (wall time in one thread) / (wall time in two); above 1, two are faster."""
    side = TwoThreads(shape, "sgd")
    steps = max(20, round(20 * SECONDS_A_SIDE / side.wall(20, True)))
    return statistics.median(side.wall(steps, True) / side.wall(steps, False) for _ in range(ROUNDS))


def fused(shape: Shape) -> float:
    """Median over rounds of (product, then ReLU) / (torch's fused product and ReLU, one member at a time).

    The fused kernel takes matrices, not stacks of them; above 1, it would be the faster way.
    """
    X, W = torch.randn(MEMBERS, shape.batch, shape.width), torch.randn(MEMBERS, shape.width, shape.width)
    b, out = torch.randn(MEMBERS, 1, shape.width), torch.empty(MEMBERS, shape.batch, shape.width)
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(50):
            torch.baddbmm(b, X, W, out=out)
            torch.clamp_min(out, 0, out=out)
        middle = time.process_time()
        for _ in range(50):
            for m in range(MEMBERS):
                torch._addmm_activation(b[m, 0], X[m], W[m], out=out[m])
        rounds.append((middle - start) / (time.process_time() - middle))
    return statistics.median(rounds)


def monitored(shape: Shape) -> float:
    """Median over rounds of the share that a `LayerMonitor` at every 25th step adds to training."""
    side = Together(shape, "sgd")
    steps, shares = 200, []
    for _ in range(ROUNDS):
        times = []
        for watch in (None, LayerMonitor(25)):
            start = time.process_time()
            train(side.ensemble, side.X, side.y, steps=steps, watch=watch, **side.how)
            times.append(time.process_time() - start)
        shares.append(times[1] / times[0] - 1)
    return statistics.median(shares)


def rows():
    """Measure, one row after the other."""
    with one_thread():
        for shape in SHAPES:
            for optimizer, bar in (("sgd", shape.sgd), ("adam", shape.adam)):
                gain = ratio(Loop(shape, optimizer), Together(shape, optimizer))
                yield Row(f"{shape.name} {optimizer}: against the loop", gain, bar, "×")
        for shape, bar in FLOORS:
            yield Row(
                f"{shape.name}: share of the products", ratio(Products(shape), Together(shape, "sgd")), bar
            )
        yield Row(f"{SHAPES[3].name}: a monitor at every 25th step adds", monitored(SHAPES[3]))
        yield Row(f"{SHAPES[3].name}: fused activations, product by product", fused(SHAPES[3]), unit="×")
        for shape in SHAPES:
            yield Row(f"{shape.name}: two threads, one core free", two_threads(shape), unit="×")


def main() -> bool:
    """Print the table; whether all bars are reached."""
    print(f"the ensemble against the loop, one thread\n{HEAD}")
    found = show(rows())
    print("The gain shrinks as batch · width² grows: a big net is bound by its products.")
    return all(row.ok for row in found)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
