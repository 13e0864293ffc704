"""What the writers of code lines share: the line itself, numbers, and variances over a fan as code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from course_lib.initializers import (
    TRUNCATED_STD,
    Constant,
    Initializer,
    Normal,
    TruncatedNormal,
    Uniform,
    VarianceScaling,
)

NEVER = 10  # std: a bound this far out is reached once in 10²³ draws
NEVER_CUT = "The bounds are so far out that a normal is the same."


@dataclass(frozen=True)
class Wanted:
    """A scheme to be written as code.

    ``fans`` are the fans as code where the framework's own initializers count others; of an average their
    ``sum``. ``windowed`` says whether there is a window; ``parts`` how many orthogonal matrices lie side by
    side, under 1 where what is drawn is the first part of one.
    """

    scheme: Initializer
    fans: Mapping[str, str] | None = None
    windowed: bool = True
    parts: float = 1.0

    def scales(self, scale: float, mode: str, distribution: str) -> bool:
        """Whether the scheme is `VarianceScaling` with these three, its fan counted from the weight."""
        return (
            self.fans is None
            and isinstance(self.scheme, VarianceScaling)
            and (self.scheme.scale, self.scheme.mode, self.scheme.distribution) == (scale, mode, distribution)
        )


@dataclass(frozen=True)
class Line:
    """One line of code, whether it draws the very same law, and what to know about it."""

    code: str
    note: str = ""
    exact: bool = True

    def inexact(self, why: str) -> Line:
        """The same line as the nearest to what was asked for."""
        return replace(self, exact=False, note=f"{why} {self.note}".strip())


def plain(scheme: Initializer, forms: Mapping[str, str]) -> Line | None:
    """The line of a scheme that every framework has by itself, in a framework's ``forms``; else None."""
    match scheme:
        case Constant(value=value):
            return Line(forms[{0: "zeros", 1: "ones"}.get(value, "constant")].format(number(value)))
        case Normal(center=mean, spread=std):
            return Line(forms["normal"].format(number(mean), number(std)).removeprefix("0 + "))
        case TruncatedNormal(center=mean, spread=std, low=low, high=high) if min(-low, high) > NEVER:
            return replace(plain(Normal(mean, std), forms), note=NEVER_CUT)
        case Uniform(low=low, high=high):
            return Line(forms["uniform"].format(number(low), number(high)))
    return None


def number(value: float) -> str:
    """A number as code; thirds stay what they are."""
    return "1 / 3" if value == 1 / 3 else f"{value:.12g}"


def spread(scheme: VarianceScaling, fans: dict[str, str], factor: float = 1.0) -> str:
    """``factor`` × variance as code: ``2 / w[0].numel()``; ``fans`` has each fan, and their sum, as code."""
    if scheme.mode == "fan_avg":
        return f"{number(round(2 * factor * scheme.scale, 12))} / ({fans['sum']})"
    top = number(round(factor * scheme.scale, 12))
    return f"{top} / {fans[scheme.mode]}" if "/" not in top else f"1 / (3 * {fans[scheme.mode]})"


def parent_std(scheme: VarianceScaling, fans: dict[str, str]) -> str:
    """The std before the cut at ±2, as code: √(scale/fan) / 0.8796, or TensorFlow 1's √(1.3·scale/fan)."""
    before = scheme.scale / TRUNCATED_STD**2
    if len(number(before)) < 6:
        return f"math.sqrt({spread(scheme, fans, 1 / TRUNCATED_STD**2)})"
    return f"math.sqrt({spread(scheme, fans)}) / {TRUNCATED_STD:.8f}"
