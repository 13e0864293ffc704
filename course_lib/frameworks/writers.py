"""Who writes a scheme as code, by framework, and the names that its lines use."""

from __future__ import annotations

from dataclasses import replace

from .array_lines import JAX, NUMPY, jax_line, numpy_line
from .keras_lines import KERAS, TF1, keras_line, tf1_line
from .line import Line, Wanted, plain
from .torch_lines import TORCH, torch_line

NAMES = {
    "numpy": "np, math, shape and a Generator rng; stats is scipy.stats",
    "torch": "torch, math and the weight w",
    "keras": "keras, np, math, shape and a whole number seed",
    "tf1": "tf, np, math, shape and a whole number seed",
    "jax": "jax, jnp, math, shape and a key",
    "flax": "nn (flax.linen), jax, jnp, math, shape and a key",
}
WRITERS = {
    "numpy": (NUMPY, numpy_line), "torch": (TORCH, torch_line), "keras": (KERAS, keras_line),
    "tf1": (TF1, tf1_line), "jax": (JAX, jax_line), "flax": (JAX, jax_line),
}  # fmt: skip


def write(wanted: Wanted, to: str) -> Line:
    """The scheme as code of the framework ``to``."""
    forms, others = WRITERS[to]
    line = plain(wanted.scheme, forms) or others(wanted)
    if to == "tf1":
        return replace(line, note=f"{line.note} From the documentation; not run.".strip())
    return replace(line, code=in_flax(line.code)) if to == "flax" else line


def in_flax(code: str) -> str:
    """A line of JAX as Flax has it, which hands on JAX's initializers."""
    return code.replace("jax.nn.initializers", "nn.initializers")
