"""Hidden units that start equal: do they ever part, and what does the layer learn meanwhile?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch

from course_lib.activations import get as activation_of
from course_lib.arguments import check_name, check_real, check_whole
from course_lib.datasets import DATASETS, Dataset
from course_lib.ensemble import Ensemble
from course_lib.initializers import INITIALIZERS, Constant
from course_lib.labs.shared.pacing import played
from course_lib.labs.shared.plane import APART, boundaries, distinct_units, reach
from course_lib.training import History

__all__ = ["SETS", "STARTS", "Symmetry", "one_unit_twin", "symmetry"]

ROWS = 200  # rows recorded of a run
CHUNK = 200

SETS = {"circles": "circles", "moons": "moons"}
STARTS = {
    "zeros": "all weights 0",
    "constant": "all weights equal to c",
    "noisy": "all weights c, plus noise",
    "constant_W1": "W1 equal to c, W2 random",
    "random": "all weights random",
}


@dataclass(frozen=True)
class Symmetry:
    """A run of the 2-n-1 net so far; rows are recorded steps.

    ``W1`` (rows, 2, units), ``distinct`` (rows,), ``difference`` (rows,): the largest distance of a unit's
    incoming weights from the units' mean; ``gradient`` (rows,): the largest ∂loss/∂W1 in size; ``loss``
    (rows,); ``twin`` (rows,): the loss of the one-unit net that starts like every unit, or None where no
    such net exists. ``parted`` is the first recorded step with a difference over `APART`, or None.
    """

    start: str
    width: int
    steps: int
    done: int
    rows: np.ndarray
    W1: np.ndarray
    distinct: np.ndarray
    difference: np.ndarray
    gradient: np.ndarray
    loss: np.ndarray
    twin: np.ndarray | None
    accuracy: float
    data: Dataset
    activation: str
    weights: list[np.ndarray]
    biases: list[np.ndarray]
    map: np.ndarray
    half: float

    @property
    def parted(self) -> int | None:
        apart = np.flatnonzero(self.difference > APART)
        return int(self.rows[apart[0]]) if apart.size else None


def entries(start: str, c: float, noise: float) -> list:
    """The initializer of W1 and that of W2."""
    random = INITIALIZERS["glorot_normal"]
    return {
        "zeros": [INITIALIZERS["zeros"]] * 2,
        "constant": [Constant(c)] * 2,
        "noisy": [Constant(c, noise=noise)] * 2,
        "constant_W1": [Constant(c), random],
        "random": [random] * 2,
    }[start]


def one_unit_twin(
    X: np.ndarray, y: np.ndarray, width: int, c: float, lr: float, activation: str = "tanh"
) -> Iterator[float]:
    """The loss before every step, without end, of one unit that does what ``width`` equal units do.

    With every incoming weight c and every outgoing weight v, n units give f = n v φ(z) + b: one unit with
    the outgoing weight u = n v. One gradient step moves each of the n units' incoming weights by what its
    own v passes back, a share 1/n of what u passes back, and moves u = n v by n steps. So the twin learns
    with the rate lr/n below and n·lr above, and its loss is the same at every step.

    Raises:
        ValueError, TypeError: an argument is not as described; said when the first loss is asked for.
    """
    width = check_whole("width", width, 1)
    c = check_real("c", c)
    lr = check_real("lr", lr, 0)
    phi = activation_of(activation)
    X, y = np.asarray(X, np.float64), np.asarray(y, np.float64)
    w, bias, u, out_bias = np.full(2, float(c)), 0.0, width * float(c), 0.0
    while True:
        z = X @ w + bias
        a = phi(z)
        f = u * a + out_bias
        yield float(np.mean(np.logaddexp(0, f) - y * f))
        error = (1 / (1 + np.exp(-f)) - y) / len(y)  # ∂loss/∂f
        delta = error * u * phi.derivative(z)  # ∂loss/∂z
        w -= lr / width * (delta @ X)
        bias -= lr / width * delta.sum()
        u -= lr * width * (error @ a)
        out_bias -= lr * error.sum()


def symmetry(
    start: str,
    c: float,
    noise: int,
    width: int,
    activation: str,
    lr: float,
    steps: int,
    seed: int,
    data: str = "circles",
) -> Iterator[tuple[float, Symmetry]]:
    """Train 2-``width``-1 in float64, full batch; yield (done, `Symmetry`).

    Args:
        start: a name of `STARTS`.
        c: the constant.
        noise: the noise of "noisy" has std 10**noise.
        steps: gradient steps; 0 shows the network as it was drawn.
        data: a name of `SETS`.

    Raises:
        ValueError, TypeError: an argument is not as described; said when the first result is asked for.
    """
    check_name("start", start, STARTS)
    check_name("data", data, SETS)
    width = check_whole("width", width, 1)
    steps = check_whole("steps", steps, 0)
    seed = check_whole("seed", seed, 0)
    c = check_real("c", c)
    noise = check_real("noise", noise)
    lr = check_real("lr", lr, 0)
    points = DATASETS[data]()
    X, y, half = points.X_train.astype(np.float64), points.y_train, reach(points)
    ensemble = Ensemble(
        (2, width, 1), activation, {start: entries(start, c, 10.0**noise)}, [seed], dtype=torch.float64
    )
    twin, twin_losses = None, []
    if start in ("zeros", "constant", "noisy"):
        twin = one_unit_twin(X, y, width, 0.0 if start == "zeros" else c, lr, activation)

    def hidden_gradient(e: Ensemble) -> torch.Tensor:
        return e.gradients(X, y).weights[0].abs().max()

    def picture(history: History | None) -> Symmetry:
        if history is None:
            losses, accuracy = ensemble.evaluate(X, y)
            done, rows, loss = 0, np.zeros(1, int), losses.numpy()
            W1, gradient = ensemble.weights[0].numpy().copy(), hidden_gradient(ensemble).numpy()[None]
        else:
            done, rows, accuracy = history.done, history.observed_steps, history.accuracy[-1]
            W1, gradient, loss = history.observed["W1"], history.observed["gradient"], history.loss[rows, 0]
        if twin is not None:  # takes the same steps
            twin_losses.extend(islice(twin, max(1, done) - len(twin_losses)))
        return Symmetry(
            start=start, width=width, steps=steps, done=done, rows=rows, W1=W1,
            distinct=np.array([distinct_units(one) for one in W1]),
            difference=np.abs(W1 - W1.mean(axis=2, keepdims=True)).max(axis=(1, 2)), gradient=gradient,
            loss=loss, twin=None if twin is None else np.array(twin_losses)[rows], accuracy=float(accuracy[0]),
            data=points, activation=activation, weights=[one[0].numpy().copy() for one in ensemble.weights],
            biases=[one[0].numpy().copy() for one in ensemble.biases], map=boundaries(ensemble, [0], half)[0],
            half=half,
        )  # fmt: skip

    yield from played(
        ensemble, X, y, steps, picture, lr=lr, chunk=CHUNK, observe_every=max(1, -(-steps // ROWS)),
        observe={"W1": lambda e: e.weights[0][0], "gradient": hidden_gradient},
    )  # fmt: skip
