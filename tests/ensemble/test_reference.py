"""The network to read: exact against finite differences, and the oracle of the fast engine."""

import numpy as np
import pytest
import torch

from course_lib.activations import ACTIVATIONS
from course_lib.ensemble import Ensemble
from course_lib.ensemble.reference import DIRECTIONS, ReferenceNetwork
from course_lib.training import OPTIMIZERS, minibatches, train

RNG = np.random.default_rng(0)
X = RNG.standard_normal((40, 2))
LABELS = {1: (X[:, 0] > X[:, 1]).astype(int), 3: RNG.integers(0, 3, 40)}
SMOOTH = [name for name in ACTIVATIONS if name != "step"]  # whose derivative is 0, and its value jumps
RATES = {"sgd": 0.1, "momentum": 0.05, "adam": 0.01, "adamw": 0.01}


@pytest.mark.parametrize("outputs", LABELS)
@pytest.mark.parametrize("activation", SMOOTH)
def test_gradients_are_those_of_finite_differences(activation, outputs):
    network = ReferenceNetwork((2, 5, 4, outputs), activation, seed=1)
    y, small = LABELS[outputs], 1e-6
    _, dW, db = network.gradients(X, y)
    for parameters, gradients in ((network.W, dW), (network.b, db)):
        for layer, gradient in enumerate(gradients):
            for place in np.ndindex(*gradient.shape):
                ends = []
                for step in (small, -2 * small):
                    parameters[layer][place] += step
                    ends.append(network.gradients(X, y)[0])
                parameters[layer][place] += small
                assert (ends[0] - ends[1]) / (2 * small) == pytest.approx(gradient[place], abs=1e-8)


@pytest.mark.parametrize("outputs", LABELS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("activation", ["tanh", "relu", "gelu"])
def test_the_engine_trains_as_the_reference_does(activation, optimizer, outputs):
    sizes, y, lr = (2, 8, 8, outputs), LABELS[outputs], RATES[optimizer]
    ensemble = Ensemble(sizes, activation, ["glorot_uniform", "he_normal"], 2, dtype=torch.float64)
    history = train(ensemble, X, y, steps=200, lr=lr, optimizer=optimizer)
    for (scheme, seed), losses in zip(ensemble.members, history.loss.T, strict=True):
        reference = ReferenceNetwork(sizes, activation, scheme, seed)
        np.testing.assert_allclose(losses, reference.train(X, y, 200, lr, optimizer), rtol=1e-9, atol=1e-12)


def test_a_step_on_a_minibatch_is_the_reference_on_its_rows():
    sizes, y, lr = (2, 8, 1), LABELS[1], 0.1
    ensemble = Ensemble(sizes, "tanh", ["he_normal"], 1, dtype=torch.float64)
    losses = train(ensemble, X, y, steps=12, lr=lr, batch_size=16, seed=5).loss[:, 0]
    reference = ReferenceNetwork(sizes, "tanh", "he_normal", seed=0)
    for expected, rows in zip(losses, minibatches(len(X), 16, 5), strict=False):
        loss, dW, db = reference.gradients(X[rows], y[rows])
        assert expected == pytest.approx(loss, rel=1e-9)
        for w, gradient in zip((*reference.W, *reference.b), (*dW, *db), strict=True):
            w -= lr * gradient


def test_the_comparison_can_fail():
    ensemble = Ensemble((2, 8, 1), "tanh", ["he_normal"], 1, dtype=torch.float64)
    history = train(ensemble, X, LABELS[1], steps=20, lr=0.1)
    other = ReferenceNetwork((2, 8, 1), "tanh", "he_normal", seed=1).train(X, LABELS[1], 20, 0.1)
    assert np.abs(history.loss[:, 0] - other).max() > 1e-3


def test_both_know_the_same_optimizers():
    assert tuple(DIRECTIONS) == tuple(OPTIMIZERS)
