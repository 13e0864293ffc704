"""What the presets of lesson 07 show: a function by its name raises where that is not seen."""

import math

import numpy as np

from course_lib.initializers import TRUNCATED_STD
from tests.lessons.measured import middle
from tests.lessons.seeing import ends, moved, near, per_step


def linear_beside_kaiming(lab):
    result = lab.result
    assert result.name == "torch.nn.Linear.weight" and near(
        result.law.std / result.other.law.std, 0.408, 0.01
    )
    assert near(result.law.limit, 0.0625, 1e-6) and near(result.law.limit, 256**-0.5, 1e-6)
    assert near((result.law.std / result.other.law.std) ** 2, 1 / 6, 1e-6)
    assert near(result.std, result.law.std, 0.02) and result.largest <= 0.0625
    assert "PyTorch" in result.drawn_by
    keras = moved(lab, versus="keras.GlorotUniform", fan_in=128)
    assert near(keras.law.std / keras.other.law.std, 3**-0.5, 1e-6)  # equal fans: Glorot is LeCun


def xavier_beside_keras(lab):
    result = lab.result
    assert (result.name, result.versus) == ("torch.xavier_normal_", "keras.GlorotNormal")
    assert near(result.law.std, 0.0722, 0.002) and near(result.other.law.std, result.law.std, 1e-4)
    assert result.law.limit == math.inf and near(result.other.law.limit, 0.164, 0.01)
    assert near(result.largest, 0.31, 0.05)


def torch_trunc_normal(lab):
    result = lab.result
    assert near(result.law.std, 0.02, 1e-3) and result.law.limit == 2
    assert near(result.largest, 0.087, 0.05) and 4 < result.largest / result.std < 5
    cut = moved(lab, name="torch.trunc_normal_")
    assert near(cut.law.limit / cut.law.std, 2.27, 0.01) and cut.largest <= 2


def branches(lab, instances, distinct):
    result = lab.result
    assert (result.instances, result.units, result.done) == (instances, 2, 1500)
    assert (result.distinct == distinct).all() and result.equal == (distinct == 2)
    chosen, independent = np.median(result.accuracy, axis=1)
    behind, *others = np.sort(result.accuracy[1])  # one of eight seeds
    assert independent > 0.8 and 0.5 < behind < 0.7 and min(others) > 0.75
    return chosen, result.accuracy[0].max()


def one_object(lab):
    assert branches(lab, "one", 2)[1] < 0.75
    drawn = moved(lab, steps=0)
    assert drawn.equal and np.abs(drawn.accuracy - 0.5).max() < 0.05


def object_each(lab):
    assert branches(lab, "each", 4)[0] > 0.8 and abs(lab.result.correlation) < 0.5


def one_seed_for_both(lab):
    assert branches(lab, "each_seeded", 2)[1] < 0.75


def cut_by_hand(lab):
    assert near(lab.settings["gain"], 128**-0.5, 1e-4)
    first, last, gradient = ends(lab.result)
    assert near(first, 0.77, 0.05) and 2e-6 < last < 4e-6 and 2e-6 < gradient < 5e-6
    assert near(per_step(first, last, 49), TRUNCATED_STD**2, 0.01)
    assert near(ends(moved(lab, scheme="lecun_normal", gain=1))[1], 1, 0.25)


def keras_default(lab):
    assert lab.settings["versus"] == "he_uniform"
    first, last, gradient = ends(lab.result)
    assert near(first, 1, 0.05) and 2e-10 < last < 3e-9 and 5e-10 < gradient < 4e-9
    he = middle(lab.result.versus.preactivation_power)
    assert near(he[0], 2, 0.05) and 0.3 < he[-1] < 4
