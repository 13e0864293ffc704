"""What lesson 01 states, computed."""

import math
from functools import cache

import numpy as np
from scipy import stats

from course_lib.labs import LABS
from course_lib.labs.symmetry.experiment import symmetry
from course_lib.labs.zero_start.experiment import zero_start
from tests.lessons.shown import last


@cache
def symmetric(**changed):
    return last(symmetry(**(LABS["symmetry"](steps=0).settings | changed)))


def parted(noise):
    return symmetric(start="noisy", noise=noise, steps=8000).parted


def constant():
    return symmetric(start="constant", data="moons", steps=10_000)


def random_W2(seed):
    return symmetric(start="constant_W1", steps=2000, seed=seed)


def all_parted():
    """Between which hundreds of steps all units of eight seeds are distinct for the first time."""
    steps = [random_W2(seed).rows[random_W2(seed).distinct == 8][0] for seed in range(8)]
    return [f"{100 * (min(steps) // 100):,}", f"{100 * -(-max(steps) // 100):,}"]


def steps_per_decade():
    return f"{round((parted(-12) - parted(-6)) / 6, -1):.0f}"


def growth():
    return f"{math.exp(growth_per_step()):.3f}"


def first_layer_at_zero():
    *_, (_, run) = zero_start("first", 2000)
    return np.median(run.accuracy[0])


def growth_per_step():
    run = symmetric(start="noisy", noise=-12, steps=8000)
    rising = (run.difference > 1e-11) & (run.difference < 1e-3)
    return stats.linregress(run.rows[rising], np.log(run.difference[rising])).slope
