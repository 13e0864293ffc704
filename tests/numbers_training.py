"""Every number in the questions of lesson 08, computed: question → number → how it comes about."""

import numpy as np

from course_lib.ensemble import Ensemble
from course_lib.labs.shared.digit_races import WIDTH, data
from course_lib.labs.training_race.experiment import ENTRANTS
from course_lib.labs.training_race.lab import final_accuracy
from course_lib.training.comparison import wins
from tests.settled import if_true, result, setting
from tests.shown import NOTEBOOKS, opened


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
    net = Ensemble((64, WIDTH, WIDTH, 10), "relu", ["he_normal"], 1, batch_norm=True)
    zs, _ = net.hidden(data().X_train[:100], batch_statistics=True)
    return float(zs[1].mean(1).abs().max()), float(zs[1].var(1, unbiased=False).mean())


def hidden_ratio():
    """He's variance over Glorot's in a hidden layer."""
    he, glorot = (ENTRANTS[name][0].std((WIDTH, WIDTH)) for name in ("he_normal", "glorot_normal"))
    return (he / glorot) ** 2


def twice():
    """The factor on the relative step, if the first look at layer 1 shows nearly that."""
    he, glorot = first_look("batch_norm", "update_ratio")
    return if_true(f"{hidden_ratio():.0f}", 0.85 * hidden_ratio() < glorot / he < 1.05 * hidden_ratio())


NUMBERS = {
    "fair_start": {
        "0.01": lambda: f"{setting('fair_start')['lr']:g}",
        "20": lambda: str(setting("fair_start")["seeds"]),
        "10": lambda: str(setting("fair_start")["seeds"] // 2),  # a wrong option
        "15": lambda: if_true("15", pairs("fair_start").count > 15),  # another
        "2": lambda: f"{hidden_ratio():.0f}",  # and √2 for the weights
        "50": lambda: if_true("50", lead("fair_start") > 50),
    },
    "own_rate": {
        "0.1": lambda: f"{own_rates()[1]:g}",
        "0.01": lambda: f"{setting('fair_start')['lr']:g}",
    },
    "adam_deep": {"22": lambda: str(setting("adam_deep")["depth"])},
    "batch_norm": {
        "0": lambda: f"{round(normalized()[0], 3):g}",
        "1": lambda: f"{normalized()[1]:.2g}",
        "0.01": lambda: f"{setting('batch_norm')['lr']:g}",
        "2": twice,
    },
    "one_of_twenty": {
        "0": lambda: if_true("0", opened("one_of_twenty").settings.seeds == 1),
        "20": lambda: str(setting("one_of_twenty")["seeds"]),
        "02": lambda: if_true("02", list(NOTEBOOKS.glob("02_drawing_weights.ipynb"))),
    },
}
