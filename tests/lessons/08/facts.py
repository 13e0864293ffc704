"""What lesson 08 states, computed: facts, and by them every number of its sentences and of its questions."""

from functools import cache

import numpy as np

from course_lib.checks.lessons.lesson08_training_curves import RACE, SEEDS
from course_lib.ensemble import Ensemble
from course_lib.labs.shared.digit_races import GUESSING, WIDTH, data
from course_lib.labs.training_race.experiment import ENTRANTS
from course_lib.labs.training_race.figure import HEALTHY, LOSS_TOP
from course_lib.labs.training_race.lab import final_accuracy
from course_lib.training import train
from course_lib.training.comparison import wins
from course_lib.training.member_block import EPSILON
from tests.lessons.shown import WORDS, if_true, lab_of, result, setting


def sizes(depth):
    return (64, *[WIDTH] * (depth - 1), 10)


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
    """What the median of × 10 stays below, and all of its networks, in percent, where He's learn."""
    ends, he = (final_accuracy(starting())[row(name)] for name in ("normal_x10", "he_normal"))
    return if_true([50, 70], np.median(ends) < 0.5 and ends.max() < 0.7 and np.median(he) > 0.75)


def zeros_stay():
    """The number of classes, if under zeros the loss stays near its logarithm and nothing is learned."""
    losses = starting().curves[:, 0, row("zeros")]
    guess = np.abs(losses - GUESSING[0]).max() < 0.1 and np.ptp(losses) > 0  # the output's biases move
    still = not starting().layers["gradient_norm"][:, :, 0, row("zeros")].any()
    return if_true(10, guess and still and final_accuracy(starting())[row("zeros")].max() < 0.15)


def signal_on_top():
    """Glorot's E[a²] in the last hidden layer over He's, before any training, as a power of 2."""
    net = Ensemble(sizes(setting("adam_deep")["depth"]), "relu", ["he_normal", "glorot_normal"], 2)
    he, glorot = net.hidden(data().X_train)[1][-1].double().square().mean((1, 2)).view(2, 2).mean(1)
    return [2, f"{-np.log2(float(glorot / he)):.0f}"]


def entry_of_default():
    """The root mean square of an entry of PyTorch's default's gradient in layer 1, as a power of ten."""
    return [10, f"{-np.log10(first_look('adam_deep', 'gradient_norm')[2] / np.sqrt(64 * WIDTH)):.0f}"]


def growth_of_power():
    """With shortcuts, E[a²] of a layer over that of the one before, by scheme."""
    net = Ensemble(sizes(10), "relu", ["he_normal", "glorot_normal"], SEEDS, residual=True)
    powers = [a.double().square().mean((1, 2)).view(2, SEEDS).mean(1) for a in net.hidden(data().X_train)[1]]
    return [f"{float(factor):.1f}" for factor in (powers[8] / powers[0]) ** (1 / 8)]


def rates_that_learn():
    """A percentage, at how many rates He's start ends above it, of how many, and Glorot's only one."""
    race = result("own_rate")
    he, glorot = (np.median(race.accuracy[-1], axis=2) > 0.75).T
    holds = not he[-1] and np.flatnonzero(glorot).tolist() == [race.shown[1]]
    return [75, WORDS[he.sum()], WORDS[len(he)], *if_true([f"{own_rates()[1]:g}"], holds)]


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
    net = Ensemble(sizes(3), "relu", ["he_normal"], 1, batch_norm=True)
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
    net = Ensemble(sizes(depth), "relu", [scheme], 2).repeat(len(RATES))
    steps = EPOCHS * -(-len(data().X_train) // 32)
    train(net, data().X_train, data().y_train, steps=steps, lr=RATES, batch_size=32, chunk=steps)
    accuracy = net.evaluate(data().X_test, data().y_test)[1].numpy()
    return np.median(accuracy.reshape(len(RATES), -1), axis=1)


SENTENCES = [
    ("“× @” starts with a loss of about @ in the median,", lambda: [10, huge_loss()]),
    ("the panel, which ends at @,", lambda: LOSS_TOP),
    ("Its median ends below @ %, and none of its networks reaches @ %", x10_ends),
    ("gradients about @ times as large as He's", gradient_of_x10),
    ("calls values near @, the dashed line", lambda: f"{HEALTHY:g}"),
    ("He's networks win all @ pairs", lambda: if_true(SEEDS, pairs("fair_start").count == SEEDS)),
    (
        "won fewer than @ % of all pairs, a count of @ out of @",
        lambda: [f"{100 * pairs('fair_start').low:.0f}", *[pairs("fair_start").seeds] * 2],
    ),
    (r"has a probability of at least @ %", lambda: f"{100 * (1 - 0.95) / 2:g}"),
    (r"its lower end is $@^{@/n}$", tail),
    ("He's networks end above @ % at @ of the @ rates, Glorot's only at @.", rates_that_learn),
    ("the gap in test accuracy is below @ points", lambda: if_true(15, 0 < lead("own_rate") < 15)),
    ("The @ training images", lambda: f"{len(data().y_train):,}"),
    ("The @ validation images", lambda: len(data().y_validation)),
    ("The @ test images", lambda: len(data().y_test)),
    ("left guessing, near @ %", lambda: if_true(10, result("adam_deep").accuracy[-1, 0, 2] < 0.13)),
    ("about @ times as large as Glorot's in the middle layers of @,", lambda: larger("fair_start", 10)),
    ("and about @ times in those of @.", lambda: larger("adam_deep", 500)),
    (
        "six rates from @ to @, for ten epochs each. At @ layers none",
        lambda: [RATES[0], f"{RATES[-1]:g}", DEEP],
    ),
    ("makes up for that at @ layers; at @ none of the rates", lambda: [SHALLOW, DEEP]),
    ("set **Epochs** to @. Now its median is above @ % as well", lambda: [LONG, CAUGHT_UP]),
    (r"far above $\epsilon = @^{-@}$", lambda: [10, f"{-np.log10(EPSILON):g}"]),
    (r"at the last layer Glorot's has $@^{-@}$ of", signal_on_top),
    (r"in layer 1 is about $@^{-@}$, a hundredth of", entry_of_default),
    (r"tried $\epsilon = @^{-@}$: after @ epochs", lambda: [10, f"{-np.log10(TINY):g}", LONG]),
    ("After @ layers practically nothing of it is left", lambda: setting("adam_deep")["depth"]),
    ("grows @-fold a layer under He's scheme, and @-fold under Glorot's", growth_of_power),
    (r"stays at $\ln @$", zeros_stay),
    ("With @ seeds the two clouds", lambda: setting("one_of_twenty")["seeds"]),
    ("layers at a rate of @, as in the last race", lambda: f"{RACE['lr']:g}"),
]

# the rates to set or read; “× 10”, a scheme's name; the seeds of exercise 1
TRIED = {"0.1", "0.3", "0.01", "10", "20"}


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
        "2": twice,
    },
    "one_of_twenty": {"20": lambda: str(setting("one_of_twenty")["seeds"])},
}
