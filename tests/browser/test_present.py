"""Presentation mode in a real JupyterLab, on the screen of a small projector (1280 × 720)."""

import pytest

LABS = {
    "matrix": "labs.matrix(depth=8, seeds=1)",
    "signals": "labs.signals()",
    "training_race": "labs.training_race(epochs=1, depth=3, seeds=2)",
}

# Sizes on the screen, in pixels: the smallest type of the figure, of the words and of the controls, a drawn
# line; and whether anything sticks out of the lab to its right, or out of the screen below.
SIZES = """() => {
  const lab = document.querySelector(".course-lab"), plot = lab.querySelector(".course-plot");
  const scale = plot.getBoundingClientRect().width / plot.offsetWidth;
  const px = (one, what) => parseFloat(getComputedStyle(one)[what]);
  const texts = [...plot.querySelectorAll("text")].filter(one => one.textContent.trim());
  const controls = [...lab.querySelectorAll(".course-controls .widget-label, .course-controls button")]
    .filter(one => one.getClientRects().length);
  const lines = [...plot.querySelectorAll(".js-line, .shapelayer path, .xlines-above, .ylines-above")];
  const { bottom, right } = plot.getBoundingClientRect();
  return {
    figure: scale * Math.min(...texts.map(one => px(one, "fontSize"))),
    line: scale * Math.max(...lines.map(one => px(one, "strokeWidth")).filter(Number.isFinite)),
    words: px(lab.querySelector(".course-words"), "fontSize"),
    controls: Math.min(...controls.map(one => px(one, "fontSize"))),
    wide: lab.scrollWidth > lab.clientWidth || right > innerWidth,
    high: lab.scrollHeight > innerHeight || bottom > innerHeight,
    fills: document.fullscreenElement === lab,
    pressed: lab.querySelector(".course-present").getAttribute("aria-pressed"),
  };
}"""
CELL = """(plot, [x, y]) => {
  const { xaxis, yaxis } = plot._fullLayout, box = plot.getBoundingClientRect();
  const scale = box.width / plot.offsetWidth;
  return [
    box.left + scale * (xaxis._offset + xaxis.l2p(x)), box.top + scale * (yaxis._offset + yaxis.l2p(y)),
  ];
}"""


@pytest.fixture(scope="module", params=LABS)
def page(jupyterlab, request):
    cells = ["from course_lib import labs", f"lab = {LABS[request.param]}\nlab"]
    name = jupyterlab.write(f"present_{request.param}.ipynb", cells)
    with jupyterlab.open(name, width=1280, height=720) as page:
        page.run_all()
        page.wait_settled()
        page.lab_name = request.param
        yield page
        page.check()


def sizes(page):
    return page.page.evaluate(SIZES)


def press(page):
    """Press the button Present; the sizes once it has been drawn."""
    plot = page.plots()[0]
    before = page.drawn(plot)
    page.page.query_selector(".course-present").click()
    page.wait_next_draw(plot, before)
    page.wait_settled()
    return sizes(page)


def test_everything_is_larger_and_fits_and_goes_back(page):
    plain, fingerprint = sizes(page), page.fingerprint(page.plots()[0])
    assert (plain["fills"], plain["pressed"]) == (False, "false")
    large = press(page)
    assert (large["fills"], large["pressed"]) == (True, "true")
    assert large["figure"] >= 1.24 * plain["figure"] >= 16
    assert large["line"] >= 1.24 * plain["line"] > 0
    assert large["words"] >= 20 > plain["words"]
    assert large["controls"] >= 18 > plain["controls"]
    assert not large["wide"] and not large["high"]
    again = press(page)
    assert again == plain and page.fingerprint(page.plots()[0]) == fingerprint


@pytest.mark.parametrize("page", ["signals"], indirect=True)
def test_a_slider_moves_the_figure_that_is_presented(page):
    press(page)
    plot = page.plots()[0]
    before = page.fingerprint(plot)
    page.press(page.sliders()[0], "ArrowLeft")
    page.wait_changed(plot, before)
    page.wait_settled()
    assert sizes(page)["figure"] >= 16 and sizes(page)["fills"]
    press(page)


@pytest.mark.parametrize("page", ["signals"], indirect=True)
def test_leaving_the_full_screen_ends_it(page):
    plain = sizes(page)
    press(page)
    page.page.evaluate("document.exitFullscreen()")  # what the browser does at Escape
    page.wait("() => !document.querySelector('.course-presenting')", "the end of the presentation")
    page.wait_settled()
    assert sizes(page) == plain
    assert page.run_code("print(lab._state.presented)") == "False"


def test_a_notebook_can_ask_for_large_type_without_the_whole_screen(page):
    plain = sizes(page)
    page.run_code("lab.present()")
    page.wait("() => document.querySelector('.course-presenting')", "large type")
    page.wait_settled()
    large = sizes(page)
    assert large["figure"] >= 1.24 * plain["figure"] and not large["fills"] and not large["wide"]
    page.run_code("lab.present(False)")
    page.wait("() => !document.querySelector('.course-presenting')", "the end of the presentation")
    page.wait_settled()
    assert sizes(page) == plain


@pytest.mark.parametrize("page", ["matrix"], indirect=True)
def test_a_click_on_an_enlarged_figure_finds_its_place(page):
    press(page)
    for x, y, words in ((6, 8, "He normal with ReLU"), (3, 10, "LeCun normal with tanh")):
        page.page.mouse.click(*page.plots()[0].evaluate(CELL, [x, y]))
        page.wait_words(words)
    press(page)
