"""Every preset opens and shows what `NN/presets.py` says that it shows, which the next one does not."""

from functools import cache
from types import SimpleNamespace

import pytest

from course_lib.labs import LABS, PRESETS
from tests.lessons.cells import LESSONS, module

SEEN = {key: seen for lesson in LESSONS for key, seen in module(lesson, "presets").SEEN.items()}
each = pytest.mark.parametrize(
    "lab, preset", [(lab, preset) for lab, presets in PRESETS.items() for preset in presets]
)


@cache
def opened(lab, preset):
    """The lab, and what it shows before any control was moved."""
    one = LABS[lab](preset=preset)
    return one, SimpleNamespace(result=one.result, settings=one.settings)


@each
def test_a_preset_shows_what_it_says(lab, preset):
    one, at_first = opened(lab, preset)
    assert one.error is None and at_first.result is not None
    SEEN[lab, preset](one)


@each
def test_what_a_preset_shows_is_not_seen_in_the_next(lab, preset):
    """The next in the lab's menu; after the last, the first. Before any control is moved."""
    names = list(PRESETS[lab])
    _, at_first = opened(lab, names[(names.index(preset) + 1) % len(names)])
    with pytest.raises(AssertionError):
        SEEN[lab, preset](at_first)
