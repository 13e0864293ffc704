"""One layer's weights as a framework draws them, counted, beside the density of another framework's name."""

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
from course_lib.initializers import Law
from course_lib.labs.samples.experiment import BINS, law_line
from course_lib.labs.shared.ranges import step_up

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


@dataclass(frozen=True)
class FrameworkSample:
    """The weights of one layer of ``shape`` (fan in, fan out), and the theory they are read against.

    ``edges`` (BINS + 1,) and ``counts`` (BINS,) hold the histogram, ``x`` and ``density`` the line of
    ``law``, ``other_x`` and ``other_density`` that of ``other``, the law of ``versus``; ``axis`` has the ends
    of the axis. ``std`` and ``largest`` are the weights' own, and ``drawn_by`` says what drew them.
    """

    name: str
    versus: str
    shape: tuple[int, int]
    law: Law
    other: Law | None
    edges: np.ndarray
    counts: np.ndarray
    axis: tuple[float, float]
    x: np.ndarray
    density: np.ndarray
    other_x: np.ndarray
    other_density: np.ndarray
    std: float
    largest: float
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


def width_of(law: Law) -> float:
    """How far from 0 an axis must go to show the law: to its limits, or to 3.6 std where they are farther."""
    return abs(law.mean) + min(law.limit, 3.6 * law.std)


def line_of(law: Law, far: float) -> tuple[np.ndarray, np.ndarray]:
    """The density of ``law`` on an axis that ends at ±``far``."""
    if law.limit < far:
        return law_line(law, -far, far)
    x = np.linspace(-far, far, 4 * BINS + 1)
    return x.astype(np.float32), law.pdf(x).astype(np.float32)


def draw_name(name: str, fan_in: int, fan_out: int, seed: int = 0, versus: str = "none") -> FrameworkSample:
    """Draw one weight of a layer from ``fan_in`` inputs to ``fan_out`` units as ``name`` does.

    Args:
        name: one of `NAMES`.
        fan_in, fan_out: at least 2.
        seed: a whole number ≥ 0.
        versus: "none", or one of `NAMES` whose density is drawn beside.

    Raises:
        ValueError: an argument is not as described.
    """
    check_name("name", name, NAMES)
    check_name("versus", versus, ["none", *NAMES])
    shape = check_whole("fan_in", fan_in, 2), check_whole("fan_out", fan_out, 2)
    seed = check_whole("seed", seed, 0)
    law = ENTRIES[name].law(shape)
    other = None if versus == "none" else ENTRIES[versus].law(shape)
    weights, drawn_by = weights_of(name, shape, seed)
    far = step_up(1.08 * max(width_of(one) for one in (law, other) if one is not None))
    low, high = law.support if law.limit < far else (-far, far)
    edges = np.linspace(low, high, BINS + 1)  # from limit to limit: no bin straddles an edge
    x, density = line_of(law, far)
    none = np.empty(0, np.float32), np.empty(0, np.float32)
    other_x, other_density = none if other is None else line_of(other, far)
    return FrameworkSample(
        name=name, versus=versus, shape=shape, law=law, other=other, edges=edges,
        counts=np.histogram(weights, edges)[0], axis=(-far, far), x=x, density=density, other_x=other_x,
        other_density=other_density, std=float(weights.std(dtype=float)),
        largest=float(np.abs(weights).max()), drawn_by=drawn_by,
    )  # fmt: skip
