"""A lab's panel: what stands open, what moves along, what does nothing; a state as a call and an address."""

import pytest
from plotly.graph_objects import Figure

from course_lib import labs
from course_lib.widgets import Choice, Lab, Switch, Whole
from tests.stand_ins import Part, say

CONTROLS = [
    Whole("width", "Width", 8, 1, 64), Whole("last", "Last width", 8, 1, 64),
    Whole("depth", "Layers", 3, 1, 9),
    Switch("biases", "Biases", False), Choice("kind", "Kind", "a", {"a": "A", 2: "Two"}),
]  # fmt: skip
NAMES = [control.name for control in CONTROLS]


def unused(settings):
    return {} if settings["biases"] else {"kind": "There are no biases."}


def a_lab(**rest):
    rest = {"linked": {"last": "width"}, "unused": unused, **rest}
    made = Lab("Toy", CONTROLS, dict, lambda result: Figure(), str, str, **rest)
    made.call = "labs.toy"
    return made


# ---- main controls -------------------------------------------------------------------------------


def test_the_first_four_controls_stand_open_or_those_that_a_lab_or_a_reader_names():
    assert a_lab().state.main == NAMES[:4]
    assert a_lab(main=("depth", "kind")).state.main == ["depth", "kind"]
    assert a_lab(main=("depth", "kind"), settings={"main": ["kind"], "depth": 2}).state.main == ["kind"]
    assert a_lab(settings={"main": ()}).state.main == []
    assert labs.samples(main=("seed", "fan_in")).state.main == ["preset", "seed", "fan_in"]


@pytest.mark.parametrize("names", ["depth", ("depht",), NAMES, ("depth", "depth"), 3, (["depth"],)])
def test_main_names_at_most_four_of_the_controls(names):
    words = r"main must name at most 4 of the Toy lab's controls, each once: width, last, .*; got "
    with pytest.raises(ValueError, match=words):
        a_lab(settings={"main": names})


# ---- linked controls -----------------------------------------------------------------------------


def widths(lab):
    return lab.settings["width"], lab.settings["last"]


def test_linked_controls_move_together_until_one_is_moved_by_hand():
    lab = a_lab()
    width, last = Part(lab, "width"), Part(lab, "last")
    width.value = 16
    assert widths(lab) == (width.value, last.value) == (16, 16)
    last.value = 4
    width.value = 32
    assert widths(lab) == (32, 4)
    last.value = 32  # equal again, and unlinked by hand
    width.value = 8
    assert widths(lab) == (8, 32)
    lab.reset()
    width.value = 5
    assert widths(lab) == (5, 5)


def test_a_cell_sets_what_it_says_and_no_more():
    lab = a_lab()
    lab.set(width=16)
    assert widths(lab) == (16, 8)
    Part(lab, "width").value = 32
    assert widths(lab) == (32, 8), "they were not equal"


def test_a_refused_leader_leaves_both():
    lab = a_lab()
    Part(lab, "width").send(99)
    assert widths(lab) == (8, 8) and lab.state.values["width"] == 99 and "got 99" in lab.state.problem


# ---- controls that do nothing --------------------------------------------------------------------


def test_a_control_that_does_nothing_says_why_and_can_still_be_set():
    lab = a_lab()
    assert lab.state.unused == {"kind": "There are no biases."}
    lab.set(kind=2)
    assert lab.settings["kind"] == 2
    Part(lab, "biases").value = True
    assert lab.state.unused == {}


# ---- code and address ----------------------------------------------------------------------------


def test_code_is_the_call_that_makes_the_state():
    lab = a_lab()
    assert (lab.code, lab.state.code, lab.state.query) == ("labs.toy()", "labs.toy()", "")
    lab.set(width=16, kind=2, biases=True)
    assert lab.code == lab.state.code == "labs.toy(width=16, biases=True, kind=2)"
    assert lab.state.query == "width=16&biases=True&kind=2"


@pytest.mark.parametrize("name", labs.LABS)
def test_the_code_of_a_lab_opens_it_in_the_same_state(name):
    lab = labs.LABS[name](paused=True)
    assert lab.code == f"labs.{name}()"
    settings = {control.name: control.check(control.extremes[-1]) for control in lab.controls.values()}
    lab._panel.accept(settings)
    opened = eval(lab.code.replace("(", "(paused=True, ", 1), {"labs": ArgumentsOf(name)})
    assert {**lab._panel.settings} == {**{one: c.default for one, c in lab.controls.items()}, **opened}


class ArgumentsOf:
    """Stands for ``labs``: gives back what a lab would be opened with."""

    def __init__(self, name):
        setattr(self, name, lambda paused, **settings: settings)


# ---- messages ------------------------------------------------------------------------------------


def test_a_move_is_answered_with_its_count_in_one_message(sent):
    lab = a_lab()
    sent.clear()
    say(lab, "move", name="depth", value=5, view="here", count=7)
    [(message, _)] = sent
    assert message["state"]["values"]["depth"] == 5
    assert message["state"]["answered"] == {"view": "here", "count": 7}
    assert message["state"]["code"] == "labs.toy(depth=5)"


def test_a_move_that_a_newer_one_of_the_same_control_overtook_is_left_out():
    lab = a_lab()
    lab._panel._newest["depth"] = 8
    lab._panel._follow({"name": "depth", "value": 5, "view": "here", "count": 7})
    assert lab.settings["depth"] == 3
