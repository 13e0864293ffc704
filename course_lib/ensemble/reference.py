"""The tiny trainable network, to read: forward, backward and three optimizers in plain NumPy.

`Ensemble` and `train` compute the same for many networks at once, and fast; the tests hold them to this page.

    >>> from course_lib.datasets import circles
    >>> data = circles()
    >>> network = ReferenceNetwork((2, 8, 1), "tanh", "glorot_normal", seed=0)
    >>> losses = network.train(data.X_train, data.y_train, steps=200, lr=0.5)
    >>> bool(losses[-1] < losses[0])
    True
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from course_lib import activations, initializers
from course_lib.ensemble.generators import weight_generator


class ReferenceNetwork:
    """A multilayer perceptron: z_ℓ = a_{ℓ-1} W_ℓ + b_ℓ, a_ℓ = φ(z_ℓ), and a last layer that gives the logits.

    Args:
        sizes: layer widths, input first. One output tells two classes apart, C outputs C classes.
        activation, initializer: names; every layer draws its own weights, and biases start at 0.
        seed: a whole number ≥ 0; the draw is that of an `Ensemble` with this seed.
    """

    def __init__(self, sizes, activation="tanh", initializer="he_normal", seed=0):
        self.phi, draw = activations.get(activation), initializers.get(initializer)
        self.W = [
            draw(shape, rng=weight_generator(seed, layer), dtype=np.float64)
            for layer, shape in enumerate(pairwise(sizes))
        ]
        self.b = [np.zeros(n_out) for n_out in sizes[1:]]

    def forward(self, X):
        """Inputs and pre-activations z of every layer, each (batch, units); the last z are the logits."""
        below, z = [X], [X @ self.W[0] + self.b[0]]
        for W, b in zip(self.W[1:], self.b[1:], strict=True):
            below.append(self.phi(z[-1]))
            z.append(below[-1] @ W + b)
        return below, z

    def gradients(self, X, y):
        """The mean loss of labels y (batch,), and its gradient for every weight and every bias."""
        below, z = self.forward(X)
        loss, delta = cross_entropy(z[-1], y)
        dW, db = [], []
        for layer in reversed(range(len(self.W))):
            dW.insert(0, below[layer].T @ delta)
            db.insert(0, delta.sum(axis=0))
            if layer:  # what the layer below is told: through the weights, then through φ
                delta = delta @ self.W[layer].T * self.phi.derivative(z[layer - 1])
        return loss, dW, db

    def train(self, X, y, steps, lr, optimizer="sgd"):
        """Take full-batch steps in place; returns the loss before each of them."""
        direction, memory, losses = DIRECTIONS[optimizer], [{} for _ in (*self.W, *self.b)], []
        for t in range(1, steps + 1):
            loss, dW, db = self.gradients(X, y)
            losses.append(loss)
            for w, gradient, m in zip((*self.W, *self.b), (*dW, *db), memory, strict=True):
                w -= lr * (direction(gradient, m, t) + DECAY.get(optimizer, 0) * w)
        return np.array(losses)


def cross_entropy(logits, y):
    """The mean loss, and δ = ∂loss/∂logits: (probability − target) / batch, for two classes and for many."""
    n, two = len(logits), logits.shape[1] == 1
    scores = np.hstack([np.zeros_like(logits), logits]) if two else logits  # the logit of class 0 is 0
    log_p = scores - scores.max(axis=1, keepdims=True)
    log_p -= np.log(np.exp(log_p).sum(axis=1, keepdims=True))
    target = np.eye(scores.shape[1])[y]
    delta = (np.exp(log_p) - target) / n
    return -(target * log_p).sum() / n, delta[:, 1:] if two else delta


def _sgd(g, memory, t):
    return g


def _momentum(g, memory, t):
    memory["v"] = 0.9 * memory.get("v", 0) + g
    return memory["v"]


def _adam(g, memory, t):
    memory["m"] = 0.9 * memory.get("m", 0) + 0.1 * g
    memory["s"] = 0.999 * memory.get("s", 0) + 0.001 * g**2
    return memory["m"] / (1 - 0.9**t) / (np.sqrt(memory["s"] / (1 - 0.999**t)) + 1e-8)


# optimizer → (gradient, what it remembers of a parameter, step from 1) → what the learning rate multiplies
DIRECTIONS = {"sgd": _sgd, "momentum": _momentum, "adam": _adam, "adamw": _adam}
DECAY = {"adamw": 0.01}  # of the parameter itself, which the learning rate multiplies as well
