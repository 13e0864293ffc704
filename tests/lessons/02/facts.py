"""What lesson 02 states, computed: facts, and by them every number of its sentences and of its questions."""

import math

import numpy as np
from scipy import stats

from course_lib.initializers import INITIALIZERS, TRUNCATED_STD, VarianceScaling, get
from tests.lessons.measured import raced
from tests.lessons.shown import WORDS, if_true, result, setting


def shapes_overlap():
    """Whether each shape's median loss lies among the losses of the other's seeds, at the end."""
    normal, uniform = raced(steps=1500, seeds=16, schemes=("he_normal", "he_uniform")).curves[-1]
    inside = [a.min() < np.median(b) < a.max() for a, b in ((normal, uniform), (uniform, normal))]
    return all(inside)


def growth():
    """By what factor n · E[w²] grows from width 16 to 4096, if it is at 2 at most once on the way."""
    widths = np.array([16, 4096])
    fixed = [INITIALIZERS[name].law((1, 1)) for name in ("normal", "uniform")]
    squares = [0.05**2 / 3, 0.05**2, *(law.std**2 + law.mean**2 for law in fixed)]
    first, last = np.outer(squares, widths).T
    return if_true(f"{last[0] / first[0]:.0f}", np.allclose(last / first, last[0] / first[0]))


HE_NORMAL, UNIFORM = INITIALIZERS["he_normal"], INITIALIZERS["glorot_uniform"]
KERAS_HE = HE_NORMAL.truncate()


DENSITY, INSIDE = stats.norm.pdf(2), 2 * stats.norm.cdf(2) - 1


SENTENCES = [
    (r"the activation $@\tanh(2z/3)$", lambda: f"{1 / math.tanh(2 / 3):.4f}"),  # 1 for 1
    (r"The limit is $\sqrt 3 = @$ times", lambda: f"{UNIFORM.limit((64, 32)) / UNIFORM.std((64, 32)):.2f}"),
    (
        r"The limit is now @, which is $1/\sqrt{@}$",
        lambda: [f"{result('standard_scale').law.limit:g}", setting("standard_scale")["fan_in"]],
    ),
    (
        r"the limit @ is $\sqrt{3/@}$",
        lambda: [f"{VarianceScaling(1, 'fan_in', 'uniform').limit((64, 32)):.3f}", 64],
    ),
    ("this is 2/6, a sixth of He's scale", lambda: if_true([], math.isclose(get("standard").scale, 2 / 6))),
    ("The losses of @ normal and @ uniform starts overlap", lambda: if_true([16, 16], shapes_overlap())),
    ("the dashed curve, are @ times smaller", lambda: f"{1 / HE_NORMAL.std((64, 1)):.1f}"),
    ("so its row grows with $n$, @-fold in all", growth),
    (
        "of a million draws, about @ lie beyond @ std",
        lambda: [WORDS[round(1e6 * 2 * stats.norm.sf(4.5))], 4.5],
    ),
    ("the std falls to @.", lambda: f"{stats.truncnorm(-2, 2).std():.4f}"),
    ("divide the std by @ before they cut", lambda: f"{TRUNCATED_STD:.4f}"),
    (
        "the limit lies at $2/@ = @$ std",
        lambda: [f"{TRUNCATED_STD:.4f}", f"{KERAS_HE.limit((64, 32)) / KERAS_HE.std((64, 32)):.2f}"],
    ),
    (
        "multiplied the variance by @, about $1/@^2$",
        lambda: [f"{1 / 0.8796**2:.1f}", f"{TRUNCATED_STD:.4f}"],
    ),
    ("Where @ comes from", lambda: f"{TRUNCATED_STD:.4f}"),
    ("and $p = @$ the share", lambda: f"{INSIDE:.4f}"),
    (" = @ = @^2", lambda: [f"{1 - 4 * DENSITY / INSIDE:.4f}", f"{TRUNCATED_STD:.4f}"]),
]

# the puzzle's layer, widths and Keras' bounds to try; years
TRIED = {"64", "32", "16", "4096", "0.05", "1998", "2010", "2015"}


def he_std(n_in):
    return INITIALIZERS["he_normal"].std((n_in, 32))


def glorot_limit(*shape):
    return get("glorot_uniform").limit(shape or (64, 32))


def sum_std():
    """The std of a sum of 64 inputs of size 1 with weights from N(0, 1)."""
    return math.sqrt(64) * get("normal").std((64, 1))


NUMBERS = {
    "standard_scale": {
        "1": lambda: f"{get('lecun_uniform').scale:g}",
        "3": lambda: f"{1 / get('standard').scale:g}",
    },
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
}
