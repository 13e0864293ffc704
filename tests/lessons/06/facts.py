"""What lesson 06 states, computed: facts, and by them every number of its sentences and of its questions."""

import math

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.activations.saturation import BELOW, gaussian_share, saturated_intervals
from course_lib.checks import check
from course_lib.checks.lessons.lesson06_activations_meet_schemes import DEPTH
from course_lib.initializers import get
from course_lib.labs.gallery.experiment import gallery
from course_lib.labs.matrix.experiment import SCHEMES, SURVIVES
from course_lib.mean_field import gaussian_moments, mean_field
from tests.lessons.measured import (
    deep_race,
    depth,
    flat_in_large,
    he_learns,
    middle,
    percent,
    power,
    signals,
    tanh_after_30,
    width,
)
from tests.lessons.shown import WORDS, arguments, changed, if_true, opened, result, setting


def matrix_cell(question, activation, scheme):
    """log10 of what is left of the signal in one cell of a settled matrix."""
    return result(question).signal[list(ACTIVATIONS).index(activation), list(SCHEMES).index(scheme)]


def both_harmless_at(depth):
    """Whether the cells of the rule, linear and ReLU under He and Glorot, have a ring."""
    grid = changed("rule", depth=depth)
    rows = [list(ACTIVATIONS).index(name) for name in ("identity", "relu")]
    columns = [list(SCHEMES).index(name) for name in ("he_normal", "glorot_normal")]
    return max(np.abs(part[np.ix_(rows, columns)]).max() for part in (grid.signal, grid.gradient)) < SURVIVES


def of_sigmoid():
    out = gallery("sigmoid").theory
    return [f"{out.power:.2f}", f"{out.mean**2:.2f}"]


def flat_from_sigmoid():
    [low, high] = saturated_intervals(ACTIVATIONS["sigmoid"])
    return if_true(f"{high[0]:.1f}", math.isclose(low[1], -high[0]))


def softsign_law():
    """c of c/ℓ², far down."""
    q = mean_field("softsign", [1] * 2001, np.ones((1, 2000)), across=False).preactivation_power[0, -1]
    return f"{q * 2000**2:.1f}"


def softsign_behind():
    ahead = middle(opened("symmetric").signals.preactivation_power)[-1]
    return f"{ahead / power('symmetric')[-1]:.0f}"


def third_dead():
    dead = changed("off", width=128, last=128).signals.share_dead[0].mean(0)
    return 0.28 < dead[-5:].mean() < 0.4  # .37 here, .33 over 40 seeds


def half_dead_from(layer):
    dead = changed("off", scheme="torch_default", width=128, last=128).signals.share_dead[0].mean(0)
    return np.all(abs(dead[layer - 1 :] - 0.5) < 0.05) and dead[4] < 0.4


def draws_given():
    given = []
    check("measured_gain", lambda phi, z: given.append(len(z)))
    return f"{given[0]:,}"


def flat_from(activation):
    return f"{saturated_intervals(ACTIVATIONS[activation])[-1][0]:.1f}"


def last_dead(name):
    return signals(name).share_dead[0].mean(0)[-5:].mean()


SENTENCES = [
    ("@ activations against the schemes", lambda: WORDS[len(ACTIVATIONS)].capitalize()),
    (r"$\mathrm E[a^2]$ is @, and @ of it is the square of the mean", of_sigmoid),
    ("@ layers that no longer see their input", lambda: depth("level")),
    (r"like $@/\ell^2$ instead", softsign_law),
    ("By layer @ its mean square is @ times smaller", lambda: [depth("symmetric"), softsign_behind()]),
    ("@ % of $z$ lay in the flat zones", flat_in_large),
    ("With a std of @ two thirds", lambda: if_true(5, setting("saturates")["std"] == 5)),
    ("later, at ±@.", flat_from_sigmoid),
    (
        "climbs from 0 in the first layers to about @ %",
        lambda: if_true(
            f"{round(100 * last_dead('off'), -1):.0f}", signals("off").share_dead[0, :, :2].max() == 0
        ),
    ),
    ("Its slope below 0 is @,", lambda: f"{ACTIVATIONS['leaky_relu'].derivative(-1.0):g}"),
    ("**Width** at @ (under **More**) about a third of the last units", lambda: if_true(128, third_dead())),
    ("half of all units are dead, from layer @ on", lambda: if_true(10, half_dead_from(10))),
    ("slope is under @ % of the largest", lambda: percent(BELOW)),
    ("Below layer @ the gradient is exactly 0", lambda: depth("step")),
    (
        "−@ is a billionth",
        lambda: f"{-matrix_cell('rule', 'relu', 'glorot_normal'):.0f}",  # ReLU with Glorot
    ),
    ("where both stay within a factor of @", lambda: f"{10**SURVIVES:g}"),
    ("Here are @ step units", lambda: arguments("06", "Ensemble")[0][0][1]),
    (
        "Now train it for @ steps. The number is the test accuracy, the median of @ seeds",
        lambda: [arguments("06", "train")[1]["steps"], WORDS[arguments("06", "Ensemble")[1]["seeds"]]],
    ),
    ("to read @ random features", lambda: arguments("06", "Ensemble")[0][0][1]),
    (
        "He's scheme won at @ layers, and at 10 both learned",
        lambda: if_true(deep_race().settings.depth, he_learns()),
    ),
    ("Set **Layers** to @: now both rows", lambda: if_true(3, both_harmless_at(3))),
    ("layer 1 and layer @ of a wide network", lambda: DEPTH),
    ("if it stays within a factor of @, else", lambda: f"{10**SURVIVES:g}"),
    ("`z` holds @ draws", draws_given),
]

TRIED = set()


NUMBERS = {
    "sigmoid_mean": {},
    "symmetric": {
        "30": lambda: depth("symmetric"),
        "60": lambda: f"{round(1 / tanh_after_30(), -1):.0f}",
        "2,000": lambda: f"{round(1 / signals('symmetric').theory.preactivation_power[0, -1], -3):,.0f}",
        "3": lambda: f"{0.01**3 / (0.01 - np.tanh(0.01)):.0f}",
        "2": lambda: f"{(1e-3 - gaussian_moments('tanh', 1e-3)[1]) / 1e-6:.0f}",
        "0.4": lambda: f"{(2 * 1e-6**1.5 / (1e-6 - gaussian_moments('softsign', 1e-6)[1])) ** 2:.1f}",
    },
    "saturates": {
        "5": lambda: if_true(
            "5", setting("saturates")["std"] == 5 and abs(np.tanh(2.18) ** 2 - 0.95) < 0.002
        ),
        "3": lambda: percent(gaussian_share(saturated_intervals(ACTIVATIONS["tanh"]), 1.0)),
        "2.2": lambda: flat_from("tanh"),
    },
    "off": {
        "128": lambda: str(signals("off").batch),
        "16": lambda: width("off"),
        "30": lambda: depth("off"),
        "40": lambda: f"{round(100 * last_dead('off'), -1):.0f}",
    },
    "step": {"0": lambda: f"{ACTIVATIONS['step'].derivative(1.0):g}", "30": lambda: depth("step")},
    "rule": {
        "30": lambda: depth("rule"),
        "1": lambda: if_true("1", get("glorot_normal").std((64, 64)) ** 2 * 64 - 1 < 1e-12),
    },
}
