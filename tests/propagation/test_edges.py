"""Signals that overflow or fall silent, arguments that make no sense, and settings that are put back."""

from functools import partial

import numpy as np
import pytest
import torch

from course_lib import propagation
from course_lib.activations import ACTIVATIONS
from course_lib.initializers import INITIALIZERS, Normal
from tests.propagation.plain_networks import MEASURED

propagate = partial(propagation.propagate, weight_gradients=True)
NAMES = list(ACTIVATIONS)
FORWARD, BACKWARD = MEASURED[:5], MEASURED[5:8]
SMALL = {"depth": 4, "width": 6, "batch": 5, "seeds": 2}


def lost(first, layers):
    """Which layers lie at or behind the first one that overflows, (…, layers)."""
    return (first[..., None] > 0) & (np.arange(1, layers + 1) >= first[..., None])


def check(s):
    """What holds of any `Signals`: no NaN, infinite exactly behind an overflow, silent where said."""
    layers = len(s.sizes) - 1
    for name in (*MEASURED, "overflow", "silent", "gradient_overflow", "gradient_silent"):
        assert not np.isnan(getattr(s, name)).any(), name
    gone = lost(s.overflow, layers)
    for name in FORWARD[:3]:
        assert np.array_equal(np.isinf(getattr(s, name)), gone), name
    # A may overflow where z just does not: SELU's slope is 1.05, and some CPUs compute GELU as 2z/2.
    for name in FORWARD[3:]:
        infinite = np.isinf(getattr(s, name))
        assert (infinite[gone].all() and not infinite[~gone].any()) or s.activation in ("selu", "gelu"), name
    behind = (s.gradient_overflow[..., None] > 0) & (
        np.arange(1, layers + 1) <= s.gradient_overflow[..., None]
    )
    for name in BACKWARD:
        assert np.array_equal(np.isinf(getattr(s, name)), behind), name
    assert (s.gradient_overflow[s.overflow > 0] == layers).all(), "no loss, no gradient"
    quiet = s.preactivation_power == 0
    assert np.array_equal(s.silent, np.where(quiet.any(-1), quiet.argmax(-1) + 1, 0))
    still = s.gradient_power == 0
    top = np.where(still.any(-1), layers - still[..., ::-1].argmax(-1), 0)
    assert np.array_equal(s.gradient_silent, top)
    for name in MEASURED[:1] + MEASURED[2:]:
        assert (getattr(s, name) >= 0).all(), name
    for name in MEASURED[-2:]:
        assert (getattr(s, name) <= 1).all(), name
    for counts in s.histograms.values():
        assert (counts >= 0).all()


SCHEMES = ["normal", "ones", "zeros", "he_normal", "uniform", "torch_default", Normal(0, 1e-6)]


@pytest.mark.parametrize("gain", [1e-30, 1.0, 100.0])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_ever_nan(name, gain):
    s = propagate(SCHEMES, name, 40, 16, 8, seeds=2, gain=gain)
    check(s)
    mean_0 = [scheme not in ("ones", "uniform") for scheme in SCHEMES]
    for theory, values in vars(s.theory).items():
        assert np.array_equal(~np.isnan(values).any(1), mean_0), theory


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_signal_that_overflows_is_lost_where_plain_arithmetic_loses_it(dtype):
    s = propagate({"×100": Normal(0, 100)}, "relu", 200, 16, 8, seeds=10, dtype=dtype)
    check(s)
    number = np.float32 if dtype == torch.float32 else np.float64
    for seed in range(10):
        a = np.random.default_rng([0, 0]).standard_normal((8, 16)).astype(number)
        with np.errstate(all="ignore"):
            for layer in range(200):
                rng = np.random.default_rng([seed, layer, 0])
                a = np.maximum(a @ Normal(0, 100)((16, 16), rng=rng, dtype=number), 0)
                if not np.isfinite(np.square(a, dtype=np.float64)).all():
                    break
        first = s.overflow[0, seed]
        assert first in (layer, layer + 1), "a z below 0 may be the first to overflow"
        before = s.preactivation_power[0, seed, : first - 1]
        assert np.isfinite(before).all() and (np.diff(np.log(before)) > 0).all()
    assert (s.overflow > (10 if dtype == torch.float32 else 50)).all()
    deep = s.theory.preactivation_power[0]
    assert np.isfinite(deep[:50]).all() and np.isinf(deep[60:]).all(), "theory overflows later"


def test_a_gradient_may_overflow_alone():
    s = propagate([Normal(0, 100)], "identity", 60, 16, seeds=3, inputs=np.zeros((4, 16)))
    check(s)
    assert (s.silent == 1).all() and (s.overflow == 0).all()
    assert ((s.gradient_overflow > 20) & (s.gradient_overflow < 50)).all()
    assert (s.gradient_silent == 0).all() and (s.theory.preactivation_power == 0).all()


@pytest.mark.parametrize("name", ["tanh", "relu", "identity", "gelu"])
def test_with_gain_0_the_signal_stops_at_once_and_the_gradient_below_the_top(name):
    s = propagate(["he_normal", "ones", "torch_default"], name, **SMALL, gain=0.0)
    check(s)
    assert (s.silent[:2] == 1).all() and (s.silent[2] == 0).all(), "a bias needs no weight"
    assert (s.gradient_silent == 3).all() and (s.gradient_power[..., -1] > 0).all()
    weights = s.histograms["weights"]
    assert (weights[..., 30] == 36).all() and (weights.sum(-1) == 36).all(), "in the bin that begins at 0"
    assert (s.theory.preactivation_power[0] == 0).all() and (s.theory.gradient_power[0, :-1] == 0).all()
    if name == "relu":
        assert (s.share_dead[:2] == 1).all() and (s.theory.share_dead[0] == 1).all()


