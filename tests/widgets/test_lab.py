"""`Lab` with a toy inside: settings, errors in words, buttons, and what reaches the page."""

import json

import pytest

from course_lib.widgets.plot_view import PlotView, Point, split
from tests.stand_ins import Steps, Toy, breaking, from_page, parts, state, toy_lab

# ---- settings -------------------------------------------------------------------------------------


def test_a_lab_opens_with_its_defaults_or_the_settings_given():
    assert toy_lab().settings == {"n": 3, "marks": ("a",)}
    lab = toy_lab(settings={"n": 5})
    assert lab.settings == {"n": 5, "marks": ("a",)}
    assert lab.result == Toy(5, ("a",), 0)
    p = parts(lab)
    assert p["slider"].value == p["field"].value == 5
    assert p["state"].words == "5 points at step 0"
    assert p["state"].problem == ""


def test_set_applies_and_shows():
    lab = toy_lab()
    lab.set(n=4, marks=["b", "a"])
    assert lab.settings == {"n": 4, "marks": ("a", "b")}
    assert parts(lab)["slider"].value == 4
    assert [box.value for box in parts(lab)["boxes"]] == [True, True]
    assert parts(lab)["state"].words == "4 points at step 0"


REFUSED = {
    "unknown": (dict(depth=3), r"the Toy lab has no control 'depth'; it has n, marks"),
    "one unknown of two": (dict(n=4, depth=3), r"no control 'depth'"),
    "bad": (dict(n=10), r"n \(Count\) must be a whole number from 1 to 9; got 10"),
    "one bad of two": (dict(n=4, marks=()), r"marks \(Marks\) must be one or more of 'a', 'b'; got \(\)"),
}


@pytest.mark.parametrize("how", ["set", "start", "open"])
@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_setting_changes_nothing(how, case):
    lab = toy_lab()
    before, (settings, words) = state(lab), REFUSED[case]
    with pytest.raises(ValueError, match=words):
        toy_lab(settings=settings) if how == "open" else getattr(lab, how)(**settings)
    assert state(lab) == before
    assert lab.error is None


@pytest.mark.parametrize("part", ["compute", "draw", "words"])
def test_set_raises_what_goes_wrong_and_changes_nothing(part):
    lab = toy_lab(**breaking(part))
    before = state(lab)
    with pytest.raises(RuntimeError, match="the toy broke"):
        lab.set(n=7)
    assert state(lab) == before


def test_axes_are_set_anew_by_all_but_numbers():
    lab = toy_lab(live=True)
    shown, p = parts(lab)["view"].shown, parts(lab)
    p["slider"].value = 5
    assert shown.fits == 0
    p["boxes"][1].value = True
    assert shown.fits == 1
    p["slider"].value = 6
    assert shown.fits == 1
    lab.set(n=7)
    lab.reset()
    assert shown.fits == 3


def test_settings_are_a_copy():
    lab = toy_lab()
    lab.settings["n"] = 9
    assert lab.settings["n"] == 3


# ---- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["compute", "draw", "words", "later"])
async def test_an_error_is_said_in_words_and_the_good_figure_stands(part):
    lab = toy_lab(**breaking(part))
    p, good = parts(lab), (lab.result, lab.figure, lab.summary(), parts(lab)["state"].words)
    p["slider"].value = 7
    await lab.settled()
    assert p["state"].problem == (
        "RuntimeError: the toy broke. The figure still shows the last good settings."
    )
    assert isinstance(lab.error, RuntimeError)
    assert p["slider"].value == p["field"].value == 7  # what the reader chose is not taken away
    if part == "later":  # three frames were good
        assert lab.result == Toy(7, ("a",), 3)
    else:
        assert (lab.result, lab.figure, lab.summary(), p["state"].words) == good
    p["slider"].value = 4
    await lab.settled()
    assert (p["state"].problem, lab.error) == ("", None)
    assert lab.result == Toy(4, ("a",), 10)


def test_a_wrong_value_typed_is_kept_and_explained():
    lab = toy_lab()
    p, good = parts(lab), lab.figure
    p["field"].value = 12
    assert p["field"].value == 12
    assert p["state"].problem == (
        "n (Count) must be a whole number from 1 to 9; got 12. The figure still shows the last good settings."
    )
    assert isinstance(lab.error, ValueError)
    assert (lab.figure, lab.settings["n"]) == (good, 3)
    p["field"].value = 3  # the value that the figure shows all the while
    assert (p["state"].problem, lab.error) == ("", None)


# ---- buttons --------------------------------------------------------------------------------------


