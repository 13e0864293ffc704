"""Answers to the exercises of lesson 02, and what a wrong one is told."""

import math
from itertools import chain

import numpy as np
import torch

from course_lib.checks.samples import SHAPES
from course_lib.initializers import get

from .drawing import ROOT3, c, clipped, common, normal, normals, one_sided, redrawn, uniform, uniforms, zeroed

FAN_OUT = "You used the fan-out where the scheme uses the fan-in. shape is (fan-in, fan-out)"


def glorots(draw, k):
    """Wrong variances for Glorot's schemes, drawn by ``draw`` with √(k · variance)."""

    def use(variance):
        return draw(lambda i, o: math.sqrt(k * variance(i, o)))

    return [
        (use(lambda i, o: 1 / (i + o)), "The 2 is missing"),
        (use(lambda i, o: (1 / i + 1 / o) / 2), "You took the mean of the two variances"),
        (use(lambda i, o: 1 / i), "That is LeCun's variance"),
        (use(lambda i, o: 1 / o), "That looks at the fan-out alone"),
        (use(lambda i, o: 2 / i), "That is He's variance: it looks at the fan-in"),
        (use(lambda i, o: 2 / o), "That is He's variance with the fan-out"),
        (use(lambda i, o: 2 / (i * o)), "You multiplied the two fans. Glorot adds"),
        (use(lambda i, o: 1 / math.sqrt(i * o)), "the geometric mean of the fans"),
    ]


def glorot(i, o):
    return math.sqrt(2 / (i + o))


def he(i, o):
    return math.sqrt(2 / i)


def table(right, std, *rows):
    return [((function,), words) for function, words in chain(common(right, std), *rows)]


def wide(i, o):
    """The std of the normal that has He's std once it is cut."""
    return he(i, o) / c


def two(std):
    return 2 * std


# ways to draw a normal of a std that are right
NORMALS = [
    lambda std, s, rng: rng.standard_normal(s) * std,
    lambda std, s, rng: rng.standard_normal(s, dtype=np.float32) * np.float32(std),
    lambda std, s, rng: rng.normal(0, std, s).tolist(),
    lambda std, s, rng: rng.normal(0, std, s).astype(np.float16),
    lambda std, s, rng: rng.normal(0, std, s[::-1]).T,
    lambda std, s, rng: np.stack([rng.normal(0, std, s[1]) for _ in range(s[0])]),
    lambda std, s, rng: torch.from_numpy(rng.normal(0, std, s)),
]
UNIFORMS = [
    lambda std, s, rng: (2 * rng.random(s) - 1) * ROOT3 * std,
    lambda std, s, rng: rng.uniform(-ROOT3 * std, ROOT3 * std, s).tolist(),
    lambda std, s, rng: filled(s, rng.uniform(-ROOT3 * std, ROOT3 * std, s)),
]
KEPT = {shape: np.empty(shape) for shape in SHAPES}


def filled(shape, values):
    """One array for all draws of a shape, filled again."""
    KEPT[shape][:] = values
    return KEPT[shape]


def right_draws(name, ways):
    """Right functions: each way to draw, and the library's scheme with generators that have moved on."""
    scheme = get(name)
    return [
        *[(lambda s, rng, way=way: way(scheme.std(s), s, rng),) for way in ways],
        *[(lambda s, rng, k=skipped: scheme(s, rng=moved(rng, k)),) for skipped in range(1, 9)],
    ]


def moved(rng, k):
    rng.random(k)
    return rng


def kernel(fan):
    """Draws a normal of the variance 2/``fan(shape)`` for a convolution's kernel."""
    return lambda s, rng: rng.normal(0, math.sqrt(2 / fan(s)), s)


def of_kernel(make):
    """``make(shape, rng)`` of a shape (fan-in, units), for a kernel of PyTorch's."""
    return lambda s, rng: np.asarray(make((math.prod(s[1:]), s[0]), rng)).reshape(s)


def inputs(s):
    return math.prod(s[1:])


KERNEL = (100, 16, 5, 5)


RIGHT = {
    "glorot_uniform": right_draws("glorot_uniform", UNIFORMS),
    "he_truncated": [
        (lambda s, rng, k=k: get("he_normal")(s, rng=moved(rng, k), truncated=True),) for k in range(1, 9)
    ],
    "conv_he": [(of_kernel(lambda s, rng, way=way: way(he(*s), s, rng)),) for way in NORMALS]
    + [(lambda s, rng, k=k: kernel(inputs)(s, moved(rng, k)),) for k in range(1, 9)],
    "fixed_width": [(2400,), (2400.0,), (6 / 0.05**2,)],
}

