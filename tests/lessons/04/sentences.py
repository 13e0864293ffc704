"""The sentences of lesson 04 that hold a number, `@`, and how each number comes about."""

from course_lib.checks import check
from course_lib.initializers import get
from tests.lessons.measured import by_theory, depth, gradient, in_powers, signals, width
from tests.lessons.shown import WORDS, if_true

from .facts import beside_standard, factors, kept_a_layer, lower_than_theory, rival, thirty_layers, widening

SENTENCES = [
    (
        "The network narrows: @ inputs, then @, @, @, @ and @ units",
        lambda: list(signals("narrowing").sizes),
    ),
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
    (
        "a little above @ under Glorot's scheme, and about @ under the standard one",
        beside_standard,
    ),
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
    (
        "with @ units it ends a little lower",
        lambda: if_true(width("glorot_tanh"), lower_than_theory()),
    ),
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

# What a reader is asked to set or to write, years, and names that hold a number.
TRIED = {"1,000"}  # the paper's own layers
