"""A reference scheme in words and plain formulas: what it draws, which fan it counts, where it is cut."""

from __future__ import annotations

import math
from fractions import Fraction

from course_lib.initializers import (
    TRUNCATED_STD,
    Constant,
    Initializer,
    Normal,
    Orthogonal,
    TruncatedNormal,
    Uniform,
    VarianceScaling,
)

FANS = {
    "fan_in": "fan-in: inputs × window",
    "fan_out": "fan-out: units × window",
    "fan_avg": "mean of fan-in and fan-out, both × window",
}


def formula(initializer: Initializer) -> str:
    """What the scheme draws, as one would write it by hand: ``N(0, 2/n_in)``."""
    match initializer:
        case Constant(value=value):
            return f"{value:g}"
        case Normal(center=mean, spread=std):
            return f"N({mean:g}, {std:g}²)"
        case TruncatedNormal(center=mean, spread=std, low=low, high=high):
            return f"N({mean:g}, {std:g}²), redrawn outside [{mean + low * std:g}, {mean + high * std:g}]"
        case Uniform(low=low, high=high):
            return f"U({low:g}, {high:g})"
        case VarianceScaling(scale=scale, mode=mode, distribution="uniform"):
            return f"U(±√({over(3 * scale, mode)}))"
        case VarianceScaling(scale=scale, mode=mode, distribution="normal"):
            return f"N(0, {over(scale, mode)})"
        case VarianceScaling(scale=scale, mode=mode):
            return f"normal of std √({over(scale, mode)}), cut at ±{2 / TRUNCATED_STD:.3f} std"
        case Orthogonal(gain=gain):
            return "WᵀW = I or WWᵀ = I" + (f", × {gain:g}" if gain != 1 else "")
    return "1 where input and unit have the same number, else 0"


def over(scale: float, mode: str) -> str:
    """The variance ``scale`` over a fan: ``2/n_in``, ``1/(3·n_out)``, ``6/(n_in + n_out)``."""
    scale *= 2 if mode == "fan_avg" else 1
    exact = Fraction(scale).limit_denominator(12)
    close = math.isclose(exact, scale, rel_tol=1e-12)
    top, below = (str(exact.numerator), exact.denominator) if close else (f"{scale:.4g}", 1)
    fan = "(n_in + n_out)" if mode == "fan_avg" else f"n_{mode[4:]}"
    return f"{top}/{fan}" if below == 1 else f"{top}/({below}·{fan})"


def fan_words(initializer: Initializer) -> str:
    """Which fan the scheme counts, and how a convolution's window enters it."""
    return FANS[initializer.mode] if isinstance(initializer, VarianceScaling) else "none"


def truncation(initializer: Initializer) -> str:
    """Whether the draw is cut, where, and whether its std was corrected for it."""
    if initializer.distribution != "truncated_normal":
        return "not truncated"
    if isinstance(initializer, VarianceScaling):
        return (
            "redrawn outside ±2 std of a parent widened by 1/0.8796, so that the std comes out as asked for"
        )
    shrink = initializer.std((1,)) / initializer.spread
    if shrink > 1 - 1e-12:
        return f"bounds {initializer.high:g} std away: never reached"
    return f"redrawn outside ±{initializer.high:g} std; the std comes out as {shrink:.4f} of the one given"
