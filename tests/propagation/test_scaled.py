"""Networks of one noise, which are one network scaled: exact, and real where numbers end."""

from functools import partial

import numpy as np
import pytest
import torch

from course_lib.activations import ACTIVATIONS
from course_lib.initializers import Normal, Uniform
from course_lib.propagation import COUNTED, propagate
from course_lib.propagation import signals as engine
from tests.propagation.plain_networks import MEASURED, SEEDS, SIZES, Plain, double

ONE_NOISE = {
    "he": "he_normal", "lecun": "lecun_normal", "small": Normal(0, 0.01), "large": Normal(0, 30),
    "standard": "standard", "glorot": "glorot_uniform", "torch": "torch_default", "orthogonal": "orthogonal",
    "mixed": ["he_normal", "normal", "lecun_normal", "glorot_normal"],
}  # fmt: skip
MARKS = ("overflow", "silent", "gradient_overflow", "gradient_silent")
HOMOGENEOUS = ["relu", "leaky_relu", "prelu", "identity"]


@pytest.fixture
def rows(monkeypatch):
    """How many rows each pass had."""
    found, run = [], engine._pass

    def counting(X, output, networks, *rest):
        found.append(len(networks.each))
        run(X, output, networks, *rest)

    monkeypatch.setattr(engine, "_pass", counting)
    return found


@pytest.mark.parametrize("name", HOMOGENEOUS)
def test_every_quantity_equals_plain_numpy(name, rows):
    signals = double(ONE_NOISE, name, gain=1.5)
    assert rows == [4 * len(SEEDS)], "normal and uniform noise, biases of its own, and a matrix of its own"
    plain = Plain(ONE_NOISE, name, gain=1.5).measured()
    for quantity in MEASURED:
        found = getattr(signals, quantity).reshape(plain[quantity].shape)
        size = np.abs(plain[quantity])
        if quantity == "preactivation_mean":  # of numbers that cancel
            size = np.sqrt(plain["preactivation_power"])
        if "variance" in quantity:
            size = plain["gradient_power" if "gradient" in quantity else "preactivation_power"]
        np.testing.assert_array_less(np.abs(found - plain[quantity]), 1e-12 * size + 1e-300, quantity)


@pytest.mark.parametrize("bins", [7, 60])
@pytest.mark.parametrize("activation", [*HOMOGENEOUS, ACTIVATIONS["prelu"].with_(slope=-30.0)])
def test_histograms_are_those_of_each_scheme_alone(activation, bins):
    """Half of a ReLU's outputs are 0, at the edge of two of 60 bins."""
    how = dict(seeds=2, dtype=torch.float64, bins=bins, gain=0.7, sizes=SIZES, weight_gradients=True)
    many = propagate(ONE_NOISE, activation, **how)
    for number, (label, scheme) in enumerate(ONE_NOISE.items()):
        alone = propagate({label: scheme}, activation, **how)
        for kind in COUNTED:
            np.testing.assert_array_equal(many.histograms[kind][number], alone.histograms[kind][0], label)
        for share in ("share_saturated", "share_dead"):
            np.testing.assert_array_equal(getattr(many, share)[number], getattr(alone, share)[0])


@pytest.mark.parametrize("name", HOMOGENEOUS)
def test_a_tiny_bias_which_nothing_can_scale_changes_little(name, rows):
    how = dict(initializers=["he_normal", "lecun_normal", "glorot_normal"], activation=name)
    scaled, biased, zero = (double(**how, biases=bias) for bias in (None, 1e-14, 0.0))
    assert rows == [len(SEEDS), 3 * len(SEEDS), len(SEEDS)]
    for quantity in MEASURED:
        found = getattr(scaled, quantity)
        np.testing.assert_array_equal(found, getattr(zero, quantity))
        np.testing.assert_allclose(found, getattr(biased, quantity), rtol=1e-11, atol=1e-13)


def test_units_that_do_not_scale_have_a_row_for_each_network(rows):
    for name in ACTIVATIONS.keys() - set(HOMOGENEOUS):
        propagate(["he_normal", "lecun_normal"], name, 2, 4, 3, seeds=2)
    assert set(rows) == {4}


EXTREMES = {
    "tiny": Normal(0, 1e-6), "huge": Normal(0, 1e4), "he": "he_normal", "normal": "normal",
    "least": Normal(0, 1e-30), "u": Uniform(-1e4, 1e4), "v": "lecun_uniform", "zeros": "zeros",
}  # fmt: skip


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(
    ("name", "gain"), [*((name, 1.0) for name in HOMOGENEOUS), ("relu", 0), ("relu", 1e30)]
)
@pytest.mark.parametrize("width", [1, 8])
def test_where_numbers_end_the_marks_are_those_of_the_real_network(name, gain, width, dtype):
    how = dict(activation=name, depth=60, width=width, batch=4, seeds=3, gain=gain, dtype=dtype)
    many = propagate(EXTREMES, **how, weight_gradients=True)
    marked = 0
    for number, (label, scheme) in enumerate(EXTREMES.items()):
        alone = propagate({label: scheme}, **how, weight_gradients=True)
        for mark in MARKS:
            np.testing.assert_array_equal(getattr(many, mark)[number], getattr(alone, mark)[0], label)
            marked += np.count_nonzero(getattr(alone, mark))
        for quantity in MEASURED:
            one, other = getattr(many, quantity)[number], getattr(alone, quantity)[0]
            np.testing.assert_array_equal(np.isinf(one), np.isinf(other), label)
            np.testing.assert_array_equal(one == 0, other == 0, label)
        for power in ("preactivation_power", "gradient_power", "weight_gradient_power"):
            one, other = getattr(many, power)[number], getattr(alone, power)[0]
            np.testing.assert_allclose(one, other, rtol=1e-4, atol=0, err_msg=label)
    assert marked


def test_only_what_leaves_the_numbers_of_its_dtype_is_run_by_itself(rows):
    how = partial(propagate, ["he_normal", "lecun_normal", Normal(0, 1e-6)], "relu", 20, 16, 8)
    how(seeds=4)
    how(seeds=4, dtype=torch.float64)
    assert rows == [4, 4, 4]


def test_in_float32_a_scaled_network_is_the_real_one_to_its_precision():
    """Rounding turns the sign of a z near 0 now and then, and with it a gradient on or off."""
    names = ["he_uniform", "lecun_uniform", "glorot_uniform", "standard", "torch_default"]
    how = dict(activation="relu", depth=50, width=64, seeds=2, weight_gradients=True)
    many = propagate(names, **how)
    for number, name in enumerate(names):
        alone = propagate([name], **how)
        for power, near in (("preactivation_power", 1e-4), ("gradient_power", 0.02)):
            found, real = getattr(many, power)[number], getattr(alone, power)[0]
            np.testing.assert_allclose(found, real, rtol=near)
