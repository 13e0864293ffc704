"""What lesson 03 says of gradients and of its figures, beside what its presets and sentences hold."""

import nbformat
import numpy as np
import pytest
import torch

from course_lib.activations import ACTIVATIONS
from course_lib.checks import check
from course_lib.datasets import digits
from course_lib.ensemble import Ensemble
from course_lib.initializers import Normal
from course_lib.propagation import propagate
from tests.lessons.cells import code
from tests.lessons.measured import gradient, middle, power, signals
from tests.lessons.shown import NOTEBOOKS, changed, lab_of


def weight_gradients(std):
    """E[(∂loss/∂w)²] of every layer of the tanh networks of lesson 03, geometric mean over five seeds."""
    data = digits(standardize="global")
    net = Ensemble((64, *[128] * 29, 10), "tanh", {"n": Normal(0, std)}, seeds=5, dtype=torch.float64)
    found = net.gradients(data.X_train[:256], data.y_train[:256]).weights
    return np.exp([float(one.square().mean((1, 2)).log().mean()) for one in found])


def test_small_weights_leave_no_layer_any_news_of_the_loss():
    powers = weight_gradients(0.01)
    assert powers.max() < 1e-55 and powers.max() / powers.min() < 100  # 8.5·10⁻⁶⁰ to 1.1·10⁻⁵⁸
    assert weight_gradients(128**-0.5).min() > 1e-12, "and the right size does"


def test_a_step_small_enough_for_the_first_layer_moves_the_last_one_not_at_all():
    powers = weight_gradients(1.0)
    assert np.sqrt(powers[0] / powers[-1]) > 1e9  # 10¹⁰·⁹; float32 ends at 6·10⁻⁸


def test_claim_8_what_is_left_of_the_sigmoid_s_signal_are_differences_between_units():
    level = signals("level")
    between = level.preactivation_power - level.across_input_variance - level.preactivation_mean**2
    assert (between / level.preactivation_power)[0, :, 5:].min() > 0.9


def test_in_float32_what_differs_is_lost_in_rounding_once_it_is_tiny():
    """Below 1e-14 of the mean square, two float32 numbers are one: it stays where that leaves it."""
    s = propagate(["torch_default"], "relu", 30, seeds=10, histograms=(), dtype=torch.float32)
    share = (s.across_input_variance / s.preactivation_power)[0]
    assert (share[:, 25:] > 1e-17).all() and (share[:, 25:] < 1e-13).all()


# ---- what the figures show ------------------------------------------------------------------------


def test_the_network_in_numpy_does_what_the_lab_s_networks_do():
    [path], names = NOTEBOOKS.glob("03_*.ipynb"), {"np": np}
    cells = [cell.source for cell in code(nbformat.read(path, as_version=4))]
    exec(next(source for source in cells if "mean_squares" in source), names)
    squares = np.array(names["mean_squares"])
    assert len(squares) == 30 and np.allclose(squares[1:] / squares[:-1], 0.0128, rtol=0.2)
    assert 1e-57 / 3 < squares[-1] < 3e-57


def test_both_curves_of_small_weights_are_straight():
    for curve in (power("small"), gradient("small")):
        assert np.ptp(np.log10(curve[1:] / curve[:-1])) < 0.15, "of factors of a hundredth"


def test_the_activations_of_large_weights_pile_up_at_both_ends():
    large, ordinary = signals("large"), changed("small", scheme="lecun_normal", gain=1.0).signals
    assert ACTIVATIONS["tanh"](3.0) > 0.99
    for one, low, high in ((large, 0.8, 1), (ordinary, 0, 0.05)):
        counts, edges = one.histograms["activations"][0].sum(0)[4:], one.edges["activations"]
        ends = counts[:, (edges[:-1] < -0.85) | (edges[1:] > 0.85)].sum(1) / counts.sum(1)
        assert low <= ends.min() and ends.max() <= high


def test_the_words_above_the_figure_give_both_ends_where_the_signal_is_largest_and_smallest():
    shown = lab_of("03", "signals")
    assert shown.settings["gain"] == 0.5
    shown.set(gain=1.38)
    curve = middle(shown.result.signals.preactivation_power)
    assert curve.argmax() == 0 and curve[-1] < 1.1 * curve.min()
    assert "at layer 1 to" in shown.summary() and "at layer 30" in shown.summary()
    shown.set(gain=0.5)


# ---- exercises ------------------------------------------------------------------------------------


def test_keep_alive_names_the_price():
    assert "the gradient's mean square grows by a factor of" in check("keep_alive", 1.38).why


@pytest.mark.parametrize(
    "standardize, low, high", [(None, 4 * np.log(10), 50), ("global", 1, 2 * np.log(10))]
)
def test_inputs_that_are_too_large_make_a_large_first_loss(standardize, low, high):
    data = digits(standardize=standardize)
    losses = Ensemble((64, 64, 10), "relu", ["he_normal"], seeds=5).evaluate(data.X_train, data.y_train)[0]
    assert low < losses.min() and losses.max() < high
