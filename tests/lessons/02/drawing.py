"""A reader's initializers: functions that draw in some way, and the mistakes that any of them may hold."""

import math

import numpy as np

from course_lib.initializers import TRUNCATED_STD

c = TRUNCATED_STD
ROOT3 = math.sqrt(3)


def normal(std):
    """An initializer that draws from a normal with the std ``std(n_in, n_out)``."""
    return lambda shape, rng: rng.normal(0, std(*shape), shape)


def uniform(limit):
    return lambda shape, rng: rng.uniform(-limit(*shape), limit(*shape), shape)


def redrawn(std, cut, once=False):
    """Draws from a normal, redrawn beyond ±``cut(std)`` until none is left, or once."""

    def draw(shape, rng):
        sigma = std(*shape)
        w = rng.normal(0, sigma, shape)
        while (out := np.abs(w) > cut(sigma)).any():
            w[out] = rng.normal(0, sigma, out.sum())
            if once:
                break
        return w

    return draw


def clipped(std, cut=2.0):
    return lambda s, rng: np.clip(rng.normal(0, std(*s), s), -cut * std(*s), cut * std(*s))


def one_sided(std):
    def draw(shape, rng):
        sigma = std(*shape)
        w = rng.normal(0, sigma, shape)
        while (out := w > 2 * sigma).any():
            w[out] = rng.normal(0, sigma, out.sum())
        return w

    return draw


def zeroed(std):
    def draw(shape, rng):
        w = rng.normal(0, std(*shape), shape)
        w[np.abs(w) > 2 * std(*shape)] = 0
        return w

    return draw


def seeded(shape, rng):
    np.random.seed(0)  # noqa: NPY002
    return np.random.normal(0, 0.05, shape)  # noqa: NPY002


def common(right, std):
    """What goes wrong in any of these functions; ``std(n_in, n_out)`` is the right one."""
    return [
        (lambda s, rng: np.full(s, std(*s)), "a constant, not a draw"),
        (lambda s, rng: np.zeros(s), "a constant, not a draw"),
        (lambda s, rng: right(s, np.random.default_rng(7)), "a new generator is made inside"),
        (lambda s, rng: right(s, np.random.default_rng()), "Draw from rng, so that a seed repeats"),
        (lambda s, rng: np.random.normal(0, std(*s), s), "Draw from rng, so that a seed repeats"),  # noqa: NPY002
        (seeded, "a new generator is made inside"),
        (
            lambda s, rng: right(s, rng).T,
            "The shape is turned round: (400, 100) was asked for, (fan-in, fan-out)",
        ),
        (lambda s, rng: rng.normal(0, std(*s)), "It returned one number instead of 400 × 100"),
        (lambda s, rng: rng.normal(0, std(*s), s[0]), "One number for each input is not enough"),
        (lambda s, rng: rng.normal(std(*s), s), "took shape for one of the distribution's own two numbers"),
        (lambda s, rng: right(s, rng).ravel(), "these have (40000,). Give it rows"),
        (lambda s, rng: [[0.1], [0.1, 0.2]], "The weights must be an array of numbers, got list"),
        (lambda s, rng: np.abs(right(s, rng)), "No weight is negative"),
        (lambda s, rng: rng.random(s) * std(*s), "No weight is negative"),
        (lambda s, rng: right(s, rng).astype(int), "whole numbers, of type int64"),
        (lambda s, rng: right(s, rng) + 0j, "The weights must hold real numbers, got complex numbers"),
        (lambda s, rng: np.full(s, "0.1"), "The weights must hold real numbers, got text, such as '0.1'"),
        (lambda s, rng: right(s, rng) > 0, "The weights must hold real numbers, got truth values"),
        (lambda s, rng: np.ma.masked_less(right(s, rng), 0), "The weights must have no masked entries, got "),
        (lambda s, rng: right(s, rng) / 0.0, "Some weights are not finite"),
        (lambda s, rng: rng.choice([-1.0, 1.0], s) * std(*s), "too few numbers were drawn"),
        (lambda s, rng: np.tile(rng.normal(0, std(*s), s[1]), (s[0], 1)), "too few numbers were drawn"),
        (lambda s, rng: rng.standard_normal(s), "These are draws from N(0, 1): nothing scales them"),
        (lambda s, rng: rng.normal(std(*s), size=s), "takes is the mean, the second the std"),
        (lambda s, rng: right((400, 100), rng), "was asked for, (150, 900); these have (400, 100)"),
        (lambda s, rng: right(s, rng) + std(*s) / 10, "The mean is"),
    ]


def normals(right):
    return [
        (normal(lambda i, o: right(i, o) ** 2), "You took the variance for the std"),
        (normal(lambda i, o: right(i, o) ** 4), "You squared the variance"),
        (normal(lambda i, o: 1 / right(i, o)), "The std is upside down"),
        (normal(lambda i, o: ROOT3 * right(i, o)), "it is the limit of the uniform scheme"),
        (normal(lambda i, o: right(i, o) / ROOT3), "That is for a uniform distribution"),
        (uniform(lambda i, o: right(i, o)), "You drew from U(−std, std)"),
        (uniform(lambda i, o: ROOT3 * right(i, o)), "you drew from a uniform distribution"),
        (normal(lambda i, o: right(i, o) * 5), "It is 5 times what is asked for, at both shapes"),
        (normal(lambda i, o: 0.05), "It is the same std, 0.05"),
        (lambda s, rng: rng.laplace(0, right(*s) / math.sqrt(2), s), "and this is another one"),
        (normal(lambda i, o: 1 / (i - o + 1000)), "Compare the formulas"),
        (redrawn(lambda i, o: right(i, o) / c, lambda s: 2 * s), "and this is another one"),
    ]


def uniforms(limit):
    return [
        (uniform(lambda i, o: limit(i, o) / ROOT3), "You took the std for the limit"),
        (uniform(lambda i, o: limit(i, o) ** 2), "A square root is missing"),
        (uniform(lambda i, o: limit(i, o) ** 2 / 3), "You took the variance for the limit"),
        (uniform(lambda i, o: limit(i, o) / 2), "The whole interval is as wide as the limit"),
        (uniform(lambda i, o: ROOT3 * limit(i, o)), "The limit is 3 times the std"),
        (uniform(lambda i, o: 1 / limit(i, o)), "The limit is upside down"),
        (normal(limit), "You gave the limit to rng.normal"),
        (normal(lambda i, o: limit(i, o) / ROOT3), "you drew from a normal distribution"),
        (lambda s, rng: rng.uniform(0, limit(*s), s), "No weight is negative"),
        (
            lambda s, rng: rng.uniform(limit(*s), s),
            "took shape for one of the distribution's own two numbers",
        ),
        (uniform(lambda i, o: 1), "It is the same std, 0.57"),
    ]
