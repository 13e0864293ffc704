"""The site for readers without a kernel, opened from files: nothing is fetched, and its plots respond."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from lesson_builder.texts import lesson_number
from site_builder.frames import FRAMES, Frames
from site_builder.pages import ROOT, build, notebooks
from site_builder.plots import pack_frames

LESSONS = [path.stem for path in notebooks()]
PAGES = ["index", *LESSONS]
WIDTHS = (1366, 390)
WORDS = "one => courseFrames[one.dataset.frames].states[one.querySelector('input').value].words"
CUT = """() => [...document.querySelectorAll(".course-plot")].flatMap(plot => {
  const { left, right, top, bottom } = plot.getBoundingClientRect();
  return [...plot.querySelectorAll("svg text")].filter(text => {
    const at = text.getBoundingClientRect(), beside = at.left < left - 1 || at.right > right + 1;
    return at.width && (beside || at.top < top - 1 || at.bottom > bottom + 1);
  }).map(text => [plot.closest("figure").dataset.frames, text.textContent]);
})"""
HELD = """view => {
  const { layout } = view.querySelector(".course-plot");
  return JSON.stringify(layout.meta.hold.map(name => layout[name].range));
}"""
PRINTED = """() => {
  const folds = [...document.querySelectorAll("details")];
  folds.forEach(one => { one.open = false; });
  globalThis.printed = [];
  addEventListener("beforeprint", () => globalThis.printed.push({
    open: folds.filter(one => one.open).length,
    widths: [...document.querySelectorAll(".view")].filter(one => one.clientWidth)
      .map(one => one.querySelector(".course-plot").layout.width),
  }), { once: true }); // after the page's own listener, and what that had drawn
}"""
PAINTED = """plot => [...plot.querySelectorAll('path, image, text')].map(
  one => [one.getAttribute('d'), one.getAttribute('transform'), one.href?.baseVal, one.textContent]
).join()"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of the site, built once."""
    target = tmp_path_factory.mktemp("site")
    list(build(target))
    return target


