"""What lesson 01 states, computed: facts, and by them every number of its sentences and of its questions."""

import math
from functools import cache

import numpy as np
from scipy import stats

from course_lib.labs import LABS
from course_lib.labs.symmetry.experiment import APART, symmetry
from course_lib.labs.zero_start.experiment import CASES, zero_start
from tests.lessons.shown import WORDS, changed, computed, defaults, if_true, last, result, setting


@cache
def symmetric(**changed):
    return last(symmetry(**(computed(LABS["symmetry"](steps=0)) | changed)))


def random_W2(seed):
    return symmetric(start="constant_W1", steps=2000, seed=seed)


def sooner(noise):
    """By how many steps units part sooner than in the question, in hundreds."""
    return f"{round(result('noise').parted - changed('noise', noise=noise).parted, -2):,}"


def first_layer_at_zero():
    *_, (_, run) = zero_start("first", 2000)
    return np.median(run.accuracy[0])


def growth():
    run = result("noise")
    rising = (run.difference > 1e-11) & (run.difference < 1e-3)
    return f"{math.exp(stats.linregress(run.rows[rising], np.log(run.difference[rising])).slope):.3f}"


SENTENCES = [
    (
        "has @ inputs, @ tanh units and @ output, in short @",
        lambda: [*symmetric(steps=0).W1.shape[1:], 1, "-".join(map(str, CASES["last"].sizes))],
    ),
    ("as one dot marked ×@", lambda: 9 - result("zeros").distinct[-1]),
    ("`W1` with $c = @$, and", lambda: f"{np.ones((2, 8)).max():g}"),
    ("`np.full((2, 8), @)` is `W1` with $c = @$", lambda: [f"{defaults('symmetry')['c']:g}"] * 2),
    ("With $c = @$ neither", lambda: f"{result('constant').W1[0].max():g}"),
    ("so @ of the @ units are wasted", lambda: [WORDS[8 - result("constant").distinct[-1]], WORDS[8]]),
    (
        "to 1 (ones), to @ or to −1: the units still move as one",
        lambda: if_true(0.1, [np.all(changed("constant", c=c).distinct == 1) for c in (1, 0.1, -1)]),
    ),
    (
        "“@ of @ units distinct”",
        lambda: [result("constant_W1").distinct[-1], result("constant_W1").width],
    ),
    (
        "In the seeds 0 to 7, the first units part within @ steps",
        lambda: if_true("ten", [random_W2(k).parted <= 10 for k in range(8)]),
    ),
    ("each network passes @ %", lambda: if_true(90, [random_W2(k).accuracy > 0.9 for k in range(8)])),
    ("by the same factor, about @", growth),
    ("Set **Noise** to 10⁻⁶: the units part about @ steps sooner", lambda: sooner(-6)),
    ("lie within @ of each other", lambda: APART),
    ("In float32, $@ + 10^{-@}$ *is* @.", lambda: [0.5, 12, np.float32(0.5) + np.float32(1e-12)]),
    ("offers only @, @ or @ units", lambda: list(LABS["symmetry"](steps=0).controls["width"].options)),
    ("still at chance after @ steps", lambda: if_true("2,000", first_layer_at_zero() < 0.55)),
    ("a @ network with every weight at @", lambda: ["2-4-1", 0.5]),
    ("of the @ entries", lambda: WORDS[2 * 4 + 4 * 1]),
    ("In the @ network, let one part", lambda: "-".join(map(str, CASES["first"].sizes))),
    ("starts at zero in a @ network", lambda: "-".join(map(str, CASES["last"].sizes))),
    ("Even a difference of $10^{-@}$ is enough", lambda: if_true(12, result("noise").parted < 8000)),
]

TRIED = {"10"}  # 10⁻⁶


NUMBERS = {
    "zeros": {
        "2-8-1": lambda: "-".join(map(str, (result("zeros").W1.shape[1], setting("zeros")["width"], 1))),
        "0": lambda: f"{np.abs(result('zeros').W1).max():g}",
        "2,000": lambda: f"{setting('zeros')['steps']:,}",
    },
    "constant": {
        "0.5": lambda: f"{setting('constant')['c']:g}",
        "10,000": lambda: f"{setting('constant')['steps']:,}",
    },
    "constant_W1": {"0.5": lambda: f"{result('constant_W1').W1[0].max():g}"},
    "noise": {
        "0.5": lambda: f"{setting('noise')['c']:g}",
        "0.000000000001": lambda: f"{10.0 ** setting('noise')['noise']:.12f}",
        "10": lambda: if_true("10", setting("noise")["noise"] == -12),  # 10⁻¹²
        "100": lambda: if_true("100", result("noise").parted > 100),
    },
    "logistic": {},
}
