"""`init_like` draws the weights of any module by a scheme of the course, each by its own fans."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.utils.parametrize import ParametrizationList

from course_lib.arguments import check_real, real, whole
from course_lib.ensemble.generators import bias_generator, weight_generator
from course_lib.initializers import Constant, Initializer, TorchDefault, generator, get, to_torch
from course_lib.inspection.modules import CONVOLUTIONS, LAYERS, ParameterBlock, parameter_blocks

LINES = 10  # kinds of draws that a report shows
LEFT = {
    "embedding": "embedding, whose rows are looked up: it has no fan-in",
    "norm gain": "gain of a norm",
    "norm shift": "shift of a norm",
}


@dataclass(frozen=True)
class Initialized:
    """What `init_like` did: `drawn` says of each parameter what it got, `left` why it stayed as it was."""

    drawn: dict[str, str]
    left: dict[str, str]

    def __repr__(self):
        return "\n".join([*_lines("drawn", self.drawn), *_lines("left as they were", self.left)])


def init_like(
    model: nn.Module,
    scheme: str | Initializer = "he_normal",
    *,
    biases: str | float | Initializer = "zeros",
    seed: int | None = None,
    rng: np.random.Generator | None = None,
) -> Initialized:
    """Draw the weights of a module in place, each by its own fans, and set its biases.

    q, k and v of attention, each gate of a recurrent layer and each group of a convolution are drawn by
    themselves; a tied weight is drawn once. Embeddings, norms, PReLU's slopes, parameters of modules that
    are not PyTorch's, and what a layer computes its weight from (weight_norm) stay as they are. The result
    names them. `parameter_blocks` says how fans are counted: without the stride.

    Args:
        scheme: what `initializers.get` takes: a name in any spelling, or an object.
        biases: a number, or a scheme that needs no fans; "torch_default" takes the fan-in of the unit.
        seed: a whole number ≥ 0. Dense layers with biases get what an `Ensemble` of the same seed has.
        rng: a NumPy `Generator` in place of a seed. What draws nothing at random needs neither.

    Raises:
        TypeError, ValueError: an argument is not as described, a scheme cannot draw a parameter's shape or
            its dtype cannot hold the draw, or a module has no numbers yet (lazy, meta). It is named, and
            nothing was changed.

    >>> init_like(nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.LayerNorm(32)), "he_normal", seed=0)
    drawn
      0.weight: he_normal, fan-in 64, fan-out 32, std 0.177
      0.bias: zeros
    left as they were
      2.weight: gain of a norm
      2.bias: shift of a norm
    """
    if not isinstance(model, nn.Module):
        raise TypeError(f"model must be a torch.nn.Module; got {type(model).__name__}")
    scheme, biases = get(scheme), _bias_scheme(biases)
    if seed is not None or rng is not None or scheme.noise_kind or biases.noise_kind:
        generator(seed, rng)  # says what is wrong with them before any parameter does
    drawn, left, values = {}, {}, []
    counts = {"weight": 0, "bias": 0}
    for block in parameter_blocks(model):
        reason = _reason_to_leave(block, biases)
        if reason:
            left[block.label] = reason + _other_names(block)
            continue
        source = _source(seed, rng, block.role, counts[block.role])
        counts[block.role] += 1
        with _saying(block.label):
            if block.role == "weight":
                draws = _weights(block, scheme, source)
                words = _words(block, scheme, draws[0][0])
                values += draws
            else:
                values.append(_bias(block, biases, source))
                words = biases.name
        drawn[block.label] = words + _other_names(block)
    with torch.no_grad():
        for place, value in values:
            place.copy_(value)
    return Initialized(drawn, left)


def _bias_scheme(biases: Any) -> Initializer:
    """The scheme of the biases, one that asks for no fan; a number is a constant."""
    if real(biases) is not None:
        return Constant(check_real("biases", biases))
    with _saying("biases"):
        scheme = get(biases)
    if scheme.min_rank > 1 and not isinstance(scheme, TorchDefault):
        allowed = "biases must be a number, a scheme that needs no fans, such as zeros, or torch_default"
        raise ValueError(f"{allowed}; got {scheme.name}")
    return scheme


def _source(seed: int | None, rng: Any, role: str, number: int) -> np.random.Generator | None:
    """The generator of the weight or bias of this number: one of its own where there is a seed."""
    if seed is None:
        return rng
    return (weight_generator if role == "weight" else bias_generator)(whole(seed), number)


def _reason_to_leave(block: ParameterBlock, biases: Initializer) -> str:
    """Why a parameter is not drawn; empty if it is. Raises ValueError for one without numbers."""
    if block.parameter.is_meta:
        raise ValueError(
            f'{block.name} has no numbers, since it is on the meta device: model.to_empty(device="cpu") first'
        )
    if block.role in LEFT:
        return LEFT[block.role]
    if block.role == "other":
        return _other(block.module)
    if not block.parameter.is_floating_point():
        return f"{str(block.parameter.dtype).removeprefix('torch.')} numbers, which no scheme draws"
    if not block.tensor.numel():
        return "no entries"
    if block.role == "bias" and block.fan_in is None and isinstance(biases, TorchDefault):
        return "bias of a weight whose fan-in is not known"
    return ""


def _other(module: nn.Module) -> str:
    """What a parameter is that is neither weight, bias, norm nor embedding."""
    if isinstance(module, (ParametrizationList, *LAYERS)):
        return "its layer computes the weight from it"
    if isinstance(module, nn.PReLU):
        return "slope of PReLU"
    return f"parameter of {type(module).__name__}, of no kind that init_like knows"


def _weights(block: ParameterBlock, scheme: Initializer, rng: Any) -> list[tuple]:
    """The draws of a weight, each with the place that it is for: one for each group of a convolution."""
    drawn = []
    for kernel in _kernels(block):
        w = scheme(_shape(kernel), rng=rng, dtype=_numpy_dtype(kernel))
        drawn.append((kernel, _fitting(to_torch(w), kernel)))
    return drawn


def _bias(block: ParameterBlock, scheme: Initializer, rng: Any) -> tuple[torch.Tensor, torch.Tensor]:
    """The draw of a bias, with the place that it is for."""
    size, dtype = len(block.tensor), _numpy_dtype(block.tensor)
    if isinstance(scheme, TorchDefault):
        bias = scheme.draw_bias((block.fan_in, size), rng=rng, dtype=dtype)
    else:
        bias = scheme((size,), rng=rng, dtype=dtype)
    return block.tensor, _fitting(torch.from_numpy(bias), block.tensor)


def _kernels(block: ParameterBlock) -> list[torch.Tensor]:
    """Views of a weight in PyTorch's layout `(out, in, *window)`, one for each group of a convolution."""
    if not isinstance(block.module, CONVOLUTIONS):
        return [block.tensor]
    kernels = block.tensor.unflatten(0, (block.module.groups, -1))
    return list(kernels.transpose(1, 2) if block.module.transposed else kernels)


