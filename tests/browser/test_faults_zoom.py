"""Labs in a browser zoomed to 50 % and to 200 %: nothing is cut, and figures take the width there is."""

import pytest

SCREEN = (1600, 1000)  # pixels of the screen; a page zoomed to 200 % has half as many of its own
LABS = ("race", "signals", "matrix", "training_race")
CELLS = [f"from course_lib import labs\nlabs.{name}({'depth=3' * (name == 'matrix')})" for name in LABS]

# Parts of a lab that stick out of it sideways, by more than a pixel, or whose text does not fit into them.
CUT = """lab => {
  const { left, right } = lab.getBoundingClientRect(), found = [];
  const parts = lab.querySelectorAll(
    "button, input, select, .course-label, .course-words, .main-svg");
  for (const part of parts) {
    const box = part.getBoundingClientRect();
    if (box.width === 0) continue;
    const what = part.getAttribute("aria-label") || part.textContent.slice(0, 30) || part.className;
    if (box.left < left - 1 || box.right > right + 1) found.push(`${what} sticks out`);
    if (!part.matches("button, .course-label")) continue;
    if (part.scrollWidth > part.clientWidth + 1) found.push(`${what} is cut`);
  }
  if (lab.scrollWidth > lab.clientWidth + 1) found.push("the lab is wider than its place");
  return found;
}"""
FITS = """lab => {
  const plot = lab.querySelector(".course-plot"), place = plot.parentElement.clientWidth;
  return plot.dataset.drawn > 0 && Math.abs(plot.layout.width - place) <= 1;
}"""


def zoom(page, percent):
    """Zoom the browser, and wait until every figure is drawn to the new width; the session that keeps it so.

    Playwright's own screenshots would undo it.
    """
    cdp, factor = page.context.new_cdp_session(page.page), percent / 100
    size = {"width": round(SCREEN[0] / factor), "height": round(SCREEN[1] / factor)}
    cdp.send("Emulation.setDeviceMetricsOverride", size | {"deviceScaleFactor": factor, "mobile": False})
    for lab in page.page.query_selector_all(".course-lab"):
        lab.evaluate("lab => lab.scrollIntoView()")
        page.wait(FITS, f"a figure as wide as its place at {percent} %", argument=lab)
    page.wait_settled()
    return cdp


@pytest.fixture(scope="module")
def page(jupyterlab):
    with jupyterlab.open(jupyterlab.write("zoom.ipynb", CELLS), width=SCREEN[0], height=SCREEN[1]) as page:
        page.run_all()
        page.wait_settled()
        yield page
        page.check()


@pytest.mark.parametrize("percent", [50, 200, 100])
def test_nothing_is_cut(page, percent):
    cdp = zoom(page, percent)
    labs = page.page.query_selector_all(".course-lab")
    assert len(labs) == len(LABS)
    width, ratio = page.page.evaluate("() => [innerWidth, devicePixelRatio]")
    assert (width, ratio) == (SCREEN[0] * 100 / percent, percent / 100)
    assert [lab.evaluate(CUT) for lab in labs] == [[] for _ in labs]
    plot = page.plots()[0]
    before = page.fingerprint(plot)
    page.press(page.sliders()[0], "ArrowRight")  # and it still answers
    page.wait_changed(plot, before)
    page.wait_settled()
    assert page.page.evaluate("() => innerWidth") == width
    cdp.detach()


def test_what_is_cut_is_found(page):
    """Negative control: a wide button, a label without room and a figure of another width are all seen."""
    lab = page.page.query_selector(".course-lab")
    assert lab.evaluate(CUT) == [] and lab.evaluate(FITS)
    lab.evaluate(
        """lab => {
          lab.querySelector(".course-buttons button").style.minWidth = "3000px";
          lab.querySelector(".course-label").style.cssText = "max-width: 10px; overflow: hidden";
          lab.querySelector(".course-plot").layout.width += 20;
        }"""
    )
    assert len(lab.evaluate(CUT)) >= 2 and not lab.evaluate(FITS)
