"""The standard normal N(0, 1): its density φ, its distribution function Φ, and the course's one quadrature.

Expectations of an activation, moments of a truncated normal and theory's integrals are all sums over points
and weights from here. SciPy is loaded where it is called, so that the core starts without it.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

REACH = 12.0  # beyond, the density is under 1e-31
# Edges of an integral over N(0, 1), by which it is even in z and 0, where activations have kinks, is one:
# narrow around 0, where a steep activation turns, and a std or so wide farther out.
EDGES = (0.0, 1e-4, 4e-4, 1.6e-3, 6e-3, 0.025, 0.1, 0.4, 1.5, 3.0, 4.5, 7.0, REACH)


def density(z):
    """φ(z) of a number or an array, 0 where it rounds to 0."""
    return np.exp(z * z / -2) / math.sqrt(2 * math.pi)


def cumulative(z):
    """Φ(z) of a number or an array, exact far to the left."""
    from scipy.special import ndtr

    return ndtr(z)


def probability(low: float, high: float) -> float:
    """How likely N(0, 1) lies between two bounds, by the form that cancels nothing."""
    low, high = low / math.sqrt(2), high / math.sqrt(2)
    if low > 0:
        return (math.erfc(low) - math.erfc(high)) / 2
    if high < 0:
        return (math.erfc(-high) - math.erfc(-low)) / 2
    return (math.erf(high) - math.erf(low)) / 2


def panels(edges: np.ndarray, points: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Points and weights of an integral between `edges` (…, ascending), each (…, points of all panels).

    Gauss–Legendre quadrature with so many `points` between an edge and the next.
    """
    nodes, weights = _legendre(points)
    half = np.diff(edges)[..., None] / 2
    z = edges[..., :-1, None] + half * (nodes + 1)
    return z.reshape(*edges.shape[:-1], -1), (half * weights).reshape(*edges.shape[:-1], -1)


_legendre = lru_cache(np.polynomial.legendre.leggauss)


def _over_normal() -> tuple[np.ndarray, np.ndarray]:
    z, mass = panels(np.array(EDGES), points=12)
    mass = mass * density(z)
    mass /= 2 * mass.sum()  # so that constants cancel where a variance is a difference
    return np.concatenate([-z[::-1], z]), np.concatenate([mass[::-1], mass])


# E[f(z)] is f(Z) @ MASS. For z ~ N(0, q), f(√q Z) @ MASS: of every activation and its square the relative
# error stays under 1e-6 for q from 1e-12 to 1e8 (tested against adaptive quadrature and closed forms).
Z, MASS = _over_normal()
