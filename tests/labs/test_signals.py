"""The signals lab through all of its corners, and what its experiment computes."""

from itertools import product

import numpy as np
import pytest

from course_lib.activations import ACTIVATIONS
from course_lib.initializers import INITIALIZERS
from course_lib.labs import LABS
from course_lib.labs.shared.depth import lost, middle, number
from course_lib.labs.shared.depth_figure import decades, ticks
from course_lib.labs.signals.experiment import BATCH, SHOWN, gaussian_batch, layer_sizes, signals
from course_lib.labs.signals.figure import AHEAD, NETWORK, VALUES
from course_lib.labs.signals.lab import picked, unused
from course_lib.propagation import propagate
from course_lib.widgets.plot_view import Point
from tests.labs.looking import look_at_all

DEFAULTS = LABS["signals"](depth=1, width=1, last=1).settings


def last(**changed):
    return [scene for _, scene in signals(**(DEFAULTS | dict(width=16, last=16, depth=5) | changed))][-1]


@pytest.fixture(scope="module")
def lab():
    return LABS["signals"](depth=3, width=8, last=8)


# ---- corners --------------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_all_corners_of_an_activation(activation, lab):
    cases = [*product((1, 100), (0.0, 100.0), (16,), SHOWN), (100, 1.0, 16, "power"), (1, 1.0, 1, "shares")]
    look_at_all(lab, (
        dict(activation=activation, depth=depth, gain=gain, width=width, last=width, show=show)
        for depth, gain, width, show in cases
    ))  # fmt: skip


@pytest.mark.parametrize("scheme", INITIALIZERS)
def test_all_corners_of_a_scheme(scheme, lab):
    beside = ("gaussian", "none"), ("digits", "zeros"), ("raw_digits", "normal")
    small = dict(scheme=scheme, activation="relu", width=8, last=2, show="power")
    look_at_all(lab, (
        small | dict(depth=depth, gain=gain, inputs=inputs, versus=versus)
        for depth, gain, (inputs, versus) in product((1, 100), (0.0, 100.0), beside)
    ))  # fmt: skip


def test_the_largest_setting_is_shown_seed_by_seed():
    steps = signals(**(DEFAULTS | dict(depth=100, width=256, last=256, seeds=4)))
    counts = [(done, len(scene.signals.seeds)) for done, scene in (next(steps), next(steps))]
    steps.close()
    assert counts == [(0.25, 1), (0.5, 2)], "a picture never stands for more seeds than it shows"


# ---- overflow and silence are told by layer -------------------------------------------------------


def test_overflow_is_told_by_layer():
    scene = last(scheme="normal", activation="relu", gain=100.0, depth=100)
    first = scene.signals.overflow.min()
    assert lost(scene.signals) == (f"overflows from layer {first}", "no loss, so no gradient")
    power = scene.signals.preactivation_power[0]
    assert np.isinf(power[:, -1]).all() and np.isfinite(power[:, 0]).all()


def test_silence_is_told_by_layer():
    scene = last(gain=0.0)
    assert lost(scene.signals) == ("is exactly 0 from layer 1", "is exactly 0 down from layer 4")
    assert lost(last().signals) == ("", "")


def test_networks_that_differ_are_counted():
    scene = last(scheme="he_normal", activation="relu", depth=30, width=4, last=4, seeds=4)
    silent = int((scene.signals.silent > 0).sum())
    assert 0 < silent < 4, "some narrow ReLU networks die, some do not"
    assert lost(scene.signals)[0].endswith(f"in {silent} of 4 networks")


# ---- the experiment -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "depth, width, last_width, sizes",
    [(4, 256, 16, (256, 128, 64, 32, 16)), (1, 8, 2, (8, 2)), (3, 5, 5, (5, 5, 5, 5)), (2, 1, 4, (1, 2, 4))],
)
def test_widths_change_by_about_one_factor(depth, width, last_width, sizes):
    assert layer_sizes(depth, width, last_width) == sizes


def test_digits_have_64_inputs_whatever_the_width():
    scene = last(inputs="digits")
    assert scene.signals.sizes == (64, 16, 16, 16, 16, 16) and scene.signals.batch == BATCH
    raw = last(inputs="raw_digits").signals.preactivation_power[0, :, 0]
    assert np.all(raw > 20 * scene.signals.preactivation_power[0, :, 0])


def test_a_gain_rescales_the_same_draw():
    one, two = (last(gain=gain, activation="identity").signals.preactivation_power for gain in (1.0, 2.0))
    np.testing.assert_allclose(two, one * 4.0 ** np.arange(1, 6), rtol=1e-4)


def test_schemes_of_one_distribution_see_the_same_noise():
    scene = last(scheme="he_normal", versus="lecun_normal", activation="relu")
    ratio = scene.signals.preactivation_power / scene.versus.preactivation_power
    np.testing.assert_allclose(ratio, np.broadcast_to(2.0 ** np.arange(1, 6), ratio.shape), rtol=1e-4)
    other = last(scheme="he_uniform", versus="lecun_normal", activation="relu")
    ratio = other.signals.preactivation_power / other.versus.preactivation_power
    assert np.abs(ratio / 2.0 ** np.arange(1, 6) - 1).max() > 0.05, "another distribution, another noise"


