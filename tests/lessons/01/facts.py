"""What lesson 01 states, computed: facts, and by them every number of its sentences and of its questions."""

import math
from functools import cache

import numpy as np
from scipy import stats

from course_lib.labs import LABS
from course_lib.labs.symmetry.experiment import APART, symmetry
from course_lib.labs.zero_start.experiment import CASES, zero_start
from tests.lessons.shown import WORDS, computed, defaults, if_true, last, result, setting


@cache
def symmetric(**changed):
    return last(symmetry(**(computed(LABS["symmetry"](steps=0)) | changed)))


def random_W2(seed):
    return symmetric(start="constant_W1", steps=2000, seed=seed)


def all_parted():
    """Between which hundreds of steps all units of eight seeds are distinct for the first time."""
    steps = [random_W2(seed).rows[random_W2(seed).distinct == 8][0] for seed in range(8)]
    return [f"{100 * (min(steps) // 100):,}", f"{100 * -(-max(steps) // 100):,}"]


def steps_per_decade():
    sooner = symmetric(start="noisy", noise=-6, steps=8000)
    return f"{round((result('noise').parted - sooner.parted) / 6, -1):.0f}"


def first_layer_at_zero():
    *_, (_, run) = zero_start("first", 2000)
    return np.median(run.accuracy[0])


def growth():
    run = result("noise")
    rising = (run.difference > 1e-11) & (run.difference < 1e-3)
    return f"{math.exp(stats.linregress(run.rows[rising], np.log(run.difference[rising])).slope):.3f}"


SENTENCES = [
    ("has @ inputs, @ tanh units and @ output", lambda: [*symmetric(steps=0).W1.shape[1:], 1]),
    ("the largest absolute value of its @ entries", lambda: symmetric(steps=0).W1[0].size),
    ("one value that is not zero, $w = @$.", lambda: f"{defaults('symmetry')['c']:g}"),
    ("With $w = @$ the signal passes", lambda: f"{result('constant').W1[0].max():g}"),
    ("All weights are @ again, but for a little noise", lambda: f"{defaults('symmetry')['c']:g}"),
    ("At @ %, the network", lambda: f"{100 * result('constant').accuracy:.0f}"),
    ("@ of its @ units are wasted", lambda: [WORDS[8 - result("constant").distinct[-1]], WORDS[8]]),
    ("$W_1$ stays at @, and", lambda: f"{random_W2(0).W1[0].max():g}"),
    (
        "In the seeds 0 to 7 the first units part within @ steps",
        lambda: if_true("ten", [random_W2(k).parted <= 10 for k in range(8)]),
    ),
    ("it takes between @ and @ steps until", all_parted),
    (
        "each of these seeds then passes @ %",
        lambda: if_true(90, [random_W2(k).accuracy > 0.9 for k in range(8)]),
    ),
    ("each power of ten costs about @ steps", steps_per_decade),
    ("Ten times in @ steps is a factor of $10^{1/@} = @$", lambda: [*[steps_per_decade()] * 2, growth()]),
    ("lie within @ of each other", lambda: APART),
    ("In float32, $@ + 10^{-@}$ *is* $@$", lambda: [0.5, 12, np.float32(0.5) + np.float32(1e-12)]),
    ("the widths @, @ and @ keep", lambda: list(LABS["symmetry"](steps=0).controls["width"].options)),
    ("after @ steps this network is still at chance", lambda: if_true("2,000", first_layer_at_zero() < 0.55)),
    ("a @ network with every weight at @", lambda: ["2-4-1", 0.5]),
    ("of the @ entries", lambda: WORDS[2 * 4 + 4 * 1]),
    ("a @ tanh network can still be trained", lambda: "-".join(map(str, CASES["last"].sizes))),
    ("a difference of $10^{-@}$ here", lambda: if_true(12, result("noise").parted < 8000)),
]

TRIED = {"10"}  # 10⁻¹²


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
