"""What lesson 00 states, computed: facts, and by them every number of its sentences and of its questions."""

import numpy as np

from course_lib.checks.lessons.lesson00_start_here import MORE, RESCUED, SEEDS
from course_lib.datasets import circles
from course_lib.ensemble import Ensemble
from course_lib.labs.one_seed.experiment import LR, RUNS, SIZES, drawn, legacy_weights, one_seed
from course_lib.labs.race.experiment import RACERS
from course_lib.training import train
from tests.lessons.measured import in_powers, raced
from tests.lessons.shown import WORDS, defaults, if_true, last, result, setting


def first_losses(scheme):
    points = circles()
    net = Ensemble((2, 10, 10, 1), "relu", {scheme: RACERS[scheme][0]}, range(8))
    return net.evaluate(points.X_train, points.y_train)[0].numpy()


def accuracies(scheme):
    """Training and test accuracy of every seed after the race, (2, seeds)."""
    i = result("race").schemes.index(scheme)
    return np.stack([result("race").accuracy[i], result("race").test_accuracy[i]])


def accuracy(scheme):
    return accuracies(scheme)[0]


def mean_squares():
    """E[z²] of the three layers under × 10: ReLU halves it in between."""
    variance, size = TIMES_TEN**2, np.mean(circles().X_train ** 2)
    first = 2 * variance * size
    second = 10 * variance * first / 2
    return first, second, 10 * variance * second / 2


def small():
    """The race of × 0.01 and He: its losses (points, seeds), and both accuracies (2, seeds), of × 0.01."""
    race = raced(steps=1500, schemes=("normal_small", "he_normal"))
    return race.curves[:, 0], np.stack([race.accuracy[0], race.test_accuracy[0]])


def trained(seed, steps, lr):
    """Training accuracy of the small He network of a seed."""
    weights, data = [W.astype(np.float32) for W in legacy_weights(seed, "he_normal")], circles()
    net = Ensemble(SIZES, "relu", {"he": weights}, [0])
    return train(net, data.X_train, data.y_train, steps=steps, lr=lr).final_accuracy[0]


def tested():
    """Test accuracy of the forty small He networks."""
    net, data = drawn("he_normal"), circles()
    train(net, data.X_train, data.y_train, steps=1500, lr=LR)
    return net.evaluate(data.X_test, data.y_test)[1].numpy()


def of_forty(scheme):
    return last(one_seed(scheme, 0, RUNS)).accuracy


def beating_seed_0():
    return np.mean(of_forty("normal_x10") > result("one_seed").accuracy[0])


TIMES_TEN = RACERS["normal_x10"][0].std((2, 2))


SENTENCES = [
    ("@ points lie on two noisy circles", lambda: len(circles().X_train)),
    ("two hidden layers of @ ReLU units", lambda: WORDS[defaults("race")["width"]]),
    ("gradient descent uses all @ points", lambda: len(circles().X_train)),
    ("each with @ seeds", lambda: WORDS[defaults("race")["seeds"]]),
    (r"| Normal × @ | $w = @\,\varepsilon$ |", lambda: [f"{TIMES_TEN:g}"] * 2),
    ("An open mark is the accuracy on @ test points", lambda: len(circles().X_test)),
    (
        "The accuracy is @ %, on the training points and on the test points, in all seeds",
        lambda: if_true(50, accuracies("zeros") == 0.5),
    ),
    (
        r"the loss stays at $-\ln\tfrac12 = @$",
        lambda: if_true(0.693, result("race").curves[:, 0].round(3) == np.float32(0.693)),
    ),
    ("Its loss starts above @ in every seed", lambda: if_true(800, first_losses("normal_x10") > 800)),
    (
        "anywhere from about @ % to almost @ %",
        lambda: [
            f"{round(100 * accuracy('normal_x10').min(), -1):.0f}",
            if_true(100, 0.95 < accuracy("normal_x10").max() < 1),
        ],
    ),
    (
        "**He normal** separates the circles in all @ seeds",
        lambda: WORDS[int((accuracy("he_normal") > 0.95).sum())],
    ),
    ("The test accuracy is about @ %", lambda: if_true(95, abs(accuracies("he_normal")[1] - 0.95) < 0.025)),
    (
        r"variance @. So the mean square of the sum is $@\,n_\text{in}$ times",
        lambda: [f"{TIMES_TEN**2:g}"] * 2,
    ),
    ("have a mean square of @", lambda: f"{np.mean(circles().X_train ** 2):.3f}"),
    (r"makes it $@ \cdot 2 \cdot @ = @$", lambda: [100, 0.415, f"{mean_squares()[0]:.0f}"]),
    (r"square $@ \cdot 10 / 2 = @$ times", lambda: [f"{TIMES_TEN**2:g}", f"{10 * TIMES_TEN**2 / 2:g}"]),
    (
        r"of about $@ \cdot @^2 \approx @ \cdot @^@$",
        lambda: [f"{mean_squares()[0]:.0f}", f"{10 * TIMES_TEN**2 / 2:g}", *in_powers(mean_squares()[2])],
    ),
    (r"draws $w = @\,\varepsilon$", lambda: f"{RACERS['normal_small'][0].std((2, 2)):g}"),
    (
        "stays at a loss of @ for all @ steps",
        lambda: [
            if_true(0.693, small()[0].round(3) == np.float32(0.693)),
            f"{defaults('race', steps=1500)['steps']:,}",
        ],
    ),
    ("Its accuracy stays near @ %", lambda: if_true(50, abs(small()[1] - 0.5) < 0.1)),
    ("a smaller network, @:", lambda: "-".join(map(str, SIZES))),
    (
        "after @ steps at the learning rate of the race, the training accuracy is @ %",
        lambda: [
            if_true(f"{result('one_seed').done:,}", defaults("race")["lr"] == LR),
            f"{100 * result('one_seed').accuracy[0]:.0f}",
        ],
    ),
    (
        "At most five of the @ seeds stay below @ %, and the median is @ %",
        lambda: [
            RUNS,
            if_true(90, low_runs() <= 5),
            f"{100 * np.median(result('one_seed').accuracy):.0f}",
        ],
    ),
    ("the median is about @ %", lambda: if_true(95, abs(np.median(tested()) - 0.95) < 0.025)),
    ("more than a @ of them beat He's seed 0", lambda: if_true("third", 1 / 3 < beating_seed_0() < 1 / 2)),
    ("all @ stay at @ %", lambda: [RUNS, if_true(50, of_forty("zeros") == 0.5)]),
    ("reach a training accuracy of @ %", lambda: f"{100 * RESCUED:g}"),
    ("share of seeds that reach @ %", lambda: f"{100 * RESCUED:g}"),
    ("so the check trains @", lambda: SEEDS),
    ("@ seeds decide", lambda: MORE),
    (
        "have hardly begun to learn after @ steps",
        lambda: f"{defaults('race', steps=1500)['steps']:,}",
    ),
]

TRIED = {"10", "0.01", "2000", "95", "100"}


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
