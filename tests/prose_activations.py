"""Every number in the prose of lessons 05 and 06, computed; like `prose_depth.py`."""

import math

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.activations.saturation import BELOW, saturated_intervals
from course_lib.checks import check
from course_lib.checks.lessons.activations_meet_schemes import DEPTH
from course_lib.datasets import digits
from course_lib.initializers import get
from course_lib.labs.gallery.experiment import gallery
from course_lib.labs.matrix.experiment import SCHEMES, SURVIVES
from course_lib.labs.training_race.lab import final_accuracy
from course_lib.mean_field import mean_field
from tests.numbers_depth import (
    depth,
    last_dead,
    middle,
    percent,
    power,
    signals,
    width,
)
from tests.prose_depth import by_theory, flat_in_large, theory_of
from tests.settled import if_true, result, setting
from tests.shown import WORDS, arguments, changed, lab_of, opened


def matrix_cell(question, activation, scheme):
    """log10 of what is left of the signal in one cell of a settled matrix."""
    return result(question).signal[list(ACTIVATIONS).index(activation), list(SCHEMES).index(scheme)]


def both_harmless_at(depth):
    """Whether the cells of the rule, linear and ReLU under He and Glorot, have a ring."""
    grid = changed("rule", depth=depth)
    rows = [list(ACTIVATIONS).index(name) for name in ("identity", "relu")]
    columns = [list(SCHEMES).index(name) for name in ("he_normal", "glorot_normal")]
    return max(np.abs(part[np.ix_(rows, columns)]).max() for part in (grid.signal, grid.gradient)) < SURVIVES


def relu_mean():
    return gallery("relu").theory.mean


def telescoped():
    sizes = [100, 400, 200, 50, 10]
    he = [[2 / n for n in sizes[:-1]]]
    back = mean_field("relu", sizes, he).gradient_power[0, 0]
    return if_true(sizes, check("telescope", back).status == "right")


def typical(layers, units):
    """What theory of finite width leaves of the geometric mean."""
    return math.exp(-2.5 * layers / units)


def twice():
    """E[z²] of theory in layers 1 to 30 of the lab that compares He with LeCun, if it is one number."""
    q = lab_of("05", "signals").result.signals.theory.preactivation_power[0]
    return if_true(f"{q[0]:.0f}", abs(q / q[0] - 1) < 1e-6)


def race():
    return result("deep_race")


def glorot_raced():
    return final_accuracy(race())[1]


def he_learns():
    """By seed; the worst of five was at .51 to .76 on several processors."""
    return final_accuracy(race())[0] > 0.4


def stalled():
    return np.abs(race().curves[:, 0, 1] - math.log(10)) < 0.03


def ratio_of_he(n_in, n_out):
    return get("he_normal").std((n_in, n_out)) / get("glorot_normal").std((n_in, n_out))


def scatter_of_eight():
    """The standard error of the logarithm of the geometric mean of eight."""
    return spread(result("hundred_layers")) / math.sqrt(8)


def spread(one):
    return np.log(one.signals.preactivation_power[0, :, -1]).std()


def wide_comes_together():
    wide = changed("hundred_layers", width=256, last=256)
    slower = middle(wide.signals.preactivation_power)[-1] > 5 * power("hundred_layers")[-1]
    return slower and spread(wide) < spread(result("hundred_layers")) / 2


PAPER = {2: 22, 3: 30}  # figure -> layers of the races of He et al. (2015)


def of_the_paper():
    return [*PAPER, PAPER[2]]


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


def none_dead_at_first():
    return signals("off").share_dead[0, :, :2].max() == 0


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


def steps_of_step():
    return arguments("06", "train")[1]["steps"]


