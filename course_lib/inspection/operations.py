"""Which functions of PyTorch are products with weights, activations, norms and losses, by their names.

A name comes without the underscores of its in-place form: ``relu_`` is ``relu``, ``__iadd__`` is ``add``.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

from course_lib.activations import ACTIVATIONS
from course_lib.activations.saturation import Intervals, saturated_intervals

# Where the input of a product stands among its arguments.
DENSE = {"linear": 0, "bilinear": 0, "embedding": 0, "embedding_bag": 0}
CONVOLUTIONS = {f"conv{t}{d}d": 0 for t in ("", "_transpose") for d in (1, 2, 3)}
RECURRENT = {name: 0 for name in ("lstm", "gru", "rnn_tanh", "rnn_relu")}
RECURRENT |= {f"{name}_cell": 0 for name in RECURRENT}
PRODUCTS = DENSE | CONVOLUTIONS | RECURRENT | {"multi_head_attention_forward": 0}
LOOKUPS = {"embedding", "embedding_bag"}
# Products only where one factor is made of parameters and the other depends on the inputs.
MATRIX = {"matmul", "rmatmul", "mm", "bmm", "addmm", "baddbmm", "einsum", "tensordot", "mv"}

# PyTorch's name → that of `course_lib.activations`, or PyTorch's own where the course has none.
KNOWN = {name: name for name in ACTIVATIONS if name not in ("identity", "step")}
OTHERS = ("relu6", "rrelu", "celu", "mish", "logsigmoid", "hardtanh", "hardsigmoid", "hardswish")
PERIODIC = {"sin", "cos"}
ACTIVATION_NAMES = KNOWN | {name: name for name in (*OTHERS, *PERIODIC)}
RECTIFIERS = {"relu", "relu6"}
BOUNDED = {"sigmoid", "tanh", "softsign", "hardtanh", "hardsigmoid"}
INF = float("inf")
HARD = {  # where those are flat that the course has no name for
    "relu6": ((-INF, 0.0), (6.0, INF)),
    "hardtanh": ((-INF, -1.0), (1.0, INF)),
    "hardsigmoid": ((-INF, -3.0), (3.0, INF)),
}

NORMS = {
    "batch_norm", "layer_norm", "group_norm", "instance_norm", "rms_norm", "normalize", "local_response_norm",
    "native_layer_norm",
}  # fmt: skip
# What a norm that is written out divides by.
SCALES = {"rsqrt", "std", "var", "var_mean", "std_mean", "norm", "vector_norm"}
SCALED = {"mul", "div", "rmul", "rdiv", "truediv"}
SUMS = {"add", "radd"}
NOISE = {"randn", "randn_like", "rand", "rand_like", "normal"}

CROSS_ENTROPIES = {"cross_entropy", "nll_loss"}
BINARY = {"binary_cross_entropy", "binary_cross_entropy_with_logits"}
REGRESSIONS = {"mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"}
LOSSES = CROSS_ENTROPIES | BINARY | REGRESSIONS

SPELLINGS = {"iadd": "add", "imul": "mul", "multiply": "mul"}
SPELLINGS |= {"itruediv": "div", "rtruediv": "rdiv", "truediv": "div", "divide": "div"}


def plain_name(function: Callable) -> str:
    """The name of a function, method or operator of PyTorch, the same for all forms of one operation."""
    name = getattr(function, "__name__", "").strip("_")
    return SPELLINGS.get(name, name)


def flat_intervals(activation: str) -> Intervals | None:
    """The intervals in which an activation is flat; None where that is not known."""
    if activation in KNOWN:
        return saturated_intervals(ACTIVATIONS[activation])
    return HARD.get(activation)


def activation_in(name: str, args: tuple, kwargs: dict) -> str | None:
    """The activation that a call is, if it is one; a clamp at 0 from below is a ReLU."""
    if name in ACTIVATION_NAMES:
        return ACTIVATION_NAMES[name]
    if name in ("clamp", "clamp_min", "clip"):
        low = kwargs.get("min", args[1] if len(args) > 1 else None)
        high = kwargs.get("max", args[2] if len(args) > 2 else None)
        return "relu" if isinstance(low, int | float) and low == 0 and high is None else None
    if name in ("maximum", "max") and len(args) > 1 and isinstance(args[1], torch.Tensor):
        return "relu" if args[1].numel() == 1 and not args[1].any() else None
    return None
