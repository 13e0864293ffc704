"""Weights drawn by variance scaling, counted, and the names that papers and frameworks have for the setting."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from course_lib.arguments import check_whole
from course_lib.frameworks import ENTRIES, FRAMEWORKS
from course_lib.initializers import INITIALIZERS, Initializer, VarianceScaling
from course_lib.labs.samples.experiment import noise_of
from course_lib.labs.shared.weights import Counted, count

__all__ = ["HIGHEST", "LOWEST", "Scaled", "draw_scaled"]

LOWEST, HIGHEST = 0.01, 100.0  # of the scale
PREFIX = re.compile(r"^(\w+\.)+")  # "jax.nn.initializers." of a name
DENSE = ("torch.nn.Linear.weight", "keras.layers.Dense.kernel", "flax.linen.Dense.kernel")


@dataclass(frozen=True, kw_only=True)
class Scaled(Counted):
    """Weights of ``scheme`` for a layer of ``shape`` (fan-in, fan-out).

    ``known`` has what the course calls the scheme; ``named`` what frameworks do: framework → names.
    """

    scheme: VarianceScaling
    shape: tuple[int, int]
    known: tuple[str, ...]
    named: dict[str, list[str]]

    @property
    def torch(self) -> str | None:
        """PyTorch's line for it, by a kaiming function wherever that has an ``a`` for the scale; None without."""
        scale, form = self.scheme.scale, self.scheme.distribution
        if form == "truncated_normal":
            return None
        if self.scheme.mode == "fan_avg":
            return f"xavier_{form}_(w{'' if scale == 1 else f', gain={root(scale)}'})"
        if scale > 2:
            return None
        mode = ", mode='fan_out'" * (self.scheme.mode == "fan_out")
        return f"kaiming_{form}_(w, a={root(2 / scale - 1)}{mode})"


def root(square: float) -> str:
    """The root of a number as code: "1", "math.sqrt(5)", "0.707"."""
    if math.isclose(square, round(square), abs_tol=1e-9):
        whole = math.isqrt(round(square))
        return str(whole) if whole**2 == round(square) else f"math.sqrt({round(square)})"
    return f"{math.sqrt(square):.3g}"


def exact(scale: float) -> float:
    """A third where a control kept 0.333333."""
    near = float(Fraction(scale).limit_denominator(12))
    return near if math.isclose(near, scale, rel_tol=2e-6) else scale


def is_drawn(init: Initializer | None, scheme: VarianceScaling) -> bool:
    """Whether an initializer draws from the law of ``scheme``, for every dense layer."""
    if not isinstance(init, VarianceScaling) or not math.isclose(init.scale, scheme.scale):
        return False
    return (init.mode, init.distribution) == (scheme.mode, scheme.distribution)


def course_names(scheme: VarianceScaling) -> Iterable[str]:
    """What the course calls it; normal schemes have truncated forms too."""
    for init in INITIALIZERS.values():
        if isinstance(init, VarianceScaling):
            forms = [init, init.truncate()] if init.distribution == "normal" else [init]
            yield from (one.label for one in forms if is_drawn(one, scheme))


def framework_names(scheme: VarianceScaling) -> dict[str, list[str]]:
    """Framework → its functions that draw so, and its dense layer if that does by default.

    NumPy is left out, which has no names for schemes, and TensorFlow 1, whose old names lesson 07 lists.
    """
    found: dict[str, list[str]] = {}
    for name, entry in ENTRIES.items():
        listed = name in DENSE or (entry.kind == "initializer" and entry.framework not in ("numpy", "tf1"))
        if listed and is_drawn(entry.initializer, scheme):
            short = name.split(".")[-2] + "'s default" if name in DENSE else PREFIX.sub("", name)
            names = found.setdefault(FRAMEWORKS[entry.framework], [])
            if short.split("(")[0] not in names:  # another way to call it
                names.append(short)
    return found


def draw_scaled(
    scale: float, mode: str, distribution: str, fan_in: int, fan_out: int, size: int = 10_000, seed: int = 0
) -> Scaled:
    """Draw ``size`` weights of variance ``scale`` over a fan, all distributions on the same normal noise.

    Args:
        scale: a positive number; a fraction of small numbers may be rounded to six digits.
        mode: fan_in, fan_out or fan_avg.
        distribution: normal, truncated_normal or uniform.
        fan_in, fan_out: at least 1.
        size: at least 2.
        seed: a whole number ≥ 0.

    Raises:
        TypeError, ValueError: an argument is not as described.
    """
    shape = check_whole("fan_in", fan_in, 1), check_whole("fan_out", fan_out, 1)
    size, seed = check_whole("size", size, 2), check_whole("seed", seed, 0)
    scheme = VarianceScaling(exact(scale), mode, distribution)
    law = scheme.law(shape)
    weights = law.std * noise_of("normal", size, 1, seed, distribution)
    return Scaled(
        **vars(count(weights, law)), scheme=scheme, shape=shape, known=tuple(course_names(scheme)),
        named=framework_names(scheme),
    )  # fmt: skip
