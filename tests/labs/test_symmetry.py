"""Units that start equal: which starts part them, and the one unit that they are until then."""

import itertools

import numpy as np
import pytest
import torch

from course_lib.datasets import circles
from course_lib.ensemble import Ensemble
from course_lib.initializers import Constant
from course_lib.labs.symmetry.experiment import STARTS, one_unit_twin, symmetry
from course_lib.labs.symmetry.lab import ACTIVATIONS, WIDTHS
from course_lib.training import train
from tests.lessons.shown import last


def twin_losses(steps, *arguments):
    data = circles()
    return np.fromiter(itertools.islice(one_unit_twin(data.X_train, data.y_train, *arguments), steps), float)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("width", WIDTHS)
def test_equal_units_are_one_unit(activation, width):
    data, c, lr, steps = circles(), 0.5, 0.5, 300
    net = Ensemble((2, width, 1), activation, {"c": [Constant(c)] * 2}, [0], dtype=torch.float64)
    loss = train(net, data.X_train.astype(np.float64), data.y_train, steps=steps, lr=lr).loss[:, 0]
    twin = twin_losses(steps, width, c, lr, activation)
    np.testing.assert_allclose(twin, loss, rtol=0, atol=1e-12)


def test_a_twin_of_another_width_is_told_apart():
    twins = [twin_losses(300, width, 0.5, 0.5) for width in (4, 8)]
    assert np.abs(twins[0] - twins[1]).max() > 1e-3


def run(start, **changes):
    settings = dict(c=0.5, noise=-2, width=8, activation="tanh", lr=0.5, steps=1000, seed=0)
    return last(symmetry(start, **settings | changes))


@pytest.mark.parametrize("start", STARTS)
def test_which_starts_part(start):
    result = run(start)
    kept = start in ("zeros", "constant")
    assert (result.parted is None) == kept
    assert (result.distinct[-1] == 1) == kept
    assert (result.gradient.max() == 0) == (start == "zeros")
    assert result.rows[0] == 0
    assert result.W1.shape == (len(result.rows), 2, 8)
    assert (result.twin is not None) == (start in ("zeros", "constant", "noisy"))
    if kept:
        assert result.difference.max() == 0
        np.testing.assert_allclose(result.loss, result.twin, rtol=0, atol=1e-12)


def test_no_steps_show_the_drawn_units():
    result = run("random", steps=0)
    assert (result.done, result.loss.shape) == (0, (1,))
    net = Ensemble((2, 8, 1), "tanh", ["glorot_normal"], [0], dtype=torch.float64)
    np.testing.assert_array_equal(result.W1[0], net.weights[0][0].numpy())
