"""Every lab as `course.py demo` shows it: one Voilà, a page a lab, on a projector's 1280 × 720 pixels.

Present lays a lab out by the same rules, and has the height of the page's header besides.
"""

from contextlib import ExitStack, contextmanager

import psutil
import pytest
from browser_tab import BrowserError
from demo_page import DemoPage
from faulty import type_number

from classroom.demo.choice import line
from course_lib import labs
from tests.running_course import running_demo

MOVED = ["signals", "matrix"]
LOW = 593  # pixels that a browser's own bars leave of 720
# Waits for the picture that follows a pick, its words above it, and room for all.
FITS = """([height, drawn]) => {
  const lab = document.querySelector(".course-lab"), plot = lab.querySelector(".course-plot");
  const words = lab.querySelector(".course-words");
  return innerHeight === height && Number(plot.dataset.drawn) > drawn
    && words.textContent === plot.getAttribute("aria-label")
    && lab.scrollHeight <= lab.clientHeight && document.documentElement.scrollHeight <= innerHeight
    && plot.getBoundingClientRect().bottom <= innerHeight
    && words.getBoundingClientRect().bottom <= plot.getBoundingClientRect().top;
}"""
SCENE = ("race", "one-he-seed")

# What is wider than its place, what of the lab is above or below the window, and how much larger it is drawn.
PLACES = """() => {
  const one = name => document.querySelector(name), box = name => one(name).getBoundingClientRect();
  const wide = [...document.querySelectorAll("#rendered_cells, #rendered_cells *")].filter(one =>
    !one.closest("svg, select") && one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1
    && getComputedStyle(one).overflowX !== "visible");
  return {
    wide: wide.map(one => one.className),
    scrolls: one(".course-lab").scrollHeight > one(".course-lab").clientHeight,
    top: box(".course-demo").top,
    bottom: box(".course-plot").bottom,
    apart: box(".course-plot").top - box(".course-words").bottom,
    width: box(".course-plot").width,
    enlarged: box(".course-plot").width / one(".course-plot").offsetWidth,
  };
}"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The process of a demo of one lab, and where its pages of all labs are."""
    with running_demo(tmp_path_factory.mktemp("home"), "samples") as (process, address):
        assert "lab=samples" in address
        yield psutil.Process(process.pid), lambda asked: address.replace("lab=samples", asked)


@contextmanager
def opened(jupyterlab, address):
    """A page of the demo; the tab is closed, and must be without a fault, at the end."""
    page = DemoPage(jupyterlab, address, 1280, 720, 120, "")
    try:
        yield page
        page.check()
    finally:
        page.page.close(run_before_unload=True)  # as a reader does: the page says good-bye to its kernel
        page.close()


@pytest.fixture
def open_page(jupyterlab, demo):
    """Opens the page for a query, once a test."""
    with ExitStack() as stack:
        yield lambda query: stack.enter_context(opened(jupyterlab, demo[1](query)))


@pytest.fixture(scope="module")
def samples(jupyterlab, demo):
    """A page of one lab, and the process of its kernel."""
    before = set(demo[0].children())
    with opened(jupyterlab, demo[1]("lab=samples")) as page:
        (kernel,) = set(demo[0].children()) - before
        yield page, kernel


@pytest.mark.parametrize("lab", labs.LABS)
def test_a_lab_fills_the_page_and_fits_it(open_page, lab):
    page = open_page(f"lab={lab}")
    assert page.page.title() == f"{lab} · Weights from the First Draw"
    assert page.page.query_selector(".course-demo p").text_content() == line(lab)
    assert page.page.query_selector_all(".jp-InputArea, .jp-InputPrompt, .jp-OutputPrompt") == []
    assert "token" not in page.page.url
    page.wait(FITS, "room for the figure and the words above it", argument=[720, 0])
    places = page.page.evaluate(PLACES)
    assert places["wide"] == [] and places["top"] == 0 and places["apart"] >= 0
    assert places["width"] > 950 and places["enlarged"] >= 1.24
    assert 700 < places["bottom"] <= 720
    if lab in MOVED:
        before, picture = page.words(), page.fingerprint(page.plots()[0])
        page.press(page.sliders()[0], "ArrowRight", "ArrowRight")
        page.wait_changed(page.plots()[0], picture)
        page.wait_lab()
        assert page.words() != before
    scenes = page.page.get_by_label("Preset")
    names = scenes.locator("option").all_text_contents()
    for height, least in (
        (720, 1.1),
        (LOW, 0.8),
    ):  # with a bar that says "working", and a race's longest words
        page.page.set_viewport_size({"width": 1280, "height": height})
        for number, name in list(enumerate(names))[1:]:  # in turn: long words may leave something behind
            shown = scenes.evaluate("select => select.selectedIndex") == number
            drawn = page.drawn(page.plots()[0]) - shown
            scenes.select_option(index=number)
            page.wait(FITS, f"{lab}, {name}, to fit {height} pixels", 60, [height, drawn])
            assert page.page.evaluate(PLACES)["enlarged"] >= least


