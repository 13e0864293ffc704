"""What the presets of lesson 00 show: a function by its name raises where that is not seen."""

import numpy as np

from course_lib.datasets import circles
from course_lib.ensemble import Ensemble
from course_lib.labs.one_seed.experiment import one_seed
from course_lib.training import train
from tests.lessons.seeing import LN2, moved
from tests.lessons.shown import last


def accuracy_of(lab, scheme):
    """The accuracy of every seed (seeds,) at the end."""
    assert scheme in lab.result.schemes
    return lab.result.accuracy[lab.result.schemes.index(scheme)]


def three_starts(lab):
    zeros, x10, he = (accuracy_of(lab, name) for name in ("zeros", "normal_x10", "he_normal"))
    loss = lab.result.curves
    assert (zeros == 0.5).all() and np.allclose(loss[:, 0], LN2, atol=1e-6) and loss[0, 1].min() > 800
    assert 0.6 < x10.min() < 0.78 and 0.9 < x10.max() < 0.99 and he.min() > 0.975
    assert (x10 >= 0.95).sum() < 4, "it separates the circles in some seeds at most"


def one_he_seed(lab):
    assert lab.result.accuracy.shape == (1, 1) and 0.975 < lab.result.accuracy[0, 0] < 0.999


def x001_and_he(lab):
    small, he = accuracy_of(lab, "normal_small"), accuracy_of(lab, "he_normal")
    assert np.abs(lab.result.curves[[0, -1], 0] - LN2).max() < 5e-6
    assert abs(np.median(small) - 0.5) < 0.06 and np.median(he) > 0.95


def he_rate_five(lab):
    assert (lab.result.accuracy == 0.5).all() and not any(lab.result.diverged)
    assert np.allclose(lab.result.curves[-1], LN2, atol=1e-3)
    data, net = circles(), Ensemble((2, 10, 10, 1), "relu", ["he_normal"], range(8))
    train(net, data.X_train, data.y_train, steps=1500, lr=5.0)
    assert not (net.hidden(data.X_train)[0][1] > 0).any()  # no unit of layer 2 is on for any point


def x10_eight_seeds(lab):
    assert lab.result.schemes == ("normal_x10",) and np.median(lab.result.accuracy) < 0.9
    accuracy = moved(lab, lr=0.01).accuracy
    assert np.median(accuracy) > 0.9 and abs(accuracy.min() - 0.5) < 0.1


def seed_zero_alone(lab):
    assert lab.result.accuracy.shape == (1,) and 0.66 < lab.result.accuracy[0] < 0.76


def forty_he_seeds(lab):
    low = lab.result.accuracy < 0.9
    assert len(low) == 40 and low[0] and low.sum() <= 5
    assert np.median(lab.result.accuracy) > 0.975 and lab.result.accuracy[1] > 0.9


def forty_x10_seeds(lab):
    x10, he = lab.result.accuracy, last(one_seed(**(lab.settings | {"scheme": "he_normal"}))).accuracy
    assert np.median(x10) < 0.75 and x10.max() > 0.95 and (x10 > he[0]).mean() > 1 / 3
    assert 0.015 < (x10[:, None] > he).mean() < 0.055  # over all pairs of one run each