PROSE = [
    # lesson, sentence, its numbers
    ("05", "do with ReLU in @ layers", lambda: depth("relu_lecun")),
    ("05", r"\frac{1}{\sqrt{2\pi}} = @ .", lambda: f"{relu_mean():.3f}"),
    (
        "05",
        r"\tfrac12 - @ = @$",
        lambda: [f"{relu_mean() ** 2:.3f}", f"{gallery('relu').theory.variance:.3f}"],
    ),
    ("05", "Leaky ReLU takes $s = @$;", lambda: f"{ACTIVATIONS['leaky_relu'].slope:g}"),
    ("05", "learns $s$ and starts at @", lambda: f"{ACTIVATIONS['prelu'].slope:g}"),
    ("05", "falls to about 1/@ at layer 1", lambda: by_theory("he_keeps", 1.4)),
    (
        "05",
        "Handwritten digits, @ pixels, networks of equal width, @ epochs of plain SGD at a rate of @.",
        lambda: [digits().n_features, race().settings.epochs, f"{setting('deep_race')['lr']:g}"],
    ),
    ("05", "layer 1 doubles their mean square to @;", twice),
    ("05", r"every layer keeps $\mathrm E[z^2] = @$", twice),
    (
        "05",
        r"stays at $\ln @$ in all @ seeds, and the accuracy near that of guessing",
        lambda: if_true([10, WORDS[race().settings.seeds]], stalled() & (np.median(glorot_raced()) < 0.2)),
    ),
    ("05", "the best seed reaches about @ %", lambda: f"{round(100 * glorot_raced().max(), -1):.0f}"),
    ("05", "He's start all @ learn", lambda: if_true(WORDS[race().settings.seeds], he_learns())),
    (
        "05",
        r"a factor of $\sqrt 2$ in two layers, and of @ in the last, is soon made up for",
        lambda: f"{ratio_of_he(64, 10):.2f}",
    ),
    ("05", "Go back to @ layers", lambda: race().settings.depth),
    ("05", "start fails with ReLU at @ layers", lambda: if_true(race().settings.depth, stalled())),
    (
        "05",
        r"a factor of $\sqrt @$ in @ layers, and of @ in the last, which narrows to @ units",
        lambda: [
            f"{ratio_of_he(64, 64) ** 2:.0f}",
            race().settings.depth - 1,
            f"{ratio_of_he(64, 10):.2f}",
            digits().n_classes,
        ],
    ),
    ("05", "The networks so far had up to @ layers", lambda: race().settings.depth),
    (
        "05",
        "of these @ starts at @ and ends at @.",
        lambda: [
            WORDS[setting("hundred_layers")["seeds"]],
            f"{power('hundred_layers')[0]:.0f}",
            f"{power('hundred_layers')[-1]:.2g}",
        ],
    ),
    ("05", "That would take 2 to @.", lambda: f"{2 * typical(100, 64):.2f}"),
    ("05", "the lab's mean over @ inputs", lambda: signals("hundred_layers").batch),
    ("05", "[figures @ and @] both starts converge with @ layers", of_the_paper),
    (
        "05",
        "with @ layers only theirs does",
        lambda: if_true(race().settings.depth, race().settings.depth == PAPER[3]),
    ),
    ("05", "plain SGD leaves @ layers near guessing", lambda: if_true(race().settings.depth, stalled())),
    (
        "05",
        "The geometric mean of only @ networks scatters around that by a factor of @ or @",
        lambda: if_true(["eight", "two", "three"], 2 < math.exp(scatter_of_eight()) < 3),
    ),
    (
        "05",
        "Raise **Width** and **Last width** to @: the lines come together, and the fall is slower",
        lambda: if_true(256, wide_comes_together()),
    ),
    (
        "05",
        "does stay at @, carried by",
        lambda: f"{theory_of('hundred_layers', 'preactivation_power')[-1]:.0f}",
    ),
    ("05", r"by about $\sqrt{@/n}$", lambda: f"{3 + 2:.0f}"),  # measured in test_lesson_statements_depth.py
    ("05", r"\exp\left(-@\,\frac{L}{n}\right)", lambda: f"{(3 + 2) / 2}"),
    (
        "05",
        "about @ for @ layers of @ units",
        lambda: [
            f"{typical(int(depth('hundred_layers')), int(width('hundred_layers'))):.2f}",
            depth("hundred_layers"),
            width("hundred_layers"),
        ],
    ),
    ("05", "has @ inputs and layers of @, @, @ and @ units", telescoped),
    ("05", r"like $\exp(-@\,L/n)$", lambda: f"{(3 + 2) / 2}"),
    ("06", "all three for @ activations", lambda: WORDS[len(ACTIVATIONS)]),
    ("06", "@ activations against the schemes", lambda: WORDS[len(ACTIVATIONS)].capitalize()),
    ("06", r"Of $\mathrm E[a^2] = @$ the square of the mean makes up @,", of_sigmoid),
    ("06", "@ layers that no longer see their input", lambda: depth("level")),
    ("06", r"like $@/\ell^2$ instead", softsign_law),
    (
        "06",
        "By layer @ that makes a factor of @ between",
        lambda: [depth("symmetric"), softsign_behind()],
    ),
    ("06", "@ % of $z$ lay in the flat zones", flat_in_large),
    ("06", "With a std of @ two thirds", lambda: if_true(5, setting("saturates")["std"] == 5)),
    ("06", "later, at ±@,", flat_from_sigmoid),
    (
        "06",
        "climbs from 0 in the first layers to about @ %",
        lambda: if_true(f"{round(100 * last_dead('off'), -1):.0f}", none_dead_at_first()),
    ),
    ("06", "Its slope below 0 is @,", lambda: f"{ACTIVATIONS['leaky_relu'].derivative(-1.0):g}"),
    (
        "06",
        "**Width** and **Last width** at @ about a third of the last units",
        lambda: if_true(128, third_dead()),
    ),
    ("06", "half of all units, from layer @ on", lambda: if_true(10, half_dead_from(10))),
    ("06", "slope is under @ % of the largest", lambda: percent(BELOW)),
    ("06", "Below layer @ the gradient is exactly 0", lambda: depth("step")),
    (
        "06",
        "−@ is a billionth",
        lambda: f"{-matrix_cell('rule', 'relu', 'glorot_normal'):.0f}",  # ReLU with Glorot
    ),
    ("06", "where both stay within a factor of @", lambda: f"{10**SURVIVES:g}"),
    ("06", "Here are @ step units", lambda: arguments("06", "Ensemble")[0][0][1]),
    (
        "06",
        "Now train it for @ steps. The number is the test accuracy, the median of @ seeds",
        lambda: [steps_of_step(), WORDS[arguments("06", "Ensemble")[1]["seeds"]]],
    ),
    ("06", "to read @ random features", lambda: arguments("06", "Ensemble")[0][0][1]),
    (
        "06",
        "He's scheme won at @ layers, and at 3 layers",
        lambda: if_true(race().settings.depth, he_learns()),
    ),
    ("06", "Set **Layers** to @: now both rows", lambda: if_true(3, both_harmless_at(3))),
    ("06", "layer 1 and layer @ of a wide network", lambda: DEPTH),
    ("06", "if it stays within a factor of @, else", lambda: f"{10**SURVIVES:g}"),
    ("06", "`z` holds @ draws", draws_given),
]

TRIED = {"05": set(), "06": set()}
