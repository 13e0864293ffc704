"""The controls a lab is declared with: what they accept, what they answer, and their widgets."""

import contextlib
import math
from fractions import Fraction

import ipywidgets as widgets
import numpy as np
import pytest

from course_lib.widgets import Choice, Number, Pick, Several, Switch, Whole
from course_lib.widgets.panel import Panel
from course_lib.widgets.running import Home

SCHEMES = {"zeros": "Zeros", "he": "He", "glorot": "Glorot"}
WHOLE = Whole("depth", "Hidden layers", 2, 1, 10)
STEPS = Whole("steps", "Steps", 500, 0, 2000, step=100)
NUMBER = Number("c", "Constant", 0.5, -2.0, 2.0, step=0.1)
LOG = Number("lr", "Learning rate", 0.1, 0.01, 5.0, step=0.1, log=True)
GAIN = Number("gain", "Gain", 1.0, 0.0, 100.0, step=0.02, log=True, floor=0.01)
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


# ---- widgets --------------------------------------------------------------------------------------


class Built:
    """A control in a panel that accepts what is allowed, its parts in order, and what was asked for."""

    def __init__(self, control, live=True):
        self.told = []
        self.panel = Panel("Toy", [control], {}, {}, self.ask, Home(), live)
        (self.box,) = self.panel.children
        parts = self.box.children if hasattr(self.box, "children") else [self.box]
        self.parts = [part for part in parts if not isinstance(part, widgets.Label)]

    def ask(self, settings):
        (value,) = settings.values()
        self.told.append(value)
        with contextlib.suppress(ValueError):
            self.panel.accept(self.panel.checked(settings))

    def put(self, value):
        self.panel.accept({name: value for name in self.panel.controls})


def built(control, live=True):
    it = Built(control, live)
    return it, it.parts, it.told


KINDS = {
    "depth": [widgets.IntSlider, widgets.IntText],
    "steps": [widgets.IntSlider, widgets.IntText],
    "c": [widgets.FloatSlider, widgets.FloatText],
    "lr": [widgets.FloatLogSlider, widgets.FloatText],
    "gain": [widgets.FloatLogSlider, widgets.FloatText],
    "scheme": [widgets.Dropdown],
    "width": [widgets.SelectionSlider],
    "schemes": [widgets.Checkbox] * 3,
    "log": [widgets.Checkbox],
}


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_the_widget_opens_with_the_default_and_its_label(control):
    handle, parts, told = built(control)
    assert [type(part) for part in parts] == KINDS[control.name]
    label = handle.box.children[0].value if control is SEVERAL else parts[0].description
    assert label == control.label
    shown = tuple(part.value for part in parts)
    expected = (True, True, False) if control is SEVERAL else (control.default,) * len(parts)
    assert shown == expected
    assert "course-control" in handle.box._dom_classes
    assert told == []


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_putting_a_value_shows_it_and_reports_nothing(control):
    handle, parts, told = built(control)
    for value in control.extremes:
        value = control.check(value)
        handle.put(value)
        shown = tuple(part.value for part in parts)
        if control is GAIN and value == 0:
            assert shown == (parts[0].base ** parts[0].min, 0.0)  # a logarithmic slider has no 0
            continue
        assert shown == (
            tuple(name in value for name in SCHEMES) if control is SEVERAL else (value,) * len(parts)
        )
    assert told == []


@pytest.mark.parametrize("control", [WHOLE, STEPS, NUMBER, LOG], ids=lambda control: control.name)
def test_slider_and_field_follow_each_other(control):
    _, (slider, field), told = built(control)
    for value in control.extremes:
        slider.value = value
        assert field.value == value
        assert control.check(told[-1]) == value
    assert len(told) == 2
    for value in control.extremes:
        field.value = value
        assert slider.value == value
        assert told[-1] == value
    assert len(told) == 4


def test_the_end_of_a_logarithmic_slider_is_allowed():
    _, (slider, field), told = built(LOG)
    slider.value = 10**slider.max  # what a page computes: 5.000000000000001
    assert LOG.check(told[-1]) == 5.0
    assert (field.value, slider.value) == (5.0, 10**slider.max)  # nothing is sent back to the slider


# ---- a logarithmic slider whose left end is 0 -----------------------------------------------------


def test_the_left_end_means_0_and_the_next_stop_the_floor():
    _, (slider, field), told = built(GAIN)
    left, stop = 10**slider.min, 10 ** (slider.min + slider.step)
    assert stop == pytest.approx(GAIN.floor) and left < GAIN.floor
    slider.value = left
    assert (told, field.value) == ([0.0], 0.0)
    assert slider.value == left, "nothing is sent back to the slider"
    slider.value = stop
    assert GAIN.check(told[-1]) == field.value == GAIN.floor
    slider.value = left
    assert (told[-1], field.value) == (0.0, 0.0)


def test_every_other_stop_means_itself():
    _, (slider, field), told = built(GAIN)
    stops = 10 ** np.arange(slider.min + slider.step, slider.max + 1e-9, slider.step)
    assert len(stops) == 201 and GAIN.default in np.round(stops, 12)
    for stop in stops:
        slider.value = stop
        assert field.value == GAIN.check(stop) == pytest.approx(stop, rel=1e-5)
        assert stop == GAIN.default or GAIN.check(told[-1]) == field.value


