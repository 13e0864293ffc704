"""The controls a lab is declared with: what they accept, what they answer, and what the page gets of them."""

import json
import math
from fractions import Fraction

import numpy as np
import pytest

from course_lib.widgets import Choice, Number, Pick, Several, Switch, Whole

SCHEMES = {"zeros": "Zeros", "he": "He", "glorot": "Glorot"}
WHOLE = Whole("depth", "Hidden layers", 2, 1, 10)
STEPS = Whole("steps", "Steps", 500, 0, 2000, step=100)
NUMBER = Number("c", "Constant", 0.5, -2.0, 2.0, step=0.1)
LOG = Number("lr", "Learning rate", 0.1, 0.01, 5.0, step=0.1, log=True)
GAIN = Number(
    "gain", "Gain", 1.0, 0.0, 100.0, step=0.02, log=True, floor=0.01, marks={1.0: "1", 2**0.5: "√2"}
)
CHOICE = Choice("scheme", "Scheme", "he", SCHEMES)
PICK = Pick("width", "Width", 4, {1: "1", 2: "2", 4: "4", 32: "32"})
SEVERAL = Several("schemes", "Schemes", ("zeros", "he"), SCHEMES)
SWITCH = Switch("log", "Logarithmic", True)
CONTROLS = [WHOLE, STEPS, NUMBER, LOG, GAIN, CHOICE, PICK, SEVERAL, SWITCH]

ALLOWED = {
    "depth": "a whole number from 1 to 10",
    "steps": "a whole number from 0 to 2000",
    "c": "a number from -2 to 2",
    "lr": "a number from 0.01 to 5",
    "gain": "a number from 0 to 100",
    "scheme": "one of 'zeros', 'he', 'glorot'",
    "width": "one of 1, 2, 4, 32",
    "schemes": "one or more of 'zeros', 'he', 'glorot'",
    "log": "True or False",
}
NEVER = [None, math.nan, math.inf, -math.inf, 10**400, 1j, "", "3", b"he", {}, [[]], ["he", 1], object()]
REJECTED = {
    "depth": [0, 11, -1, True, 2.0, 2.5, "2", [2], np.array([2])],
    "steps": [-1, 2001, False, 100.0],
    "c": [-2.1, 2.1, True, "0.5", [0.5]],
    "lr": [0, 0.0, 0.009, 5.1, -0.1, True],
    "gain": [-1e-9, -0.01, 100.01, True, "0", None],
    "scheme": ["Zeros", "lecun", 0, True, ("he",), ["he"]],
    "width": [0, 3, True, 2.5, "2", (2,)],
    "schemes": [(), [], "he", "zeros", ("he", "lecun"), {"he"}, ("he", None), 1],
    "log": [0, 1, "True", np.True_, []],
}
ACCEPTED = {  # what may be given → what is stored
    "depth": [(1, 1), (10, 10), (np.int64(3), 3), (np.array(3), 3)],
    "steps": [(0, 0), (2000, 2000), (150, 150)],
    "c": [(-2, -2.0), (2, 2.0), (0.1 + 0.2, 0.3), (np.float16(0.1), 0.0999756), (Fraction(1, 4), 0.25)],
    "lr": [(0.01, 0.01), (5, 5.0), (10 ** math.log10(5), 5.0)],
    "gain": [(0, 0.0), (100, 100.0), (1e-9, 1e-9), (0.0095, 0.0095), (10 ** math.log10(100), 100.0)],
    "scheme": [("zeros", "zeros"), (np.str_("he"), "he")],
    "width": [(1, 1), (32, 32), (4.0, 4), (np.int64(2), 2)],
    "schemes": [(("he",), ("he",)), (["glorot", "zeros"], ("zeros", "glorot")), (("he", "he"), ("he",))],
    "log": [(True, True), (False, False)],
}


def pairs(table):
    return [
        pytest.param(control, value, id=f"{control.name}-{value!r:.30}")
        for control in CONTROLS
        for value in table[control.name]
    ]


@pytest.mark.parametrize(("control", "value"), pairs(REJECTED))
def test_a_wrong_value_is_refused_in_words(control, value):
    with pytest.raises(ValueError) as refused:
        control.check(value)
    said = f"{control.name} ({control.label}) must be {ALLOWED[control.name]}; got {value!r}"
    assert str(refused.value).partition("; did you mean")[0] == said


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_nonsense_is_refused_by_every_control(control):
    for value in NEVER:
        with pytest.raises(ValueError, match=r"^\w+ \(.*\) must be .*; got "):
            control.check(value)


@pytest.mark.parametrize(("control", "case"), pairs(ACCEPTED))
def test_a_right_value_is_stored_in_one_form(control, case):
    value, stored = case
    checked = control.check(value)
    assert checked == stored
    assert type(checked) is type(stored)


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_the_extremes_are_allowed_and_differ(control):
    checked = [control.check(value) for value in control.extremes]
    assert len(checked) >= 2
    assert checked[0] != checked[-1]


def test_a_default_outside_of_what_is_allowed_is_refused_at_once():
    with pytest.raises(ValueError, match=r"depth \(Depth\) must be a whole number from 1 to 3; got 4"):
        Whole("depth", "Depth", 4, 1, 3)


# ---- what goes to the page and comes back, as JSON -------------------------------------------------


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_a_value_goes_to_the_page_and_comes_back(control):
    for value in [control.default, *control.extremes]:
        value = control.check(value)
        assert control.check(control.from_page(json.loads(json.dumps(control.to_page(value))))) == value


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_a_value_is_written_in_an_address_and_read(control):
    for value in [control.default, *control.extremes]:
        value = control.check(value)
        assert control.check(control.read(control.written(value))) == value
    with pytest.raises(ValueError, match=r"must be .*; got "):
        control.check(control.read("nonsense"))


@pytest.mark.parametrize("control", [WHOLE, NUMBER, CHOICE, PICK], ids=lambda control: control.name)
def test_what_a_page_should_not_send_is_refused(control):
    with pytest.raises(ValueError, match=r"must be .*; got 'abc'"):
        control.check(control.from_page("abc"))


def test_what_the_page_draws():
    assert json.loads(json.dumps([control.spec() for control in (GAIN, STEPS, PICK, SWITCH)])) == [
        {"kind": "number", "name": "gain", "label": "Gain", "low": 0, "high": 100, "step": 0.02, "log": True,
         "floor": 0.01, "whole": False, "marks": [[1, "1"], [1.41421, "√2"]]},
        {"kind": "number", "name": "steps", "label": "Steps", "low": 0, "high": 2000, "step": 100,
         "log": False, "floor": None, "whole": True, "marks": []},
        {"kind": "stops", "name": "width", "label": "Width", "options": ["1", "2", "4", "32"]},
        {"kind": "box", "name": "log", "label": "Logarithmic"},
    ]  # fmt: skip
    assert {CHOICE.kind, SEVERAL.kind} == {"menu", "boxes"}


def test_a_mark_that_is_not_allowed_is_refused_at_once():
    with pytest.raises(ValueError, match=r"gain \(Gain\) must be a number from 0 to 1; got 2"):
        Number("gain", "Gain", 1.0, 0.0, 1.0, marks={2: "2"})
