"""Every preset opens and shows what the function of its name in `NN/presets.py` says; the next does not."""

from functools import cache
from types import SimpleNamespace

import pytest

from course_lib.labs import LABS, PRESETS
from tests.lessons.cells import LESSONS, module

MODULES = [module(lesson, "presets") for lesson in LESSONS]
each = pytest.mark.parametrize(
    "lab, preset", [(lab, preset) for lab, presets in PRESETS.items() for preset in presets]
)


def seen(preset):
    """What has the preset's name, with _ for -, in one lesson's module."""
    name = preset.replace("-", "_")
    [function] = [getattr(one, name) for one in MODULES if hasattr(one, name)]
    return function


@cache
def opened(lab, preset):
    """The lab, and what it shows before any control was moved."""
    one = LABS[lab](preset=preset)
    return one, SimpleNamespace(result=one.result, settings=one.settings)


@each
def test_a_preset_shows_what_it_says(lab, preset):
    one, at_first = opened(lab, preset)
    assert one.error is None and at_first.result is not None
    seen(preset)(one)


@each
def test_what_a_preset_shows_is_not_seen_in_the_next(lab, preset):
    """The next in the lab's menu; after the last, the first. Before any control is moved."""
    names = list(PRESETS[lab])
    _, at_first = opened(lab, names[(names.index(preset) + 1) % len(names)])
    with pytest.raises(AssertionError):
        seen(preset)(at_first)
