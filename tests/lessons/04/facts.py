"""What lesson 04 states, computed: facts, and by them every number of its sentences and of its questions."""

import math

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.checks import check
from course_lib.initializers import get
from course_lib.mean_field import gaussian_moments, mean_field
from course_lib.propagation import propagate
from tests.lessons.measured import (
    a_layer,
    by_theory,
    depth,
    fraction,
    gradient,
    in_powers,
    level_weights,
    middle,
    percent,
    power,
    signals,
    theory_of,
    variance,
    width,
)
from tests.lessons.shown import WORDS, if_true, lab_of, result


def factors(one):
    """What a layer multiplies signal and gradient by, in theory, if the lab is within 6 % of it."""
    forward = a_layer(one.theory.preactivation_power[0]), a_layer(middle(one.preactivation_power))
    back = 1 / a_layer(one.theory.gradient_power[0]), 1 / a_layer(middle(one.gradient_power))
    near = [abs(measured / theory - 1) < 0.06 for theory, measured in (forward, back)]
    return if_true([*fraction(forward[0]), *fraction(back[0])], near)


def kept_a_layer(gradients):
    return percent(gradients[0] ** (1 / 5))  # 1 in layer 6


def widening():
    return lab_of("04", "signals", 1).result.signals


def beside_standard():
    """Glorot's weights' gradient and the standard scheme's, from the lab of the paper's figure 8."""
    lab = lab_of("04", "signals").result
    glorot, standard = level_weights(lab.signals), level_weights(lab.versus)
    return if_true([f"{glorot:.1f}", f"{standard:.3f}"], glorot > 0.1)


def thirty_layers(scheme):
    deep = dict(depth=30, width=128, seeds=4, histograms=(), across=False, weight_gradients=True)
    return level_weights(propagate([scheme], "tanh", **deep))


def lower_than_theory():
    return power("glorot_tanh")[-1] < theory_of("glorot_tanh", "preactivation_power")[-1]


def standard_tanh():
    """What standard-scheme tanh layers keep of the gradient's variance, by theory."""
    return mean_field("tanh", [256] * 7, np.full((1, 6), 1 / (3 * 256))).gradient_power[0, 0] ** (1 / 5)


def first_loss_repeated():
    """10, if the loss of tanh's first layer, repeated in the others, leaves 10⁻²⁰."""
    q = signals("glorot_tanh").theory.preactivation_power[0]
    return if_true("10", round(49 * math.log10(q[1] / q[0])) == -20)


def rival(name):
    """The gradient under the scheme it is compared with."""
    return middle(result(name).versus.gradient_power)


SENTENCES = [
    ("The network narrows: @ inputs, then @, @, @, @ and @ units", lambda: list(signals("narrowing").sizes)),
    (
        "from layer @ back to layer 1: the gradient halves in each of the @ layers in between",
        lambda: [depth("narrowing"), WORDS[int(depth("narrowing")) - 1]],
    ),
    ("$1/@$. Swap **Width** and", lambda: by_theory("narrowing", 1.25)),
    (
        "The signal grows by @/@ a layer, the gradient shrinks to @/@",
        lambda: factors(signals("narrowing_glorot")),
    ),
    (
        r"a = \sqrt{@/(n_\text{in} + n_\text{out})}",
        lambda: f"{get('glorot_uniform').limit((9, 5)) ** 2 * (9 + 5):.0f}",
    ),
    ("[Glorot and Bengio (@)]", lambda: get("glorot_normal").source[17:21]),
    (
        "with @ layers of @ units. Its inputs",
        lambda: [WORDS[int(depth("standard_gradient"))], width("standard_gradient")],
    ),
    ("a little above @ under Glorot's scheme, and about @ under the standard one", beside_standard),
    (
        r"in @ layers of @ units the standard scheme leaves about $@ \cdot @^{@}$, Glorot's about @.",
        lambda: [30, 128, *in_powers(thirty_layers("standard")), f"{thirty_layers('glorot_normal'):.2f}"],
    ),
    (
        "read from layer @ back to layer 1: under Glorot's scheme a layer keeps @ % of the gradient's "
        "mean square on average, under the standard one @ %",
        lambda: [
            depth("standard_gradient"),
            kept_a_layer(gradient("standard_gradient")),
            kept_a_layer(rival("standard_gradient")),
        ],
    ),
    (
        "@ layers make @ of it against @.",
        lambda: [
            WORDS[int(depth("standard_gradient")) - 1].capitalize(),
            f"{gradient('standard_gradient')[0]:.2f}",
            f"{rival('standard_gradient')[0]:.4f}",
        ],
    ),
    ("All layers are now @ units wide", lambda: width("glorot_tanh")),
    ("with @ units it ends a little lower", lambda: if_true(width("glorot_tanh"), lower_than_theory())),
    ("The gradient falls about as far, to @,", lambda: f"{gradient('glorot_tanh')[0]:.3f}"),
    (
        "from @ inputs to @ units, drawn by Glorot's scheme",
        lambda: if_true([300, 100], check("round_trip", (300 * 2 / 400, 100 * 2 / 400)).status == "right"),
    ),
    (
        "widens from @ to @ units in @ layers",
        lambda: [widening().sizes[0], widening().sizes[-1], WORDS[len(widening().layers)]],
    ),
    (
        "The signal's mean square falls to @/@ in each layer, and the gradient's grows by @/@",
        lambda: factors(widening()),
    ),
]

TRIED = {"1,000"}  # the paper's own layers


NUMBERS = {
    "narrowing": {
        "2": lambda: f"{a_layer(signals('narrowing').theory.gradient_power[0]):.0f}",
        "256": lambda: str(signals("narrowing").sizes[0]),
    },
    "narrowing_glorot": {
        "2": lambda: f"{variance('narrowing_glorot') * sum(signals('narrowing_glorot').sizes[1:3]):.0f}",
        "4": lambda: f"{3 * a_layer(signals('narrowing_glorot').theory.preactivation_power[0]):.0f}",
        "3": lambda: f"{2 * a_layer(signals('narrowing_glorot').theory.gradient_power[0]):.0f}",
    },
    "glorot_tanh": {
        "0": lambda: f"{ACTIVATIONS['tanh'](0.0):g}",
        "1": lambda: f"{128 * variance('glorot_tanh'):.0f}",
        "10": first_loss_repeated,
        "2": lambda: f"{(1e-3 - gaussian_moments('tanh', 1e-3)[1]) / 1e-6:.0f}",  # q − 2q²
        "3": lambda: f"{(0.01**2 - np.tanh(0.01) ** 2) / 0.01**4 * 4.5:.0f}",  # 2/3 of z⁴
        "50": lambda: depth("glorot_tanh"),
        "100": lambda: f"{round(1 / signals('glorot_tanh').theory.preactivation_power[0, -1], -1):.0f}",
    },
    "standard_gradient": {
        "1": lambda: if_true("1", get("standard").limit((256, 256)) * math.sqrt(256) == 1),
        "3": lambda: f"{(get('glorot_normal').std((256, 256)) / get('standard').std((256, 256))) ** 2:.0f}",
        "256": lambda: width("standard_gradient"),
        "30": lambda: percent(standard_tanh()),
        "90": lambda: f"{3 * float(percent(standard_tanh())):.0f}",
        "60": lambda: f"{round(gradient('standard_gradient')[0] / rival('standard_gradient')[0], -1):.0f}",
    },
}
