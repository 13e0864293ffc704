"""One notebook seen twice: in two tabs, or in two panels of one JupyterLab."""

import json

import pytest
from faulty import close_dialogs, lines, source, start_training, type_into_cell

# A race that counts how often it is computed.
COUNTED = """
from course_lib import labs
lab, count = labs.race(seeds=8, steps=2000), 0
compute = lab._compute
def counted(**settings):
    global count
    count += 1
    return compute(**settings)
lab._compute = counted
lab"""
CELLS = [COUNTED, "answer = ..."]
# What a figure shows, but for the ghost of a drag, which is its own page's.
DATA = """plot => JSON.stringify(plot.data.filter(({ opacity }) => opacity !== 0.35).map(trace =>
  [trace.x, trace.y, trace.z].map(numbers => numbers && Array.from(numbers))))"""
# "New View for Notebook" opens a panel behind the other one; this puts it beside it, as a reader would.
BESIDE = """() => {
  const { shell } = window.jupyterapp, panel = shell.currentWidget;
  const other = [...shell.widgets("main")].find(one => one !== panel);
  shell.add(panel, "main", { mode: "split-right", ref: other.id });
}"""


def positions(page, inside=None):
    """Where the sliders stand, by name."""
    return {one.get_attribute("aria-label"): page.value(one) for one in page.sliders(inside)}


def same(one, two):
    """Wait until two pages show one figure, one sentence and the same positions of their sliders."""
    for page in (one, two):
        page.wait_words("After 2,000 steps")
        page.wait_settled()
    assert one.words() == two.words()
    assert one.plots()[0].evaluate(DATA) == two.plots()[0].evaluate(DATA)
    assert positions(one) == positions(two)


@pytest.fixture
def tabs(jupyterlab):
    """One notebook, with one kernel, in two tabs."""
    name = jupyterlab.write("tabs.ipynb", CELLS)
    with jupyterlab.open(name) as one:
        one.run_all()
        one.wait_settled()
        one.command("docmanager:save")
        with jupyterlab.open(name) as two:
            two.wait_drawn(1)
            yield one, two
            for tab in (one, two):
                tab.check()


def test_two_tabs_follow_each_other(tabs):
    one, two = tabs
    same(one, two)
    before = one.plots()[0].evaluate(DATA)
    start_training(one)
    same(one, two)
    after = two.plots()[0].evaluate(DATA)
    assert before != after and two.run_code("print(count)") == "1", "what moves in one tab is computed once"
    picture = one.fingerprint(one.plots()[0])
    two.press(two.slider("Learning rate"), "ArrowLeft")
    one.wait_changed(one.plots()[0], picture)
    same(one, two)
    assert one.plots()[0].evaluate(DATA) != after and one.run_code("print(count)") == "2"
    assert lines(one) == lines(two) == []


def test_what_is_typed_in_two_tabs_is_not_lost_in_silence(tabs, jupyterlab):
    """JupyterLab keeps one notebook in two tabs apart; the one that saves later is asked first."""
    one, two = tabs
    type_into_cell(one, 1, "answer = 1")
    type_into_cell(two, 1, "answer = 2")
    one.command("docmanager:save")
    two.page.keyboard.press("Control+s")
    two.wait("() => document.querySelector('.jp-Dialog')", "JupyterLab to ask")
    assert "File Changed" in two.page.query_selector(".jp-Dialog").text_content()
    two.page.get_by_role("button", name="Cancel").click()
    assert (source(one, 1), source(two, 1)) == ("answer = 1", "answer = 2")
    cells = json.loads((jupyterlab.root / "tabs.ipynb").read_text())["cells"]
    assert "".join(cells[1]["source"]) == "answer = 1"


def test_a_notebook_opened_twice_in_one_jupyterlab(jupyterlab):
    with jupyterlab.open(jupyterlab.write("twice.ipynb", CELLS), width=1900) as page:
        page.run_all()
        page.wait_settled()
        page.command("docmanager:clone")
        page.page.evaluate(BESIDE)
        page.wait_drawn(2)
        page.wait_settled()
        first, second = page.page.query_selector_all(".course-lab")
        for moved in (second, first):
            before = [plot.evaluate(DATA) for plot in page.plots()]
            assert before[0] == before[1]
            picture = page.fingerprint(page.plots(moved)[0])
            page.press(page.slider("Hidden layers", moved), "ArrowRight")
            page.wait_changed(page.plots(moved)[0], picture)
            page.wait_words("After 2,000 steps")
            page.wait_settled()
            after = [plot.evaluate(DATA) for plot in page.plots()]
            assert after[0] == after[1] != before[0]
            assert positions(page, first) == positions(page, second)
        assert page.run_code("print(count, lab.settings['depth'])") == "2 4"
        assert lines(page) == [] and close_dialogs(page) == []
        page.check()