def test_the_figure_follows_the_height_of_the_window(samples):
    page, _ = samples
    plot = page.plots()[0]
    high, drawn = plot.bounding_box()["height"], page.drawn(plot)
    page.page.set_viewport_size({"width": 1280, "height": 1000})
    page.wait_next_draw(plot, drawn)
    page.wait_lab()
    assert plot.bounding_box()["height"] > high + 30  # as far as its width allows
    drawn = page.drawn(plot)
    page.page.set_viewport_size({"width": 1280, "height": 720})
    page.wait_next_draw(plot, drawn)
    page.wait_lab()
    assert plot.bounding_box()["height"] == pytest.approx(high, abs=2)


def test_a_reload_shows_the_lab_again_and_leaves_no_kernel_behind(samples):
    """And what goes wrong on a page is heard, in which all these tests trust."""
    page, kernel = samples
    first, picture = page.words(), page.fingerprint(page.plots()[0])
    page.press(page.sliders()[0], "End")
    page.wait_changed(page.plots()[0], picture)
    page.wait_lab()
    moved = page.words()
    assert moved != first
    page.reload()
    assert page.words() == moved
    kernel.wait(60)  # psutil.TimeoutExpired where it lives on
    page.check()
    page.page.evaluate("() => console.error('a fault')")
    with pytest.raises(BrowserError, match="a fault"):
        page.check()
    page.console_errors.clear()


def test_a_scene_opens_before_its_training_and_plays(open_page):
    lab, scene = SCENE
    page = open_page(f"lab={lab}&scene={scene}")
    picked = page.page.locator(".course-panel select option:checked").all_text_contents()
    assert labs.SCENES[lab][scene].label in [text.replace("\xa0", " ") for text in picked]
    assert page.page.title().startswith(f"{lab} · {scene} · ")
    assert page.words().startswith("As drawn, before any training")
    page.page.query_selector(".course-play").click()
    page.wait_words("After 1,500 steps")
    assert not page.page.evaluate(PLACES)["scrolls"], "the words have two lines now, the figure gave way"


def test_the_address_sets_the_lab_and_follows_it(open_page):
    page = open_page("lab=signals&gain=1.4&depth=12&depht=3&activation=rely")
    field = page.field("Gain")
    assert (field.input_value(), page.field("Layers").input_value()) == ("1.4", "12")
    said = page.page.query_selector_all(".course-demo [role=alert]")
    assert said[0].text_content() == "The lab has no setting 'depht'; did you mean 'depth'?"
    assert "must be one of" in said[1].text_content() and "got 'rely'" in said[1].text_content()
    picture = page.fingerprint(page.plots()[0])
    type_number(page, "Gain", "1.5")
    page.wait_changed(page.plots()[0], picture)
    page.wait("() => location.search === '?lab=signals&gain=1.5&depth=12'", "the address of what is set")
    page.reload()
    assert page.field("Gain").input_value() == "1.5"
    assert page.page.query_selector(".course-demo [role=alert]") is None


def test_a_name_that_is_none_gets_words_and_no_lab(jupyterlab, demo):
    context = jupyterlab.browser.new_context()
    page = context.new_page()
    page.goto(demo[1]("lab=%3Cimg%20src=x%20onerror=alert(1)%3E"))
    alert = page.wait_for_selector("[role=alert]", timeout=60_000)
    assert alert.text_content() == "There is no lab '<img src=x onerror=alert(1)>'."
    assert page.query_selector(".course-lab, img") is None
    context.close()
