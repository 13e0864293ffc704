"""What appendix 02b states, computed: facts, and by them every number of its sentences and questions."""

import math

import numpy as np

from course_lib.initializers import get
from course_lib.labs.printouts.experiment import PRINTED, read
from course_lib.labs.samples.experiment import draw_sample
from tests.lessons.shown import WORDS, if_true, result, setting


def hundred():
    return draw_sample("uniform", 64, 32, 100, 0).counts


def ruled_out():
    return read("keras_he_uniform", "glorot_uniform")


def least_likely():
    """The printout that is rarest under its own scheme, and the share of draws as far off."""
    return min((read(name).farther, name) for name in PRINTED)


SENTENCES = [
    ("@ of the @ bins are empty", lambda: [WORDS[sum(hundred() == 0)].capitalize(), len(hundred())]),
    ("the fullest holds @ of the @ numbers", lambda: [WORDS[hundred().max()], sum(hundred())]),
    ("@ lies beyond ±@", lambda: [f"{ruled_out().outside[0]:.3f}", f"{ruled_out().law.limit:.3f}"]),
    ("All @ are possible", lambda: WORDS[sum(read(name).outside.size == 0 for name in PRINTED)]),
    ("The smallest share is @ %", lambda: f"{100 * least_likely()[0]:.0f}"),
    ("for Keras' @.", lambda: PRINTED[least_likely()[1]].scheme),
    ("one share near @ % is no surprise", lambda: f"{round(100 / (len(PRINTED) + 1), -1):.0f}"),
    ("@ % for $n = 9$", lambda: f"{100 / math.sqrt(2 * 9):.0f}"),
    ("still @ % for $n = @$", lambda: [f"{100 / math.sqrt(2 * 200):.0f}", 200]),
]

TRIED = set()


def glorot_limit():
    return get("glorot_uniform").limit((9, 1))


def percent_as_wide():
    """The share of sets of nine Glorot draws whose std is at least the printout's, in percent."""
    draws = np.random.default_rng(9).uniform(-1, 1, (200_000, 9)) * glorot_limit()
    return f"{100 * np.mean(draws.std(1) >= np.std(PRINTED['keras_he_uniform'].values)):.0f}"


NUMBERS = {
    "evenly": {
        "100": lambda: str(setting("evenly")["size"]),
        "60": lambda: str(len(result("evenly").counts)),
    },
    "printout": {
        "9": lambda: if_true(str(PRINTED["keras_he_uniform"].shape[0]), percent_as_wide() == "9"),
        "6": lambda: f"{10 * glorot_limit() ** 2:.0f}",
        "10": lambda: str(sum(PRINTED["keras_he_uniform"].shape)),
        "0.775": lambda: f"{glorot_limit():.3f}",
        "0.51": lambda: f"{np.std(PRINTED['keras_he_uniform'].values):.2f}",
        "0.45": lambda: f"{get('glorot_uniform').std((9, 1)):.2f}",
    }
    | {
        text: lambda text=text: text for text in (f"{abs(v):.3f}" for v in PRINTED["keras_he_uniform"].values)
    },
}
