"""The raw random numbers: noise of mean 0 and variance 1 in three shapes.

Every random scheme draws `mean + std * noise`. The same seed therefore gives the same noise to
every scheme of one distribution: schemes are compared on the same draw, and changing a gain only
rescales numbers that are already there.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.arguments import check_dtype, check_name, check_real, check_whole
from course_lib.gaussian import cumulative, panels, probability

from .shapes import check_shape

DISTRIBUTIONS = ("normal", "truncated_normal", "uniform")

# The std of N(0, 1) cut at ±2: √(1 - 4 φ(2) / (2 Φ(2) - 1)).
TRUNCATED_STD = 0.8796256610342398


def generator(seed=None, rng=None):
    """Return a NumPy `Generator`: `rng` itself, or a new one that starts from `seed`.

    `seed` is a whole number ≥ 0. Raises TypeError or ValueError for anything else, for both at
    once, and for neither: nothing here draws from hidden state.

    >>> float(generator(seed=0).random())
    0.6369616873214543
    """
    if seed is not None and rng is not None:
        raise ValueError(f"pass seed or rng, not both: got seed={seed!r} and rng={rng!r}")
    if seed is None and rng is None:
        raise ValueError(
            "seed or rng is needed to draw random numbers: pass seed= a whole number ≥ 0 or rng= "
            "a numpy.random.Generator; got neither"
        )
    if rng is not None:
        if not isinstance(rng, np.random.Generator):
            raise TypeError(
                "rng must be a numpy.random.Generator, such as numpy.random.default_rng(0), "
                f"got {type(rng).__name__}"
            )
        return rng
    return np.random.default_rng(check_whole("seed", seed, 0))


def standard_noise(distribution, shape, rng=None, dtype=np.float32, *, seed=None, low=-2.0, high=2.0):
    r"""Draw independent noise of mean 0 and variance 1.

    "normal" is N(0, 1); "uniform" is $U(\pm\sqrt 3)$; "truncated_normal" is N(0, 1) redrawn until
    it lies between `low` and `high`, then standardized: for ±2, the default, divided by 0.8796.
    Give `rng` or `seed`. float32 and float64 draw different numbers from the same seed. Raises
    ValueError or TypeError if an argument is not as described.

    Source: for the truncated normal Robert (1995), https://arxiv.org/abs/0907.4010

    >>> standard_noise("normal", (3,), seed=0, dtype=np.float64).round(3).tolist()
    [0.126, -0.132, 0.64]
    """
    check_name("distribution", distribution, DISTRIBUTIONS)
    shape, dtype, rng = check_shape(shape), check_dtype(dtype), generator(seed, rng)
    if distribution == "normal":
        return rng.standard_normal(shape, dtype=dtype)
    if distribution == "uniform":
        noise = rng.random(shape, dtype=dtype)
        noise -= 0.5  # U(±1/2) has std 1/√12
        noise *= math.sqrt(12)
        return noise
    low, high = check_bounds(low, high)
    noise = _draw_between(low, high, shape, rng, dtype)
    mean, std = truncated_moments(low, high)[:2]
    if mean:
        noise -= mean
    noise /= std
    return noise.astype(dtype, copy=False)


def check_bounds(low, high):
    """Return two bounds, which may be infinite, as floats if N(0, 1) can be drawn between them."""
    low = check_real("low", low, infinite=True)
    high = check_real("high", high, infinite=True)
    if not (low + 1e-6 <= high and low < 37 and high > -37):  # beyond 37 its chance is 1e-300
        raise ValueError(
            "low and high must be bounds in std from the mean, low < high by 1e-6 or more, "
            f"with part of what is between them within ±37; got low={low!r}, high={high!r}"
        )
    return low, high


def _draw_between(low, high, shape, rng, dtype):
    """Draw N(0, 1) between `low` and `high`, in units of its std."""
    if probability(low, high) < 0.3:
        return _draw_by_quantile(low, high, shape, rng)  # in float64
    low, high = max(low, -1e9), min(high, 1e9)  # nothing is drawn beyond, and float32 holds these
    z = rng.standard_normal(math.prod(shape), dtype=dtype)
    rejected = np.flatnonzero((z < low) | (z > high))
    while rejected.size:  # draw again for those indices only, fewer in each round
        again = rng.standard_normal(rejected.size, dtype=dtype)
        z[rejected] = again
        rejected = rejected[(again < low) | (again > high)]
    return z.reshape(shape)


def _draw_by_quantile(low, high, shape, rng):
    """The same where redrawing would hardly ever succeed: a uniform draw through the quantiles."""
    from scipy.special import ndtri  # the inverse of Φ

    if low > 0:  # Φ resolves the left tail only, so mirror the right one
        return -_draw_by_quantile(-high, -low, shape, rng)
    p_low, p_high = cumulative(low), cumulative(high)
    return np.clip(ndtri(p_low + (p_high - p_low) * rng.random(shape)), low, high)


class TruncatedMoments(NamedTuple):
    """Of N(0, 1) between two bounds: mean, std, and the log of its density's factor."""

    mean: float
    std: float
    log_factor: float


