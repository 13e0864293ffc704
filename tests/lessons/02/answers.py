"""Answers to the exercises of lesson 02, and what a wrong one is told."""

import math
from itertools import chain

import numpy as np
import torch

from course_lib.checks.samples import SHAPES
from course_lib.initializers import get

from .drawing import ROOT3, c, clipped, common, normal, normals, one_sided, redrawn, uniform, uniforms, zeroed

FAN_OUT = "You used the fan out where the scheme uses the fan in. shape is (fan in, fan out)"


def glorots(draw, k):
    """Wrong variances for Glorot's schemes, drawn by ``draw`` with √(k · variance)."""

    def use(variance):
        return draw(lambda i, o: math.sqrt(k * variance(i, o)))

    return [
        (use(lambda i, o: 1 / (i + o)), "The 2 is missing"),
        (use(lambda i, o: (1 / i + 1 / o) / 2), "You took the mean of the two variances"),
        (use(lambda i, o: 1 / i), "That is LeCun's variance"),
        (use(lambda i, o: 1 / o), "That looks at the fan out alone"),
        (use(lambda i, o: 2 / i), "That is He's variance: it looks at the fan in"),
        (use(lambda i, o: 2 / o), "That is He's variance with the fan out"),
        (use(lambda i, o: 2 / (i * o)), "You multiplied the two fans. Glorot adds"),
        (use(lambda i, o: 1 / math.sqrt(i * o)), "the geometric mean of the fans"),
    ]


def hes(draw, k):
    def use(variance):
        return draw(lambda i, o: math.sqrt(k * variance(i, o)))

    return [
        (use(lambda i, o: 2 / o), FAN_OUT),
        (use(lambda i, o: 1 / i), "that is LeCun's variance"),
        (use(lambda i, o: 1 / o), f"which makes up for ReLU's half. {FAN_OUT}"),
        (use(lambda i, o: 2 / (i + o)), "That is Glorot's variance"),
        (use(lambda i, o: 2 / (i * o)), "You multiplied the two fans. This"),
        (use(lambda i, o: 1 / (i + o)), "The fans are added"),
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


def lecun_limit(i, o):
    return math.sqrt(3 / i)


KERAS = {f"keras_{name}" for name in ("glorot_normal", "glorot_uniform", "he_normal", "he_uniform")}


IMPOSSIBLE = KERAS - {"keras_glorot_uniform"}


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


RIGHT = {
    "lecun_uniform": right_draws("lecun_uniform", UNIFORMS),
    "glorot_normal": right_draws("glorot_normal", NORMALS),
    "glorot_uniform": right_draws("glorot_uniform", UNIFORMS),
    "he_normal": right_draws("he_normal", NORMALS),
    "he_uniform": right_draws("he_uniform", UNIFORMS),
    "he_truncated": [
        (lambda s, rng, k=k: get("he_normal")(s, rng=moved(rng, k), truncated=True),) for k in range(1, 9)
    ],
    "impossible": [(kind(sorted(IMPOSSIBLE)),) for kind in (list, tuple, frozenset)],
}

# (answers, a part of what is said of them)
WRONG = {
    "lecun_uniform": table(
        uniform(lecun_limit),
        lambda i, o: 1 / math.sqrt(i),
        uniforms(lecun_limit),
        [
            (uniform(lambda i, o: math.sqrt(3 / o)), FAN_OUT),
            (uniform(lambda i, o: math.sqrt(6 / i)), "That is He's variance: the 2 is for ReLU"),
            (uniform(lambda i, o: math.sqrt(6 / (i + o))), "That is Glorot's variance"),
            (uniform(lambda i, o: math.sqrt(3 / (i * o))), "You multiplied the two fans"),
            (uniform(lambda i, o: 1 / math.sqrt(o)), "• You took the std for the limit"),
        ],
    ),
    "glorot_normal": table(normal(glorot), glorot, normals(glorot), glorots(normal, 1)),
    "glorot_uniform": table(
        uniform(lambda i, o: ROOT3 * glorot(i, o)),
        glorot,
        uniforms(lambda i, o: ROOT3 * glorot(i, o)),
        glorots(uniform, 3),
    ),
    "he_normal": table(normal(he), he, normals(he), hes(normal, 1)),
    "he_uniform": table(
        uniform(lambda i, o: ROOT3 * he(i, o)), he, uniforms(lambda i, o: ROOT3 * he(i, o)), hes(uniform, 3)
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
            (redrawn(he, two), "You left the std to shrink"),
            (redrawn(lambda i, o: he(i, o) * c, two), "You multiplied by 0.8796"),
            (redrawn(lambda i, o: he(i, o) / c**2, two), "You widened twice"),
            (redrawn(he, lambda s: 2 * s / c), "You widened the cut, to 2.27 std"),
            (redrawn(wide, lambda s: 2 * s * c), "the cut lies at 2 of the std that you are after"),
            (redrawn(wide, lambda s: s), "The cut lies at 1 of the normal's own std"),
            (redrawn(wide, lambda s: 3 * s), "The cut lies at 3 of the normal's own std"),
            (redrawn(wide, lambda s: 0.15), "does not follow the std: it lies at 0.15 for shape (400, 100)"),
            (redrawn(wide, two, once=True), "A few weights still lie beyond the cut"),
            (redrawn(he, two, once=True), "• You left the std to shrink"),
            (one_sided(wide), "One side reaches farther than the other"),
            (redrawn(lambda i, o: math.sqrt(2 / o) / c, two), FAN_OUT),
            (redrawn(lambda i, o: math.sqrt(1 / i) / c, two), "that is LeCun's variance"),
            (redrawn(lambda i, o: 2 / i / c, two), "You took the variance for the std"),
            (redrawn(lambda i, o: math.sqrt(2 / i / c), two), "a factor on the std, not on the variance"),
            (redrawn(lambda i, o: math.sqrt(2 / o), two), "• You used the fan out"),
            (uniform(lambda i, o: ROOT3 * he(i, o)), "draws from a truncated normal distribution"),
        ],
    ),
    "impossible": [
        ((KERAS,), "You ruled out whatever lies beyond 0.447. That is the std"),
        (({"keras_he_uniform"},), "not only these"),
        (({"keras_he_uniform", "keras_he_normal"},), "not only these"),
        (({"keras_glorot_uniform"},), "You gave what is possible"),
        (({"keras_glorot_uniform", "keras_he_normal", "keras_he_uniform"},), "Unlikely is not impossible"),
        ((["keras_glorot_uniform", "keras_glorot_normal"],), "Unlikely is not impossible"),
        (({"he_uniform"},), "Do you mean 'keras_he_uniform'?"),
        (({"torch_uniform"},), "'torch_uniform' is not one of keras_glorot_normal"),
        (("keras_he_uniform",), "One name goes into a set as well"),
        (("he_uniform",), "This is a str"),
        ((dict.fromkeys(IMPOSSIBLE),), "This is a dict"),
        (([[]],), "[] is not one of"),
        ((set(),), "At least one is impossible"),
        ((None,), "This is a NoneType"),
        ((3,), "This is a int"),
        (({0.8},), "0.8 is not one of"),
    ],
}
