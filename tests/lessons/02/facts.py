"""What lesson 02 states, computed."""

import numpy as np
from scipy import stats

from course_lib.initializers import INITIALIZERS
from course_lib.labs.printouts.experiment import PRINTED, read
from course_lib.labs.samples.experiment import draw_sample
from tests.lessons.measured import raced


def shapes_overlap():
    """Whether each shape's median loss lies among the losses of the other's seeds, at the end."""
    normal, uniform = raced(steps=1500, seeds=16, schemes=("he_normal", "he_uniform")).curves[-1]
    inside = [a.min() < np.median(b) < a.max() for a, b in ((normal, uniform), (uniform, normal))]
    return all(inside)


def hundred():
    return draw_sample("uniform", 64, 32, 100, 0).counts


def ruled_out():
    return read("keras_he_uniform", "glorot_uniform")


def limit_in_std(scheme):
    return scheme.limit((9, 1)) / scheme.std((9, 1))


def least_likely():
    """The printout that is rarest under its own scheme, and the share of draws as far off."""
    return min((read(name).farther, name) for name in PRINTED)


HE_NORMAL, UNIFORM = INITIALIZERS["he_normal"], INITIALIZERS["glorot_uniform"]


FANS = [2**k for k in range(10)]


DENSITY, INSIDE = stats.norm.pdf(2), 2 * stats.norm.cdf(2) - 1
