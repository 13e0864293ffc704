"""What lesson 00 states, computed."""

from functools import cache

import numpy as np

from course_lib.datasets import circles
from course_lib.ensemble import Ensemble
from course_lib.labs.one_seed.experiment import SIZES, legacy_weights, one_seed
from course_lib.labs.race.experiment import RACERS
from course_lib.training import train
from tests.lessons.measured import RACING, raced
from tests.lessons.shown import last


@cache
def seeds_of(scheme):
    return last(one_seed(scheme, 0, 40))


def of(scheme):
    """The runs of one scheme in the race, and its row."""
    return RACING.index(scheme)


def first_losses(scheme):
    points = circles()
    net = Ensemble((2, 10, 10, 1), "relu", {scheme: RACERS[scheme][0]}, range(8))
    return net.evaluate(points.X_train, points.y_train)[0].numpy()


def accuracy(scheme):
    return raced(steps=1500).accuracy[of(scheme)]


def mean_squares():
    """E[z²] of the three layers under × 10: ReLU halves it in between."""
    variance, size = TIMES_TEN**2, np.mean(circles().X_train ** 2)
    first = 2 * variance * size
    second = 10 * variance * first / 2
    return first, second, 10 * variance * second / 2


def scientific(number):
    digit, power = f"{number:.0e}".split("e")
    return [digit, "10", str(int(power))]


def one_long_run():
    """Training accuracy of the He network of seed 3, with its steps and rate."""
    weights, data = [W.astype(np.float32) for W in legacy_weights(3, "he_normal")], circles()
    net = Ensemble(SIZES, "relu", {"he": weights}, [0])
    found = train(net, data.X_train, data.y_train, steps=15_000, lr=0.01)
    return [f"{100 * found.final_accuracy[0]:.0f}", "15,000", "0.01"]


def beating_seed_0():
    return np.mean(seeds_of("normal_x10").accuracy > seeds_of("he_normal").accuracy[0])


TIMES_TEN = RACERS["normal_x10"][0].std((2, 2))
