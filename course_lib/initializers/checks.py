"""Checks of arguments: an error names the argument, says what is allowed and echoes what came."""

import numpy as np

from course_lib.arguments import check_real

DISTRIBUTIONS = ("normal", "truncated_normal", "uniform")

# How large, and how small if not 0, a number may be that a weight's law is made of: times 36 (the farthest
# bound of a truncated normal), over 10^30 (the largest fan) or one over it, it is still a float64.
LARGEST, SMALLEST = 1e270, 1e-270


def check_value(argument, value):
    """Return where a weight's law stands, as a float."""
    return check_real(argument, value, -LARGEST, LARGEST)


def check_spread(argument, value):
    """Return the width of a weight's law, as a float."""
    return check_real(argument, value, SMALLEST, LARGEST)


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


def check_dtype(dtype):
    """Return `dtype` as a NumPy dtype; only float32 and float64 are allowed."""
    try:
        known = dtype is not None and np.dtype(dtype) in (np.float32, np.float64)
    except TypeError:  # not a dtype at all
        known = False
    if not known:
        raise TypeError(f"dtype must be numpy.float32 or numpy.float64, got {dtype!r}")
    return np.dtype(dtype)


def check_distribution(distribution, argument="distribution"):
    """Return `distribution` if it is one of the three names; otherwise raise ValueError or TypeError."""
    if distribution not in DISTRIBUTIONS:
        text = f"{argument} must be one of {DISTRIBUTIONS}, got {distribution!r}"
        raise ValueError(text) if isinstance(distribution, str) else TypeError(text)
    return distribution
