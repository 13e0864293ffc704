"""Every line of the table that closes lesson 08, run in its framework, draws with the std of its scheme."""

import jax
import keras
import numpy as np
import pytest
from flax import linen as nn

from course_lib.initializers import fans
from tests.lessons.cells import module
from tests.parity.draws import build, numbers, run_line
from tests.parity.judging import ALPHA
from tests.parity.lines import in_layout
from tests.parity.shapes import CONVOLUTIONS, DENSE, count_for

TABLE = module("08", "decision_table")
LINES, SLOPE = TABLE.lines(), {"a": TABLE.SLOPE}
RANDOM = {name: scheme for name, scheme in TABLE.SCHEMES.items() if scheme.noise_kind}
FIXED = TABLE.SCHEMES.keys() - RANDOM


def drawn(scheme, framework, shape):
    sizes = dict(zip(("n_in", "n_out"), fans(shape), strict=True))
    count = count_for("initializer", shape)
    stored = in_layout(framework, shape)
    return run_line(framework, LINES[scheme, framework], stored, count, 1, **sizes, **SLOPE)


def fitting(judge, w, shape):
    """The schemes whose std is that of ``w``, within the error of a sample of its size."""
    return [name for name, one in RANDOM.items() if judge.judge(w, one.law(shape))["std"] > ALPHA]


@pytest.mark.parametrize("shape", [DENSE[0], CONVOLUTIONS[2]], ids=str)
@pytest.mark.parametrize("scheme, framework", [line for line in LINES if line[0] in RANDOM])
def test_a_line_draws_with_the_std_of_its_scheme_and_of_no_other(scheme, framework, shape, judge):
    assert fitting(judge, drawn(scheme, framework, shape), shape) == [scheme]


@pytest.mark.parametrize("scheme, framework", [line for line in LINES if line[0] in FIXED])
def test_a_line_that_draws_nothing_gives_what_its_scheme_gives(scheme, framework):
    [w] = np.unique(drawn(scheme, framework, DENSE[0]))
    assert w == TABLE.SCHEMES[scheme].value


@pytest.mark.parametrize("scheme", TABLE.SCHEMES)
def test_a_keras_layer_takes_what_stands_before_the_shape(scheme):
    line, shape = LINES[scheme, "keras"], DENSE[0]
    made = eval(line.removesuffix("(shape)"), {"keras": keras, "seed": 10_000, **SLOPE})
    layer = keras.layers.Dense(shape[1], kernel_initializer=made)
    build(layer, shape)
    np.testing.assert_array_equal(numbers(layer.kernel), run_line("keras", line, shape, 1, 1, **SLOPE)[0])


@pytest.mark.parametrize("scheme", RANDOM)
def test_a_flax_layer_takes_what_stands_before_the_key(scheme, judge):
    shape = DENSE[1]
    made = eval(LINES[scheme, "jax"].removesuffix("(key, shape)"), {"jax": jax, **SLOPE})
    layer = nn.Dense(shape[1], kernel_init=made)
    w = layer.init(jax.random.key(1), np.ones((1, shape[0])))["params"]["kernel"]
    assert fitting(judge, w, shape) == [scheme]
