"""What the presets of lesson 01 show: a function by its name raises where that is not seen."""

import numpy as np

from course_lib.datasets import circles
from course_lib.ensemble import Ensemble
from course_lib.labs.symmetry.experiment import symmetry
from tests.lessons.seeing import LN2
from tests.lessons.shown import computed, last


def all_zeros(lab):
    result = lab.result
    assert result.gradient.max() == 0 and (result.W1 == 0).all()
    assert result.W1.shape[2] == 8 and np.allclose(result.loss, LN2)


def all_equal_on_moons(lab):
    result = lab.result
    assert result.done == 10_000 and (result.distinct == 1).all() and result.gradient[0] > 0
    assert np.abs(result.loss - result.twin).max() < 1e-9 and 0.83 < result.accuracy < 0.88
    assert np.abs(result.W1[-1] - result.W1[0]).max() > 0.1  # they move


def only_w2_random(lab):
    result = lab.result
    assert result.distinct[0] == 1 and result.parted <= 50 and result.distinct[-1] == 8
    assert result.accuracy > 0.9


def noise_1e_12(lab):
    result = lab.result
    assert 4000 < result.parted < 5500 and result.accuracy > 0.9
    before = np.flatnonzero(result.rows < 3500)
    assert np.abs(result.loss - result.twin)[before].max() < 1e-4  # one unit until then
    assert result.distinct[-1] < result.distinct.max() == 8  # some have shrunk in the end
    straight = (result.rows > 1000) & (result.rows < 4000)
    assert np.corrcoef(result.rows[straight], np.log(result.difference[straight]))[0, 1] > 0.999


def noise_1e_6(lab):
    assert lab.result.parted is not None
    later = last(symmetry(**(computed(lab) | {"noise": -12}))).parted
    assert 2400 < later - lab.result.parted < 2800 and 400 < (later - lab.result.parted) / 6 < 460


def medians_of_both(lab):
    return np.median(lab.result.accuracy, axis=1)


def logistic_at_zero(lab):
    zero, random = medians_of_both(lab)
    assert zero == random > 0.8 and lab.result.gap[0] > 0.1 and lab.result.gap[-1] < 1e-12


def last_layer_at_zero(lab):
    zero, random = medians_of_both(lab)
    assert 0.85 < zero < random
    middle = lab.result.curves[len(lab.result.curves) // 3]
    assert np.median(middle[0]) > np.median(middle[1]) + 0.1  # later


def first_layer_at_zero(lab):
    zero, random = medians_of_both(lab)
    assert zero <= 0.55 and random > 0.9 and np.median(lab.result.curves[-1, 0]) < LN2 - 1e-5
    data, net = circles(), Ensemble((2, 8, 1), "tanh", {"first": ["zeros", "glorot_normal"]}, range(8))
    gradient = net.gradients(data.X_train, data.y_train).weights[0]
    directions = gradient / net.weights[1].mT  # of each unit, over its outgoing weight
    assert gradient.abs().min() > 0 and np.allclose(directions, directions[..., :1], rtol=1e-3)


def all_weights_at_zero(lab):
    zero, random = medians_of_both(lab)
    assert zero == 0.5 and random > 0.9 and np.allclose(lab.result.curves[:, 0], LN2)
    assert circles().y_train.mean() == 0.5
