"""Deep networks on handwritten digits, for tests: 1,400 images to train, 200 to test, 64 units a layer.

Bounds on a test accuracy leave room: a share of 200 images has 1.4 times the std of one of all 397."""

from typing import NamedTuple

import numpy as np

from course_lib.datasets import digits
from course_lib.ensemble import Ensemble
from course_lib.training import train

WIDTH, GUESSING = 64, np.log(10)


DATA = digits(n_train=1400, standardize="global")


class Run(NamedTuple):
    """Scheme -> (seeds,): test accuracy at the end, and mean training loss of the last epoch."""

    accuracy: dict
    loss: dict
    ensemble: Ensemble


def run(schemes, depth, epochs, *, activation="relu", optimizer="sgd", lr=0.01, batch=32, seeds=5, order=0):
    """Train networks of `depth` layers of weights; `schemes` as an `Ensemble` takes them, or an Ensemble."""
    net = schemes
    if not isinstance(net, Ensemble):
        net = Ensemble((64, *[WIDTH] * (depth - 1), 10), activation, schemes, seeds)
    steps = epochs * -(-len(DATA.X_train) // batch)
    history = train(
        net, DATA.X_train, DATA.y_train, steps=steps, lr=lr, optimizer=optimizer, batch_size=batch,
        seed=order, X_test=DATA.X_test, y_test=DATA.y_test, chunk=steps,
    )  # fmt: skip
    assert (history.diverged_at == -1).all()
    accuracy = {name: rows[-1] for name, rows in history.by_scheme("test_accuracy").items()}
    return Run(accuracy, history.by_scheme("final_loss"), net)
