"""What a `LayerMonitor` reports is what plain torch finds at those steps."""

import numpy as np
import pytest
import torch
from torch import nn

from course_lib.activations import ACTIVATIONS
from course_lib.activations.saturation import BELOW
from course_lib.ensemble import Ensemble
from course_lib.ensemble.kernels import one_thread
from course_lib.training import OPTIMIZERS, stream, train
from course_lib.training.monitors import LayerMonitor
from tests.ensemble.plain_blocks import Plain
from tests.kinds import error_for

SIZES = (5, 6, 6, 3)
RNG = np.random.default_rng(2)
X, Y = torch.tensor(RNG.standard_normal((40, 5))), torch.tensor(RNG.integers(0, 3, 40))


@pytest.fixture(autouse=True)
def one_core():
    """PyTorch's own networks are so small that a second thread costs more than it brings."""
    with one_thread():
        yield


def make(activation="relu", **how):
    return Ensemble(SIZES, activation, ["he_normal", "zeros"], 2, dtype=torch.float64, **how)


def watched(e, optimizer="sgd", every=4, steps=10, **rest):
    return train(
        e, X, Y, steps=steps, lr=0.02, optimizer=optimizer, batch_size=16,
        watch=LayerMonitor(every, X[:30]), **rest,
    )  # fmt: skip


def copies_along(e, optimizer):
    """The ensemble before each of ten steps, and after the last."""
    return [
        e.copy(),
        *(e.copy() for _ in stream(e, X, Y, steps=10, lr=0.02, optimizer=optimizer, batch_size=16, chunk=1)),
    ]


@pytest.mark.parametrize("how", [{}, {"batch_norm": True}, {"residual": True}], ids=str)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_it_reports_what_plain_torch_finds(optimizer, how):
    record = watched(make(**how), optimizer).layers
    along = copies_along(make(**how), optimizer)
    assert record.steps.tolist() == [0, 4, 8, 9]
    rows = [
        rows
        for k in range(4)
        for rows in torch.tensor(np.random.default_rng([0, k]).permutation(40)).split(16)
    ]
    for i, step in enumerate(record.steps):
        before, after = along[step], along[step + 1]
        for m in range(before.n_members):
            net = Plain(before, m).train()
            for layer, norm in enumerate(net.norms):
                norm.weight.data.copy_(before.parameters.scales[layer][m])
                norm.bias.data.copy_(before.parameters.shifts[layer][m])
            nn.functional.cross_entropy(net(X[rows[step]]), Y[rows[step]]).backward()
            for layer, linear in enumerate(net.linears):
                size, old = linear.weight.grad.norm().item(), before.weights[layer][m].norm().item()
                assert record.gradient_norm[i, layer, m] == pytest.approx(size, rel=1e-6, abs=1e-9)
                moved = (after.weights[layer][m] - before.weights[layer][m]).norm().item()
                expected = moved / old if old else 0.0
                assert record.update_ratio[i, layer, m] == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("activation", ["relu", "tanh", "step", "identity", "softplus"])
def test_dead_and_saturated_units_are_counted_by_their_slopes(activation):
    e = make(activation)
    record = watched(e.copy(), steps=1).layers
    zs, _ = e.hidden(X[:30])
    act = ACTIVATIONS[activation]
    largest = np.abs(act.derivative(np.linspace(-50, 50, 100_001))).max()
    for layer, z in enumerate(zs[:-1]):
        slope = np.abs(act.derivative(z.numpy()))
        small = slope < BELOW * largest if largest else np.ones_like(slope, bool)
        zero = (slope == 0) & (activation in ("relu", "step"))
        np.testing.assert_allclose(record.saturated[0, layer], small.mean((1, 2)))
        np.testing.assert_allclose(record.dead[0, layer], zero.all(1).mean(1))


def test_watching_changes_nothing():
    watched_one, alone = make(batch_norm=True), make(batch_norm=True)
    one = watched(watched_one, chunk=3)
    other = train(alone, X, Y, steps=10, lr=0.02, batch_size=16, chunk=3)
    np.testing.assert_array_equal(one.loss, other.loss)
    assert torch.equal(watched_one.parameters_flat, alone.parameters_flat)
    assert other.layers is None


def test_the_record_grows_with_the_stream():
    counts = [
        len(history.layers.steps)
        for history in stream(make(), X, Y, steps=10, lr=0.02, batch_size=16, chunk=3, watch=LayerMonitor(4))
    ]
    assert counts == [1, 2, 3, 4]


def test_zeros_have_dead_layers_and_no_update_ratio_without_weights():
    record = watched(make()).layers
    assert (record.dead[:, :, 2:] == 1).all() and (record.gradient_norm[:, :, 2:] == 0).all()
    assert (record.update_ratio[:, :, 2:] == 0).all() and (record.update_ratio[:, :, :2] > 0).all()


@pytest.mark.parametrize("every", [0, 2.5, True, "often"])
def test_a_wrong_rhythm_is_named(every):
    with pytest.raises(error_for(every, int), match="every must be a whole number ≥ 1"):
        LayerMonitor(every)


def test_a_wrong_probe_or_watch_is_named():
    with pytest.raises(ValueError, match=r"probe must have shape \(batch, 5\)"):
        train(make(), X, Y, watch=LayerMonitor(2, X[:, :3]))
    with pytest.raises(TypeError, match="watch must be a LayerMonitor or None"):
        train(make(), X, Y, watch=25)
