"""Every example in a docstring of the library gives what it says."""

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in sorted((ROOT / "course_lib").rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


def test_there_are_examples():
    assert {"course_lib.activations.functions", "course_lib.initializers.scaling"} < set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_a_module(module):
    result = doctest.testmod(importlib.import_module(module))
    assert result.failed == 0 < result.attempted
