"""One initializer object for two layers, as many a Keras script has it: do the layers differ?

An initializer of Keras 3 takes a seed when it is made, its own if none is given, and every call draws from
that seed anew. `KerasInstance` follows this rule in NumPy. The network has two branches side by side,
2 inputs → ``units`` ReLU units → 1 output each, and the sum of the two outputs decides. Both branches
have kernels of the same shapes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from course_lib.arguments import check_name, check_whole
from course_lib.datasets import circles
from course_lib.ensemble import Ensemble
from course_lib.initializers import Initializer, he_normal
from course_lib.labs.shared.pacing import played
from course_lib.labs.shared.plane import Curves, distinct_units
from course_lib.training import History

__all__ = ["INSTANCES", "SEEDS", "KerasInstance", "SharedInstance", "kernels", "shared_instance"]

SEEDS, LR = 8, 0.3
INSTANCES = {
    "one": "one, no seed",
    "one_seeded": "one, with a seed",
    "each": "a new one for each layer, no seed",
    "each_seeded": "a new one for each layer, all with one seed",
}


@dataclass(frozen=True)
class KerasInstance:
    """A scheme with the seed that it got when it was made: every call starts from it.

    Source: Chollet et al. (2023), Keras 3, `keras.initializers.RandomInitializer`,
    https://keras.io/api/layers/initializers/

    >>> init = KerasInstance(he_normal, seed=7)
    >>> bool((init((2, 3)) == init((2, 3))).all())
    True
    """

    scheme: Initializer
    seed: int

    def __call__(self, shape: tuple[int, ...], dtype=np.float32) -> np.ndarray:
        """Draw a kernel of this shape, truncated as Keras' normal schemes are."""
        return self.scheme(shape, seed=self.seed, dtype=dtype, truncated=True)


@dataclass(frozen=True)
class SharedInstance:
    """Two branches after ``done`` steps, beside branches that were drawn independently.

    ``first`` and ``second`` (SEEDS, 2 · units) are the hidden kernels of both branches, ``curves`` (points,
    2, SEEDS) the loss before the ``curve_steps``, ``accuracy`` (2, SEEDS) that on the training points,
    the independent branches second; ``distinct`` (SEEDS,) counts the distinct hidden units of both branches.
    """

    instances: str
    units: int
    steps: int
    done: int
    first: np.ndarray
    second: np.ndarray
    distinct: np.ndarray
    curve_steps: np.ndarray
    curves: np.ndarray
    accuracy: np.ndarray

    @property
    def equal(self) -> bool:
        """Whether the two branches hold the same numbers, to the last bit."""
        return np.array_equal(self.first, self.second)

    @property
    def correlation(self) -> float:
        """Between the two branches' hidden kernels, over all seeds."""
        return float(np.corrcoef(self.first.ravel(), self.second.ravel())[0, 1])


def kernels(instances: str, shape: tuple[int, ...], rng: np.random.Generator, dtype=np.float32) -> list:
    """He-normal kernels of one shape for two layers, drawn by ``instances``, a name of `INSTANCES`.

    ``rng`` chooses the seed that a reader would type, and those that instances choose for themselves.
    """
    check_name("instances", instances, INSTANCES)
    given, *own = (int(seed) for seed in rng.integers(2**31, size=3))
    seeds = [given, given] if instances.endswith("seeded") else own
    made = [KerasInstance(he_normal, seed) for seed in seeds]
    if instances.startswith("one"):
        made[1] = made[0]
    return [init(shape, dtype) for init in made]


def rules(instances: str) -> list:
    """The initializers of both layers of an `Ensemble` that holds the two branches side by side."""

    def hidden(shape, *, rng, dtype):
        return np.concatenate(kernels(instances, (shape[0], shape[1] // 2), rng, dtype), axis=1)

    def output(shape, *, rng, dtype):
        return np.concatenate(kernels(instances, (shape[0] // 2, shape[1]), rng, dtype), axis=0)

    return [hidden, output]


def shared_instance(instances: str, units: int, steps: int) -> Iterator[tuple[float, SharedInstance]]:
    """Train both networks on two circles, full batch, in float64; yield (done, `SharedInstance`).

    Args:
        instances: a name of `INSTANCES`.
        units: hidden units of each branch, ≥ 1.
        steps: gradient steps of size `LR`; 0 shows the networks as they were drawn.

    Raises:
        ValueError: an argument is not as described; said when the first result is asked for.
    """
    check_name("instances", instances, INSTANCES)
    units = check_whole("units", units, 1)
    steps = check_whole("steps", steps, 0)
    data = circles()
    both = {"chosen": rules(instances), "independent": rules("each")}
    ensemble = Ensemble((2, 2 * units, 1), "relu", both, SEEDS, dtype=torch.float64)

    def picture(history: History | None) -> SharedInstance:
        done, curve_steps, curves, accuracy = Curves.of(history, ensemble, data, SEEDS)
        W1 = ensemble.weights[0][:SEEDS].numpy()
        return SharedInstance(
            instances=instances, units=units, steps=steps, done=done,
            first=W1[:, :, :units].reshape(SEEDS, -1), second=W1[:, :, units:].reshape(SEEDS, -1),
            distinct=np.array([distinct_units(one, tolerance=1e-6) for one in W1]), curve_steps=curve_steps,
            curves=curves, accuracy=accuracy,
        )  # fmt: skip

    yield from played(ensemble, data.X_train, data.y_train, steps, picture, lr=LR)
