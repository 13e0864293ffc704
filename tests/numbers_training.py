"""Every number in the questions of lesson 08, computed: question → number → how it comes about."""

import numpy as np

from course_lib.comparison import wins
from course_lib.labs.training_race_lab import final_accuracy
from tests.settled import if_true, result, setting


def accuracy(name):
    """(schemes, seeds): the test accuracy at the end, of the race that settles a question."""
    return final_accuracy(result(name))


def lead(name):
    """The first scheme's median accuracy above the second's, in points."""
    first, second = np.median(accuracy(name), axis=1)[:2]
    return 100 * (first - second)


def pairs(name):
    """`wins` of the first scheme over the second."""
    return wins(*accuracy(name)[:2])


def rate_ratio():
    """How much larger the rate is that suits Glorot's start."""
    race = result("own_rate")
    he, glorot = (race.settings.rates[i] for i in race.shown)
    return glorot / he


NUMBERS = {
    "fair_start": {
        "0.01": lambda: f"{setting('fair_start')['lr']:g}",
        "20": lambda: str(setting("fair_start")["seeds"]),
        "10": lambda: str(setting("fair_start")["seeds"] // 2),
        "15": lambda: if_true("15", pairs("fair_start").count > 15),  # a wrong option
        "2": lambda: if_true("2", result("fair_start").settings.schemes == ("he_normal", "glorot_normal")),
        "50": lambda: if_true("50", lead("fair_start") > 50),
    },
    "own_rate": {
        "50": lambda: if_true("50", lead("fair_start") > 50),
        "10": lambda: if_true("10", 0 < lead("own_rate") < 10),
        "0.01": lambda: f"{setting('fair_start')['lr']:g}",
    },
    "adam_deep": {"22": lambda: str(setting("adam_deep")["depth"])},
    "norm_swaps": {
        "0": lambda: "0",
        "1": lambda: "1",
        "0.01": lambda: f"{setting('norm_swaps')['lr']:g}",
        "2": lambda: "2",
    },
    "one_of_twenty": {
        "0": lambda: "0",
        "20": lambda: str(setting("one_of_twenty")["seeds"]),
        "02": lambda: "02",  # lesson 02
    },
}
