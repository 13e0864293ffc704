"""What the presets of lesson 02 show: a function by its name raises where that is not seen."""

import math

from course_lib.initializers import he_normal
from tests.lessons.seeing import moved, near


def glorot_uniform_64(lab):
    law = lab.result.law
    assert near(law.std, 0.1443, 0.001) and law.limit == 0.25 and near(law.limit / law.std, 1.732, 0.001)
    assert near(lab.result.std, 0.1452, 0.001)
    fourfold = moved(lab, fan_in=256).law
    assert near(fourfold.std, 0.0833, 0.001)  # not half of 0.1443: fan-out counts too
    one_std = moved(lab, fan_in=64, scheme="glorot_normal").law
    assert near(one_std.std, law.std, 1e-9) and one_std.limit == math.inf
    other = moved(lab, scheme="he_normal", fan_in=256).law
    assert near(other.std, he_normal.std((64, 32)) / 2, 1e-9)  # He's: fourfold fan-in, half the std
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


def uniform_scale_1(lab):
    assert near(lab.result.law.limit, math.sqrt(3) / 8, 1e-9) and "LeCun uniform" in lab.result.known
    third = moved(lab, scale=1 / 3)
    assert near(third.law.limit, 1 / 8, 1e-9) and "Linear's default" in third.named["PyTorch"]


def truncated_scale_2(lab):
    law = lab.result.law
    assert near(law.limit, 0.402, 0.001) and near(law.std, 0.177, 0.002)
    assert near(law.limit / law.std, 2.27, 0.002) and lab.result.named["Keras"] == ["HeNormal"]
