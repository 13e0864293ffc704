"""What the races on handwritten digits share: the images, what is measured on them, and how long a turn is."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from course_lib.arguments import check_whole
from course_lib.datasets import Dataset, digits
from course_lib.ensemble import Ensemble

__all__ = [
    "CURVE_POINTS", "GUESSING", "WIDTH", "accuracy_on_test", "data", "loss_on_validation", "turn", "window_means",
]  # fmt: skip

WIDTH = 64  # units of every hidden layer: as many as a digit has pixels, so fan-in = fan-out all the way up
GUESSING = (float(np.log(10)), 0.1)  # loss and accuracy of giving each of the 10 digits the probability 1/10
# How much is trained before the page has its turn: steps × layers × (rows of all members' batches + CALLS),
# where CALLS rows cost as much time as calling the kernels does. That is 6 steps of 10 networks of 30 layers,
# 45 ms on a quiet 2-core machine; turns of half that length cost a quarter more in all.
TURN, CALLS = 84_000, 130
LONGEST_TURN = 25  # steps, `stream`'s own
CURVE_POINTS = 40  # points a loss curve is drawn with: two races of all schemes fit into one small message


@lru_cache(maxsize=1)
def data() -> Dataset:
    """The digits, all pixels shifted and scaled by the same two numbers."""
    return digits(standardize="global")


def accuracy_on_test(ensemble: Ensemble) -> np.ndarray:
    """The share of the test images that each member classifies rightly, (members,)."""
    return ensemble.evaluate(data().X_test, data().y_test)[1].numpy()


def loss_on_validation(ensemble: Ensemble) -> np.ndarray:
    """The loss of each member on the validation images, by which a learning rate is chosen, (members,)."""
    return ensemble.evaluate(data().X_validation, data().y_validation)[0].numpy()


def turn(members: int, depth: int, batch: int) -> int:
    """How many steps are trained before the page has its turn."""
    return min(LONGEST_TURN, max(1, TURN // (depth * (members * batch + CALLS))))


def window_means(loss: np.ndarray, window: int) -> tuple[np.ndarray, np.ndarray]:
    """The mean ``loss`` (steps, …) of every ``window`` steps, the last of which may be fewer; their middles.

    The middle of steps 0 to 9 is 5, halfway from no update to the tenth.
    """
    window = check_whole("window", window, 1)
    starts = np.arange(0, len(loss), window)
    counts = np.diff(np.append(starts, len(loss)))
    sums = np.add.reduceat(loss, starts, axis=0, dtype=np.float64)
    return starts + counts / 2, sums / counts.reshape(-1, *[1] * (loss.ndim - 1))
