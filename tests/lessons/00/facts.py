"""What lesson 00 states, computed: facts, and by them every number of its sentences and of its questions."""

import numpy as np

from course_lib.checks.lessons.lesson00_start_here import MORE, RESCUED, SEEDS
from course_lib.datasets import circles
from course_lib.ensemble import Ensemble
from course_lib.labs.one_seed.experiment import LR, RUNS, SIZES, legacy_weights, one_seed
from course_lib.labs.race.experiment import RACERS
from course_lib.training import train
from tests.lessons.measured import in_powers
from tests.lessons.shown import WORDS, defaults, if_true, last, result, setting


def first_losses(scheme):
    points = circles()
    net = Ensemble((2, 10, 10, 1), "relu", {scheme: RACERS[scheme][0]}, range(8))
    return net.evaluate(points.X_train, points.y_train)[0].numpy()


def accuracy(scheme):
    return result("race").accuracy[result("race").schemes.index(scheme)]


def mean_squares():
    """E[z²] of the three layers under × 10: ReLU halves it in between."""
    variance, size = TIMES_TEN**2, np.mean(circles().X_train ** 2)
    first = 2 * variance * size
    second = 10 * variance * first / 2
    return first, second, 10 * variance * second / 2


def trained(seed, steps, lr):
    """Training accuracy of the small He network of a seed."""
    weights, data = [W.astype(np.float32) for W in legacy_weights(seed, "he_normal")], circles()
    net = Ensemble(SIZES, "relu", {"he": weights}, [0])
    return train(net, data.X_train, data.y_train, steps=steps, lr=lr).final_accuracy[0]


def beating_seed_0():
    return np.mean(last(one_seed("normal_x10", 0, 40)).accuracy > result("one_seed").accuracy[0])


TIMES_TEN = RACERS["normal_x10"][0].std((2, 2))


SENTENCES = [
    ("@ points lie on two noisy circles", lambda: len(circles().X_train)),
    ("two hidden layers of @ ReLU units", lambda: WORDS[defaults("race")["width"]]),
    ("each step on all @ points", lambda: len(circles().X_train)),
    (r"| Normal × @ | $w = @\,\varepsilon$ |", lambda: [f"{TIMES_TEN:g}"] * 2),
    (r"a loss of $\ln 2 = @$", lambda: f"{result('race').curves[-1, 0].max():.3f}"),
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
    (r"the second about $@\cdot @^@$", lambda: in_powers(mean_squares()[1])),
    (r"the output about $@ \cdot @^@$", lambda: in_powers(mean_squares()[2])),
    ("Take a smaller network, @, drawn by He's scheme", lambda: "-".join(map(str, SIZES))),
    (
        "seed 3 and ends at @ %, after @ steps at a learning rate of @.",
        lambda: [f"{100 * trained(3, 15_000, 0.01):.0f}", "15,000", "0.01"],
    ),
    ("seed 0 and is at @ %", lambda: f"{100 * result('one_seed').accuracy[0]:.0f}"),
    (
        "after @ steps at @, the rate of the race",
        lambda: [f"{result('one_seed').done:,}", if_true(LR, defaults("race")["lr"] == LR)],
    ),
    ("more than a @ of them beat He's seed 0", lambda: if_true("third", 1 / 3 < beating_seed_0() < 1 / 2)),
    ("more than half of all seeds reach @ %", lambda: f"{100 * RESCUED:g}"),
    ("so the check trains @.", lambda: SEEDS),
    ("it trains @ seeds and judges by those", lambda: MORE),
    (
        "have hardly started on the circles after @ steps",
        lambda: f"{defaults('race', steps=1500)['steps']:,}",
    ),
]

TRIED = {"10", "0.1", "0.01", "2000", "1,500", "95"}


def low_runs():
    return (result("one_seed").accuracy < 0.9).sum()


NUMBERS = {
    "race": {
        "10": lambda: f"{RACERS['normal_x10'][0].std((2, 10)):g}",
        "1,500": lambda: f"{setting('race')['steps']:,}",
        "50": lambda: if_true("50", accuracy("zeros") == 0.5),
        "70": lambda: f"{round(100 * accuracy('normal_x10').min(), -1):.0f}",
        "100": lambda: if_true("100", 0.95 < accuracy("normal_x10").max() < 1),  # almost
        "95": lambda: if_true("95", accuracy("he_normal") > 0.95),
    },
    "one_seed": {
        "71": lambda: f"{100 * result('one_seed').accuracy[0]:.0f}",
        "1,500": lambda: f"{result('one_seed').done:,}",
        "39": lambda: str(RUNS - 1),
        "40": lambda: str(setting("one_seed")["shown"]),
        "90": lambda: if_true("90", low_runs() <= 5),
        "95": lambda: if_true("95", (result("one_seed").accuracy >= 0.95).sum() >= 35),
    },
}