@pytest.mark.parametrize("typed", [0.0, 1e-9, 0.001, 0.0095, 0.00999, 0.01, 0.0123, 1.0, 99.9, 100.0])
def test_any_number_between_may_be_typed_and_is_kept(typed):
    _, (slider, field), told = built(GAIN)
    field.value = typed
    assert told == ([typed] if typed != GAIN.default else [])
    assert field.value == typed
    assert slider.value == pytest.approx(max(typed, 10**slider.min)), (
        "under the floor it lies at the left end"
    )


@pytest.mark.parametrize("value", [0.0, 1e-9, 0.001, 0.0095, 0.01, 0.5, 100.0])
def test_what_is_put_comes_back(value):
    handle, (slider, field), told = built(GAIN)
    for other in (0.0, 100.0, 0.001):  # from wherever the slider stood
        handle.put(other)
        handle.put(value)
        assert field.value == value and slider.value == pytest.approx(max(value, 10**slider.min))
    assert told == []


def test_a_number_under_the_floor_gives_way_to_the_slider():
    _, (slider, field), told = built(GAIN)
    field.value = 0.001
    slider.value = 2.0
    slider.value = 10**slider.min
    assert told == [0.001, 2.0, 0.0] and field.value == 0.0


@pytest.mark.parametrize(
    "control, value, stop, next_stop",
    [(GAIN, 0.0884, 10**-1.06, 10**-1.04), (LOG, 0.5, 10**-0.3, 10**-0.4), (NUMBER, 0.52, 0.5, 0.6)],
    ids=lambda one: getattr(one, "name", None),
)
def test_a_value_between_two_stops_outlives_the_page_s_rounding(control, value, stop, next_stop):
    """The page moves the slider to its nearest stop and reports that as a move."""
    handle, (slider, field), told = built(control)
    handle.put(value)
    slider.value = stop
    assert set(told) <= {value} and field.value == value
    slider.value = next_stop
    assert [told[-1], field.value] == pytest.approx([next_stop] * 2, rel=1e-5), "a reader's move is one"


def test_a_default_of_0_opens_at_the_left_end():
    _, (slider, field), told = built(Number("gain", "Gain", 0.0, 0.0, 5.0, step=0.1, log=True, floor=0.1))
    assert (slider.value, field.value, told) == (10**slider.min, 0.0, [])


def test_without_a_floor_the_left_end_means_itself():
    _, (slider, field), told = built(LOG)
    slider.value = 10**slider.min
    assert told == [pytest.approx(0.01)] and field.value == 0.01


def test_a_number_is_shown_as_it_is_stored():
    _, (slider, field), told = built(NUMBER)
    field.value = 0.123456789
    assert NUMBER.check(told[-1]) == slider.value == field.value == 0.123457


@pytest.mark.parametrize(
    ("control", "typed"),
    [(WHOLE, 11), (WHOLE, 0), (NUMBER, 2.5), (NUMBER, math.nan), (LOG, 0.0), (GAIN, -0.1)],
    ids=str,
)
def test_a_wrong_number_stays_in_the_field_and_is_reported(control, typed):
    _, (slider, field), told = built(control)
    field.value = typed
    assert repr(told) == repr([typed])
    assert repr(field.value) == repr(typed)
    assert slider.value == control.default


@pytest.mark.parametrize("control", [CHOICE, PICK], ids=lambda control: control.name)
def test_every_option_can_be_chosen(control):
    _, (menu,), told = built(control)
    assert [label for label, _ in menu.options] == list(control.options.values())
    values = [value for value in control.options if value != control.default]
    for index, value in enumerate(control.options):
        menu.index = index
        assert menu.value == value
    assert [value for value in told if value != control.default] == values


def test_check_boxes_report_the_ticked_ones_in_order():
    _, boxes, told = built(SEVERAL)
    assert [box.description for box in boxes] == list(SCHEMES.values())
    boxes[2].value = True
    boxes[0].value = False
    assert told == [("zeros", "he", "glorot"), ("he", "glorot")]


def test_no_box_ticked_is_reported_and_stays_so():
    _, boxes, told = built(SEVERAL)
    boxes[0].value = boxes[1].value = False
    assert told == [("he",), ()]
    assert not any(box.value for box in boxes)
    with pytest.raises(ValueError, match=r"must be one or more of .*; got \(\)"):
        SEVERAL.check(told[-1])


def test_a_switch_reports_both_ways():
    _, (box,), told = built(SWITCH)
    box.value = False
    box.value = True
    assert told == [False, True]


@pytest.mark.parametrize("live", [True, False])
def test_sliders_report_while_they_move_or_on_release(live):
    for control in (WHOLE, NUMBER, LOG, PICK):
        assert built(control, live)[1][0].continuous_update is live
    assert built(WHOLE, live)[1][1].continuous_update is False  # a field: when the typing is done
