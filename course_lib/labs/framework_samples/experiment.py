"""One layer's weights as a framework draws them, counted, beside those of another name."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from torch.nn import init

from course_lib.arguments import check_name, check_whole
from course_lib.frameworks import ENTRIES, FRAMEWORKS, measured
from course_lib.labs.shared.weights import Counted, count

__all__ = ["LIVE", "NAMES", "FrameworkSample", "draw_name"]

# What PyTorch itself draws here; all else is drawn by the reference initializers of this course.
LIVE: dict[str, Callable] = {
    "torch.normal_": init.normal_,
    "torch.trunc_normal_": init.trunc_normal_,
    "torch.trunc_normal_(std=0.02)": partial(init.trunc_normal_, std=0.02),
    "torch.uniform_": init.uniform_,
    "torch.xavier_uniform_": init.xavier_uniform_,
    "torch.xavier_normal_": init.xavier_normal_,
    "torch.kaiming_uniform_": init.kaiming_uniform_,
    "torch.kaiming_uniform_(mode='fan_out')": partial(init.kaiming_uniform_, mode="fan_out"),
    "torch.kaiming_uniform_(a=math.sqrt(5))": partial(init.kaiming_uniform_, a=math.sqrt(5)),
    "torch.kaiming_normal_": init.kaiming_normal_,
    "torch.kaiming_normal_(mode='fan_out')": partial(init.kaiming_normal_, mode="fan_out"),
    "torch.orthogonal_": init.orthogonal_,
    "torch.nn.Linear.weight": partial(init.kaiming_uniform_, a=math.sqrt(5)),
}
DENSE = ("torch.nn.Linear.weight", "keras.layers.Dense.kernel", "flax.linen.Dense.kernel")


def is_offered(name: str) -> bool:
    """Whether the entry is an initializer, or a dense layer's default, whose weights have a density."""
    entry = ENTRIES[name]
    known = entry.initializer is not None and entry.initializer.has_density
    return known and (entry.kind == "initializer" or name in DENSE)


NAMES = tuple(filter(is_offered, ENTRIES))


@dataclass(frozen=True, kw_only=True)
class FrameworkSample(Counted):
    """The weights of one layer of ``shape`` (fan-in, fan-out), as ``name`` draws them; who did, in words.

    ``other`` is the draw of the name ``versus``, None where that is "none".
    """

    name: str
    versus: str
    shape: tuple[int, int]
    drawn_by: str


def weights_of(name: str, shape: tuple[int, int], seed: int) -> tuple[np.ndarray, str]:
    """All weights of a layer in one row, and who drew them."""
    if name in LIVE:
        weight = torch.empty(shape[::-1])
        LIVE[name](weight, generator=torch.Generator().manual_seed(seed))
        return weight.numpy().ravel(), f"PyTorch {torch.__version__.partition('+')[0]}, now"
    entry = ENTRIES[name]
    by = "this course's NumPy reference"
    if entry.framework != "numpy" and name in measured()["entries"]:
        by += f", which agreed with {FRAMEWORKS[entry.framework]} {measured()['versions'][entry.framework]}"
    return entry.initializer(shape, seed=seed).ravel(), by


def draw_name(name: str, fan_in: int, fan_out: int, seed: int = 0, versus: str = "none") -> FrameworkSample:
    """Draw one weight of a layer from ``fan_in`` inputs to ``fan_out`` units as ``name`` does.

    Args:
        name: one of `NAMES`.
        fan_in, fan_out: at least 2.
        seed: a whole number ≥ 0.
        versus: "none", or one of `NAMES` whose draw is laid over it.

    Raises:
        ValueError: an argument is not as described.
    """
    check_name("name", name, NAMES)
    check_name("versus", versus, ["none", *NAMES])
    shape = check_whole("fan_in", fan_in, 2), check_whole("fan_out", fan_out, 2)
    seed = check_whole("seed", seed, 0)
    weights, drawn_by = weights_of(name, shape, seed)
    other = None if versus == "none" else (weights_of(versus, shape, seed)[0], ENTRIES[versus].law(shape))
    return FrameworkSample(
        **vars(count(weights, ENTRIES[name].law(shape), other)),
        name=name,
        versus=versus,
        shape=shape,
        drawn_by=drawn_by,
    )
