"""Activations in torch, value and backward, written so that nothing is allocated twice.

`activations.py` says what each function *is*, in NumPy; this module says how to run it fast
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

_aten = torch.ops.aten
# Above this z, softplus(z) and z agree to the last bit of a float64: log(1 + e^-40) < 2^-57.
SOFTPLUS_LINEAR_FROM = 40.0


class Kernel(NamedTuple):
    """An activation as two functions on tensors of one shape.

    `forward(z, a)` writes φ(z) into `a`; where `needs_z` is false, `a` may be `z` itself.
    `backward(d, z, a)` multiplies `d` = ∂loss/∂a by φ'(z), in place, giving δ = ∂loss/∂z.
    """

    name: str
    needs_z: bool
    forward: Callable[[torch.Tensor, torch.Tensor], object]
    backward: Callable[[torch.Tensor, torch.Tensor, torch.Tensor], object]


def _identity(act) -> Kernel:
    def forward(z, a):
        if a is not z:
            a.copy_(z)

    return Kernel("identity", False, forward, lambda d, z, a: None)


def _step(act) -> Kernel:
    # φ' is 0 wherever it exists: nothing below a step ever learns. The value at 0 itself is
    # read from activations.py, so that the two agree.
    at_zero = float(act(0.0))

    def forward(z, a):
        torch.heaviside(z, z.new_tensor(at_zero), out=a)

    return Kernel("step", False, forward, lambda d, z, a: d.zero_())


def _tanh(act) -> Kernel:
    return Kernel(
        "tanh",
        False,
        lambda z, a: torch.tanh(z, out=a),
        lambda d, z, a: _aten.tanh_backward.grad_input(d, a, grad_input=d),
    )


def _sigmoid(act) -> Kernel:
    return Kernel(
        "sigmoid",
        False,
        lambda z, a: torch.sigmoid(z, out=a),
        lambda d, z, a: _aten.sigmoid_backward.grad_input(d, a, grad_input=d),
    )


def _relu(act) -> Kernel:
    return Kernel(
        "relu",
        False,
        lambda z, a: torch.clamp_min(z, 0, out=a),
        lambda d, z, a: _aten.threshold_backward.grad_input(d, a, 0, grad_input=d),
    )


def _leaky(act) -> Kernel:
    slope = float(act.slope)
    return Kernel(
        act.name,
        True,
        lambda z, a: torch.ops.aten.leaky_relu.out(z, slope, out=a),
        lambda d, z, a: _aten.leaky_relu_backward.grad_input(d, z, slope, False, grad_input=d),
    )


def _elu_kernel(name: str, alpha: float, scale: float) -> Kernel:
    """scale · z above 0, scale · alpha · (e^z - 1) below."""
    return Kernel(
        name,
        True,
        lambda z, a: _aten.elu.out(z, alpha, scale, 1, out=a),
        lambda d, z, a: _aten.elu_backward.grad_input(d, alpha, scale, 1, False, z, grad_input=d),
    )


def _elu(act) -> Kernel:
    return _elu_kernel("elu", float(act.alpha), 1.0)


def _selu(act) -> Kernel:
    # Klambauer et al. (2017), https://arxiv.org/abs/1706.02515, equation (14).
    return _elu_kernel("selu", 1.6732632423543772848170429916717, 1.0507009873554804934193349852946)


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

    return Kernel("softsign", True, forward, backward)


def _softplus(act) -> Kernel:
    t = SOFTPLUS_LINEAR_FROM
    return Kernel(
        "softplus",
        True,
        lambda z, a: _aten.softplus.out(z, 1, t, out=a),
        lambda d, z, a: _aten.softplus_backward.grad_input(d, z, 1, t, grad_input=d),
    )


def _gelu(act) -> Kernel:
    return Kernel(
        "gelu",
        True,
        lambda z, a: _aten.gelu.out(z, out=a),
        lambda d, z, a: _aten.gelu_backward.grad_input(d, z, grad_input=d),
    )


def _silu(act) -> Kernel:
    return Kernel(
        "silu",
        True,
        lambda z, a: _aten.silu.out(z, out=a),
        lambda d, z, a: _aten.silu_backward.grad_input(d, z, grad_input=d),
    )


KERNELS: dict[str, Callable[[object], Kernel]] = {
    "step": _step,
    "sigmoid": _sigmoid,
    "tanh": _tanh,
    "softsign": _softsign,
    "relu": _relu,
    "leaky_relu": _leaky,
    "prelu": _leaky,  # the slope is a fixed number here, not trained
    "elu": _elu,
    "selu": _selu,
    "softplus": _softplus,
    "gelu": _gelu,
    "silu": _silu,
    "identity": _identity,
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
