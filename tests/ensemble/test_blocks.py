"""Batch normalization and shortcuts: gradients against autograd, training against torch.nn and optim."""

from itertools import pairwise, product

import numpy as np
import pytest
import torch
from torch import nn

from course_lib.activations import ACTIVATIONS
from course_lib.ensemble import Ensemble
from course_lib.ensemble.blocks import has_shortcut
from course_lib.ensemble.kernels import one_thread
from course_lib.training import OPTIMIZERS, train
from tests.ensemble.plain_blocks import FUNCTIONS, Plain
from tests.kinds import error_for

SIZES = (5, 7, 7, 4, 4, 3)
OPTIONS = [dict(batch_norm=norm, residual=residual) for norm, residual in product((False, True), repeat=2)]
each_option = pytest.mark.parametrize(
    "how", OPTIONS, ids=lambda how: "+".join(k for k in how if how[k]) or "plain"
)
TORCHS = {
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=0.05),
    "momentum": lambda parameters: torch.optim.SGD(parameters, lr=0.05, momentum=0.9),
    "adam": lambda parameters: torch.optim.Adam(parameters, lr=0.05),
    "adamw": lambda parameters: torch.optim.AdamW(parameters, lr=0.05),
}


@pytest.fixture(autouse=True)
def one_core():
    """PyTorch's own networks are so small that a second thread costs more than it brings."""
    with one_thread():
        yield


def make(activation="tanh", sizes=SIZES, **how):
    schemes = ["he_normal", "torch_default"]
    return Ensemble(sizes, activation, schemes, 2, dtype=torch.float64, **how)


def data(rows=22, classes=3):
    rng = np.random.default_rng(1)
    return torch.tensor(rng.standard_normal((rows, 5))), torch.tensor(rng.integers(0, classes, rows))


def test_every_activation_has_a_plain_twin():
    assert set(FUNCTIONS) == set(ACTIVATIONS)


DEPTHS = [(5, 1), (5, 4), (5, 6, 1), (5, 3, 4), (5, 4, 4, 1), (5, 2, 3, 4, 3, 1)]
NETWORKS = [(SIZES, name, how) for name in ACTIVATIONS for how in OPTIONS]
NETWORKS += [
    (sizes, name, {}) for sizes in DEPTHS for name in ("tanh", "gelu")
]  # gelu needs z, tanh does not


@pytest.mark.parametrize(("sizes", "activation", "how"), NETWORKS, ids=str)
def test_gradients_are_those_of_autograd(sizes, activation, how):
    e, (X, y) = make(activation, sizes, **how), data(classes=max(2, sizes[-1]))
    found = e.gradients(X, y)
    for m in range(e.n_members):
        net = Plain(e, m).train()
        logits = net(X)
        if sizes[-1] == 1:
            loss = nn.functional.binary_cross_entropy_with_logits(logits[:, 0], y.double())
        else:
            loss = nn.functional.cross_entropy(logits, y)
        loss.backward()
        close(found.loss[m], loss.detach())
        for layer, linear in enumerate(net.linears):
            close(found.weights[layer][m], grad(linear.weight).T)
            close(found.biases[layer][m], grad(linear.bias))
        for layer, norm in enumerate(net.norms):
            close(found.scales[layer][m], grad(norm.weight))
            close(found.shifts[layer][m], grad(norm.bias))


def grad(parameter):
    return torch.zeros_like(parameter) if parameter.grad is None else parameter.grad


def close(ours, theirs, within=1e-10):
    torch.testing.assert_close(ours, theirs, rtol=within, atol=within)


def test_a_wrong_gradient_would_be_seen():
    e, (X, y) = make(batch_norm=True), data()
    found = e.gradients(X, y).weights[0]
    e.parameters.scales[0].mul_(1.001)
    with pytest.raises(AssertionError):
        close(e.gradients(X, y).weights[0], found)


@each_option
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_training_is_that_of_torch(optimizer, how):
    """Three epochs of batches of 8, 8 and 6 rows, with the running statistics."""
    e, (X, y) = make("tanh", **how), data()
    nets = [Plain(e, m).train() for m in range(e.n_members)]
    history = train(e, X, y, steps=9, lr=0.05, optimizer=optimizer, batch_size=8, seed=3)
    order = torch.cat([torch.tensor(np.random.default_rng([3, k]).permutation(22)) for k in range(3)])
    batches = [rows for epoch in order.split(22) for rows in epoch.split(8)]
    for m, net in enumerate(nets):
        step = TORCHS[optimizer](net.parameters())
        for t, rows in enumerate(batches):
            loss = nn.functional.cross_entropy(net(X[rows]), y[rows])
            assert history.loss[t, m] == pytest.approx(loss.item(), abs=1e-9)
            step.zero_grad()
            loss.backward()
            step.step()
        for layer, linear in enumerate(net.linears):
            close(e.weights[layer][m], linear.weight.detach().T, 1e-8)
        for layer, norm in enumerate(net.norms):
            for ours, theirs in zip(
                (kind[layer][m] for kind in e.parameters[2:]),
                (norm.weight.detach(), norm.bias.detach(), norm.running_mean, norm.running_var),
                strict=True,
            ):
                close(ours, theirs, 1e-8)
        net.eval()
        with torch.no_grad():
            logits = net(X)
        close(e(X)[m], logits, 1e-8)
        close(e(X, [m])[0], logits, 1e-8)
        close(e.hidden(X)[1][-1][m], logits, 1e-8)
        close(e.evaluate(X, y)[0][m], nn.functional.cross_entropy(logits, y), 1e-8)
    e.reset()
    torch.testing.assert_close(e.parameters_flat, make("tanh", **how).parameters_flat, rtol=0, atol=0)


