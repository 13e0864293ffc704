"""The sentences of lesson 03 that hold a number, `@`, and how each number comes about."""

import math

import numpy as np

from course_lib.activations.saturation import BELOW
from course_lib.checks.lessons.lesson03_too_small_too_big import DEPTH, KEPT
from course_lib.datasets import digits
from course_lib.labs.race.experiment import RACERS
from tests.lessons.measured import (
    a_layer,
    depth,
    flat_in_large,
    gradient,
    in_powers,
    level_weights,
    percent,
    power,
    signals,
    variance,
    width,
)
from tests.lessons.shown import WORDS, if_true, opened, setting

from .facts import (
    below_theory,
    bounds_of_sigmoid,
    density_of_large,
    factor_of_large,
    factor_of_small,
    first_layers,
    fold,
    level,
    power_of_lab,
    power_of_large,
    shown_across,
    slope_of_large,
    sloped_by_default,
    starts_at_one,
    steepness,
)

SENTENCES = [
    ("In the lab, @ inputs of mean square 1", lambda: signals("small").batch),
    ("a network of @ tanh layers, each @ units wide", lambda: [depth("small"), width("small")]),
    ("each layer multiplies by the same factor, @.", factor_of_small),
    (
        "Thirty such factors leave $@^{-@}$",
        lambda: if_true([10, round(-math.log10(power("small")[-1]))], depth("small") == "30"),
    ),
    (
        "the output is of size $@^{@}$ for every input",
        lambda: [10, math.ceil(math.log10(power("small")[-1]) / 2)],
    ),
    (r"drew weights from $\mathcal N(0, @^2)$", lambda: f"{RACERS['normal_x10'][0].std((2, 2)):g}"),
    ("What lies beyond ±@ is counted", lambda: f"{signals('small').edges['activations'][-1]:g}"),
    ("where the slope is under @ % of the largest", lambda: percent(BELOW)),
    (
        r"= @ \cdot @^2 = @$",
        lambda: [width("small"), f"{setting('small')['gain']:g}", factor_of_small()],
    ),
    ("Above left, @ % of the pre-activations lie where tanh is flat", flat_in_large),
    (
        "to a mean square of about $@^{@}$ in the first layer",
        lambda: if_true([10, 23], abs(math.log10(gradient("large")[0]) - 23) < 1),
    ),
    (r"Here $n_\text{out}\operatorname{Var}(w) = @$", lambda: f"{128 * variance('large'):g}"),
    ("with a mean square of about @,", lambda: f"{power_of_large():.0f}"),
    (
        r"near 0 is $1/\sqrt{2\pi \cdot @} = @$",
        lambda: [f"{power_of_large():.0f}", f"{density_of_large():.4f}"],
    ),
    (
        r"\approx @ \int \tanh'(z)^2 dz = @ \cdot \tfrac@@ = @$",
        lambda: [*[f"{density_of_large():.4f}"] * 2, *steepness(), f"{slope_of_large():.3f}"],
    ),
    ("The product is @, and", factor_of_large),
    (
        r"$@^{@} \approx @^{@}$",
        lambda: [
            factor_of_large(),
            int(depth("large")) - 1,
            10,
            round((int(depth("large")) - 1) * math.log10(float(factor_of_large()))),
        ],
    ),
    ("classes, @ ReLU networks", lambda: "-".join(map(str, first_layers()[0][0]))),
    ("@ seeds with all weights from N(0, 1), and", lambda: WORDS[first_layers()[1]["seeds"]]),
    (
        "The figure shows @ inputs. Set **Width** and **Last width** to @: the curve still starts at @,",
        lambda: if_true([width("fan_in"), opened("fan_in").signals.sizes[0], 1], starts_at_one()),
    ),
    (
        "The line falls by a factor of @ a layer",
        lambda: f"{1 / a_layer(power('third')):.0f}",
    ),
    ("upper curve levels off near @:", level),
    ("about @-fold in each layer", fold),
    (
        "By layer @ it is less than a millionth of the rest",
        lambda: 1 + np.argmax(shown_across() < 1e-6),
    ),
    (
        "= 1/@$, and the slope of the sigmoid is at most $1/@$: its square at most $1/@$. "
        "So the factor is at most $1/@$",
        bounds_of_sigmoid,
    ),
    ("<summary>Why @</summary>", level),
    (r"The next layer makes $\tfrac13 \cdot \tfrac14 = @$", lambda: f"{1 / 3 / 4:.3f}"),
    (
        "between @ and @ in all of @ layers",
        lambda: [f"{KEPT[0]:g}", f"{KEPT[1]:g}", DEPTH],
    ),
    (
        "keep $\\mathrm E[z^2]$ near @, but",
        lambda: f"{power_of_lab('03')[-1]:.3f}",
    ),
    (
        r"is about $@ \cdot @^{@}$ in all @ layers",
        lambda: [*in_powers(level_weights(signals("weights"))), depth("weights")],
    ),
    (
        r"$\delta$ alone falls by @ powers of ten",
        lambda: f"{-math.log10(gradient('weights')[0]):.0f}",
    ),
    ("from about $@^{@}$ in layer @ to $@^{@}$ in layer 1", sloped_by_default),
    ("networks of @ units lie a little below it", below_theory),
    ("numbers from 0 to @", lambda: f"{digits(standardize=None).X_train.max():g}"),
    ("a network with @ classes", lambda: WORDS[digits().n_classes]),
    ("@ and @ are both fatal", lambda: [factor_of_small(), factor_of_large()]),
    ("1/@ a layer is too small in depth", lambda: f"{1 / a_layer(power('third')):.0f}"),
]

# What a reader is asked to set or to write, years, and names that hold a number.
TRIED = set()  # the paper's own layers
