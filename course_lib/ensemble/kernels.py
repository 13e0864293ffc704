"""Activations in torch, value and backward, written so that nothing is allocated twice.

`activations` says what each function *is*, in NumPy; this module says how to run it fast
in both directions. A test holds the two, and autograd, equal.

The backward of an activation turns ∂loss/∂a into δ = ∂loss/∂z = ∂loss/∂a · φ'(z). PyTorch
has one compiled kernel for each (the ones that autograd itself calls); we call the same
kernels directly and let them write over their input.

Some derivatives need only the value a = φ(z): tanh' = 1 - a², so a may overwrite z and the
pass needs half the memory. `needs_z` marks those that must keep z.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import NamedTuple

import torch

from course_lib.activations import ACTIVATIONS, Activation
from course_lib.activations.functions import SELU_ALPHA, SELU_SCALE

_aten = torch.ops.aten
# Above this z, softplus(z) and z agree to the last bit of a float64: log(1 + e^-40) < 2^-57.
SOFTPLUS_LINEAR_FROM = 40.0


class Kernel(NamedTuple):
    """An activation as two functions on tensors of one shape.

    `forward(z, a)` writes φ(z) into `a`; where `needs_z` is false, `a` may be `z` itself.
    `backward(d, z, a)` multiplies `d` = ∂loss/∂a by φ'(z), in place, giving δ = ∂loss/∂z.
    """

    needs_z: bool
    forward: Callable[[torch.Tensor, torch.Tensor], object]
    backward: Callable[[torch.Tensor, torch.Tensor, torch.Tensor], object]


def _step(act) -> Kernel:
    at_zero = float(act(0.0))  # read from the activation, so that the two agree
    return Kernel(
        False,
        lambda z, a: torch.heaviside(z, z.new_tensor(at_zero), out=a),
        lambda d, z, a: d.zero_(),  # φ' is 0 wherever it exists: nothing below a step ever learns
    )


def _leaky(act) -> Kernel:
    slope = float(act.slope)
    return Kernel(
        True,
        lambda z, a: _aten.leaky_relu.out(z, slope, out=a),
        lambda d, z, a: _aten.leaky_relu_backward.grad_input(d, z, slope, False, grad_input=d),
    )


def _elu(alpha: float, scale: float = 1.0) -> Kernel:
    """scale · z above 0, scale · alpha · (e^z - 1) below."""
    return Kernel(
        True,
        lambda z, a: _aten.elu.out(z, alpha, scale, 1, out=a),
        lambda d, z, a: _aten.elu_backward.grad_input(d, alpha, scale, 1, False, z, grad_input=d),
    )


def _softsign(act) -> Kernel:
    def forward(z, a):
        torch.abs(z, out=a)
        a.add_(1)
        torch.div(z, a, out=a)

    def backward(d, z, a):
        # φ'(z) = 1 / (1 + |z|)²; the value a is no longer needed and lends its memory.
        torch.abs(z, out=a)
        a.add_(1).square_()
        d.div_(a)

    return Kernel(True, forward, backward)


KERNELS: dict[str, Callable[[Activation], Kernel]] = {
    "step": _step,
    "sigmoid": lambda act: Kernel(
        False,
        lambda z, a: torch.sigmoid(z, out=a),
        lambda d, z, a: _aten.sigmoid_backward.grad_input(d, a, grad_input=d),
    ),
    "tanh": lambda act: Kernel(
        False,
        lambda z, a: torch.tanh(z, out=a),
        lambda d, z, a: _aten.tanh_backward.grad_input(d, a, grad_input=d),
    ),
    "softsign": _softsign,
    "relu": lambda act: Kernel(
        False,
        lambda z, a: torch.clamp_min(z, 0, out=a),
        lambda d, z, a: _aten.threshold_backward.grad_input(d, a, 0, grad_input=d),
    ),
    "leaky_relu": _leaky,
    "prelu": _leaky,  # the slope is a fixed number here, not trained
    "elu": lambda act: _elu(float(act.alpha)),
    "selu": lambda act: _elu(SELU_ALPHA, SELU_SCALE),
    "softplus": lambda act: Kernel(
        True,
        lambda z, a: _aten.softplus.out(z, 1, SOFTPLUS_LINEAR_FROM, out=a),
        lambda d, z, a: _aten.softplus_backward.grad_input(d, z, 1, SOFTPLUS_LINEAR_FROM, grad_input=d),
    ),
    "gelu": lambda act: Kernel(
        True,
        lambda z, a: _aten.gelu.out(z, out=a),
        lambda d, z, a: _aten.gelu_backward.grad_input(d, z, grad_input=d),
    ),
    "silu": lambda act: Kernel(
        True,
        lambda z, a: _aten.silu.out(z, out=a),
        lambda d, z, a: _aten.silu_backward.grad_input(d, z, grad_input=d),
    ),
    "identity": lambda act: Kernel(False, lambda z, a: a if a is z else a.copy_(z), lambda d, z, a: None),
}


def kernel_for(activation: Activation) -> Kernel:
    """The torch kernel of one of `ACTIVATIONS`, perhaps with another slope or alpha."""
    known = ACTIVATIONS.get(activation.name)
    if known is None or known.value_at is not activation.value_at:
        raise ValueError(f"activation must be one of {', '.join(KERNELS)}, got {activation!r}")
    return KERNELS[activation.name](activation)


def _flushes_denormals() -> bool:
    # 1e-38 · 1e-3 is a float32 below the smallest normal number: 0 only where such are flushed.
    return (torch.tensor(1e-38) * 1e-3).item() == 0.0


_lock = threading.Lock()
_inside, _found = 0, 1  # how many are in `one_thread`, and how many of torch's threads the first found


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """The arithmetic settings of every training step; both are restored on leaving.

    One thread: the matrices are so small that a second one costs more in waiting than it
    brings, and five times the whole step when a neighbour keeps the other core busy. It holds
    for all of Python's threads, so the last that leaves puts back what the first found.

    Denormals off: in a deep tanh net with tiny weights, signals sink below 1e-38, where a CPU
    computes some ten times slower. They become exactly 0 instead, so guard a log axis.
    """
    global _inside, _found
    flushed = _flushes_denormals()
    with _lock:
        if not _inside:
            _found = torch.get_num_threads()
        _inside += 1
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(flushed)
        with _lock:
            _inside -= 1
            if not _inside:
                torch.set_num_threads(_found)
