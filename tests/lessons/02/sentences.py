"""The sentences of lesson 02 that hold a number, `@`, and how each number comes about."""

import math

from scipy import stats

from course_lib.checks.draws import SHAPE
from course_lib.initializers import INITIALIZERS, TRUNCATED_STD, fans
from course_lib.labs.printouts.experiment import FRESH, PRINTED, SCHEMES, read
from tests.lessons.shown import WORDS, if_true

from .facts import (
    DENSITY,
    FANS,
    HE_NORMAL,
    INSIDE,
    UNIFORM,
    hundred,
    least_likely,
    limit_in_std,
    ruled_out,
    shapes_overlap,
)

SENTENCES = [
    (r"the activation $@\tanh(2z/3)$", lambda: f"{1 / math.tanh(2 / 3):.4f}"),  # 1 for 1
    ("A 3 × 3 kernel has @ cells", lambda: 3 * 3),
    (
        "adds up @ · @ inputs: that is its fan in",
        lambda: if_true([9, 64], fans((3, 3, 64, 32))[0] == 9 * 64),
    ),
    ("goes into @ · @ outputs", lambda: if_true([9, 32], fans((3, 3, 64, 32))[1] == 9 * 32)),
    (r"They stand at $\sqrt 3 = @$ times the std", lambda: f"{limit_in_std(UNIFORM):.2f}"),
    ("the @ in Glorot's uniform scheme", lambda: f"{96 * UNIFORM.limit((64, 32)) ** 2:.0f}"),
    (
        "the losses of @ normal and @ uniform starts overlap",
        lambda: if_true([16, 16], shapes_overlap()),
    ),
    (
        "With @ inputs, it makes sums of size @;",
        lambda: [64, f"{8 * INITIALIZERS['normal'].std((64, 1)):g}"],
    ),
    ("are @ times smaller", lambda: f"{1 / HE_NORMAL.std((64, 1)):.1f}"),
    (
        "its std reaches 1 only at a fan in of @.",
        lambda: max(n for n in FANS if HE_NORMAL.std((n, 1)) >= 1),
    ),
    (
        "of a million about @ lie beyond @ std",
        lambda: [WORDS[round(1e6 * 2 * stats.norm.sf(4.5))], 4.5],
    ),
    ("the std falls to @.", lambda: f"{stats.truncnorm(-2, 2).std():.4f}"),
    ("Where @ comes from", lambda: f"{TRUNCATED_STD:.4f}"),
    (r"1 - \frac{4 \cdot @}{@}", lambda: [f"{DENSITY:.5f}", f"{INSIDE:.5f}"]),
    (" = @ = @^2", lambda: [f"{1 - 4 * DENSITY / INSIDE:.4f}", f"{TRUNCATED_STD:.4f}"]),
    ("has a limit, at @ std", lambda: f"{limit_in_std(SCHEMES['glorot_normal']):.2f}"),
    ("divide the std by @ before they cut", lambda: f"{TRUNCATED_STD:.4f}"),
    ("multiplied the variance by @, ", lambda: f"{1 / TRUNCATED_STD**2:.1f}"),
    ("which is $1/@^2 = @$", lambda: [f"{TRUNCATED_STD:.4f}", f"{1 / 0.8796**2:.3f}"]),
    ("@ of the @ bins are empty", lambda: [WORDS[sum(hundred() == 0)].capitalize(), len(hundred())]),
    ("the fullest holds @ of the @ numbers", lambda: [WORDS[hundred().max()], sum(hundred())]),
    ("@ lies beyond ±@", lambda: [f"{ruled_out().outside[0]:.3f}", f"{ruled_out().law.limit:.3f}"]),
    ("all @ are possible", lambda: WORDS[sum(read(name).outside.size == 0 for name in PRINTED)]),
    ("how many of @ fresh draws", lambda: f"{FRESH:,}"),
    ("The smallest share is @ %", lambda: f"{100 * least_likely()[0]:.0f}"),
    ("for Keras' @;", lambda: PRINTED[least_likely()[1]].scheme),
    ("one share near @ % is to be expected", lambda: f"{round(100 / (len(PRINTED) + 1), -1):.0f}"),
    ("which is @ % for $n = 9$", lambda: f"{100 / math.sqrt(2 * 9):.0f}"),
    ("@ % for $n = @$", lambda: [f"{100 / math.sqrt(2 * 200):.0f}", 200]),
    ("The check draws @ weights", lambda: f"{math.prod(SHAPE):,}"),
]

# What a reader is asked to set or to write, years, and names that hold a number.
TRIED = {"100", "64", "32", "1998", "2010", "2015", "10"}
