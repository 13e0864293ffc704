"""What goes on in every layer while an ensemble trains: gradients, updates, dead and saturated units.

train(ensemble, X, y, watch=LayerMonitor(every=25)).layers.update_ratio
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from course_lib.activations.saturation import dead_intervals, saturated_intervals
from course_lib.arguments import check_whole
from course_lib.ensemble import Ensemble
from course_lib.propagation.layer_statistics import count_inside


@dataclass(frozen=True)
class LayerRecord:
    """What a `LayerMonitor` saw before the updates number `steps` (k,), and of these updates.

    update_ratio   (k, layers, members): ‖ΔW‖ / ‖W‖ of the update, 0 where W is 0; a common rule of thumb
                   (Karpathy 2015, https://cs231n.github.io/neural-networks-3/) calls 1e-3 healthy
    gradient_norm  (k, layers, members): ‖∂loss/∂W‖ of the mean loss over the step's batch
    dead           (k, hidden layers, members): the share of units with slope 0 for every row of the probe
    saturated      (k, hidden layers, members): the share of (row, unit) pairs with a slope under 5 % of the
                   activation's largest
    """

    steps: np.ndarray
    update_ratio: np.ndarray
    gradient_norm: np.ndarray
    dead: np.ndarray
    saturated: np.ndarray


class LayerMonitor:
    """Looks at every layer before updates 0, `every`, 2 · `every`, …, and before the last one.

    every   an integer ≥ 1. A look costs about as much as four steps.
    probe   inputs `(rows, n_in)` on which units are counted; None takes the first 100 rows that train.
            Batch normalization normalizes over them.
    """

    def __init__(self, every: int = 25, probe=None):
        self.every, self.probe = check_whole("every", every, 1), probe


class MonitorRun:
    """One run that a monitor looks at: `loop.py` calls `before` and `after` around a step that is due."""

    def __init__(self, monitor: LayerMonitor, ensemble: Ensemble, X: torch.Tensor, steps: int):
        self.ensemble = ensemble
        self.probe = X[:100] if monitor.probe is None else ensemble.check_X(monitor.probe, "probe")
        self.steps = sorted({*range(0, steps, monitor.every), steps - 1})
        self.flat, self.zero = saturated_intervals(ensemble.activation), dead_intervals(ensemble.activation)
        self.taken: list[list[np.ndarray]] = []
        self.weights: list[torch.Tensor] = []

    def next_step(self, done: int) -> float:
        """The step before which to stop: the next one that is due, or the one after a due one."""
        if len(self.taken) < len(self.steps) and self.steps[len(self.taken)] == done:
            return done + 1
        return next((step for step in self.steps if step > done), float("inf"))

    def due(self, done: int) -> bool:
        return len(self.taken) < len(self.steps) and self.steps[len(self.taken)] == done

    def before(self, X: torch.Tensor, y: torch.Tensor) -> None:
        """The gradient of the step's batch, and units on the probe."""
        self.weights = [W.clone() for W in self.ensemble.weights]
        gradients = self.ensemble.gradients(X, y).weights
        zs, _ = self.ensemble.hidden(self.probe, batch_statistics=True)
        dead, saturated = [], []
        for z in zs[:-1]:
            work, rows = torch.empty_like(z), z.shape[1]
            dead.append((count_inside(z, self.zero, work) == rows).double().mean(1))
            saturated.append(count_inside(z, self.flat, work).double().mean(1) / rows)
        self.looks = [norms(gradients), numbers(dead), numbers(saturated)]

    def after(self) -> None:
        """What the step did to the weights."""
        size = norms(self.weights)
        change = norms([W - old for W, old in zip(self.ensemble.weights, self.weights, strict=True)])
        ratio = np.divide(change, size, out=np.zeros_like(change), where=size > 0)
        self.taken.append([ratio, *self.looks])
        self.weights = []

    def record(self) -> LayerRecord:
        """What was seen so far."""
        shapes = [(self.ensemble.n_layers, self.ensemble.n_members)] * 2
        shapes += [(self.ensemble.n_layers - 1, self.ensemble.n_members)] * 2
        columns = zip(*self.taken, strict=True) if self.taken else [[]] * 4
        kept = [
            np.stack(one) if one else np.zeros((0, *shape))
            for one, shape in zip(columns, shapes, strict=True)
        ]
        return LayerRecord(np.array(self.steps[: len(self.taken)], int), *kept)


def norms(tensors: list[torch.Tensor]) -> np.ndarray:
    """The Frobenius norm of each member's tensor, (layers, members); float64, finite as the tensors are."""
    return np.stack(
        [torch.linalg.vector_norm(one, dim=(1, 2), dtype=torch.float64).numpy() for one in tensors]
    )


def numbers(rows: list[torch.Tensor]) -> np.ndarray:
    return torch.stack(rows).numpy() if rows else np.zeros((0, 0))
