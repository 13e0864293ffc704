"""What lesson 04 states, computed: facts, and by them every number of its sentences and of its questions."""

import math

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.checks import check
from course_lib.initializers import get
from course_lib.mean_field import gaussian_moments, mean_field
from tests.lessons.measured import (
    a_layer,
    by_theory,
    depth,
    fraction,
    gradient,
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


def kept(gradients):
    """What a layer keeps of the gradient, in percent, and what is left in layer 1, if it is 1 in the last."""
    return [percent(gradients[0] ** (1 / (len(gradients) - 1))), f"{gradients[0]:.2g}"]


def same_network():
    """The network of exercise 2, if its lab is within 6 % of what the check calls right."""
    one = lab_of("04", "signals", 1).result.signals
    forward, back = middle(one.preactivation_power)[0], middle(one.gradient_power)[0]
    near = [abs(forward / 1.6 - 1) < 0.06, abs(back / 0.4 - 1) < 0.06]
    return if_true(list(one.sizes), [*near, check("round_trip", (1.6, 0.4)).status == "right"])


def beside_standard():
    """Glorot's weights' gradient and the standard scheme's, from the lab of the paper's figure 8."""
    lab = lab_of("04", "signals").result
    glorot, standard = level_weights(lab.signals), level_weights(lab.versus)
    return if_true([f"{glorot:.1f}", f"{standard:.3f}"], glorot > 0.1)


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
    (
        "A network takes @ inputs and narrows: its layers have @, @, @, @ and @ units",
        lambda: list(signals("narrowing").sizes),
    ),
    (
        "From layer @ to layer 1 there are @ steps",
        lambda: [depth("narrowing"), WORDS[int(depth("narrowing")) - 1]],
    ),
    ("halves it: about $1/@$ is left", lambda: by_theory("narrowing", 1.25)),
    ("the first and the last layer remain: $@/@ = 1/@$", lambda: [8, 128, by_theory("narrowing", 1.25)]),
    (
        "The signal grows by @/@ a layer, the gradient shrinks to @/@",
        lambda: factors(signals("narrowing_glorot")),
    ),
    (
        r"a = \sqrt{@/(n_\text{in} + n_\text{out})}",
        lambda: f"{get('glorot_uniform').limit((9, 5)) ** 2 * (9 + 5):.0f}",
    ),
    ("[Glorot and Bengio (@)]", lambda: get("glorot_normal").source[17:21]),
    ("All layers are now @ units wide", lambda: width("glorot_tanh")),
    ("with @ units it ends a little lower", lambda: if_true(width("glorot_tanh"), lower_than_theory())),
    ("The gradient falls about as far, to @.", lambda: f"{gradient('glorot_tanh')[0]:.3f}"),
    ("| width | 1,000 | @ |", lambda: width("standard_gradient")),
    ("| Glorot | @ % on average | @ |", lambda: kept(gradient("standard_gradient"))),
    ("| standard | @ % on average | @ |", lambda: kept(rival("standard_gradient"))),
    ("a little above @ under Glorot's, and about @ under the standard one", beside_standard),
    ("has @ inputs and two layers, of @ and of @ units", same_network),
    ("mean square of 1, and so has the gradient in layer @.", lambda: len(same_network()) - 1),
    ("The rest is chance: @ units are few", lambda: same_network()[-1]),
]

TRIED = {"256"}  # a width to set


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
