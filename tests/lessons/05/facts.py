"""What lesson 05 states, computed: facts, and by them every number of its sentences and of its questions."""

import math

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.checks import check
from course_lib.datasets import digits
from course_lib.initializers import get
from course_lib.labs.gallery.experiment import gallery
from course_lib.labs.shared.digit_races import GUESSING, WIDTH
from course_lib.labs.training_race.lab import final_accuracy
from course_lib.mean_field import mean_field
from tests.lessons.measured import (
    a_layer,
    by_theory,
    deep_race,
    depth,
    he_learns,
    leaves,
    middle,
    power,
    signals,
    tanh_after_30,
    theory_of,
    variance,
    width,
)
from tests.lessons.shown import WORDS, changed, if_true, lab_of, result, setting


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


def glorot_raced():
    return final_accuracy(deep_race())[1]


def stalled():
    return np.abs(deep_race().curves[:, 0, 1] - math.log(10)) < 0.03


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


def ten_layers():
    return changed("deep_race", depth=10)


def far_apart_after_a_quarter():
    """Whether He's median loss is then below 1 and Glorot's still above 2; here they are 0.44 and 2.2."""
    curves = ten_layers().curves[:, 0]
    he, glorot = np.median(curves[len(curves) // 4 - 1], axis=1)
    return he < 1 and glorot > 2


SENTENCES = [
    ("trained two networks of @ layers on photographs", lambda: PAPER[3]),
    ("do with ReLU in @ layers", lambda: depth("relu_lecun")),
    (r"\frac{1}{\sqrt{2\pi}} = @ .", lambda: f"{relu_mean():.3f}"),
    (r"\tfrac12 - @ = @$", lambda: [f"{relu_mean() ** 2:.3f}", f"{gallery('relu').theory.variance:.3f}"]),
    ("in place of the flat half: $s = @$, say", lambda: f"{ACTIVATIONS['leaky_relu'].slope:g}"),
    ("learns $s$ and starts at @", lambda: f"{ACTIVATIONS['prelu'].slope:g}"),
    ("He's starts at @:", twice),
    ("falls to 1/@ at layer 1", lambda: by_theory("he_keeps", 1.4)),
    (
        "handwritten digits of @ pixels, networks of equal width, @ epochs of plain SGD at a rate of @.",
        lambda: [digits().n_features, deep_race().settings.epochs, f"{setting('deep_race')['lr']:g}"],
    ),
    (
        r"Their loss is below @ when Glorot's has hardly left $\ln @$",
        lambda: if_true([1, 10], far_apart_after_a_quarter()),
    ),
    (
        r"stays at $\ln @$ in all @ seeds.",
        lambda: if_true(
            [10, WORDS[deep_race().settings.seeds]], stalled() & (np.median(glorot_raced()) < 0.2)
        ),
    ),
    ("The best of them reaches about @ % test", lambda: f"{round(100 * glorot_raced().max(), -1):.0f}"),
    ("He's start all @ learn", lambda: if_true(WORDS[deep_race().settings.seeds], he_learns())),
    (
        r"a factor of $\sqrt @$ in @ layers, and of @ in the last, which narrows to @ units",
        lambda: [
            f"{ratio_of_he(64, 64) ** 2:.0f}",
            deep_race().settings.depth - 1,
            f"{ratio_of_he(64, 10):.2f}",
            digits().n_classes,
        ],
    ),
    ("are figures @ and @ of the [paper]", lambda: [*PAPER]),
    (
        "converge with @ layers, He's sooner, and with @ only He's does",
        lambda: if_true([*PAPER.values()], deep_race().settings.depth == PAPER[3]),
    ),
    ("plain SGD leaves @ layers near guessing", lambda: if_true(deep_race().settings.depth, stalled())),
    ("At @ layers both learn, He's sooner", lambda: if_true(10, final_accuracy(ten_layers()) > 0.6)),
    ("The networks so far had up to @ layers", lambda: deep_race().settings.depth),
    (
        "of these @ starts at @ and ends at @.",
        lambda: [
            WORDS[setting("hundred_layers")["seeds"]],
            f"{power('hundred_layers')[0]:.0f}",
            f"{power('hundred_layers')[-1]:.2g}",
        ],
    ),
    ("So 2 would fall to @.", lambda: f"{2 * typical(100, 64):.2f}"),
    ("the lab's mean over @ inputs", lambda: signals("hundred_layers").batch),
    (
        "The geometric mean of only @ networks scatters around that by a factor of @ or @",
        lambda: if_true(["eight", "two", "three"], 2 < math.exp(scatter_of_eight()) < 3),
    ),
    (
        "raise **Width** to @: the lines come together, and the fall is slower",
        lambda: if_true(256, wide_comes_together()),
    ),
    ("does stay at @, carried by", lambda: f"{theory_of('hundred_layers', 'preactivation_power')[-1]:.0f}"),
    (r"Its std is about $\sqrt{@/n}$", lambda: f"{3 + 2:.0f}"),  # measured in test_claims.py
    (r"\exp\left(-@\,\frac{L}{n}\right)", lambda: f"{(3 + 2) / 2}"),
    (
        "about @ for @ layers of @ units",
        lambda: [
            f"{typical(int(depth('hundred_layers')), int(width('hundred_layers'))):.2f}",
            depth("hundred_layers"),
            width("hundred_layers"),
        ],
    ),
    ("has @ inputs and layers of @, @, @ and @ units", telescoped),
    (r"like $\exp(-@\,L/n)$", lambda: f"{(3 + 2) / 2}"),
]

TRIED = set()


NUMBERS = {
    "relu_half": {
        "2": lambda: f"{1 / leaves('relu')[1]:.0f}",
        "0.40": lambda: f"{leaves('relu')[0]:.2f}",
        "0.34": lambda: f"{leaves('relu')[2] ** 2:.2f}",
        "0.58": lambda: f"{leaves('relu')[2]:.2f}",
        "0.50": lambda: f"{leaves('relu')[1]:.2f}",
        "0.16": lambda: f"{leaves('relu')[0] ** 2:.2f}",
    },
    "relu_lecun": {
        "30": lambda: depth("relu_lecun"),
        "29": lambda: str(setting("relu_lecun")["depth"] - 1),
        "2": lambda: f"{1 / a_layer(signals('relu_lecun').theory.preactivation_power[0]):.0f}",
        "10": lambda: if_true("10", 1e-9 < power("relu_lecun")[-1] < 4e-9),
        "60": lambda: f"{round(1 / tanh_after_30(), -1):.0f}",
    },
    "he_keeps": {
        "256": lambda: str(signals("he_keeps").sizes[0]),
        "128": lambda: str(signals("he_keeps").sizes[1]),
        "1": lambda: f"{signals('he_keeps').theory.gradient_power[0, -1]:.0f}",
        "2": lambda: f"{variance('he_keeps') * signals('he_keeps').sizes[1]:.0f}",
        "16": lambda: f"{1 / signals('he_keeps').theory.gradient_power[0, 0]:.0f}",
    },
    "hundred_layers": {
        "2": lambda: f"{signals('hundred_layers').theory.preactivation_power[0, -1]:.0f}",
        "64": lambda: width("hundred_layers"),
        "100": lambda: depth("hundred_layers"),
        "1": lambda: f"{a_layer(signals('hundred_layers').theory.preactivation_power[0]):.0f}",
    },
    "deep_race": {
        "20": lambda: str(setting("deep_race")["epochs"]),
        "30": lambda: depth("deep_race"),
        "29": lambda: str(int(depth("deep_race")) - 1),
        "64": lambda: str(WIDTH),
        "2": lambda: f"{(get('he_normal').std((64, 64)) / get('glorot_normal').std((64, 64))) ** 2:.0f}",
        "10": lambda: f"{math.exp(GUESSING[0]):.0f}",
    },
}