def _shape(kernel: torch.Tensor) -> tuple[int, ...]:
    """The course's shape `(*window, in, out)` of a weight `(out, in, *window)`."""
    n_out, n_in, *window = kernel.shape
    return (*window, n_in, n_out)


def _numpy_dtype(tensor: torch.Tensor) -> type:
    """The precision to draw in; narrower ones are rounded from float32."""
    return np.float64 if tensor.dtype == torch.float64 else np.float32


def _fitting(values: torch.Tensor, place: torch.Tensor) -> torch.Tensor:
    """``values`` in the dtype of the place that they are for, if they fit it."""
    if values.shape != place.shape:
        raise ValueError(f"its draw must have shape {tuple(place.shape)}; got {tuple(values.shape)}")
    cast = values.to(place.dtype)
    if not cast.isfinite().all() or (values.any() and not cast.any()):
        raise ValueError(f"{place.dtype} cannot hold weights up to {values.abs().max():.2g}")
    return cast


def _words(block: ParameterBlock, scheme: Initializer, kernel: torch.Tensor) -> str:
    """What a weight was drawn from; ``kernel`` is that of a group."""
    std = scheme.std(_shape(kernel))
    return f"{scheme.name}, fan-in {block.fan_in}, fan-out {block.fan_out}, std {std:.3g}"


def _other_names(block: ParameterBlock) -> str:
    """The other names of a tied parameter."""
    return f"; it is also {', '.join(block.also)}" if block.also else ""


def _lines(title: str, entries: dict[str, str]) -> list[str]:
    """A title and a line for each kind of entry, with the first of its names."""
    kinds: dict[str, list[str]] = {}
    for name, words in entries.items():
        kinds.setdefault(words, []).append(name)
    lines = []
    for words, names in kinds.items():
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        lines.append(f"  {names[0]}{more}: {words}")
    if len(lines) > LINES:
        lines[LINES:] = [f"  and {len(lines) - LINES} more kinds: {title.split()[0]} holds them all"]
    return [title, *(lines or ["  nothing"])]


@contextmanager
def _saying(what: str) -> Iterator[None]:
    """Puts the name of an argument or parameter before what is wrong with it."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise type(error)(f"{what}: {error}") from None
