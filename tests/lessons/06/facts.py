"""What lesson 06 states, computed."""

import math

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.activations.saturation import saturated_intervals
from course_lib.checks import check
from course_lib.labs.gallery.experiment import gallery
from course_lib.labs.matrix.experiment import SCHEMES, SURVIVES
from course_lib.mean_field import mean_field
from tests.lessons.measured import middle, power, signals
from tests.lessons.shown import arguments, changed, if_true, opened, result


def matrix_cell(question, activation, scheme):
    """log10 of what is left of the signal in one cell of a settled matrix."""
    return result(question).signal[list(ACTIVATIONS).index(activation), list(SCHEMES).index(scheme)]


def both_harmless_at(depth):
    """Whether the cells of the rule, linear and ReLU under He and Glorot, have a ring."""
    grid = changed("rule", depth=depth)
    rows = [list(ACTIVATIONS).index(name) for name in ("identity", "relu")]
    columns = [list(SCHEMES).index(name) for name in ("he_normal", "glorot_normal")]
    return max(np.abs(part[np.ix_(rows, columns)]).max() for part in (grid.signal, grid.gradient)) < SURVIVES


def of_sigmoid():
    out = gallery("sigmoid").theory
    return [f"{out.power:.2f}", f"{out.mean**2:.2f}"]


def flat_from_sigmoid():
    [low, high] = saturated_intervals(ACTIVATIONS["sigmoid"])
    return if_true(f"{high[0]:.1f}", math.isclose(low[1], -high[0]))


def softsign_law():
    """c of c/ℓ², far down."""
    q = mean_field("softsign", [1] * 2001, np.ones((1, 2000)), across=False).preactivation_power[0, -1]
    return f"{q * 2000**2:.1f}"


def softsign_behind():
    ahead = middle(opened("symmetric").signals.preactivation_power)[-1]
    return f"{ahead / power('symmetric')[-1]:.0f}"


def none_dead_at_first():
    return signals("off").share_dead[0, :, :2].max() == 0


def third_dead():
    dead = changed("off", width=128, last=128).signals.share_dead[0].mean(0)
    return 0.28 < dead[-5:].mean() < 0.4  # .37 here, .33 over 40 seeds


def half_dead_from(layer):
    dead = changed("off", scheme="torch_default", width=128, last=128).signals.share_dead[0].mean(0)
    return np.all(abs(dead[layer - 1 :] - 0.5) < 0.05) and dead[4] < 0.4


def draws_given():
    given = []
    check("measured_gain", lambda phi, z: given.append(len(z)))
    return f"{given[0]:,}"


def steps_of_step():
    return arguments("06", "train")[1]["steps"]


def flat_from(activation):
    return f"{saturated_intervals(ACTIVATIONS[activation])[-1][0]:.1f}"


def last_dead(name):
    return signals(name).share_dead[0].mean(0)[-5:].mean()
