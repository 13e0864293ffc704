"""Who writes a scheme as code, by framework, and the names that its lines use."""

from __future__ import annotations

from .array_lines import flax_line, jax_line, numpy_line
from .keras_lines import keras_line, tf1_line
from .torch_lines import torch_line

__all__ = ["NAMES", "WRITERS"]

NAMES = {
    "numpy": "np, math, shape and a Generator rng; stats is scipy.stats",
    "torch": "torch, math and the weight w",
    "keras": "keras, np, math, shape and a whole number seed",
    "tf1": "tf, np, math, shape and a whole number seed",
    "jax": "jax, jnp, math, shape and a key",
    "flax": "nn (flax.linen), jax, jnp, math, shape and a key",
}
WRITERS = {
    "numpy": numpy_line,
    "torch": torch_line,
    "keras": keras_line,
    "tf1": tf1_line,
    "jax": jax_line,
    "flax": flax_line,
}