@pytest.fixture(scope="module", params=PAGES)
def visited(jupyterlab, site, request):
    """A page, opened once, its details open; at the end it has asked nobody and complained of nothing."""
    page = jupyterlab.browser.new_page(viewport={"width": WIDTHS[0], "height": 900})
    page.lesson, asked, complaints = request.param, [], []
    page.on("request", lambda one: asked.append(one.url))
    page.on("console", lambda one: one.type == "error" and complaints.append(one.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((site / f"{request.param}.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.wait_for_load_state("networkidle")
    yield page
    page.close()
    foreign = [url for url in asked if urlsplit(url).scheme not in ("file", "data", "blob")]
    assert foreign == [] and complaints == []


@pytest.fixture(scope="module", params=WIDTHS)
def page(visited, request):
    """The page in a window of this width, its figures drawn to it."""
    visited.set_viewport_size({"width": request.param, "height": 900})
    visited.wait_for_function(
        """() => [...document.querySelectorAll(".view")].every(view => {
          const plot = view.querySelector(".course-plot[data-drawn]");
          return plot && Math.abs(plot.layout.width - view.clientWidth) <= 1;
        })"""
    )
    return visited


def test_a_page_is_whole_and_serves_everybody(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    broken = "[...document.images].filter(one => one.complete && !one.naturalWidth).map(one => one.src)"
    assert page.evaluate(broken) == []
    assert page.evaluate("[...document.images].every(one => one.alt.trim().length > 10)")
    text = page.evaluate("document.querySelector('main').innerText")
    assert not re.search(r"\$|\\(frac|sqrt|operatorname)", text), "a formula that was not set"
    # Nor may axe itself ask for anything: it would want the style sheets once more.
    violations = Axe().run(page, options={"preload": False}).response["violations"]
    bad = [one for one in violations if one["impact"] in ("serious", "critical")]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in bad] == []


def test_no_text_of_a_figure_is_cut(page):
    assert page.evaluate(CUT) == []


def test_every_slider_moves_its_figure_and_its_words_by_keyboard(page):
    figures = page.query_selector_all("figure.plot:has(input)")
    assert len(figures) == len(FRAMES.get(lesson_number(page.lesson), ()))
    for figure in figures:
        slider, plot = figure.query_selector("input[type=range]"), figure.query_selector(".view")
        words, fit = figure.query_selector(".words"), figure.query_selector("button")
        at, first = int(slider.input_value()), words.inner_text()
        height = words.bounding_box()["height"]
        before, held = plot.evaluate(PAINTED), plot.evaluate(HELD)
        slider.focus()
        page.keyboard.press("ArrowLeft" if at else "ArrowRight")
        stops = slider.evaluate("one => JSON.parse(one.dataset.stops)")
        now = stops[at - 1 if at else at + 1]
        assert figure.query_selector("output").inner_text() == now == slider.get_attribute("aria-valuetext")
        assert words.text_content() == figure.evaluate(WORDS)
        assert abs(words.bounding_box()["height"] - height) < 1, "the figure moves away from the hand"
        page.wait_for_function(f"([plot, was]) => ({PAINTED})(plot) !== was", arg=[plot, before])
        assert plot.evaluate(HELD) == held
        page.keyboard.press("ArrowRight" if at else "ArrowLeft")
        fit.click()
        page.wait_for_function(f"([plot, was]) => ({PAINTED})(plot) === was", arg=[plot, before])
        assert words.inner_text() == first


def test_the_slider_stays_in_sight_over_its_figure(page):
    for figure in page.query_selector_all("figure.plot:has(input)"):
        figure.query_selector(".view").evaluate("one => one.scrollIntoView({ block: 'start' })")
        assert figure.query_selector("input").bounding_box()["y"] >= 0


def test_print_has_figures_as_they_are_designed_and_on_request_all_folds(visited):
    folds, figures = (visited.locator(one).count() for one in ("details", ".view"))
    request = visited.locator(".print input")
    for wanted in (False, True) if request.count() else ():
        visited.evaluate(PRINTED)
        request.set_checked(wanted)
        visited.pdf(format="A4")
        [printed] = visited.evaluate("printed")
        assert printed["open"] == (folds if wanted else 0)
        assert set(printed["widths"]) <= {880} and (not wanted or len(printed["widths"]) == figures)
        assert visited.locator("details[open]").count() == 0, "a fold that was closed stays open"
    visited.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")


def test_links_inside_the_site_resolve(site):
    for path in site.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        for link in re.findall(r'(?:href|src)="([^"#]+)', text):
            if not urlsplit(link).scheme:
                assert (site / unquote(link)).exists(), f"{path.name} links to {link}"


def test_every_lesson_has_a_page_and_a_plot_that_responds(site):
    assert {path.stem for path in site.glob("*.html")} == set(PAGES)
    assert set(FRAMES) == {lesson_number(name) for name in LESSONS} and all(FRAMES.values())


def test_pages_name_no_path_of_this_machine(site):
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert str(ROOT) not in text and f"{Path.home()}/" not in text


WRONG = {
    "values must hold": Frames("labs.samples()", "fan_in", (1, 2), "x"),
    "fan_in .* must be a whole number from 1": Frames("labs.samples()", "fan_in", (64, 0), "x"),
    "source must end in labs": Frames("print(1)", "fan_in", (1, 2), "x"),
}


@pytest.mark.parametrize("words", WRONG)
def test_frames_that_do_not_suit_their_lab_are_refused(words):
    with pytest.raises(ValueError, match=words):
        pack_frames(WRONG[words])


def test_a_slider_needs_two_stops():
    with pytest.raises(ValueError, match="values must be at least two"):
        Frames("labs.samples()", "fan_in", (64,), "x")