def test_a_panel_shows_the_weights_gradient_where_chosen():
    """The geometric mean of the seeds, theory's line, and the words' numbers."""
    assert np.isnan(last().signals.weight_gradient_power).all(), "computed only where it is shown"
    lab = LABS["signals"](
        scheme="glorot_normal", activation="relu", depth=5, width=16, last=16, show="weights"
    )
    signals = last(scheme="glorot_normal", activation="relu", show="weights").signals
    power, theory = middle(signals.weight_gradient_power[0]), signals.theory.weight_gradient_power[0]
    curves = [trace["y"] for trace in lab.figure.data if trace["xaxis"] == "x6"]
    curves = [y for y in curves if len(y) == 5]
    np.testing.assert_allclose(curves, np.log10([power, theory]), rtol=1e-5)
    np.testing.assert_allclose(theory, signals.theory.gradient_power[0, 0] * np.ones(5), rtol=0.2)
    said = f"E[(∂loss/∂W)²] goes from {number(power[0])} at layer 1 to {number(power[4])} at layer 5"
    assert said in lab.state.words and said in repr(lab)


def test_another_width_is_compared():
    scene = last(scheme="he_normal", activation="relu", versus_width=4)
    assert (scene.versus.sizes, scene.versus.schemes) == ((4,) * 6, scene.signals.schemes)
    assert scene.other_label == "He normal, 4 wide"
    assert last(versus_width=16).versus is None, "that is the network itself"
    both = last(scheme="he_normal", versus="lecun_normal", versus_width=4)
    assert (both.versus.schemes, both.versus.sizes) == (("lecun_normal",), (4,) * 6)


def test_a_layer_that_is_looked_at_shows_its_histograms_and_one_input():
    lab = LABS["signals"](depth=5, width=16, last=16, seeds=2, versus="he_normal", layer=3)
    signals, path = lab.result.signals, lab.result.path
    mine, other, one = [trace for trace in lab.figure.data if trace["xaxis"] == f"x{VALUES}"]
    for trace, found in ((mine, signals), (other, lab.result.versus), (one, path)):
        counts = found.histograms["activations"][0, :, 2].sum(0)
        np.testing.assert_allclose(trace["y"], counts / counts.sum(), rtol=1e-6)
    whole = propagate(["lecun_normal"], "tanh", 5, 16, BATCH, seeds=1)
    first = np.random.default_rng([0, 0]).standard_normal((BATCH, 16))[:1]
    alone = propagate(["lecun_normal"], "tanh", 5, 16, seeds=1, inputs=first.repeat(2, axis=0))
    np.testing.assert_allclose(path.preactivation_power, alone.preactivation_power, rtol=1e-4)
    given = propagate(["lecun_normal"], "tanh", 5, 16, seeds=1, inputs=gaussian_batch(16))
    np.testing.assert_array_equal(given.preactivation_power, whole.preactivation_power)
    assert last(layer=9).layer == 5, "one beyond the last is the last"


def test_a_click_looks_at_a_layer_and_back():
    scene = last()
    for panel in (AHEAD, NETWORK, VALUES):
        assert picked(scene, Point(panel, 3.4, 0.0)) == {"layer": 3}
    assert picked(scene, Point(AHEAD, 5.49, 0.0)) == {"layer": 5}
    looked = last(layer=3)
    assert picked(looked, Point(NETWORK, 3.0, 0.0)) == picked(looked, Point(VALUES, 0.2, 0.1)) == {"layer": 0}
    assert picked(looked, Point(NETWORK, 4.0, 0.0)) == {"layer": 4}


# ---- axes and numbers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values, low, high",
    [
        ([1.0], -1, 1),
        ([1e-3, 20.0], -3, 2),
        ([0.0, np.inf], -1, 1),
        ([1e-57, 1.0], -64, 1),
        ([1e300], -1, 256),
    ],
)
def test_an_axis_ends_at_a_round_number_of_decades(values, low, high):
    assert decades(np.array(values)) == [low, high]


@pytest.mark.parametrize("low, high", [(-1, 1), (-64, 1), (-1, 256), (-256, 256), (-3, 2)])
def test_an_axis_has_a_few_labels_inside(low, high):
    powers = ticks(low, high)["tickvals"]
    assert 3 <= len(powers) <= 7 and low <= min(powers) and max(powers) <= high and 0 in powers


@pytest.mark.parametrize(
    "value, text",
    [(0, "0"), (1, "1"), (0.0123, "0.012"), (99.97, "100"), (126.4, "126"), (1.44e-57, "1.4·10⁻⁵⁷"),
     (9.8e22, "9.8·10²²"), (np.inf, "beyond all numbers")],
)  # fmt: skip
def test_numbers_are_short(value, text):
    assert number(value) == text


# ---- words and controls ---------------------------------------------------------------------------


@pytest.mark.parametrize("show", SHOWN)
@pytest.mark.parametrize("versus", ["none", "torch_default"])
def test_words_take_two_lines(show, versus, lab):
    longest = dict(scheme="uniform_unit_scaling", activation="relu", depth=40, width=32, last=32)
    lab.set(**lab.opened | longest | dict(show=show, versus=versus))
    assert len(lab.state.words) < 2 * 98  # letters of a line that is presented


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        (dict(), set()),
        (dict(scheme="zeros"), {"gain", "seeds"}),
        (dict(scheme="zeros", versus="he_normal"), set()),
        (dict(scheme="identity", versus="ones"), {"seeds"}),
        (dict(depth=1, inputs="digits"), {"width"}),
        (dict(depth=1), set()),
    ],
)
def test_what_does_nothing_says_why(settings, names):
    settings = DEFAULTS | dict(width=16, last=16, depth=5) | settings
    greyed = unused(settings)
    assert set(greyed) == names and all(greyed.values())
    for name in greyed:
        one, two = (last(**settings | {name: value}).signals.preactivation_power.mean(1) for value in (2, 8))
        np.testing.assert_allclose(one, two, rtol=1e-6)
