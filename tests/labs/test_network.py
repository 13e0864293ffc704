"""The drawing of a network: what its lines, columns and arrows say."""

import numpy as np
import pytest
import torch

from course_lib.datasets import circles
from course_lib.ensemble import Ensemble
from course_lib.labs.shared.network import TINY, WEIGHT_SCALE, WIDE, network, strengths, unit_heights
from course_lib.labs.shared.theme import BLUE, ORANGE
from tests.labs.colour_vision import SIMULATIONS, difference

SIZES = (2, 3, 1)
W = [np.array([[1.0, -1.0, 0.0], [2.0, -2.0, 0.01]]), np.array([[1.0], [-0.5], [3.0]])]


def drawn(**how):
    return {trace.get("name", trace["type"]): trace for trace in network(1, SIZES, weights=W, **how)}


def ends(trace):
    """The lines of a trace as rows x₀, y₀, x₁, y₁."""
    x, y = (np.reshape(trace[name], (-1, 3)) for name in "xy")
    assert np.isnan(x[:, 2]).all() and np.isnan(y[:, 2]).all()
    return {tuple(np.round([a[0], b[0], a[1], b[1]], 3)) for a, b in zip(x, y, strict=True)}


def test_a_line_says_which_units_it_joins_and_the_sign_and_size_of_its_weight():
    heights = [np.round(one.astype(np.float32), 3) for one in unit_heights(SIZES)]
    for name, chosen in {
        "tiny": lambda w: np.abs(w) < TINY,
        "positive": lambda w: (w >= TINY) & (w < 2),
        "negative": lambda w: (w <= -TINY) & (w > -2),
        "large positive": lambda w: w >= 2,
        "large negative": lambda w: w <= -2,
    }.items():
        wanted = {
            (layer, heights[layer][i], layer + 1, heights[layer + 1][j])
            for layer, one in enumerate(W)
            for i, j in np.argwhere(chosen(one * np.sqrt(len(one))))
        }
        assert ends(drawn()[name]) == wanted, name


def test_units_that_are_equal_look_equal():
    twins = [W[0][:, [0, 0, 0]], W[1][[0, 0, 0]]]
    names = [trace["name"] for trace in network(1, SIZES, weights=twins) if trace.get("mode") == "lines"]
    assert names == ["positive", "large positive"], "w·√2 is 1.4 and 2.8 from the inputs, √3 to the output"


def test_arrows_follow_the_strength_and_point_their_ways():
    flows = drawn(forward=np.array([1.0, 1e-4]), back=np.array([0.0, 1.0]))
    for name, tail, tip in (("signal", min, max), ("gradient", max, min)):
        x, y = np.asarray(flows[name]["x"]), np.asarray(flows[name]["y"])
        assert np.ptp(y[x == tail(x)]) == pytest.approx(0.24) and np.ptp(y[x == tip(x)]) == 0, name
        rest = np.unique(x)[1:-1]
        weak = min(rest, key=lambda place: abs(place - tip(x)))
        assert np.ptp(y[x == weak]) < 0.24, "weaker where it arrives"
    assert flows["signal"]["y"].min() > 1 > -1 > flows["gradient"]["y"].max(), "above and below the columns"


@pytest.mark.parametrize("power", [np.array([np.inf, np.nan]), np.array([0.0, 5e-324])])
def test_strengths_beyond_all_numbers_are_drawn(power):
    for trace in network(1, (4, 4), first=1, forward=power, back=power):
        assert np.isfinite(trace["z"] if trace["type"] == "heatmap" else trace["y"]).all()


def test_layers_that_are_too_wide_show_their_weights_as_a_map():
    sizes = (2, WIDE + 1, 1)
    weights = [np.zeros((2, WIDE + 1)), np.zeros((WIDE + 1, 1))]
    weights[0][0, 0], weights[0][1, -1] = 9, -9
    traces = network(1, sizes, weights=weights)
    z = next(trace["z"] for trace in traces if trace.get("name") == "weights")
    assert np.unique(z).tolist() == [1, 128, 255]
    top, bottom = np.argwhere(z == 255), np.argwhere(z == 1)
    assert top[:, 0].min() > bottom[:, 0].max() and top[:, 1].max() < bottom[:, 1].min()
    assert not [trace for trace in traces if trace.get("mode") == "lines"]


def test_the_columns_heights_are_the_logarithms_of_the_widths():
    z = network(1, (1, 4, 16), first=1)[0]["z"]
    np.testing.assert_allclose((z > 0).sum(0) / len(z), np.log([2, 5, 17]) / np.log(17), atol=1 / 16)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_strengths_are_those_of_the_engine(activation):
    data = circles()
    net = Ensemble((2, 5, 4, 1), activation, ["he_normal"], [1], dtype=torch.float64)
    parameters = [[one[0].numpy() for one in ones] for ones in net.parameters[:2]]
    forward, back = strengths(*parameters, activation, data.X_train, data.y_train)
    zs, _ = net.hidden(data.X_train)
    np.testing.assert_allclose(forward, [z.square().mean() for z in zs])
    gradient = net.gradients(data.X_train[:1], data.y_train[:1]).biases  # one point: a bias' gradient is δ
    one = strengths(*parameters, activation, data.X_train[:1], data.y_train[:1])[1]
    deltas = np.array([delta.square().mean() for delta in gradient])
    np.testing.assert_allclose(one, deltas / deltas[-1])
    assert back[-1] == 1 and (back > 0).all()


def test_a_network_of_zeros_has_a_gradient_in_its_last_layer_alone():
    data, zeros = circles(), [np.zeros((2, 3)), np.zeros((3, 1))]
    forward, back = strengths(zeros, [np.zeros(3), np.zeros(1)], "tanh", data.X_train, data.y_train)
    assert (forward == 0).all() and back.tolist() == [0, 1]


@pytest.mark.parametrize("vision", SIMULATIONS)
def test_the_two_signs_stay_apart(vision):
    assert difference(BLUE, ORANGE, vision) >= 10
    assert WEIGHT_SCALE[0][1] == ORANGE and WEIGHT_SCALE[-1][1] == BLUE
