"""The sentences of lesson 08 that hold a number, `@`, and how each number comes about."""

import numpy as np

from course_lib.checks.lessons.lesson08_training_curves import RACE, SEEDS
from course_lib.labs.shared.digit_races import GUESSING, data
from course_lib.labs.training_race.figure import HEALTHY, LOSS_TOP
from course_lib.training.member_block import EPSILON
from tests.lessons.shown import if_true, result, setting

from .facts import (
    CAUGHT_UP,
    DEEP,
    LONG,
    RATES,
    SHALLOW,
    TINY,
    entry_of_default,
    gradient_of_x10,
    growth_of_power,
    huge_loss,
    larger,
    lead,
    pairs,
    rates_of_glorot,
    signal_on_top,
    tail,
    x10_ends,
)

SENTENCES = [
    ("“× @” starts with a loss of about @ in the median,", lambda: [10, huge_loss()]),
    ("the panel, which ends at @,", lambda: LOSS_TOP),
    ("Its median ends below @ %, and none of its networks reaches @ %", x10_ends),
    ("gradients about @ times as large as He's", gradient_of_x10),
    ("calls values near @, the dotted line", lambda: f"{HEALTHY:g}"),
    ("He's networks win all @ pairs", lambda: if_true(SEEDS, pairs("fair_start").count == SEEDS)),
    (
        "won fewer than @ % of all pairs, a count of @ out of @",
        lambda: [f"{100 * pairs('fair_start').low:.0f}", *[pairs("fair_start").seeds] * 2],
    ),
    (r"would have a probability below @ %", lambda: f"{100 * (1 - 0.95) / 2:g}"),
    (r"its lower end is $@^{@/n}$", tail),
    ("Glorot's only from @ on, and best at @.", rates_of_glorot),
    ("the gap in test accuracy is below @ points", lambda: if_true(15, 0 < lead("own_rate") < 15)),
    ("The @ training images", lambda: f"{len(data().y_train):,}"),
    ("The @ validation images", lambda: len(data().y_validation)),
    ("The @ test images", lambda: len(data().y_test)),
    ("left guessing, near @ %", lambda: if_true(10, result("adam_deep").accuracy[-1, 0, 2] < 0.13)),
    ("about @ times as large as Glorot's in the middle layers of @,", lambda: larger("fair_start", 10)),
    ("and about @ times in those of @.", lambda: larger("adam_deep", 500)),
    (
        "six rates from @ to @, for ten epochs each. At @ layers none",
        lambda: [RATES[0], f"{RATES[-1]:g}", DEEP],
    ),
    ("makes up for that at @ layers; at @ none of the rates", lambda: [SHALLOW, DEEP]),
    (
        "Set **Epochs** to @. Now its median is above @ % as well",
        lambda: [LONG, CAUGHT_UP],
    ),
    (r"far above $\epsilon = @^{-@}$", lambda: [10, f"{-np.log10(EPSILON):g}"]),
    (r"at the last layer Glorot's has $@^{-@}$ of", signal_on_top),
    (r"in layer 1 is about $@^{-@}$, a hundredth of", entry_of_default),
    (
        r"tried $\epsilon = @^{-@}$: after @ epochs",
        lambda: [10, f"{-np.log10(TINY):g}", LONG],
    ),
    ("After @ layers practically nothing of it is left", lambda: setting("adam_deep")["depth"]),
    ("grows @-fold a layer under He's scheme, and @-fold under Glorot's", growth_of_power),
    (r"stays at $\ln @$", lambda: f"{np.exp(GUESSING[0]):.0f}"),
    ("With @ seeds the two clouds", lambda: setting("one_of_twenty")["seeds"]),
    ("layers at a rate of @, as in the last race", lambda: f"{RACE['lr']:g}"),
]

# What a reader is asked to set or to write, years, and names that hold a number.
TRIED = {"0.1", "10", "20"}  # the rate to set; “× 10”, a scheme's name; the seeds of exercise 1
