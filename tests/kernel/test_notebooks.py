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
    "must be one without fan-in and fan-out": "a printout without fans is read against a scheme with fans",
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
        page.press(page.states()[-1], "reset")
        page.settle()
        assert unexpected(page.troubles) == []


@pytest.fixture(scope="module")
def page():
    with FrontEnd() as front_end:
        yield front_end


def troubles_of(page, source):
    """Troubles of a cell, and those of its sliders when they are pushed."""
    page.troubles.clear()
    page.widgets.clear()
    page.run(source)
    before = list(page.troubles)
    for control in page.numbers():
        page.push(control)
    return before, page.troubles[len(before) :]


LAB = """
from plotly.graph_objects import Figure
from course_lib.widgets import Lab, Whole
def compute(**settings):
    if settings["n"] == {bad}:
        raise RuntimeError("the toy broke")
    return settings["n"]
lab = Lab("Toy", [Whole("n", "n", 3, 1, 9)], compute, lambda n: Figure(), lambda n: f"{{n}}.", str)
lab
"""
FOLLOWED = (
    LAB.replace("{bad}", "99")
    + """
def follow(change):
    n = change.new["n"]
    {body}
lab.state.observe(follow, "values")
"""
)


TROUBLES = {  # what a cell says, and what its slider, at which end
    "a cell that raises": ("1 / 0", ["1 / 0 → ZeroDivisionError: division by zero"], []),
    "a callback that raises": (
        FOLLOWED.format(body="1 / (9 - n)"), [], ["n = 9 → ZeroDivisionError: division"],
    ),
    "a callback that writes to stderr": (
        FOLLOWED.format(body="import sys; n == 1 and print('oh', file=sys.stderr)"),
        [], ["n = 1 → stderr: oh"],
    ),
    "a problem that a lab reports": (
        LAB.format(bad=9), [], ["n = 9 → a lab says: RuntimeError: the toy broke."],
    ),
    "a sound callback": (FOLLOWED.format(body="pass"), [], []),
    "a sound lab": (LAB.format(bad=99), [], []),
}  # fmt: skip


@pytest.mark.parametrize("source, cells, moves", TROUBLES.values(), ids=TROUBLES)
def test_every_trouble_is_caught_and_nothing_else(page, source, cells, moves):
    said, moved = troubles_of(page, source)
    assert said == cells and len(moved) == len(moves)
    assert all(trouble.startswith(start) for trouble, start in zip(moved, moves, strict=True))
