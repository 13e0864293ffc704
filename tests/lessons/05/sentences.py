"""The sentences of lesson 05 that hold a number, `@`, and how each number comes about."""

import math

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.datasets import digits
from course_lib.labs.gallery.experiment import gallery
from tests.lessons.measured import by_theory, deep_race, depth, he_learns, power, signals, theory_of, width
from tests.lessons.shown import WORDS, if_true, setting

from .facts import (
    PAPER,
    glorot_raced,
    of_the_paper,
    ratio_of_he,
    relu_mean,
    scatter_of_eight,
    stalled,
    telescoped,
    twice,
    typical,
    wide_comes_together,
)

SENTENCES = [
    ("do with ReLU in @ layers", lambda: depth("relu_lecun")),
    (r"\frac{1}{\sqrt{2\pi}} = @ .", lambda: f"{relu_mean():.3f}"),
    (
        r"\tfrac12 - @ = @$",
        lambda: [f"{relu_mean() ** 2:.3f}", f"{gallery('relu').theory.variance:.3f}"],
    ),
    ("Leaky ReLU takes $s = @$;", lambda: f"{ACTIVATIONS['leaky_relu'].slope:g}"),
    ("learns $s$ and starts at @", lambda: f"{ACTIVATIONS['prelu'].slope:g}"),
    ("falls to about 1/@ at layer 1", lambda: by_theory("he_keeps", 1.4)),
    (
        "Handwritten digits, @ pixels, networks of equal width, @ epochs of plain SGD at a rate of @.",
        lambda: [digits().n_features, deep_race().settings.epochs, f"{setting('deep_race')['lr']:g}"],
    ),
    ("layer 1 doubles their mean square to @;", twice),
    (r"every layer keeps $\mathrm E[z^2] = @$", twice),
    (
        r"stays at $\ln @$ in all @ seeds, and the accuracy near that of guessing",
        lambda: if_true(
            [10, WORDS[deep_race().settings.seeds]], stalled() & (np.median(glorot_raced()) < 0.2)
        ),
    ),
    ("the best seed reaches about @ %", lambda: f"{round(100 * glorot_raced().max(), -1):.0f}"),
    ("He's start all @ learn", lambda: if_true(WORDS[deep_race().settings.seeds], he_learns())),
    (
        r"a factor of $\sqrt 2$ in two layers, and of @ in the last, is soon made up for",
        lambda: f"{ratio_of_he(64, 10):.2f}",
    ),
    ("Go back to @ layers", lambda: deep_race().settings.depth),
    ("start fails with ReLU at @ layers", lambda: if_true(deep_race().settings.depth, stalled())),
    (
        r"a factor of $\sqrt @$ in @ layers, and of @ in the last, which narrows to @ units",
        lambda: [
            f"{ratio_of_he(64, 64) ** 2:.0f}",
            deep_race().settings.depth - 1,
            f"{ratio_of_he(64, 10):.2f}",
            digits().n_classes,
        ],
    ),
    ("The networks so far had up to @ layers", lambda: deep_race().settings.depth),
    (
        "of these @ starts at @ and ends at @.",
        lambda: [
            WORDS[setting("hundred_layers")["seeds"]],
            f"{power('hundred_layers')[0]:.0f}",
            f"{power('hundred_layers')[-1]:.2g}",
        ],
    ),
    ("That would take 2 to @.", lambda: f"{2 * typical(100, 64):.2f}"),
    ("the lab's mean over @ inputs", lambda: signals("hundred_layers").batch),
    ("[figures @ and @] both starts converge with @ layers", of_the_paper),
    (
        "with @ layers only theirs does",
        lambda: if_true(deep_race().settings.depth, deep_race().settings.depth == PAPER[3]),
    ),
    ("plain SGD leaves @ layers near guessing", lambda: if_true(deep_race().settings.depth, stalled())),
    (
        "The geometric mean of only @ networks scatters around that by a factor of @ or @",
        lambda: if_true(["eight", "two", "three"], 2 < math.exp(scatter_of_eight()) < 3),
    ),
    (
        "Raise **Width** and **Last width** to @: the lines come together, and the fall is slower",
        lambda: if_true(256, wide_comes_together()),
    ),
    (
        "does stay at @, carried by",
        lambda: f"{theory_of('hundred_layers', 'preactivation_power')[-1]:.0f}",
    ),
    (r"by about $\sqrt{@/n}$", lambda: f"{3 + 2:.0f}"),  # measured in test_lesson_statements_depth.py
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

# What a reader is asked to set or to write, years, and names that hold a number.
TRIED = set()
