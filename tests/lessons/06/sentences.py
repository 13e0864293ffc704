"""The sentences of lesson 06 that hold a number, `@`, and how each number comes about."""

from course_lib.activations import ACTIVATIONS
from course_lib.activations.saturation import BELOW
from course_lib.checks.lessons.lesson06_activations_meet_schemes import DEPTH
from course_lib.labs.matrix.experiment import SURVIVES
from tests.lessons.measured import deep_race, depth, flat_in_large, he_learns, percent
from tests.lessons.shown import WORDS, arguments, if_true, setting

from .facts import (
    both_harmless_at,
    draws_given,
    flat_from_sigmoid,
    half_dead_from,
    last_dead,
    matrix_cell,
    none_dead_at_first,
    of_sigmoid,
    softsign_behind,
    softsign_law,
    steps_of_step,
    third_dead,
)

SENTENCES = [
    ("all three for @ activations", lambda: WORDS[len(ACTIVATIONS)]),
    ("@ activations against the schemes", lambda: WORDS[len(ACTIVATIONS)].capitalize()),
    (r"Of $\mathrm E[a^2] = @$ the square of the mean makes up @,", of_sigmoid),
    ("@ layers that no longer see their input", lambda: depth("level")),
    (r"like $@/\ell^2$ instead", softsign_law),
    (
        "By layer @ that makes a factor of @ between",
        lambda: [depth("symmetric"), softsign_behind()],
    ),
    ("@ % of $z$ lay in the flat zones", flat_in_large),
    ("With a std of @ two thirds", lambda: if_true(5, setting("saturates")["std"] == 5)),
    ("later, at ±@,", flat_from_sigmoid),
    (
        "climbs from 0 in the first layers to about @ %",
        lambda: if_true(f"{round(100 * last_dead('off'), -1):.0f}", none_dead_at_first()),
    ),
    ("Its slope below 0 is @,", lambda: f"{ACTIVATIONS['leaky_relu'].derivative(-1.0):g}"),
    (
        "**Width** and **Last width** at @ about a third of the last units",
        lambda: if_true(128, third_dead()),
    ),
    ("half of all units, from layer @ on", lambda: if_true(10, half_dead_from(10))),
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
        lambda: [steps_of_step(), WORDS[arguments("06", "Ensemble")[1]["seeds"]]],
    ),
    ("to read @ random features", lambda: arguments("06", "Ensemble")[0][0][1]),
    (
        "He's scheme won at @ layers, and at 3 layers",
        lambda: if_true(deep_race().settings.depth, he_learns()),
    ),
    ("Set **Layers** to @: now both rows", lambda: if_true(3, both_harmless_at(3))),
    ("layer 1 and layer @ of a wide network", lambda: DEPTH),
    ("if it stays within a factor of @, else", lambda: f"{10**SURVIVES:g}"),
    ("`z` holds @ draws", draws_given),
]

# What a reader is asked to set or to write, years, and names that hold a number.
TRIED = set()
