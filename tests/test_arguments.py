"""What an error about an unknown name suggests: the name that was meant, and no other."""

import pytest

from course_lib.activations import ACTIVATIONS
from course_lib.arguments import did_you_mean
from course_lib.initializers import INITIALIZERS

SETS = ["circles", "spirals", "moons"]
SCHEMES = [*INITIALIZERS, "xavier_uniform"]


@pytest.mark.parametrize(
    "typed, names, meant",
    [
        ("spirlas", SETS, "spirals"),
        ("Spiral", SETS, "spirals"),
        ("raec", ["race", "samples"], "race"),  # letters that changed places
        ("he_nromal", SCHEMES, "he_normal"),
        ("he-uniform", SCHEMES, "he_uniform"),
        ("xaver_uniform", SCHEMES, "xavier_uniform"),
        ("LeakyReLU", ACTIVATIONS, "leaky_relu"),
        ("rellu", ACTIVATIONS, "relu"),
    ],
)
def test_the_name_that_was_meant_is_suggested_and_no_other(typed, names, meant):
    assert did_you_mean(typed, names) == f"; did you mean {meant!r}?"


@pytest.mark.parametrize("typed", ["digits", "", "kaiming_normal", "xavier", 3, None, ["circles"]])
def test_nothing_is_suggested_where_nothing_is_near(typed):
    assert did_you_mean(typed, [*SETS, *INITIALIZERS]) == ""


def test_names_that_are_as_near_are_all_suggested_and_each_once():
    assert did_you_mean("layer", ["layer1", "layer2", "depth"]) == "; did you mean 'layer1' or 'layer2'?"
    means = {"swish": "silu", "swich": "silu", "relu": "relu"}
    assert did_you_mean("swishh", means, means) == "; did you mean 'silu'?"


def test_an_option_that_is_no_word_is_no_suggestion():
    assert did_you_mean("2", [1, 2]) == ""
