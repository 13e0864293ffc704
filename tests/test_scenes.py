"""Every scene of the course: it opens, shows what it says, and the instructor's notes lead to it."""

import re
from functools import cache
from pathlib import Path

import pytest

from course_lib.labs import LABS, SCENES
from tests import seen_in_training, seen_untrained

NOTES = Path(__file__).parents[1] / "classroom" / "notes"
SEEN = {**seen_untrained.SEEN, **seen_in_training.SEEN}  # what each scene shows
ALL = [(lab, scene) for lab, scenes in SCENES.items() for scene in scenes]
NAMED = re.compile(r"labs\.(\w+)\(scene=\"([^\"]*)\"\)")


@pytest.mark.parametrize("lab, scene", ALL)
def test_a_scene_shows_what_it_says(lab, scene):
    opened = LABS[lab](scene=scene)
    assert opened.error is None and opened.result is not None
    SEEN[lab, scene](opened)


@cache
def trained(lab, scene):
    return LABS[lab](scene=scene)


def followed(lab, scene):
    """The scene after this one in the lab's menu; after the last, the first."""
    names = list(SCENES[lab])
    return names[(names.index(scene) + 1) % len(names)]


@pytest.mark.parametrize("lab, scene", ALL)
def test_what_a_scene_shows_is_not_seen_in_the_next(lab, scene):
    with pytest.raises(AssertionError):
        SEEN[lab, scene](trained(lab, followed(lab, scene)))


@pytest.mark.parametrize("lab, scene", ALL)
def test_a_name_is_easy_to_type_and_a_label_to_read(lab, scene):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", scene) and len(scene) <= 30
    assert len(SCENES[lab][scene].label) <= 45 and SCENES[lab][scene].shows.endswith(".")


def test_labels_of_one_lab_differ():
    for scenes in SCENES.values():
        assert len({scene.label for scene in scenes.values()}) == len(scenes)


def test_the_notes_name_every_scene_and_no_other():
    named = {pair for note in NOTES.glob("*.md") for pair in NAMED.findall(note.read_text())}
    assert named == set(ALL)
