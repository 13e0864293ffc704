"""What the labs on points in the plane share: the curves of a training, maps of decisions, distinct units."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch

from course_lib.arguments import check_real, check_whole
from course_lib.datasets import Dataset
from course_lib.ensemble import Ensemble
from course_lib.training import History

__all__ = ["APART", "CURVE_POINTS", "GRID", "Curves", "boundaries", "curve_rows", "distinct_units", "reach"]

GRID = 48  # points a side of a decision map
CURVE_POINTS = 80  # points a loss curve is drawn with
MARGIN = 0.25  # how far a decision map reaches beyond the data, in units of X
APART = 0.01  # units whose incoming weights differ by more count as distinct


def curve_rows(done: int, points: int = CURVE_POINTS) -> np.ndarray:
    """Which of ``done`` recorded steps a curve is drawn through: the first, the last, and evenly between."""
    done = check_whole("done", done, 1)
    points = check_whole("points", points, 2)
    return np.unique(np.linspace(0, done - 1, min(done, points)).round().astype(int))


class Curves(NamedTuple):
    """What a full-batch training has shown after ``done`` steps; members stand as (starts, seeds).

    ``loss`` (points, starts, seeds) is the training loss before the updates ``steps`` (points,), or as drawn;
    ``accuracy`` (starts, seeds) that on the training points at the last of them.
    """

    done: int
    steps: np.ndarray
    loss: np.ndarray
    accuracy: np.ndarray

    @classmethod
    def of(cls, history: History | None, ensemble: Ensemble, data: Dataset, seeds: int) -> Curves:
        """The curves of ``history``, or of no training at all where it is None."""
        if history is None:
            loss, accuracy = (values.numpy() for values in ensemble.evaluate(data.X_train, data.y_train))
            done, steps, loss = 0, np.zeros(1, int), loss[None]
        else:
            done, steps, accuracy = history.done, curve_rows(history.done), history.accuracy[-1]
            loss = history.loss[steps]
        return cls(done, steps, loss.reshape(len(steps), -1, seeds), accuracy.reshape(-1, seeds))


def reach(data: Dataset) -> float:
    """Half the side of the square, around 0, that a decision map of ``data`` shows."""
    return float(np.abs(data.X_train).max()) + MARGIN


def boundaries(ensemble: Ensemble, members: list[int], half: float) -> np.ndarray:
    """Probability of class 1, as 0 to 255, on a grid over the square ±half: (members, GRID, GRID)."""
    line = np.linspace(-half, half, GRID)
    points = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    logits = ensemble(points, members)
    return (torch.sigmoid(logits) * 255).round().to(torch.uint8).numpy().reshape(len(members), GRID, GRID)


def distinct_units(W1: np.ndarray, tolerance: float = APART) -> int:
    """How many of the columns of ``W1`` (inputs, units) differ by more than ``tolerance`` somewhere."""
    if not isinstance(W1, np.ndarray) or W1.ndim != 2:
        text = f"W1 must be an array (inputs, units); got {W1!r}"
        raise ValueError(text) if isinstance(W1, np.ndarray) else TypeError(text)
    tolerance = check_real("tolerance", tolerance, 0)
    kept: list[np.ndarray] = []
    for unit in W1.T:
        if all(np.abs(unit - other).max() > tolerance for other in kept):
            kept.append(unit)
    return len(kept)
