"""Presets: named settings of a lab, given as an argument, set by name, and picked in the lab's menu."""

import pytest

from course_lib.widgets import Lab, Preset, Renamed, Whole
from tests.stand_ins import Part, Steps, toy_lab

SCENES = {
    "many": Preset("Nine points", "Nine points are more than three.", {"n": 9}),
    "both": Preset("Both marks", "Two marks.", {"marks": ("a", "b")}),
}
NINE, TWO = {"n": 9, "marks": ("a",)}, {"n": 3, "marks": ("a", "b")}


def menu(lab):
    return Part(lab, "preset")


def pick(lab, scene):
    """What the page sends when a reader picks this scene."""
    menu(lab).value = scene


def test_the_menu_has_every_scene_by_its_label():
    lab = toy_lab(presets=SCENES)
    menu_spec = {"kind": "menu", "name": "preset", "label": "Preset"}
    assert lab.state.parts[-1] == {**menu_spec, "options": ["own settings", "Nine points", "Both marks"]}
    assert lab.state.main[0] == "preset"
    assert menu(lab).value == ""


def test_without_scenes_there_is_no_menu():
    lab = toy_lab()
    assert len(lab.state.parts) == len(lab.controls)
    with pytest.raises(ValueError, match="the Toy lab has no preset 'many'; its presets: none"):
        lab.set(preset="many")


def test_a_lab_opens_with_a_scene_and_changes_to_it():
    lab = toy_lab(presets=SCENES, settings={"preset": "many", "marks": ("b",)})
    assert (lab.settings, menu(lab).value) == ({"n": 9, "marks": ("b",)}, "")
    lab = toy_lab(presets=SCENES, settings={"preset": "many"})
    assert (lab.settings, menu(lab).value) == (NINE, "many")
    assert lab.summary() == "Toy\n[n=9, marks=('a',)]\nsum 9"


@pytest.mark.parametrize("how", ["set", "start", "menu"])
def test_a_scene_is_the_same_whatever_was_set_before(how):
    lab = toy_lab(presets=SCENES, settings={"n": 5, "marks": ("b",)})
    for scene, settings in {"both": TWO, "many": NINE}.items():
        pick(lab, scene) if how == "menu" else getattr(lab, how)(preset=scene)
        assert (lab.settings, menu(lab).value, lab.result.n) == (settings, scene, settings["n"])


def test_the_menu_follows_what_is_set():
    lab = toy_lab(presets=SCENES)
    lab.set(n=9)
    assert menu(lab).value == "many"  # the same setting, by another way
    lab.set(n=8)
    assert menu(lab).value == ""
    lab.set(preset="both", n=2)
    assert (lab.settings, menu(lab).value) == ({**TWO, "n": 2}, "")


def test_own_settings_sets_nothing():
    lab = toy_lab(presets=SCENES, settings={"preset": "many"})
    pick(lab, "")
    assert (lab.settings, menu(lab).value) == (NINE, "many")


def test_reset_goes_back_to_the_scene_that_a_lab_opened_with():
    lab = toy_lab(presets=SCENES, settings={"preset": "many"})
    lab.set(n=2)
    lab.reset()
    assert (lab.settings, menu(lab).value) == (NINE, "many")


def test_an_unknown_scene_changes_nothing():
    lab = toy_lab(presets=SCENES, settings={"n": 5})
    with pytest.raises(ValueError, match=r"no preset 'mani'; its presets: many, both; did you mean 'many'\?"):
        lab.set(preset="mani", marks=("b",))
    assert lab.settings == {"n": 5, "marks": ("a",)}


@pytest.mark.parametrize("how", ["set", "start"])
def test_an_old_name_works_and_says_so_at_the_line_that_holds_it(how):
    scenes = {**SCENES, "nine": Renamed({"preset": "many", "marks": ("b",)})}
    lab = toy_lab(presets=scenes)
    assert "nine" not in menu(lab).control.options
    with pytest.warns(FutureWarning, match=r"'nine' of the Toy lab is now preset='many', marks=") as caught:
        getattr(lab, how)(preset="nine")
    assert caught[0].filename == __file__
    assert lab.settings == {"n": 9, "marks": ("b",)}
    with pytest.warns(FutureWarning):
        assert toy_lab(presets=scenes, settings={"preset": "nine", "n": 2}).settings["n"] == 2


async def test_a_scene_picked_supersedes_what_runs():
    steps = Steps(pause=0.002)
    lab = toy_lab(steps, presets=SCENES)
    lab.start(n=4)
    pick(lab, "many")
    await lab.settled()
    assert (lab.result.n, lab.result.step, menu(lab).value) == (9, 10, "many")
    assert (4, 10) not in steps.diary


def test_a_control_cannot_be_called_scene():
    with pytest.raises(ValueError, match="not 'preset', 'scene', 'paused' or 'main'"):
        Lab("Toy", [Whole("scene", "Preset", 1)], dict, None, None, None)
