"""What lesson 05 states, computed."""

import math

import numpy as np

from course_lib.checks import check
from course_lib.initializers import get
from course_lib.labs.gallery.experiment import gallery
from course_lib.labs.training_race.lab import final_accuracy
from course_lib.mean_field import mean_field
from tests.lessons.measured import deep_race, middle, power
from tests.lessons.shown import changed, if_true, lab_of, result


def relu_mean():
    return gallery("relu").theory.mean


def telescoped():
    sizes = [100, 400, 200, 50, 10]
    he = [[2 / n for n in sizes[:-1]]]
    back = mean_field("relu", sizes, he).gradient_power[0, 0]
    return if_true(sizes, check("telescope", back).status == "right")


def typical(layers, units):
    """What theory of finite width leaves of the geometric mean."""
    return math.exp(-2.5 * layers / units)


def twice():
    """E[z²] of theory in layers 1 to 30 of the lab that compares He with LeCun, if it is one number."""
    q = lab_of("05", "signals").result.signals.theory.preactivation_power[0]
    return if_true(f"{q[0]:.0f}", abs(q / q[0] - 1) < 1e-6)


def glorot_raced():
    return final_accuracy(deep_race())[1]


def stalled():
    return np.abs(deep_race().curves[:, 0, 1] - math.log(10)) < 0.03


def ratio_of_he(n_in, n_out):
    return get("he_normal").std((n_in, n_out)) / get("glorot_normal").std((n_in, n_out))


def scatter_of_eight():
    """The standard error of the logarithm of the geometric mean of eight."""
    return spread(result("hundred_layers")) / math.sqrt(8)


def spread(one):
    return np.log(one.signals.preactivation_power[0, :, -1]).std()


def wide_comes_together():
    wide = changed("hundred_layers", width=256, last=256)
    slower = middle(wide.signals.preactivation_power)[-1] > 5 * power("hundred_layers")[-1]
    return slower and spread(wide) < spread(result("hundred_layers")) / 2


PAPER = {2: 22, 3: 30}  # figure -> layers of the races of He et al. (2015)


def of_the_paper():
    return [*PAPER, PAPER[2]]
