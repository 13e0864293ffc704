"""Small networks, measured by plain NumPy: what `propagate` is compared with."""

from itertools import pairwise

import numpy as np
import torch

from course_lib.activations import ACTIVATIONS
from course_lib.activations.saturation import dead_intervals, saturated_intervals, share_in
from course_lib.ensemble import Ensemble
from course_lib.initializers import Constant, Orthogonal, TruncatedNormal, he_normal
from course_lib.propagation import propagate

SIZES, BATCH, SEEDS = (5, 9, 4, 7, 6), 12, [3, 0, 8]
SCHEMES = {
    "he": "he_normal", "glorot": "glorot_uniform", "torch": "torch_default", "orthogonal": Orthogonal(1.3),
    "constant": Constant(0.3), "cut": TruncatedNormal(0, 0.4), "noisy": Constant(0.2, noise=0.3),
    "given": [np.linspace(-1, 1, a * b).reshape(a, b) for a, b in pairwise(SIZES)],
    "mixed": ["he_normal", "ones", he_normal, lambda shape, *, rng, dtype: rng.random(shape).astype(dtype)],
}  # fmt: skip
MEASURED = ("preactivation_power", "preactivation_mean", "across_input_variance", "activation_power")
MEASURED += ("activation_variance", "gradient_power", "gradient_variance", "weight_gradient_power")
MEASURED += ("share_saturated", "share_dead")


def double(initializers, activation="tanh", **more):
    settings = dict(sizes=SIZES, batch=BATCH, seeds=SEEDS, dtype=torch.float64, weight_gradients=True) | more
    return propagate(initializers, activation, **settings)


class Plain:
    """The same networks one by one, in NumPy: member → layer → z, a, δ (batch, units)."""

    def __init__(self, initializers, activation, biases=None, gain=1.0, dtype=torch.float64):
        act = ACTIVATIONS[activation]
        nets = Ensemble(SIZES, activation, initializers, SEEDS, biases=biases, dtype=dtype)
        drawn = np.random.default_rng([0, 0]).standard_normal((BATCH, SIZES[0]))
        noise = np.random.default_rng([0, 1]).standard_normal((BATCH, SIZES[-1]))
        self.weights = [gain * W.double().numpy() for W in nets.weights]
        self.biases = [b.double().numpy() for b in nets.biases]
        self.z, self.a, self.delta, self.weight_gradient = [], [], [], []
        for m in range(nets.n_members):
            a, zs, values = drawn, [], []
            for W, b in zip(self.weights, self.biases, strict=True):
                zs.append(a @ W[m] + b[m])
                values.append(a := act(zs[-1]))
            deltas = [noise]
            for layer in range(len(SIZES) - 2, 0, -1):
                deltas.insert(0, deltas[0] @ self.weights[layer][m].T * act.derivative(zs[layer - 1]))
            self.z.append(zs)
            self.a.append(values)
            self.delta.append(deltas)
            below = [drawn, *values[:-1]]  # of each input on its own, (batch, n_in, n_out)
            self.weight_gradient.append(
                [a[:, :, None] * d[:, None] for a, d in zip(below, deltas, strict=True)]
            )
        self.activation = act

    def measured(self):
        """Every quantity of `Signals`, (members, layers)."""
        act = self.activation

        def dead(z):
            inside = [((z >= low) & (z <= high)).all(0) for low, high in dead_intervals(act)]
            return np.any(inside, axis=0).mean() if inside else 0.0

        found = {
            "preactivation_power": (self.z, lambda z: np.mean(z**2)),
            "preactivation_mean": (self.z, np.mean),
            "across_input_variance": (self.z, lambda z: z.var(axis=0, ddof=1).mean()),
            "activation_power": (self.a, lambda a: np.mean(a**2)),
            "activation_variance": (self.a, np.var),
            "gradient_power": (self.delta, lambda d: np.mean(d**2)),
            "gradient_variance": (self.delta, np.var),
            "weight_gradient_power": (self.weight_gradient, lambda g: np.mean(g**2)),
            "share_saturated": (self.z, lambda z: share_in(saturated_intervals(act), z)),
            "share_dead": (self.z, dead),
        }
        return {
            name: np.array([[of(layer) for layer in member] for member in tensors])
            for name, (tensors, of) in found.items()
        }
