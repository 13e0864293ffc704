"""The tables that close lesson 08 belong together; `tests/parity` runs their lines."""

from itertools import product

from .decision_table import FRAMEWORKS, SCHEMES, choices, lines


def test_every_scheme_that_is_advised_has_a_line_in_each_framework():
    assert {name for named in choices() for name in named} == set(SCHEMES)
    assert list(lines()) == list(product(SCHEMES, FRAMEWORKS.values()))