def test_before_training_the_running_statistics_change_nothing():
    X, _ = data()
    plain, normed = make(), make(batch_norm=True)
    close(normed(X), plain(X), 1e-4)  # but for the 1e-5 under the root
    zs, _ = normed.hidden(X, batch_statistics=True)
    for z in zs[:-1]:
        close(z.mean(1), torch.zeros_like(z.mean(1)))
        close(z.var(1, unbiased=False), torch.ones_like(z.mean(1)), 1e-3)


def test_evaluate_by_the_batch_s_own_statistics_is_the_loss_that_training_sees():
    e, (X, y) = make(batch_norm=True), data()
    loss, _ = e.evaluate(X, y, batch_statistics=True)
    close(loss, e.gradients(X, y).loss)
    assert not torch.allclose(loss, e.evaluate(X, y)[0], rtol=1e-3)


@pytest.mark.parametrize("how", OPTIONS[-1:], ids=str)
def test_a_member_that_overflows_is_frozen_and_leaves_the_others_alone(how):
    X, y = data()
    e, calm = make("relu", **how), make("relu", **how)
    rates = np.array([0.01, 1e200, 0.01, 0.01])
    history, quiet = (
        train(one, X, y, steps=30, lr=lr, batch_size=8) for one, lr in ((e, rates), (calm, np.full(4, 0.01)))
    )
    assert history.diverged_at[1] >= 0 and (np.delete(history.diverged_at, 1) == -1).all()
    assert np.isfinite(history.loss).all() and torch.isfinite(e.parameters_flat).all()
    for ours, theirs in zip(e.parameters.everything(), calm.parameters.everything(), strict=True):
        torch.testing.assert_close(ours[[0, 2, 3]], theirs[[0, 2, 3]], rtol=0, atol=0)
    np.testing.assert_array_equal(history.loss[:, [0, 2, 3]], quiet.loss[:, [0, 2, 3]])


@pytest.mark.parametrize("how", [dict(batch_norm=1), dict(residual="yes")], ids=str)
def test_a_wrong_option_is_named(how):
    with pytest.raises(TypeError, match=f"{next(iter(how))} must be True or False"):
        make(**how)


# ---- copies ---------------------------------------------------------------------------------------


@each_option
def test_copies_train_at_rates_of_their_own(how):
    e, (X, y) = make(**how), data()
    rates = (0.001, 0.01, 0.1)
    many = e.repeat(3)
    assert many.members == e.members * 3 and many.n_members == 12
    history = train(many, X, y, steps=12, lr=rates, batch_size=8)
    losses = history.by_scheme("loss")
    for copy, rate in enumerate(rates):
        alone = train(e.copy(), X, y, steps=12, lr=rate, batch_size=8).by_scheme("loss")
        for scheme in e.schemes:
            assert losses[scheme].shape == (12, 3, 2)
            np.testing.assert_allclose(losses[scheme][:, copy], alone[scheme], rtol=1e-9)
    many.reset()
    for ours, theirs in zip(many.parameters.everything(), e.parameters.everything(), strict=True):
        assert torch.equal(ours, theirs.repeat(3, *[1] * (theirs.ndim - 1)))


def test_by_scheme_of_copies_takes_arrays_of_members():
    many, (X, y) = make().repeat(2), data()
    history = train(many, X, y, steps=3, lr=0.01)
    for scheme, rows in history.by_scheme(np.arange(8)).items():
        start = many.schemes.index(scheme) * 2
        np.testing.assert_array_equal(rows, [[start, start + 1], [start + 4, start + 5]])


@pytest.mark.parametrize("copies", [0, 1.5, True, "two"])
def test_a_wrong_number_of_copies_is_named(copies):
    with pytest.raises(error_for(copies, int), match="copies must be a whole number ≥ 1"):
        make().repeat(copies)


def test_rates_that_fit_neither_members_nor_copies_are_refused():
    X, y = data()
    with pytest.raises(ValueError, match="one for each of the 12 members or 3 copies"):
        train(make().repeat(3), X, y, lr=[0.1, 0.2])


@pytest.mark.parametrize("sizes", [SIZES, (5, 5, 5, 5)])  # the second is as wide as its input, as on digits
def test_shortcuts_stand_where_both_sides_are_equally_wide(sizes):
    around = [has_shortcut(sizes, layer) for layer in range(len(sizes) - 1)]
    assert around == [layer > 0 and a == b for layer, (a, b) in enumerate(pairwise(sizes[:-1]))] + [False]
