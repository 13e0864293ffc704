"""What lesson 08 states, computed: facts, and by them every number of its sentences and of its questions."""

from functools import cache

import numpy as np

from course_lib.checks.lessons.lesson08_training_curves import RACE, SEEDS
from course_lib.ensemble import Ensemble
from course_lib.initializers import fans
from course_lib.labs.shared.digit_races import WIDTH, data
from course_lib.labs.training_race.experiment import ENTRANTS
from course_lib.labs.training_race.lab import final_accuracy
from course_lib.training import train
from course_lib.training.comparison import wins
from course_lib.training.member_block import EPSILON
from tests.lessons.shown import if_true, result, setting


def sizes(depth):
    return (64, *[WIDTH] * (depth - 1), 10)


def tiny_gradient():
    """Adam's ε as a power of ten, if the first gradient of PyTorch's default in layer 1 is smaller."""
    return if_true([10, f"{-np.log10(EPSILON):g}"], first_look("adam_deep", "gradient_norm")[2] < EPSILON)


def tail():
    """The lower end of the interval of 20 of 20, if it is the formula's."""
    told = pairs("fair_start")
    return if_true(["0.025", "1"], np.isclose(told.low, 0.025 ** (1 / told.seeds)))


def accuracy(name):
    """(schemes, seeds): the test accuracy at the end, of the race that settles a question."""
    return final_accuracy(result(name))


def lead(name):
    """The first scheme's median accuracy above the second's, in points: one of 200 images is half a point."""
    first, second = np.median(accuracy(name), axis=1)[:2]
    return 100 * (first - second)


def pairs(name):
    """`wins` of the first scheme over the second."""
    return wins(*accuracy(name)[:2])


def own_rates():
    """The rate that the validation images choose for He's start and for Glorot's."""
    race = result("own_rate")
    return [float(f"{race.settings.rates[i]:.1g}") for i in race.shown]


def first_look(name, measure, layer=0):
    """(schemes,): a measure of one layer at the first look, at the rate shown; its mean over seeds."""
    race = result(name)
    return race.at_shown(race.layers[measure])[0, layer].mean(-1)


def gradients(question):
    """(schemes, layers): the norm of the weights' gradient at the first look, its mean over seeds."""
    race = result(question)
    return race.at_shown(race.layers["gradient_norm"])[0].mean(-1).T


def normalized():
    """Mean and variance of the pre-activations that a batch-normalized network hands to its activations."""
    net = Ensemble(sizes(3), "relu", ["he_normal"], 1, batch_norm=True)
    zs, _ = net.hidden(data().X_train[:100], batch_statistics=True)
    return float(zs[1].mean(1).abs().max()), float(zs[1].var(1, unbiased=False).mean())


def hidden_ratio():
    """He's variance over Glorot's in a hidden layer."""
    he, glorot = (ENTRANTS[name][0].std((WIDTH, WIDTH)) for name in ("he_normal", "glorot_normal"))
    return (he / glorot) ** 2


RATES = (0.02, 0.06, 0.2, 0.6, 2.0, 6.0)
SHALLOW, DEEP, EPOCHS = 10, 22, 10
LONG, CAUGHT_UP = 20, 80  # epochs of Adam, after which Glorot's median is above this percentage
TINY = 1e-12  # Adam's ε, with which PyTorch's default leaves guessing


@cache
def ends(depth, scheme):
    """(rates,): the median test accuracy over two seeds after ten epochs of SGD, batches of 32."""
    net = Ensemble(sizes(depth), "relu", [scheme], 2).repeat(len(RATES))
    steps = EPOCHS * -(-len(data().X_train) // 32)
    train(net, data().X_train, data().y_train, steps=steps, lr=RATES, batch_size=32, chunk=steps)
    accuracy = net.evaluate(data().X_test, data().y_test)[1].numpy()
    return np.median(accuracy.reshape(len(RATES), -1), axis=1)


SENTENCES = [
    ("He's networks win all @ pairs", lambda: if_true(SEEDS, pairs("fair_start").count == SEEDS)),
    (
        "won fewer than @ % of the pairs of all possible seeds, a count of @ out of @",
        lambda: [f"{100 * pairs('fair_start').low:.0f}", *[pairs("fair_start").seeds] * 2],
    ),
    (r"its lower end is $@^{@/n}$", tail),
    (r"roughly $\sqrt{2^@} \approx @$ times smaller", lambda: [SHALLOW - 1, round(2 ** ((SHALLOW - 1) / 2))]),
    ("The gap in test accuracy is now below @ points", lambda: if_true(15, 0 < lead("own_rate") < 15)),
    ("At @ layers none of six rates from @ to @ rescues", lambda: [DEEP, RATES[0], f"{RATES[-1]:g}"]),
    ("makes up for that at @ layers; at @ none", lambda: [SHALLOW, DEEP]),
    ("left guessing, near @ %", lambda: if_true(10, result("adam_deep").accuracy[-1, 0, 2] < 0.13)),
    (
        "set **Epochs** to @; if you do not see it, scroll the controls down. "
        "Now its median is above @ % as well",
        lambda: [LONG, CAUGHT_UP],
    ),
    (r"adds $\epsilon = @^{-@}$ to the size", tiny_gradient),
    ("With @ seeds the two clouds", lambda: setting("one_of_twenty")["seeds"]),
    ("layers at a rate of @, as in the last race", lambda: f"{RACE['lr']:g}"),
    (
        "as in `(3, 3, @, @)`. In NumPy's lines the window's 9 cells count too: "
        "there `n_in` is 9 · @ and `n_out` is 9 · @",
        lambda: [16, 32, *(fan // 9 for fan in fans((3, 3, 16, 32)))],
    ),
]

# a rate to set; the seeds of exercise 1
TRIED = {"0.1", "20"}


NUMBERS = {
    "fair_start": {
        "0.01": lambda: f"{setting('fair_start')['lr']:g}",
        "20": lambda: str(setting("fair_start")["seeds"]),
        "10": lambda: str(setting("fair_start")["seeds"] // 2),  # a wrong option
        "15": lambda: if_true("15", pairs("fair_start").count > 15),  # another
        "2": lambda: f"{hidden_ratio():.0f}",  # and √2 for the weights
        "50": lambda: if_true("50", lead("fair_start") > 50),
    },
    "own_rate": {"0.1": lambda: f"{own_rates()[1]:g}", "0.01": lambda: f"{setting('fair_start')['lr']:g}"},
    "adam_deep": {"22": lambda: str(setting("adam_deep")["depth"])},
    "batch_norm": {
        "0": lambda: f"{round(normalized()[0], 3):g}",
        "1": lambda: f"{normalized()[1]:.2g}",
        "0.01": lambda: f"{setting('batch_norm')['lr']:g}",
    },
    "one_of_twenty": {"20": lambda: str(setting("one_of_twenty")["seeds"])},
}
