"""Every number in the questions of lesson 02, computed: question → number → how it comes about."""

import math

import numpy as np
from scipy import stats

from course_lib.initializers import INITIALIZERS, TRUNCATED_STD, get
from course_lib.labs.printouts.experiment import PRINTED
from tests.lessons.shown import if_true, result, setting


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
        "0": lambda: f"{get('normal').mean((64, 32)):g}",
        "1": lambda: f"{get('normal').std((64, 32)):g}",
        "64": lambda: str(setting("standard_normal")["fan_in"]),
        "2": lambda: f"{64 * he_std(64) ** 2:.0f}",
        "0.18": lambda: f"{he_std(64):.2f}",
        "8": lambda: f"{sum_std():.0f}",
    },
    "truncated": {
        "0": lambda: f"{get('truncated_normal').mean((4, 4)):g}",
        "1": lambda: f"{get('normal').std((4, 4)):g}",
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
        "1": lambda: f"{law_of_keras().std / get('glorot_normal').std((64, 32)):g}",
        "0.8796": lambda: f"{TRUNCATED_STD:.4f}",
    },
    "evenly": {
        "100": lambda: str(setting("evenly")["size"]),
        "0": lambda: f"{get('uniform').law((4, 4)).support[0]:g}",
        "1": lambda: f"{get('uniform').law((4, 4)).support[1]:g}",
        "60": lambda: str(len(result("evenly").counts)),
    },
    "printout": {
        "9": lambda: if_true(str(PRINTED["keras_he_uniform"].shape[0]), percent_as_wide() == "9"),
        "1": lambda: str(PRINTED["keras_he_uniform"].shape[1]),
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