# (answers, a part of what is said of them)
WRONG = {
    "glorot_uniform": table(
        uniform(lambda i, o: ROOT3 * glorot(i, o)),
        glorot,
        uniforms(lambda i, o: ROOT3 * glorot(i, o)),
        glorots(uniform, 3),
    ),
    "he_truncated": table(
        redrawn(wide, two),
        he,
        [
            (clipped(he), "clipping moves what lies beyond the cut onto it"),
            (clipped(wide), "clipping moves what lies beyond the cut onto it"),
            (zeroed(wide), "what lay beyond the cut was set to 0"),
            (normal(he), "Nothing was cut"),
            (redrawn(wide, lambda s: 2), "Widened, but nothing was cut"),
            (redrawn(he, two), "You let the std shrink"),
            (redrawn(lambda i, o: he(i, o) * c, two), "You multiplied by 0.8796"),
            (redrawn(lambda i, o: he(i, o) / c**2, two), "You widened twice"),
            (redrawn(he, lambda s: 2 * s / c), "You widened the cut, to 2.27 std"),
            (redrawn(wide, lambda s: 2 * s * c), "the cut lies at 2 of the std that you are after"),
            (redrawn(wide, lambda s: s), "The cut lies at 1 of the normal's own std"),
            (redrawn(wide, lambda s: 3 * s), "The cut lies at 3 of the normal's own std"),
            (redrawn(wide, lambda s: 0.15), "does not follow the std: it lies at 0.15 for shape (400, 100)"),
            (redrawn(wide, two, once=True), "A few weights still lie beyond the cut"),
            (redrawn(he, two, once=True), "• You let the std shrink"),
            (one_sided(wide), "One side reaches farther than the other"),
            (redrawn(lambda i, o: math.sqrt(2 / o) / c, two), FAN_OUT),
            (redrawn(lambda i, o: math.sqrt(1 / i) / c, two), "that is LeCun's variance"),
            (redrawn(lambda i, o: 2 / i / c, two), "You took the variance for the std"),
            (redrawn(lambda i, o: math.sqrt(2 / i / c), two), "a factor on the std, not on the variance"),
            (redrawn(lambda i, o: math.sqrt(2 / o), two), "• You used the fan-out"),
            (uniform(lambda i, o: ROOT3 * he(i, o)), "draws from a truncated normal distribution"),
        ],
    ),
    "conv_he": [
        ((function,), words)
        for function, words in [
            *[
                (of_kernel(function), words)
                for function, words in normals(he)
                if words != "Compare the formulas"
            ],
            (kernel(lambda s: s[1]), "You counted the input channels alone"),
            (kernel(lambda s: s[0]), "You counted the output channels"),
            (kernel(lambda s: s[2] * s[3]), "You counted the window alone"),
            (kernel(lambda s: math.prod(s[:-1])), "All axes but the last are the fan-in of Keras' layout"),
            (kernel(lambda s: s[-2]), "You took the last axis but one"),
            (kernel(math.prod), "You counted all weights"),
            (kernel(lambda s: sum(s[1:])), "You added the axes"),
            (kernel(lambda s: s[0] * s[1]), "You multiplied the channels in by the channels out"),
            (kernel(lambda s: s[1] * s[2]), "One axis is missing"),
            (kernel(lambda s: inputs(s) / s[1] * s[0]), "That counts the outputs that one input feeds"),
            (kernel(lambda s: 2 * inputs(s)), "that is LeCun's variance"),
            (lambda s, rng: kernel(inputs)(KERNEL, rng), "these have (100, 16, 5, 5)"),
            (lambda s, rng: kernel(inputs)(s, rng).T, "these have (5, 5, 16, 100)"),
            (lambda s, rng: kernel(inputs)(s, rng).ravel(), "these have (40000,). Give it rows"),
            (lambda s, rng: rng.normal(0, 0.1), "It returned one number instead of 100 × 16 × 5 × 5"),
            (lambda s, rng: kernel(inputs)(s, np.random.default_rng(7)), "a new generator is made inside"),
        ]
    ],
    "fixed_width": [
        ((800,), "and its std is √3 times smaller"),
        ((1200,), "That is LeCun's scheme"),
        ((400,), "That is the standard scheme"),
        ((4800,), "You doubled the scale once more"),
        ((40,), "a variance goes with the limit squared"),
        ((120,), "Square both sides"),
        ((49,), "You have √n; square it"),
        ((28.3,), "this is √n, not n"),
        ((9600,), "reaches from −a to a"),
        ((600,), "a is half of that"),
        ((69.3,), "It is the variance"),
        ((0.000417,), "That is upside down"),
        ((0.000833,), "That is the variance of U(±0.05)"),
        ((0.0289,), "That is the std of U(±0.05)"),
        ((1000,), "and solve for n"),
        (("2400",), "Leave out the quotes"),
        ((None,), "This is None"),
    ],
}