def test_play_again_and_reset():
    steps = Steps()
    lab = toy_lab(steps, live=False, settings={"n": 5})
    buttons = parts(lab)["buttons"]
    lab.set(n=6, marks=("b",))
    steps.diary.clear()
    buttons["Play"].click()
    assert steps.diary == [(6, step) for step in range(1, 11)]
    buttons["Reset"].click()
    assert lab.settings == {"n": 5, "marks": ("a",)}
    assert lab.result == Toy(5, ("a",), 10)
    assert parts(lab)["slider"].value == 5
    lab.set(n=8)
    buttons["Reset"].click()  # a second time, too
    assert lab.settings["n"] == 5


def test_a_lab_is_presented_and_no_more():
    lab = toy_lab()
    assert not lab.state.presented
    lab.present()
    assert lab.state.presented
    lab.present(False)
    assert not lab.state.presented


# ---- picking --------------------------------------------------------------------------------------


def click(lab, x, count):
    """A click on the figure at ``x``, as the page sends it."""
    from_page(parts(lab)["state"], click={"panel": 1, "x": x, "y": 0.0, "count": count})


def test_a_click_sets_what_pick_says():
    seen = []

    def pick(result, point):
        seen.append((result, point))
        return {"n": point.x} if point.x else None

    lab = toy_lab(pick=pick)
    click(lab, 6, 1)
    assert seen == [(Toy(3, ("a",), 0), Point(1, 6, 0.0))]
    assert lab.settings == {"n": 6, "marks": ("a",)}
    assert parts(lab)["slider"].value == parts(lab)["field"].value == 6
    assert parts(lab)["state"].words == "6 points at step 0"
    before = lab.figure
    click(lab, 0, 2)  # beside everything
    assert lab.figure is before
    lab.set(n=4)
    click(lab, 6, 3)
    assert lab.settings["n"] == 6


def test_a_refused_or_failing_pick_is_said_in_words():
    lab = toy_lab(pick=lambda toy, point: {"n": 8 // point.x})
    click(lab, 0.5, 1)
    assert parts(lab)["state"].problem.startswith("n (Count) must be a whole number from 1 to 9; got 16.0.")
    click(lab, 0, 2)
    assert parts(lab)["state"].problem.startswith("ZeroDivisionError: ")
    assert (lab.settings["n"], lab.result.n) == (3, 3)
    click(lab, 2, 3)
    assert (lab.settings["n"], parts(lab)["state"].problem, lab.error) == (4, "", None)


async def test_a_click_ends_what_runs():
    steps = Steps()
    lab = toy_lab(steps, pick=lambda toy, point: {"n": point.x})
    steps.diary.clear()
    parts(lab)["slider"].value = 5
    click(lab, 6, 1)
    await lab.settled()
    assert steps.diary == [(5, 1), *((6, step) for step in range(1, 11))]
    assert lab.result == Toy(6, ("a",), 10)


def test_without_pick_a_figure_is_only_looked_at():
    assert parts(toy_lab())["view"].clickable is False


# ---- what is stored, and what a page gets ----------------------------------------------------------


def test_the_summary_holds_title_settings_and_numbers():
    lab = toy_lab()
    lab.set(n=4)
    assert lab.summary() == repr(lab) == "Toy\n[n=4, marks=('a',)]\nsum 4"
    assert toy_lab(settings={"n": 4}).summary() == lab.summary()


def test_the_representation(monkeypatch):
    lab, figure = toy_lab(), "application/vnd.plotly.v1+json"
    monkeypatch.delenv("COURSE_STILLS", raising=False)
    bundle = lab._repr_mimebundle_()
    view = {"version_major": 2, "version_minor": 0, "model_id": lab.model_id}
    assert bundle == {"text/plain": lab.summary(), "application/vnd.jupyter.widget-view+json": view}
    monkeypatch.setenv("COURSE_STILLS", "1")
    lab.set(n=2)
    bundle = lab._repr_mimebundle_()
    assert bundle[figure] == json.loads(lab.figure.to_json()) | {"words": "2 points at step 0"}
    assert bundle["text/plain"] == lab.summary()


def test_a_second_view_or_a_reload_gets_what_is_current():
    lab = toy_lab()
    p = parts(lab)
    p["slider"].value = 6
    p["field"].value = 12
    frame, arrays = split(lab.figure)
    shown = p["view"].shown.get_state()
    assert (shown["frame"], shown["arrays"]) == (frame, arrays)
    assert shown["words"] == p["state"].get_state()["words"] == "6 points at step 0"
    assert p["state"].get_state()["values"]["n"] == 12
    assert "got 12" in p["state"].get_state()["problem"]
    assert isinstance(p["view"], PlotView)
