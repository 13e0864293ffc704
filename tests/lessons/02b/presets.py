"""What the presets of appendix 02b show: a function by its name raises where that is not seen."""

import numpy as np
import pytest

from tests.lessons.seeing import moved, near


def hundred_draws(lab):
    result = lab.result
    assert (result.size, result.counts.max(), (result.counts == 0).sum()) == (100, 5, 11)
    others = [moved(lab, seed=seed).counts for seed in range(1, 6)]
    assert all(8 <= (counts == 0).sum() <= 14 and 4 <= counts.max() <= 7 for counts in others)
    many = moved(lab, seed=0, size=100_000).counts
    assert np.ptp(many) < 0.25 * many.mean()


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
    with pytest.raises(ValueError, match="scheme must be one without fan-in and fan-out"):
        lab.set(printout="tf1_random_normal", scheme="he_uniform")
