"""The distribution of one weight: its mean, std, support, limit and density."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from course_lib.arguments import check_array, check_real
from course_lib.gaussian import density as standard_density

from .noise import truncated_moments

# How large, and how small if not 0, a number may be that a weight's law is made of: times 36 (the farthest
# bound of a truncated normal), over 10^30 (the largest fan) or one over it, it is still a float64.
LARGEST, SMALLEST = 1e270, 1e-270


def check_value(argument, value):
    """Return where a weight's law stands, as a float."""
    return check_real(argument, value, -LARGEST, LARGEST)


def check_spread(argument, value):
    """Return the width of a weight's law, as a float."""
    return check_real(argument, value, SMALLEST, LARGEST)


@dataclass(frozen=True)
class Law:
    """How one weight is distributed: `mean`, `std`, `support` (low, high) and a density, if any."""

    mean: float
    std: float
    support: tuple[float, float]
    density: Callable[[np.ndarray], np.ndarray] | None = None

    @property
    def limit(self):
        """The largest |w - mean| that can be drawn; infinite for an untruncated normal."""
        low, high = self.support
        return max(self.mean - low, high - self.mean)

    def pdf(self, x):
        """The probability density at `x` (a number or an array), 0 outside the support."""
        if self.density is None:
            raise ValueError(f"this law has no density: its weights take values in {self.support}")
        x = check_array("x", x).astype(np.float64)
        inside = (x >= self.support[0]) & (x <= self.support[1])
        out = np.where(np.isnan(x), np.nan, 0.0)
        with np.errstate(over="ignore", under="ignore"):  # far out, where the density rounds to 0
            out[inside] = self.density(x[inside])
        return out[()]


def point_law(value):
    """All the weight's probability sits on one value: no spread, no density."""
    return Law(float(value), 0.0, (float(value), float(value)))


def normal_law(mean, std):
    """N(mean, std²): the density is exp(-z²/2) / (std √(2π)) with z = (x - mean) / std."""

    def density(x):
        return standard_density((x - mean) / std) / std

    return Law(mean, std, (-math.inf, math.inf), density)


def uniform_law(low, high):
    """U(low, high): the std is the width over √12."""
    width = high - low

    def density(x):
        return np.full_like(x, 1 / width)

    return Law(low + width / 2, width / math.sqrt(12), (low, high), density)


def truncated_law(mean, std, low=-2.0, high=2.0):
    """N(mean, std²) redrawn outside mean + low·std and mean + high·std; these are the parent's.

    What is drawn has a smaller std, 0.8796 times the parent's for ±2, and another mean if the
    bounds are not symmetric.
    """
    inner_mean, inner_std, log_factor = truncated_moments(low, high)

    def density(x):
        return np.exp(log_factor - ((x - mean) / std) ** 2 / 2) / std

    support = (mean + low * std, mean + high * std)
    return Law(mean + inner_mean * std, inner_std * std, support, density)


def sphere_law(radius, n):
    """One coordinate of a point drawn evenly from the sphere of that radius in n dimensions.

    The density is proportional to (1 - t²)^((n - 3) / 2) with t = x / radius; E[x²] = radius² / n.
    """
    if n == 1:  # only the two points ±radius are left
        return Law(0.0, radius, (-radius, radius))
    log_beta = math.lgamma(1 / 2) + math.lgamma((n - 1) / 2) - math.lgamma(n / 2)

    def density(x):
        t = np.clip(x / radius, -1 + 1e-15, 1 - 1e-15)  # for n = 2 the ends are infinite
        return np.exp((n - 3) / 2 * np.log1p(-(t**2)) - log_beta) / radius

    return Law(0.0, radius / math.sqrt(n), (-radius, radius), density)
