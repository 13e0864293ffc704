"""Presentation mode in a real JupyterLab, on the screen of a small projector (1280 × 720)."""

from dataclasses import dataclass

import pytest
from notebook_page import Notebook
from playwright.sync_api import ElementHandle

LABS = {
    "matrix": "labs.matrix(depth=8, seeds=1)",
    "signals": "labs.signals()",
    "training_race": "labs.training_race(epochs=1, depth=3, seeds=2)",
}
CELLS = ["from course_lib import labs", *(f"{name} = {lab}\n{name}" for name, lab in LABS.items())]

# Sizes on the screen, in pixels: the smallest type of the figure, of the words and of the controls, a check
# box, a drawn line; and whether anything sticks out of the lab to its right, or out of the
# screen below.
SIZES = """lab => {
  const plot = lab.querySelector(".course-plot");
  const scale = plot.getBoundingClientRect().width / plot.offsetWidth;
  const px = (one, what) => parseFloat(getComputedStyle(one)[what]);
  const texts = [...plot.querySelectorAll("text")].filter(one => one.textContent.trim());
  const controls = [...lab.querySelectorAll(".course-panel .course-label, .course-panel button")]
    .filter(one => one.getClientRects().length);
  const lines = [...plot.querySelectorAll(".js-line, .shapelayer path, .xlines-above, .ylines-above")];
  const { bottom, right } = plot.getBoundingClientRect(), fills = document.fullscreenElement === lab;
  return {
    figure: scale * Math.min(...texts.map(one => px(one, "fontSize"))),
    line: scale * Math.max(...lines.map(one => px(one, "strokeWidth")).filter(Number.isFinite)),
    words: px(lab.querySelector(".course-words"), "fontSize"),
    controls: Math.min(...controls.map(one => px(one, "fontSize"))),
    boxes: Math.min(...[...lab.querySelectorAll(".course-tick input")].map(one => px(one, "width"))),
    wide: lab.scrollWidth > lab.clientWidth || right > innerWidth,
    high: lab.scrollHeight > innerHeight || (fills && bottom > innerHeight),
    fills,
    pressed: lab.querySelector(".course-present").getAttribute("aria-pressed"),
  };
}"""
# Whether the figure is drawn as large as it is to be: a while after the press, the screen is filled.
FITTED = """lab => {
  const plot = lab.querySelector(".course-plot");
  const scale = plot.getBoundingClientRect().width / plot.offsetWidth;
  return document.fullscreenElement === lab ? scale >= 1.24 : Math.abs(scale - 1) < 0.01;
}"""


@dataclass(frozen=True)
class Presented:
    """A lab on a page: its name in the kernel, its element, its figure."""

    page: Notebook
    name: str
    lab: ElementHandle
    plot: ElementHandle

    def sizes(self):
        return self.lab.evaluate(SIZES)

    def press(self):
        """Press the button Present; the sizes once it has been drawn."""
        before = self.page.drawn(self.plot)
        self.lab.query_selector(".course-present").click()
        self.page.wait_next_draw(self.plot, before)
        self.page.wait(FITTED, "a figure as large as its screen allows", argument=self.lab)
        self.page.wait_settled()
        return self.sizes()

    def wait_end(self):
        self.page.wait("() => !document.querySelector('.course-presenting')", "the end of the presentation")
        self.page.wait_settled()


@pytest.fixture(scope="module")
def page(jupyterlab):
    with jupyterlab.open(jupyterlab.write("present.ipynb", CELLS)) as page:
        page.run_all()
        page.wait_settled()
        yield page
        page.check()


@pytest.fixture(params=LABS)
def shown(page, request):
    lab = page.page.query_selector_all(".course-lab")[list(LABS).index(request.param)]
    lab.scroll_into_view_if_needed()
    page.wait_settled()
    return Presented(page, request.param, lab, page.plots(lab)[0])


def test_everything_is_larger_and_fits_and_goes_back(shown):
    plain, fingerprint = shown.sizes(), shown.page.fingerprint(shown.plot)
    assert (plain["fills"], plain["pressed"]) == (False, "false")
    large = shown.press()
    assert (large["fills"], large["pressed"]) == (True, "true")
    assert large["figure"] >= 1.24 * plain["figure"] >= 16
    assert large["line"] >= 1.24 * plain["line"] > 0
    assert large["words"] >= 20 > plain["words"]
    assert large["controls"] >= 18 > plain["controls"]
    assert large["boxes"] >= 1.15 * plain["boxes"]  # infinite where there is none
    assert not large["wide"] and not large["high"]
    assert shown.press() == plain and shown.page.fingerprint(shown.plot) == fingerprint


@pytest.mark.parametrize("shown", ["signals"], indirect=True)
def test_a_slider_moves_the_figure_until_the_full_screen_is_left(shown):
    plain, slider = shown.sizes(), shown.page.sliders(shown.lab)[0]
    shown.press()
    before = shown.page.fingerprint(shown.plot)
    shown.page.press(slider, "ArrowLeft")
    shown.page.wait_changed(shown.plot, before)
    shown.page.wait_settled()
    assert shown.sizes()["figure"] >= 16 and shown.sizes()["fills"]
    shown.page.press(slider, "ArrowRight")
    shown.page.page.keyboard.press("Escape")
    shown.wait_end()
    assert shown.sizes() == plain
    assert shown.page.run_code(f"print({shown.name}.state.presented)") == "False"


def test_a_notebook_can_ask_for_large_type_without_the_whole_screen(shown):
    plain = shown.sizes()
    shown.page.run_code(f"{shown.name}.present()")
    shown.page.wait("lab => lab.closest('.course-presenting')", "large type", argument=shown.lab)
    shown.page.wait_settled()
    large = shown.sizes()
    assert large["figure"] >= 1.24 * plain["figure"] and not large["fills"] and not large["wide"]
    shown.page.run_code(f"{shown.name}.present(False)")
    shown.wait_end()
    assert shown.sizes() == plain


@pytest.mark.parametrize("shown", ["matrix"], indirect=True)
def test_a_click_on_an_enlarged_figure_finds_its_place(shown):
    shown.press()
    for x, y, words in ((6, 8, "He normal with ReLU"), (3, 10, "LeCun normal with tanh")):
        shown.page.click(shown.plot, x, y)
        shown.page.wait_words(words)  # of the first lab, which this one is
    shown.press()
