"""The sentences of lesson 00 that hold a number, `@`, and how each number comes about."""

import numpy as np

from course_lib.checks.lessons.lesson00_start_here import MORE, RESCUED, SEEDS
from course_lib.datasets import circles
from course_lib.labs.one_seed.experiment import LR, SIZES
from tests.lessons.measured import raced
from tests.lessons.shown import WORDS, defaults, if_true

from .facts import (
    TIMES_TEN,
    accuracy,
    beating_seed_0,
    first_losses,
    mean_squares,
    of,
    one_long_run,
    scientific,
    seeds_of,
)

SENTENCES = [
    ("@ points lie on two noisy circles", lambda: len(circles().X_train)),
    ("two hidden layers of @ ReLU units", lambda: WORDS[defaults("race")["width"]]),
    ("each step on all @ points", lambda: len(circles().X_train)),
    (r"| Normal × @ | $w = @\,\varepsilon$ |", lambda: [f"{TIMES_TEN:g}"] * 2),
    (r"a loss of $\ln 2 = @$", lambda: f"{raced(steps=1500).curves[-1, of('zeros')].max():.3f}"),
    (
        "a loss of more than @, in every one of the eight seeds",
        lambda: if_true(800, first_losses("normal_x10") > 800),
    ),
    ("scatter from about @ %", lambda: f"{round(100 * accuracy('normal_x10').min(), -1):.0f}"),
    ("to almost @ %", lambda: if_true(100, 0.95 < accuracy("normal_x10").max() < 1)),
    ("in all @ seeds", lambda: WORDS[int((accuracy("he_normal") > 0.95).sum())]),
    (r"with $\operatorname{Var}(w) = @$ therefore", lambda: f"{TIMES_TEN**2:g}"),
    (r"by $10 \cdot @ / 2 = @$", lambda: [f"{TIMES_TEN**2:g}", f"{10 * TIMES_TEN**2 / 2:g}"]),
    (r"$\mathrm E[x^2] = @$ in", lambda: f"{np.mean(circles().X_train ** 2):.3f}"),
    (r"$\mathrm E[z^2] = 2 \cdot @ \cdot @ = @$", lambda: [100, 0.415, f"{mean_squares()[0]:.0f}"]),
    (r"the second about $@\cdot @^@$", lambda: scientific(mean_squares()[1])),
    (r"the output about $@ \cdot @^@$", lambda: scientific(mean_squares()[2])),
    ("Take a smaller network, @, drawn by He's scheme", lambda: "-".join(map(str, SIZES))),
    ("seed 3 and ends at @ %, after @ steps at a learning rate of @.", one_long_run),
    ("seed 0 and is at @ %", lambda: f"{100 * seeds_of('he_normal').accuracy[0]:.0f}"),
    (
        "after @ steps at @, the rate of the race",
        lambda: [f"{seeds_of('he_normal').done:,}", if_true(LR, defaults("race")["lr"] == LR)],
    ),
    (
        "more than a @ of them beat He's seed 0",
        lambda: if_true("third", 1 / 3 < beating_seed_0() < 1 / 2),
    ),
    ("more than half of all seeds reach @ %", lambda: f"{100 * RESCUED:g}"),
    ("so the check trains @.", lambda: SEEDS),
    ("it trains @ seeds and judges by those", lambda: MORE),
    (
        "have hardly started on the circles after @ steps",
        lambda: f"{defaults('race', steps=1500)['steps']:,}",
    ),
]

# What a reader is asked to set or to write, years, and names that hold a number.
TRIED = {"10", "0.01", "2000", "1,500", "95"}
