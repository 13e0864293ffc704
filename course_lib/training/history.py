"""What a run of training recorded."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from course_lib.arguments import as_array
from course_lib.ensemble import Ensemble
from course_lib.training.monitors import LayerRecord


@dataclass(frozen=True)
class History:
    """What was recorded in the first `done` of `steps` planned steps.

    loss, accuracy            `(done, members)`: row t is taken before update t, on its batch
    test_loss, test_accuracy  `(len(test_steps), members)`: after `test_steps[i]` updates
    diverged_at               `(members,)`: the first step whose loss or update was not finite,
                              or -1. Such a member is frozen at the last parameters that gave
                              a finite loss, and its record stays at that loss: no NaN here.
    observed                  name -> `(len(observed_steps), …)`, before those steps' updates
    steps_per_epoch           1 for a full batch
    copies                    how often the ensemble's members repeat: members are copy by copy
    layers                    what a `LayerMonitor` saw, or None
    """

    members: list[tuple[str, int]]
    steps: int
    done: int
    steps_per_epoch: int
    loss: np.ndarray
    accuracy: np.ndarray
    test_steps: np.ndarray
    test_loss: np.ndarray
    test_accuracy: np.ndarray
    diverged_at: np.ndarray
    observed: dict[str, np.ndarray] = field(default_factory=dict)
    observed_steps: np.ndarray = field(default_factory=lambda: np.zeros(0, int))
    copies: int = 1
    layers: LayerRecord | None = None

    @property
    def finished(self) -> bool:
        return self.done == self.steps

    @property
    def final_loss(self) -> np.ndarray:
        """`(members,)`: the mean over the last epoch (the last row, for a full batch)."""
        return self.loss[-self.steps_per_epoch :].mean(0, dtype=np.float64)

    @property
    def final_accuracy(self) -> np.ndarray:
        """`(members,)`: as `final_loss`."""
        return self.accuracy[-self.steps_per_epoch :].mean(0)

    def by_scheme(self, quantity: str | np.ndarray = "loss") -> dict[str, np.ndarray]:
        """Scheme -> `(rows, seeds, …)`, of a field, an observed name or an array like them.

        An array `(members,)`, such as `final_accuracy` or `diverged_at`, gives `(seeds,)`. Where members
        repeat, `(copies, seeds)` takes the place of `(seeds,)`.
        """
        values = quantity
        if isinstance(quantity, str):
            if quantity in self.observed:
                values = self.observed[quantity]
            elif quantity in _BY_MEMBER:
                values = getattr(self, quantity)
            else:
                allowed = ", ".join([*_BY_MEMBER, *self.observed])
                raise ValueError(f"quantity must be one of {allowed}, got {quantity!r}")
        values = np.asarray(values)
        axis = 0 if values.ndim == 1 else 1
        if values.ndim == 0 or values.shape[axis] != len(self.members):
            raise ValueError(
                f"quantity must have one entry for each of {len(self.members)} members on "
                f"axis {axis}, got shape {values.shape}"
            )
        schemes = list(dict.fromkeys(scheme for scheme, _ in self.members))
        seeds = len(self.members) // len(schemes) // self.copies
        shape = (self.copies, len(schemes), seeds)
        split = values.reshape(*values.shape[:axis], *shape, *values.shape[axis + 1 :])
        cut = np.moveaxis(split, axis + 1, 0)  # scheme first
        return dict(zip(schemes, cut if self.copies > 1 else cut.squeeze(axis + 1), strict=True))


_BY_MEMBER = ("loss", "accuracy", "test_loss", "test_accuracy", "final_loss", "final_accuracy", "diverged_at")


class Observed:
    """What the caller's functions returned, stacked as it comes."""

    def __init__(self, functions: dict[str, Callable], every: int, steps: int):
        self.functions, self.every = functions, every
        self.steps = np.arange(0, steps, every) if functions else np.zeros(0, int)
        self.taken, self.values = 0, {}

    def next_step(self, done: int) -> float:
        """The step before which to stop and look again."""
        return (done // self.every + 1) * self.every if self.functions else math.inf

    def take(self, ensemble: Ensemble, done: int) -> None:
        if not self.functions or done % self.every:
            return
        for name, function in self.functions.items():
            value = as_array(function(ensemble))
            if name not in self.values:
                self.values[name] = np.empty((len(self.steps), *value.shape), value.dtype)
            if value.shape != self.values[name].shape[1:]:
                raise ValueError(
                    f"observe: {name} must return one shape, {self.values[name].shape[1:]} at "
                    f"first, got {value.shape} at step {done}"
                )
            wider = np.result_type(self.values[name].dtype, value.dtype)
            if wider != self.values[name].dtype:  # whole numbers at first, say, and then a fraction
                self.values[name] = self.values[name].astype(wider)
            self.values[name][self.taken] = value
        self.taken += 1

    def so_far(self) -> dict[str, np.ndarray]:
        return {name: read_only(values[: self.taken]) for name, values in self.values.items()}


def read_only(view: np.ndarray) -> np.ndarray:
    view.setflags(write=False)
    return view
