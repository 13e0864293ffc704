"""What a reader's initializer draws: its shape, generator and numbers; `distributions` looks at what they follow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from course_lib.checks.answers import as_array, call
from course_lib.checks.distributions import check_distribution
from course_lib.checks.mistakes import first_fault
from course_lib.checks.samples import NUMPY, SHAPES, Sample
from course_lib.checks.verdict import Unreadable, Verdict, not_yet
from course_lib.initializers import VarianceScaling

TODO = "Replace the dots by an array of draws."


def check_draws(name: str, function: Any, scheme: VarianceScaling) -> Verdict:
    """Check the ``function(shape, rng)`` of the exercise ``name`` against a scheme; a shape is (fan-in, fan-out)."""
    return check_distribution(list(map(Sample, SHAPES, drawn(name, function, SHAPES))), scheme, NUMPY)


def drawn(name: str, function: Any, shapes: Sequence[tuple[int, ...]]) -> list[np.ndarray]:
    """What the ``function(shape, rng)`` of the exercise ``name`` draws for two shapes.

    Raises:
        Unreadable: these are no draws from rng.
    """
    rng, again = np.random.default_rng(0), np.random.default_rng(0)
    draws = []
    for shape, generator in ((shapes[0], rng), (shapes[0], rng), (shapes[0], again), (shapes[1], rng)):
        value = call(name, function, "shape, rng", (shape, generator), TODO)
        weights = as_array("The weights", value)
        wrong = trouble(weights, shape)
        if wrong:
            raise Unreadable(not_yet(wrong))
        draws.append(np.array(weights, float))  # a copy: the function may fill one array again and again
    first, second, repeated, other = draws
    if np.array_equal(first, second):
        raise Unreadable(not_yet(
            "Two calls with one generator gave the same numbers: a new generator is made inside, so layers of "
            "equal shape would be equal. Draw from rng."
        ))  # fmt: skip
    if not np.array_equal(first, repeated):
        raise Unreadable(not_yet(
            "The same state of rng gave other numbers: something draws from another source, such as np.random. "
            "Draw from rng, so that a seed repeats a run."
        ))  # fmt: skip
    return [first, other]


def trouble(weights: np.ndarray, shape: tuple[int, ...]) -> str | None:
    """Why the numbers that a function returned are no draws of this shape."""
    count = math.prod(shape)
    hint = {(shape[0],): " One number for each input is not enough.", (count,): " Give it rows."}
    misshapen = first_fault(
        (len(shape) == 2 and weights.shape == shape[::-1],
            f"The shape is turned round: {shape} was asked for, (fan-in, fan-out) as in this course and in Keras, "
            f"and these have {weights.shape}. PyTorch stores (out, in)."),
        (weights.shape == (),
            f"It returned one number instead of {' × '.join(map(str, shape))}. Hand the shape over, too."),
        (weights.shape == (2,),
            "It returned two numbers. The generator took shape for one of the distribution's own two numbers; "
            "give both of these, then the shape."),
        (weights.shape != shape,
            f"The weights must have the shape that was asked for, {shape}; these have {weights.shape}."
            + hint.get(weights.shape, "")),
    )  # fmt: skip
    if misshapen:
        return misshapen
    few = len(np.unique(weights)) < 10 or (weights == weights[0]).all() or (weights.T[0] == weights.T).all()
    return first_fault(
        (weights.dtype.kind in "iu",
            f"These are whole numbers, of type {weights.dtype}: whatever lies between is lost. Weights are floats."),
        (not np.isfinite(weights).all(),
            "Some weights are not finite. Is something divided by zero, or the root of a negative number?"),
        (weights.min() == weights.max(),
            f"Every weight is {weights.flat[0]:g}: a constant, not a draw. All units would stay equal."),
        (few, "Many weights are equal: too few numbers were drawn. Draw one for each weight."),
    )  # fmt: skip
