"""The matrix lab in a real JupyterLab: a cell is picked by the mouse, and everything follows."""

import pytest
from page_scripts import PLACE

LAB = ["from course_lib import labs", "labs.matrix(depth=8, seeds=1)"]
HISTOGRAMS = "plot => plot.data.slice(4).map(one => one.z.map(row => Array.from(row).join()).join()).join()"


@pytest.fixture(scope="module")
def page(jupyterlab):
    with jupyterlab.open(jupyterlab.write("matrix.ipynb", LAB)) as page:
        page.run_all()
        page.plot = page.plots()[0]
        yield page
        page.check()


def pick(page, x, y, words, panel=1):
    """Click the middle of a cell, column ``x`` from the left, row ``y`` from below; the histograms."""
    page.click(page.plot, x, y, panel)
    page.wait_words(words)
    return page.plot.evaluate(HISTOGRAMS)


def test_a_click_picks_its_cell(page):
    before = pick(page, 6, 8, "He normal with ReLU, over 8 layers")
    assert pick(page, 3, 10, "LeCun normal with tanh, over 8 layers") != before
    shown = page.page.query_selector_all(".course-stop")[:2]
    assert [one.text_content() for one in shown] == ["tanh", "LeCun normal"]
    pick(page, 7, 12, "Normal with Step", panel=2)
    assert pick(page, 6, 8, "He normal with ReLU") == before


def test_a_second_click_on_a_cell_counts_after_the_sliders_moved(page):
    pick(page, 3, 10, "LeCun normal with tanh")
    page.press(page.slider("Scheme"), "End")
    page.wait_words("Normal with tanh")
    pick(page, 3, 10, "LeCun normal with tanh")


def test_clicks_in_quick_succession_each_find_their_own_cell(page):
    """plotly's own events lag behind a mouse that moves and clicks at once."""
    for x, y in ((0, 0), (6, 8), (7, 12), (3, 10)):
        page.click(page.plot, x, y)
    page.wait_words("LeCun normal with tanh")


def test_a_cell_says_its_numbers_under_the_mouse(page):
    pick(page, 5, 0, "Orthogonal with Identity (linear)")
    page.page.mouse.move(*page.plot.evaluate(PLACE, [1, 6, 0]))
    page.wait(
        "() => [...document.querySelectorAll('.hoverlayer text')].some(one => "
        "one.textContent.startsWith('Identity, He normal: 10^'))",
        "a cell's numbers under the mouse",
    )


def test_clicks_beside_the_maps_pick_nothing(page):
    pick(page, 5, 0, "Orthogonal with Identity (linear)")
    drawn = page.drawn(page.plot)
    for panel in (3, 4):
        page.click(page.plot, 4, 1, panel)
    page.wait_settled()
    assert page.drawn(page.plot) == drawn


def test_clicks_work_after_a_reload(page):
    pick(page, 5, 0, "Orthogonal with Identity (linear)")
    page.reload()
    page.plot = page.plots()[0]
    page.wait_words("Orthogonal with Identity (linear)")
    pick(page, 6, 8, "He normal with ReLU")
