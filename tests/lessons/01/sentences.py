"""The sentences of lesson 01 that hold a number, `@`, and how each number comes about."""

import numpy as np

from course_lib.labs import LABS
from course_lib.labs.symmetry.experiment import APART
from course_lib.labs.zero_start.experiment import CASES
from tests.lessons.shown import WORDS, defaults, if_true

from .facts import (
    all_parted,
    constant,
    first_layer_at_zero,
    growth,
    parted,
    random_W2,
    steps_per_decade,
    symmetric,
)

SENTENCES = [
    ("has @ inputs, @ tanh units and @ output", lambda: [*symmetric(steps=0).W1.shape[1:], 1]),
    ("the largest absolute value of its @ entries", lambda: symmetric(steps=0).W1[0].size),
    ("one value that is not zero, $w = @$.", lambda: f"{defaults('symmetry')['c']:g}"),
    ("With $w = @$ the signal passes", lambda: f"{constant().W1[0].max():g}"),
    ("All weights are @ again, but for a little noise", lambda: f"{defaults('symmetry')['c']:g}"),
    ("At @ %, the network", lambda: f"{100 * constant().accuracy:.0f}"),
    ("@ of its @ units are wasted", lambda: [WORDS[8 - constant().distinct[-1]], WORDS[8]]),
    ("$W_1$ stays at @, and", lambda: f"{random_W2(0).W1[0].max():g}"),
    (
        "In the seeds 0 to 7 the first units part within @ steps",
        lambda: if_true("ten", [random_W2(k).parted <= 10 for k in range(8)]),
    ),
    ("it takes between @ and @ steps until", lambda: all_parted()),
    (
        "each of these seeds then passes @ %",
        lambda: if_true(90, [random_W2(k).accuracy > 0.9 for k in range(8)]),
    ),
    ("each power of ten costs about @ steps", lambda: steps_per_decade()),
    (
        "Ten times in @ steps is a factor of $10^{1/@} = @$",
        lambda: [*[steps_per_decade()] * 2, growth()],
    ),
    ("lie within @ of each other", lambda: APART),
    ("In float32, $@ + 10^{-@}$ *is* $@$", lambda: [0.5, 12, np.float32(0.5) + np.float32(1e-12)]),
    (
        "the widths @, @ and @ keep",
        lambda: list(LABS["symmetry"](steps=0).controls["width"].options),
    ),
    (
        "after @ steps this network is still at chance",
        lambda: if_true("2,000", first_layer_at_zero() < 0.55),
    ),
    ("a @ network with every weight at @", lambda: ["2-4-1", 0.5]),
    ("of the @ entries", lambda: WORDS[2 * 4 + 4 * 1]),
    ("a @ tanh network can still be trained", lambda: "-".join(map(str, CASES["last"].sizes))),
    ("a difference of $10^{-@}$ here", lambda: if_true(12, parted(-12) < 8000)),
]

# What a reader is asked to set or to write, years, and names that hold a number.
TRIED = {"10"}  # 10⁻¹²
