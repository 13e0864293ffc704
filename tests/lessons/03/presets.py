"""What the presets of lesson 03 show: a function by its name raises where that is not seen."""

import numpy as np

from course_lib.checks.lessons.lesson03_too_small_too_big import check_keep_alive
from tests.lessons.measured import middle
from tests.lessons.seeing import ends, moved, near, of_weights, per_step


def small_weights(lab):
    first, last, gradient = ends(lab.result)
    assert near(per_step(first, last, 29), 0.0128, 0.02) and 1e-58 < last < 1e-56
    assert 1e-56 < gradient < 1e-54
    assert 2e-29 < ends(moved(lab, gain=0.03))[1] < 1e-28
    assert near(ends(moved(lab, gain=0.0884))[1], 0.016, 0.15)  # 1/√128: LeCun's std


def large_weights(lab):
    first, last, gradient = ends(lab.result)
    flat, dead = lab.result.signals.share_saturated, lab.result.signals.share_dead
    assert near(flat.mean(), 0.84, 0.02) and dead.max() == 0 and lab.result.show == "shares"
    assert near(first, 126, 0.1) and near(last, 119, 0.1)
    assert 1e22 < gradient < 1e24 and near(gradient ** (1 / 29), 6.2, 0.05)
    assert near(gradient ** (1 / 29) / 128, 1 / 20, 0.1)


def lecun_16_wide(lab):
    narrow = lab.result.signals
    assert narrow.sizes == (16,) * 6 and narrow.schemes == ("lecun_normal",)
    assert near(ends(lab.result)[0], 1, 0.1)
    wide = moved(lab, width=256, last=256)
    assert near(ends(wide)[0], 1, 0.05)

    def spread(signals):
        return np.log(signals.preactivation_power[0, :, -1]).std()

    assert spread(wide.signals) < spread(narrow) / 2
    assert near(ends(moved(lab, scheme="normal"))[0], 256, 0.05)


def standard_linear_30(lab):
    first, last, gradient = ends(lab.result)
    assert near(first, 1 / 3, 0.05) and near(per_step(first, last, 29), 1 / 3, 0.02)
    assert 3e-15 < last < 7e-15 and 1e-14 < gradient < 2e-14
    assert near(ends(moved(lab, scheme="normal"))[0], 128, 0.05)
    lab.set(scheme="standard")
    first, last, _ = ends(moved(lab, activation="tanh"))
    assert near(first, 1 / 3, 0.05) and near(last, 2.5e-15, 0.3)
    assert np.allclose(of_weights(moved(lab, show="weights").signals), 7.3e-15, rtol=0.15, atol=0)
    _, last, gradient = ends(moved(lab, activation="identity", scheme="lecun_normal"))
    assert near(last, 0.9, 0.1) and near(gradient, 0.86, 0.1)


def standard_sigmoid_30(lab):
    signals = lab.result.signals
    power, across = middle(signals.preactivation_power), middle(signals.across_input_variance)
    assert lab.result.show == "across" and ((power[2:] > 0.06) & (power[2:] < 0.11)).all()
    assert near(per_step(across[1], across[6], 5), 1 / 50, 0.1)
    assert across[4] < 1e-6 * power[4] and across[-1] < 1e-12 * power[-1]
    assert 1e-51 < ends(lab.result)[2] < 1e-48
    relu = moved(lab, scheme="torch_default", activation="relu").signals
    power, across = middle(relu.preactivation_power), middle(relu.across_input_variance)
    assert near(power[-1], 0.003, 0.1) and across[-1] < 1e-12 * power[-1]
    slope = np.log10(of_weights(moved(lab, show="weights").signals))
    assert round(slope[0]) == -23 and round(slope[-1]) == -3 and (np.diff(slope) > 0).all()


def lecun_tanh_30(lab):
    assert lab.settings["gain"] == 1
    first, last, _ = ends(lab.result)
    assert near(first, 1, 0.05) and near(last, 0.016, 0.15)
    for gain in (1.37, 1.41):
        powers = middle(moved(lab, gain=gain).signals.preactivation_power)
        assert ((powers > 0.5) & (powers < 2)).all()
    gradient = ends(lab.result)[2]
    assert near(gradient, 8, 0.1)
    assert middle(moved(lab, gain=1.3).signals.preactivation_power)[-1] < 0.5
    assert ends(moved(lab, gain=1.5))[0] > 2
    passes = {gain: check_keep_alive(gain).status == "right" for gain in (1.35, 1.36, 1.41, 1.42)}
    assert passes == {1.35: False, 1.36: True, 1.41: True, 1.42: False}
    first, last, gradient = ends(moved(lab, gain=5 / 3))
    assert near(first, 2.8, 0.05) and near(last, 1.2, 0.1) and near(gradient, 150, 0.1)
    first, last, _ = ends(moved(lab, gain=0.5))
    assert near(first, 0.25, 0.05) and 1e-19 < last < 1e-18
    first, last, _ = ends(moved(lab, gain=1, inputs="raw_digits"))
    assert near(first, 58, 0.05) and near(last, 0.016, 0.15)