def test_below_a_step_there_is_no_gradient_though_the_signal_is_well():
    s = propagate(["he_normal"], "step", 10, 32, 16, seeds=3)
    check(s)
    assert (s.silent == 0).all() and (s.gradient_silent == 9).all() and (s.share_dead == 1).all()
    assert (s.gradient_power[..., :-1] == 0).all() and (s.theory.gradient_power[0, :-1] == 0).all()
    other = propagate(["he_normal"], "sigmoid", 10, 32, 16, seeds=3)
    assert (other.gradient_silent == 0).all() and (other.gradient_power > 0).all()


def test_a_signal_that_sinks_below_float32_falls_silent():
    narrow, wide = (
        propagate([Normal(0, 1e-5)], "tanh", 20, 16, 8, seeds=4, dtype=dtype)
        for dtype in (torch.float32, torch.float64)
    )
    check(narrow)
    check(wide)
    smallest = wide.preactivation_power**0.5
    assert (narrow.silent > 5).all() and (wide.silent == 0).all() and (narrow.gradient_silent > 5).all()
    for seed, first in enumerate(narrow.silent[0]):
        assert smallest[0, seed, first - 1] < 1e-37 and smallest[0, seed, first - 2] > 1e-45
    ones = propagate(["ones"], "relu", 40, 16, 8, seeds=1)
    check(ones)
    assert ones.overflow > 20, "16 times as much a layer"


def test_what_is_the_same_for_all_inputs_does_not_differ():
    s = propagate(["he_normal"], "tanh", inputs=np.ones((7, 6)), depth=4, width=6, seeds=3)
    check(s)
    assert s.batch == 7 and (s.across_input_variance < 1e-13).all() and (s.preactivation_power > 0.01).all()
    assert (s.theory.across_input_variance == 0).all()


def test_theory_starts_from_the_inputs_themselves():
    X = np.random.default_rng(5).normal(2.0, 3.0, (50, 6))
    s = propagate(["lecun_normal"], "identity", inputs=X, depth=4, width=6, seeds=1, dtype=torch.float64)
    np.testing.assert_allclose(s.theory.preactivation_power, np.mean(X**2), rtol=1e-12)
    np.testing.assert_allclose(s.theory.across_input_variance, X.var(0, ddof=1).mean(), rtol=1e-12)
    assert s.batch == 50 and s.layers.tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("sizes", [(1, 1), (3, 1, 5), (2, 300)])
def test_the_smallest_networks(sizes):
    check(propagate(list(INITIALIZERS), "elu", sizes=sizes, batch=2, seeds=1, bins=1))


# ---- settings -----------------------------------------------------------------------------------------


def test_it_runs_on_one_thread_without_denormals():
    """What `one_thread` puts back, after an error too, is seen in test_ensemble."""
    seen = []

    def mine(shape, *, rng, dtype):
        seen.append((torch.get_num_threads(), (torch.tensor(1e-38) * 1e-3).item()))
        return np.ones(shape)

    propagate([mine], **SMALL)
    assert set(seen) == {(1, 0.0)}


# ---- misuse -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"initializers": []}, ValueError, r"initializers must hold at least one scheme, got \[\]"),
        ({"initializers": [["he_normal"] * 3]}, ValueError, "initializers: .* must have 4 items.*got 3"),
        ({"initializers": [[np.zeros((6, 5))] * 4]}, ValueError, r"initializers: .*\(6, 6\), got \(6, 5\)"),
        ({"depth": 0}, ValueError, "depth must be a whole number ≥ 1; got 0"),
        ({"batch": 1}, ValueError, "batch must be a whole number ≥ 2; got 1"),
        ({"sizes": (3,)}, ValueError, r"sizes must be two or more widths.*got \(3,\)"),
        ({"seeds": 0}, ValueError, "seeds must be .*got 0"),
        ({"gain": -0.1}, ValueError, "gain must be .*0.*got -0.1"),
        ({"bins": 0}, ValueError, "bins must be a whole number ≥ 1; got 0"),
        ({"input_seed": -1}, ValueError, "input_seed must be a whole number ≥ 0; got -1"),
        ({"biases": ["zeros"]}, ValueError, "biases: .* 4 items.*got 1"),
        ({"biases": np.zeros(5)}, ValueError, r"biases: given must give .* shape \(6,\), got \(5,\)"),
        ({"inputs": np.zeros((5, 7))}, ValueError, r"inputs .*\(batch, 6\) .* ≥ 2, got shape \(5, 7\)"),
        ({"histograms": ["weight"]}, ValueError, "histograms must be some of weights, .*, got 'weight'"),
        ({"histograms": None}, TypeError, "histograms must be some of .*got None"),
        ({"dtype": torch.float16}, TypeError, "dtype must be torch.float32 or .*, got torch.float16"),
    ],
)  # fmt: skip
def test_misuse_is_refused_in_words(arguments, error, said):
    with pytest.raises(error, match=said):
        propagate(**{**SMALL, **arguments})


@pytest.mark.parametrize("size", [1e-30, 1e30])
@pytest.mark.parametrize("batch", [2, 50])
def test_the_weights_gradient_of_a_tiny_or_huge_signal_is_not_lost_in_float32(batch, size):
    X = np.random.default_rng(1).standard_normal((batch, 6)).astype(np.float32)
    one, other = (
        propagate(["he_normal", "ones"], "relu", 3, 6, inputs=times * X, seeds=2).weight_gradient_power
        for times in (1, size)
    )
    np.testing.assert_allclose(other, one * size**2, rtol=1e-5)


def test_large_inputs_are_fine_in_float64():
    check(propagate(**SMALL, inputs=np.full((2, 6), 1e39), dtype=torch.float64))
