"""Every control of every lesson is pushed to both ends in a real kernel: no error, no problem in a lab."""

import json
from pathlib import Path

import pytest

from tests.kernel.front_end import FrontEnd

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))  # the solutions hold the same labs

# What a lab rightly refuses, and why a reader may come across it.
RIGHTLY_REFUSED = {
    "must be one or more of": "the only box that is ticked is unticked",
    "must be one without fan in and fan out": "a printout without fans is read against a scheme with fans",
    "which draws no independent noise": "another shape is shown, and the scheme is moved to zeros",
}


def unexpected(troubles):
    return [one for one in troubles if not any(words in one for words in RIGHTLY_REFUSED)]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_control_of_a_lesson(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    with FrontEnd() as page:
        for cell in cells:
            if cell["cell_type"] == "code":
                page.run("".join(cell["source"]))
        assert unexpected(page.troubles) == []
        assert page.answer_predictions() >= 1
        assert page.push_everything() >= 2
        page.click(page.of_kind("ButtonModel")[-1])  # the last lab's "Reset"
        page.settle()
        assert unexpected(page.troubles) == []


@pytest.fixture(scope="module")
def page():
    with FrontEnd() as front_end:
        yield front_end


def troubles_of(page, *sources):
    """Troubles of a notebook of these cells, its controls pushed."""
    page.troubles.clear()
    page.widgets.clear()
    for source in sources:
        page.run(source)
    before = list(page.troubles)
    for model in page.of_kind("IntSliderModel"):
        page.push(model)
    return before, page.troubles[len(before) :]


SLIDER = """
import ipywidgets
slider = ipywidgets.IntSlider(3, 1, 9, description="n")
def follow(change):
    {body}
slider.observe(follow, "value")
slider
"""
LAB = """
from plotly.graph_objects import Figure
from course_lib.widgets import Lab, Whole
def compute(**settings):
    if settings["n"] == {bad}:
        raise RuntimeError("the toy broke")
    return settings["n"]
Lab("Toy", [Whole("n", "n", 3, 1, 9)], compute, lambda n: Figure(), lambda n: f"{{n}}.", str)
"""


def test_a_callback_that_raises_is_caught(page):
    cells, moves = troubles_of(page, SLIDER.format(body="1 / (9 - change.new)"))
    assert cells == []  # which is all that running the cells would show
    assert moves == ["n = {'value': 9} → ZeroDivisionError: division by zero"]


def test_a_callback_that_writes_to_stderr_is_caught(page):
    body = "import sys; change.new == 1 and print('oh', file=sys.stderr)"
    _, moves = troubles_of(page, SLIDER.format(body=body))
    assert len(moves) == 1 and "n = {'value': 1} → stderr: oh" in moves[0]


def test_a_sound_callback_is_not_blamed(page):
    assert troubles_of(page, SLIDER.format(body="pass")) == ([], [])


def test_a_problem_that_a_lab_reports_is_caught(page):
    assert troubles_of(page, LAB.format(bad=99)) == ([], [])
    cells, moves = troubles_of(page, LAB.format(bad=9))
    assert cells == []
    assert len(moves) == 1
    assert "n = {'value': 9} → a lab says: RuntimeError: the toy broke." in moves[0]


def test_a_cell_that_raises_is_caught(page):
    cells, _ = troubles_of(page, "1 / 0")
    assert cells == ["1 / 0 → ZeroDivisionError: division by zero"]


def test_a_newer_setting_ends_a_run_in_a_real_kernel(page):
    page.troubles.clear()
    page.widgets.clear()
    page.run("""
import time
from plotly.graph_objects import Figure
from course_lib.widgets import Lab, Whole
diary = []
def compute(**settings):
    for step in range(1, 101):
        time.sleep(0.005)
        diary.append(settings["n"])
        yield step / 100, settings["n"]
lab = Lab("Toy", [Whole("n", "n", 1, 1, 99)], compute, lambda n: Figure(), lambda n: f"{n}.", str)
diary.clear()
lab
""")
    (slider,) = page.of_kind("IntSliderModel")
    for n in (2, 3, 4):  # at once: however busy the machine, each comes before the run of the one before ends
        last = page.move(slider, n)
    page._wait(last)
    page.settle()
    page.run("assert diary[-100:] == [4] * 100, diary\nassert len(diary) < 200 and diary == sorted(diary)")
    assert page.troubles == []
