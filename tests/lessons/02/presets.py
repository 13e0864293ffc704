"""What the presets of lesson 02 show: a function by its name raises where that is not seen."""

import math

import numpy as np
import pytest

from course_lib.initializers import he_normal
from tests.lessons.seeing import moved, near


def glorot_uniform_64(lab):
    law = lab.result.law
    assert near(law.std, 0.1443, 0.001) and law.limit == 0.25 and near(law.limit / law.std, 1.732, 0.001)
    assert near(lab.result.std, 0.1452, 0.001)
    fourfold = moved(lab, fan_in=256).law
    assert near(fourfold.std, 0.0833, 0.001)  # not half of 0.1443: fan out counts too
    one_std = moved(lab, fan_in=64, scheme="glorot_normal").law
    assert near(one_std.std, law.std, 1e-9) and one_std.limit == math.inf
    other = moved(lab, scheme="he_normal", fan_in=256).law
    assert near(other.std, he_normal.std((64, 32)) / 2, 1e-9)  # He's: fourfold fan in, half the std
    assert moved(lab, fan_out=256).law.std == other.std


def n01_beside_he(lab):
    assert lab.result.law.std == 1 and near(lab.result.largest, 3.71, 0.01)
    assert lab.result.versus == "he_normal" and near(1 / he_normal.std((64, 32)), 5.66, 0.01)
    assert near(he_normal.std((64, 32)), 0.177, 0.01)
    assert near(moved(lab, scheme="he_normal", fan_in=2).law.std, 1, 1e-9)


def cut_at_two(lab):
    result = lab.result
    assert near(result.law.std, 0.8796, 0.001) and result.law.limit == 2 and result.versus == "normal"
    assert near(result.law.std**2, 0.774, 0.001) and near(result.std, 0.881, 0.001)


def glorot_normal_cut(lab):
    law = lab.result.law
    assert near(law.std, 0.1443, 0.001) and near(law.limit, 0.328, 0.001)
    assert near(law.limit / law.std, 2.274, 0.001)
    own = moved(lab, shape="own").law
    assert near(own.std, law.std, 1e-6) and own.limit == math.inf


def hundred_draws(lab):
    result = lab.result
    assert (result.size, result.counts.max(), (result.counts == 0).sum()) == (100, 5, 11)
    others = [moved(lab, seed=seed).counts for seed in range(1, 6)]
    assert all(8 <= (counts == 0).sum() <= 14 and 4 <= counts.max() <= 7 for counts in others)
    many = moved(lab, seed=0, size=100_000).counts
    assert np.ptp(many) < 0.25 * many.mean()


def uniform_scale_1(lab):
    assert near(lab.result.law.limit, math.sqrt(3) / 8, 1e-9) and "LeCun uniform" in lab.result.known
    third = moved(lab, scale=1 / 3)
    assert near(third.law.limit, 1 / 8, 1e-9) and "Linear's default" in third.named["PyTorch"]


def truncated_scale_2(lab):
    law = lab.result.law
    assert near(law.limit, 0.402, 0.001) and near(law.std, 0.177, 0.002)
    assert near(law.limit / law.std, 2.27, 0.002) and lab.result.named["Keras"] == ["HeNormal"]


def he_read_as_glorot(lab):
    reading = lab.result
    assert len(reading.outside) == 1 and near(reading.outside[0], 0.8003, 0.001)
    assert near(reading.law.limit, 0.7746, 0.001) and near(reading.law.std, 0.447, 0.001)
    own = moved(lab, scheme="own")
    assert own.outside.size == 0 and near(own.farther, 0.27, 0.1)
    other = moved(lab, printout="keras_he_normal", scheme="glorot_uniform")
    assert other.outside.size and near(np.abs(other.outside).max(), 0.895, 0.001)
    assert near(moved(lab, scheme="own").farther, 0.08, 0.15)


def glorot_read_as_he(lab):
    reading = lab.result
    assert len(reading.values) == 9 and reading.outside.size == 0 and near(reading.farther, 0.94, 0.02)
    assert near(moved(lab, scheme="own").farther, 0.88, 0.02)
    with pytest.raises(ValueError, match="scheme must be one without fan in and fan out"):
        lab.set(printout="tf1_random_normal", scheme="he_uniform")
