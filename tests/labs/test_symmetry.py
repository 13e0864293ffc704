"""Units that start equal: which starts part them, and the one unit that they are until then."""

import itertools

import numpy as np
import pytest
import torch

from course_lib.datasets import circles
from course_lib.ensemble import Ensemble
from course_lib.initializers import Constant
from course_lib.labs import LABS
from course_lib.labs.shared.network import unit_heights
from course_lib.labs.symmetry.experiment import STARTS, one_unit_twin, symmetry
from course_lib.labs.symmetry.figure import LOWEST, NETWORK, PLANE, colours
from course_lib.labs.symmetry.lab import ACTIVATIONS, WIDTHS, picked, unused
from course_lib.training import train
from course_lib.widgets.plot_view import Point
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


def test_a_unit_that_is_picked_shows_its_weights_and_its_line():
    lab = LABS["symmetry"](start="random", steps=200, width=4)
    place = lab.result.W1[-1][:, 2]
    assert picked(lab.result, Point(PLANE, *place)) == {"unit": 3}
    heights = unit_heights((2, 4, 1))[1]
    assert picked(lab.result, Point(NETWORK, 1.1, heights[2] + 0.05)) == {"unit": 3}
    assert picked(lab.result, Point(NETWORK + 1, 0.0, 0.0)) is None
    before = len(lab.figure.data)
    lab.set(unit=3)
    assert len(lab.figure.data) == before + 2, "a ring in the network, a line in the map"
    line = next(trace for trace in lab.figure.data if trace.text == ("unit 3", "unit 3"))
    W, b = lab.result.weights[0][:, 2], lab.result.biases[0][2]
    np.testing.assert_allclose(np.transpose([line.x, line.y]) @ W + b, 0, atol=1e-5)
    titles = " ".join(note.text for note in lab.figure.layout.annotations)
    assert f"Unit 3: z = {W[0]:.2f} x₁ {W[1]:+.2f} x₂ {b:+.2f}" in titles


def test_a_unit_that_there_is_not_is_not_shown():
    lab = LABS["symmetry"](steps=0, width=2)
    before = len(lab.figure.data)
    lab.set(unit=3)
    assert len(lab.figure.data) == before
    assert "There are 2 units, so no unit 3" in " ".join(note.text for note in lab.figure.layout.annotations)


def test_what_does_nothing_says_why():
    assert set(unused(dict(start="noisy", steps=1))) == set()
    assert set(unused(dict(start="zeros", steps=1))) == {"c", "noise", "seed"}
    assert set(unused(dict(start="random", steps=0))) == {"c", "noise", "lr"}


def test_nothing_is_drawn_where_it_is_not():
    """A loss beyond its panel is left for the page to mark, and an exact 0 alone stands in the row of 0."""
    lab = LABS["symmetry"](c=-2.0, lr=5.0, activation="relu", steps=50)
    traces = [trace for trace in lab.figure.data if (trace.meta or {}).get("edge")]
    loss = next(trace for trace in traces if trace.yaxis == "y5")
    np.testing.assert_array_equal(loss.y, lab.result.loss)
    difference, gradient = (np.array(trace.y) for trace in traces if trace.yaxis == "y4")
    assert lab.result.difference.max() == 0 and set(difference) == {10.0**LOWEST}
    np.testing.assert_array_equal(
        gradient[gradient > 10.0**LOWEST], lab.result.gradient[lab.result.gradient > 0]
    )


def test_equal_units_have_one_colour_and_the_others_one_each():
    W1 = np.array([[0.1, 0.5, 0.1, 0.1], [0.2, 0.5, 0.2, 0.9]])
    first, second, third, fourth = colours(W1)
    assert first == third and len({first, second, fourth}) == 3