@lru_cache
def truncated_moments(low, high):
    """Return the moments of N(0, 1) cut at `low` and `high`; its density is exp(log_factor - z²/2).

    By quadrature: the closed form loses its digits where the bounds are narrow or far out.

    >>> truncated_moments(-2, 2).std - TRUNCATED_STD < 1e-14
    True
    """
    nearest = min(max(0.0, low), high)  # where the density is largest
    reach = math.sqrt(nearest**2 + 80)  # beyond, it is e⁻⁴⁰ times smaller
    low, high = max(low, -reach), min(high, reach)
    z, weights = panels(np.array([low, high]), points=100)
    mass = weights * np.exp((nearest - z) * (nearest + z) / 2)  # relative to the largest density
    mean = np.average(z, weights=mass)
    std = math.sqrt(np.average((z - mean) ** 2, weights=mass))
    return TruncatedMoments(float(mean) if low != -high else 0.0, std, nearest**2 / 2 - math.log(mass.sum()))


def quantile_map(noise, source, target):
    r"""Give the same draw another shape: map each number to the equal quantile of `target`.

    $x \mapsto F_\text{target}^{-1}(F_\text{source}(x))$, both distributions of `standard_noise`
    (variance 1, the truncated normal cut at ±2). Same order, same variance, another histogram.
    Shape and dtype are kept. Raises ValueError for an unknown distribution, TypeError for noise
    that is not a float32 or float64 array.

    Source: Devroye (1986), the inversion method, section II.2, http://luc.devroye.org/rnbookindex.html

    >>> quantile_map(np.array([-1.0, 0.0, 1.0]), "normal", "uniform").round(3).tolist()
    [-1.182, 0.0, 1.182]
    """
    check_name("source", source, DISTRIBUTIONS)
    check_name("target", target, DISTRIBUTIONS)
    if not isinstance(noise, np.ndarray):
        raise TypeError(f"noise must be a NumPy array, got {type(noise).__name__}")
    dtype = check_dtype(noise.dtype)
    if source == target:
        return noise.copy()
    from scipy.special import erf, erfinv

    # p is 2 F(x) - 1: odd in x, from -1 to 1, and exact near 0
    x, cut = noise.astype(np.float64), math.erf(math.sqrt(2))
    if source == "normal":
        p = erf(x / math.sqrt(2))
    elif source == "uniform":
        p = x / math.sqrt(3)
    else:
        p = erf(x * TRUNCATED_STD / math.sqrt(2)) / cut
    limit = 1 - np.finfo(dtype).epsneg  # the last quantile before infinity that dtype resolves
    p = np.clip(p, -limit, limit)
    if target == "normal":
        x = math.sqrt(2) * erfinv(p)
    elif target == "uniform":
        x = math.sqrt(3) * p
    else:
        x = math.sqrt(2) / TRUNCATED_STD * erfinv(p * cut)
    return x.astype(dtype)
