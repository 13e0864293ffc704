"""One generator for each seed and layer: the same draws wherever in the course that layer is drawn."""

import numpy as np


def weight_generator(seed: int, layer: int) -> np.random.Generator:
    """The generator of the weights of layer `layer`, counted from 0."""
    return np.random.default_rng([seed, layer, 0])


def bias_generator(seed: int, layer: int) -> np.random.Generator:
    """The generator of that layer's biases: a stream of their own, so neither disturbs the other."""
    return np.random.default_rng([seed, layer, 1])
