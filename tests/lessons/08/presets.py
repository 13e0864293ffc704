"""What the presets of lesson 08 show: a function by its name raises where that is not seen."""

import numpy as np

from course_lib.labs.training_race.lab import final_accuracy
from course_lib.training.comparison import paired, wins
from course_lib.training.member_block import EPSILON

LN10 = np.log(10)


def first_look(race, measure):
    """(schemes,): a measure of layer 1 at the first look, its mean over seeds."""
    return race.at_shown(race.layers[measure])[0, 0].mean(-1)


def sgd_10_layers(lab):
    he, glorot = final_accuracy(lab.result)
    counted = wins(he, glorot)
    assert counted.count == counted.seeds == 20 and f"{counted.low:.2f}" == "0.83"
    assert 100 * paired(he, glorot).median > 50
    steps = first_look(lab.result, "update_ratio")
    assert steps[1] < steps[0] / 10
    he_loss, epochs = np.median(lab.result.curves[:, 0, 0], axis=-1), lab.result.curve_epochs
    assert he_loss[0] > LN10 + 0.2 and he_loss[epochs > 1].max() < LN10


def sgd_five_rates(lab):
    race = lab.result
    assert len(race.settings.schemes) == 2
    he, glorot = final_accuracy(race)
    rates = [f"{race.settings.rates[i]:.1g}" for i in race.shown]
    assert rates[0] in ("0.03", "0.1") and rates[1] == "0.1" and np.median(glorot) > 0.6
    assert 0 < 100 * (np.median(he) - np.median(glorot)) < 15 and wins(he, glorot).count > 5


def adam_22_layers(lab):
    assert len(lab.result.settings.schemes) == 3
    he, glorot, default = np.median(final_accuracy(lab.result), axis=1)
    assert 0.7 < he < 0.88 and 0.25 < glorot < 0.65 and default < 0.12
    gradient, steps = (first_look(lab.result, name) for name in ("gradient_norm", "update_ratio"))
    assert gradient[1] < gradient[0] / 1000 and 0.5 < steps[1] / steps[0] < 2
    assert gradient[2] < EPSILON == 1e-8


def batch_norm_10_layers(lab):
    he, glorot = final_accuracy(lab.result)
    assert wins(glorot, he).count == 20 and 6 < 100 * paired(glorot, he).median < 15
    steps = first_look(lab.result, "update_ratio")
    assert 1.7 < steps[1] / steps[0] < 2.1 and 0.004 < steps[0] < 0.006 and 0.008 < steps[1] < 0.012


def uniform_one_seed(lab):
    assert lab.result.settings.schemes == ("he_normal", "he_uniform")
    normal, uniform = final_accuracy(lab.result)
    assert len(normal) == 1 and 0.01 < uniform[0] - normal[0] < 0.05
    counted = wins(uniform, normal)
    assert counted.low < 0.05 and counted.high == 1 and not counted.tells


def uniform_twenty_seeds(lab):
    normal, uniform = final_accuracy(lab.result)
    counted = wins(uniform, normal)
    assert counted.seeds == 20 and 10 < counted.count < 16 and not counted.tells
