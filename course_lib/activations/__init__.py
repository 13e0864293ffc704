"""The activation functions: value, derivative, the gain each asks of the weights, and where it is flat."""

from course_lib.activations.functions import (
    ACTIVATIONS,
    ALIASES,
    Activation,
    elu,
    gelu,
    get,
    identity,
    leaky_relu,
    name_of,
    prelu,
    relu,
    selu,
    sigmoid,
    silu,
    softplus,
    softsign,
    step,
    tanh,
)

__all__ = [
    "ACTIVATIONS", "ALIASES", "Activation", "elu", "gelu", "get", "identity", "leaky_relu", "name_of",
    "prelu", "relu", "selu", "sigmoid", "silu", "softplus", "softsign", "step", "tanh",
]  # fmt: skip
