"""What lesson 02 states, computed: facts, and by them every number of its sentences and of its questions."""

import math

import numpy as np
from scipy import stats

from course_lib.checks.draws import SHAPE
from course_lib.initializers import INITIALIZERS, TRUNCATED_STD, fans, get
from course_lib.labs.printouts.experiment import PRINTED, SCHEMES, read
from course_lib.labs.samples.experiment import draw_sample
from tests.lessons.measured import raced
from tests.lessons.shown import WORDS, if_true, result, setting


def shapes_overlap():
    """Whether each shape's median loss lies among the losses of the other's seeds, at the end."""
    normal, uniform = raced(steps=1500, seeds=16, schemes=("he_normal", "he_uniform")).curves[-1]
    inside = [a.min() < np.median(b) < a.max() for a, b in ((normal, uniform), (uniform, normal))]
    return all(inside)


def hundred():
    return draw_sample("uniform", 64, 32, 100, 0).counts


def ruled_out():
    return read("keras_he_uniform", "glorot_uniform")


def limit_in_std(scheme):
    return scheme.limit((9, 1)) / scheme.std((9, 1))


def least_likely():
    """The printout that is rarest under its own scheme, and the share of draws as far off."""
    return min((read(name).farther, name) for name in PRINTED)


HE_NORMAL, UNIFORM = INITIALIZERS["he_normal"], INITIALIZERS["glorot_uniform"]


FANS = [2**k for k in range(10)]


DENSITY, INSIDE = stats.norm.pdf(2), 2 * stats.norm.cdf(2) - 1


SENTENCES = [
    (r"the activation $@\tanh(2z/3)$", lambda: f"{1 / math.tanh(2 / 3):.4f}"),  # 1 for 1
    ("A 3 × 3 kernel has @ cells", lambda: 3 * 3),
    ("adds up @ · @ inputs: that is its fan in", lambda: if_true([9, 64], fans((3, 3, 64, 32))[0] == 9 * 64)),
    ("goes into @ · @ outputs", lambda: if_true([9, 32], fans((3, 3, 64, 32))[1] == 9 * 32)),
    (r"They stand at $\sqrt 3 = @$ times the std", lambda: f"{limit_in_std(UNIFORM):.2f}"),
    ("the @ in Glorot's uniform scheme", lambda: f"{96 * UNIFORM.limit((64, 32)) ** 2:.0f}"),
    ("the losses of @ normal and @ uniform starts overlap", lambda: if_true([16, 16], shapes_overlap())),
    ("With @ inputs, it makes sums of size @;", lambda: [64, f"{8 * INITIALIZERS['normal'].std((64, 1)):g}"]),
    ("are @ times smaller", lambda: f"{1 / HE_NORMAL.std((64, 1)):.1f}"),
    (
        "their std reaches 1 only at a fan in of @.",
        lambda: max(n for n in FANS if HE_NORMAL.std((n, 1)) >= 1),
    ),
    ("of a million about @ lie beyond @ std", lambda: [WORDS[round(1e6 * 2 * stats.norm.sf(4.5))], 4.5]),
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
    ("The smallest share is @ %", lambda: f"{100 * least_likely()[0]:.0f}"),
    ("for Keras' @;", lambda: PRINTED[least_likely()[1]].scheme),
    ("one share near @ % is to be expected", lambda: f"{round(100 / (len(PRINTED) + 1), -1):.0f}"),
    ("which is @ % for $n = 9$", lambda: f"{100 / math.sqrt(2 * 9):.0f}"),
    ("@ % for $n = @$", lambda: [f"{100 / math.sqrt(2 * 200):.0f}", 200]),
    ("The check draws @ weights", lambda: f"{math.prod(SHAPE):,}"),
]

TRIED = {"100", "64", "32", "1998", "2010", "2015", "10"}


def he_std(n_in):
    return INITIALIZERS["he_normal"].std((n_in, 32))


def law_of_keras():
    return get("glorot_normal").truncate().law((64, 32))


def glorot_limit(*shape):
    return get("glorot_uniform").limit(shape or (64, 32))


def percent_as_wide():
    """The share of sets of nine Glorot draws whose std is at least the printout's, in percent."""
    draws = np.random.default_rng(9).uniform(-1, 1, (200_000, 9)) * glorot_limit(9, 1)
    return f"{100 * np.mean(draws.std(1) >= np.std(PRINTED['keras_he_uniform'].values)):.0f}"


def sum_std():
    """The std of a sum of 64 inputs of size 1 with weights from N(0, 1)."""
    return math.sqrt(64) * get("normal").std((64, 1))


NUMBERS = {
    "uniform_std": {
        "2": lambda: f"{0.5 / np.abs(np.linspace(-0.5, 0.5, 10_001)).mean():.0f}",  # the mean of |w| is a / 2
        "3": lambda: f"{(glorot_limit() / get('glorot_uniform').std((64, 32))) ** 2:.0f}",
        "12": lambda: f"{(2 * glorot_limit() / get('glorot_uniform').std((64, 32))) ** 2:.0f}",
        "0.58": lambda: f"{get('glorot_uniform').std((64, 32)) / glorot_limit():.2f}",
    },
    "standard_normal": {
        "64": lambda: str(setting("standard_normal")["fan_in"]),
        "2": lambda: f"{64 * he_std(64) ** 2:.0f}",
        "0.18": lambda: f"{he_std(64):.2f}",
        "8": lambda: f"{sum_std():.0f}",
    },
    "truncated": {
        "2": lambda: f"{get('truncated_normal').limit((4, 4)):g}",
        "0.88": lambda: f"{stats.truncnorm(-2, 2).std():.2f}",
        "0.774": lambda: f"{stats.truncnorm(-2, 2).var():.3f}",
        "0.95": lambda: f"{2 * stats.norm.cdf(2) - 1:.2f}",  # what stays
        "4.6": lambda: f"{100 * 2 * stats.norm.sf(2):.1f}",
        "26": lambda: f"{100 * 2 * (2 * stats.norm.pdf(2) + stats.norm.sf(2)):.0f}",  # ∫ z² g, by parts
    },
    "keras_glorot": {
        "2": lambda: f"{law_of_keras().limit / law_of_keras().std * TRUNCATED_STD:g}",
        "12": lambda: f"{100 * (1 - TRUNCATED_STD):.0f}",
        "0.8796": lambda: f"{TRUNCATED_STD:.4f}",
    },
    "evenly": {
        "100": lambda: str(setting("evenly")["size"]),
        "60": lambda: str(len(result("evenly").counts)),
    },
    "printout": {
        "9": lambda: if_true(str(PRINTED["keras_he_uniform"].shape[0]), percent_as_wide() == "9"),
        "6": lambda: f"{10 * glorot_limit(9, 1) ** 2:.0f}",
        "10": lambda: str(sum(PRINTED["keras_he_uniform"].shape)),
        "0.775": lambda: f"{glorot_limit(9, 1):.3f}",
        "0.51": lambda: f"{np.std(PRINTED['keras_he_uniform'].values):.2f}",
        "0.45": lambda: f"{get('glorot_uniform').std((9, 1)):.2f}",
    }
    | {
        text: lambda text=text: text for text in (f"{abs(v):.3f}" for v in PRINTED["keras_he_uniform"].values)
    },
}
