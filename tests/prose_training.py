"""Every number in the prose of lesson 08, computed; `test_lesson_numbers.py` explains the form."""

import numpy as np

from course_lib.checks.lessons.training_curves import RACE, SEEDS
from course_lib.ensemble import Ensemble
from course_lib.labs.shared.digit_races import GUESSING, WIDTH, data
from course_lib.labs.training_race.figure import HEALTHY, LOSS_TOP
from course_lib.training.member_block import EPSILON
from tests import rescues
from tests.numbers_training import final_accuracy, first_look, gradients, lead, own_rates, pairs
from tests.settled import if_true, result, setting
from tests.shown import lab_of


def starting():
    """The race of zeros, ×10 and He that the lesson opens with."""
    return lab_of("08", "training_race").result


def row(scheme):
    return starting().settings.schemes.index(scheme)


def gradient_of_x10():
    """How many times He's first gradient, in the first layer, rounded to a digit."""
    first = starting().layers["gradient_norm"][0, 0, 0].mean(-1)
    return f"{round(first[row('normal_x10')] / first[row('he_normal')], -3):,.0f}"


def huge_loss():
    return f"{round(np.median(starting().curves[0, 0, row('normal_x10')]), -4):,.0f}"


def x10_ends():
    """What the median of × 10 stays below, and all of its networks, in percent."""
    ends = final_accuracy(starting())[row("normal_x10")]
    return if_true([50, 70], np.median(ends) < 0.5 and ends.max() < 0.7)


def signal_on_top():
    """Glorot's E[a²] in the last hidden layer over He's, before any training, as a power of 2."""
    sizes = (64, *[WIDTH] * (setting("adam_deep")["depth"] - 1), 10)
    net = Ensemble(sizes, "relu", ["he_normal", "glorot_normal"], 2)
    he, glorot = net.hidden(data().X_train)[1][-1].double().square().mean((1, 2)).view(2, 2).mean(1)
    return [2, f"{-np.log2(float(glorot / he)):.0f}"]


def entry_of_default():
    """The root mean square of an entry of PyTorch's default's gradient in layer 1, as a power of ten."""
    return [10, f"{-np.log10(first_look('adam_deep', 'gradient_norm')[2] / np.sqrt(64 * WIDTH)):.0f}"]


def growth_of_power():
    """With shortcuts, E[a²] of a layer over that of the one before, by scheme."""
    net = Ensemble((64, *[WIDTH] * 9, 10), "relu", ["he_normal", "glorot_normal"], SEEDS, residual=True)
    powers = [a.double().square().mean((1, 2)).view(2, SEEDS).mean(1) for a in net.hidden(data().X_train)[1]]
    return [f"{float(factor):.1f}" for factor in (powers[8] / powers[0]) ** (1 / 8)]


def rates_of_glorot():
    """The lowest rate at which Glorot's start learns, and the one that the validation images choose."""
    race = result("own_rate")
    learns = np.median(race.accuracy[-1, :, 1], axis=-1) > 0.5
    return [f"{race.settings.rates[np.argmax(learns)]:.1g}", f"{own_rates()[1]:g}"]


def larger(question, step):
    """How much larger He's first gradient is than Glorot's, in the median layer, to a `step`; the layers."""
    he, glorot = gradients(question)[:2]
    return [f"{step * round(np.median(he / glorot) / step):,}", len(he)]


def tail():
    """The lower end of the interval of 20 of 20, if it is the formula's."""
    told = pairs("fair_start")
    return if_true(["0.025", "1"], np.isclose(told.low, 0.025 ** (1 / told.seeds)))


PROSE = [
    ("08", "“× @” starts with a loss of about @ in the median,", lambda: [10, huge_loss()]),
    ("08", "the panel, which ends at @,", lambda: LOSS_TOP),
    ("08", "Its median ends below @ %, and none of its networks reaches @ %", x10_ends),
    ("08", "gradients about @ times as large as He's", gradient_of_x10),
    ("08", "calls values near @, the dotted line", lambda: f"{HEALTHY:g}"),
    ("08", "He's networks win all @ pairs", lambda: if_true(SEEDS, pairs("fair_start").count == SEEDS)),
    (
        "08",
        "won fewer than @ % of all pairs, a count of @ out of @",
        lambda: [f"{100 * pairs('fair_start').low:.0f}", *[pairs("fair_start").seeds] * 2],
    ),
    ("08", r"would have a probability below @ %", lambda: f"{100 * (1 - 0.95) / 2:g}"),
    ("08", r"its lower end is $@^{@/n}$", tail),
    ("08", "Glorot's only from @ on, and best at @.", rates_of_glorot),
    ("08", "the gap in test accuracy is below @ points", lambda: if_true(15, 0 < lead("own_rate") < 15)),
    ("08", "The @ training images", lambda: f"{len(data().y_train):,}"),
    ("08", "The @ validation images", lambda: len(data().y_validation)),
    ("08", "The @ test images", lambda: len(data().y_test)),
    ("08", "left guessing, near @ %", lambda: if_true(10, result("adam_deep").accuracy[-1, 0, 2] < 0.13)),
    ("08", "about @ times as large as Glorot's in the middle layers of @,", lambda: larger("fair_start", 10)),
    ("08", "and about @ times in those of @.", lambda: larger("adam_deep", 500)),
    (
        "08",
        "six rates from @ to @, for ten epochs each. At @ layers none",
        lambda: [rescues.RATES[0], f"{rescues.RATES[-1]:g}", rescues.DEEP],
    ),
    ("08", "makes up for that at @ layers; at @ none of the rates", lambda: [rescues.SHALLOW, rescues.DEEP]),
    (
        "08",
        "Set **Epochs** to @. Now its median is above @ % as well",
        lambda: [rescues.LONG, rescues.CAUGHT_UP],
    ),
    ("08", r"far above $\epsilon = @^{-@}$", lambda: [10, f"{-np.log10(EPSILON):g}"]),
    ("08", r"at the last layer Glorot's has $@^{-@}$ of", signal_on_top),
    ("08", r"in layer 1 is about $@^{-@}$, a hundredth of", entry_of_default),
    (
        "08",
        r"tried $\epsilon = @^{-@}$: after @ epochs",
        lambda: [10, f"{-np.log10(rescues.TINY):g}", rescues.LONG],
    ),
    ("08", "After @ layers practically nothing of it is left", lambda: setting("adam_deep")["depth"]),
    ("08", "grows @-fold a layer under He's scheme, and @-fold under Glorot's", growth_of_power),
    ("08", r"stays at $\ln @$", lambda: f"{np.exp(GUESSING[0]):.0f}"),
    ("08", "With @ seeds the two clouds", lambda: setting("one_of_twenty")["seeds"]),
    ("08", "layers at a rate of @, as in the last race", lambda: f"{RACE['lr']:g}"),
]

TRIED = {"08": {"0.1", "10", "20"}}  # the rate to set; “× 10”, a scheme's name; the seeds of exercise 1
