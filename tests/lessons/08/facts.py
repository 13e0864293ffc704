"""What lesson 08 states, computed."""

from functools import cache

import numpy as np

from course_lib.checks.lessons.lesson08_training_curves import SEEDS
from course_lib.ensemble import Ensemble
from course_lib.labs.shared.digit_races import data
from course_lib.labs.training_race.experiment import ENTRANTS
from course_lib.labs.training_race.lab import final_accuracy
from course_lib.training import train
from course_lib.training.comparison import wins
from tests.lessons.deep_digits import DATA, WIDTH
from tests.lessons.shown import if_true, lab_of, result, setting


def starting():
    """The race of zeros, ×10 and He that the lesson opens with."""
    return lab_of("08", "training_race").result


def row(scheme):
    return starting().settings.schemes.index(scheme)


def gradient_of_x10():
    """How many times He's first gradient, in the first layer, rounded to a digit."""
    first = starting().layers["gradient_norm"][0, 0, 0].mean(-1)
    return f"{round(first[row('normal_x10')] / first[row('he_normal')], -3):,.0f}"


def huge_loss():
    return f"{round(np.median(starting().curves[0, 0, row('normal_x10')]), -4):,.0f}"


def x10_ends():
    """What the median of × 10 stays below, and all of its networks, in percent."""
    ends = final_accuracy(starting())[row("normal_x10")]
    return if_true([50, 70], np.median(ends) < 0.5 and ends.max() < 0.7)


def signal_on_top():
    """Glorot's E[a²] in the last hidden layer over He's, before any training, as a power of 2."""
    sizes = (64, *[WIDTH] * (setting("adam_deep")["depth"] - 1), 10)
    net = Ensemble(sizes, "relu", ["he_normal", "glorot_normal"], 2)
    he, glorot = net.hidden(data().X_train)[1][-1].double().square().mean((1, 2)).view(2, 2).mean(1)
    return [2, f"{-np.log2(float(glorot / he)):.0f}"]


def entry_of_default():
    """The root mean square of an entry of PyTorch's default's gradient in layer 1, as a power of ten."""
    return [10, f"{-np.log10(first_look('adam_deep', 'gradient_norm')[2] / np.sqrt(64 * WIDTH)):.0f}"]


def growth_of_power():
    """With shortcuts, E[a²] of a layer over that of the one before, by scheme."""
    net = Ensemble((64, *[WIDTH] * 9, 10), "relu", ["he_normal", "glorot_normal"], SEEDS, residual=True)
    powers = [a.double().square().mean((1, 2)).view(2, SEEDS).mean(1) for a in net.hidden(data().X_train)[1]]
    return [f"{float(factor):.1f}" for factor in (powers[8] / powers[0]) ** (1 / 8)]


def rates_of_glorot():
    """The lowest rate at which Glorot's start learns, and the one that the validation images choose."""
    race = result("own_rate")
    learns = np.median(race.accuracy[-1, :, 1], axis=-1) > 0.5
    return [f"{race.settings.rates[np.argmax(learns)]:.1g}", f"{own_rates()[1]:g}"]


def larger(question, step):
    """How much larger He's first gradient is than Glorot's, in the median layer, to a `step`; the layers."""
    he, glorot = gradients(question)[:2]
    return [f"{step * round(np.median(he / glorot) / step):,}", len(he)]


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


RATES = (0.02, 0.06, 0.2, 0.6, 2.0, 6.0)
SHALLOW, DEEP, EPOCHS = 10, 22, 10
LONG, CAUGHT_UP = 20, 80  # epochs of Adam, after which Glorot's median is above this percentage
TINY = 1e-12  # Adam's ε, with which PyTorch's default leaves guessing


@cache
def ends(depth, scheme):
    """(rates,): the median test accuracy over two seeds after ten epochs of SGD, batches of 32."""
    net = Ensemble((64, *[WIDTH] * (depth - 1), 10), "relu", [scheme], 2).repeat(len(RATES))
    steps = EPOCHS * -(-len(DATA.X_train) // 32)
    train(net, DATA.X_train, DATA.y_train, steps=steps, lr=RATES, batch_size=32, chunk=steps)
    accuracy = net.evaluate(DATA.X_test, DATA.y_test)[1].numpy()
    return np.median(accuracy.reshape(len(RATES), -1), axis=1)
