"""Every lab at every size that it is made for: one screen, nothing cut, and no label on what is drawn."""

import pytest
from axe import dark, examine
from page_scripts import FRAMES

from course_lib.labs import LABS

PRESENTED = {"720": (1280, 720), "593": (1280, 593), "1080": (1920, 1080)}
SMALL = (1366, 640)
ZOOMED = (683, 320)  # what a zoom of 200 % leaves of that
PHONE = 366  # px: what a page of 390 px leaves of its width
CELLS = [
    "from course_lib import labs\nfrom tests.labs.looking import QUICK",
    *(f"labs.{name}(paused=True, **QUICK.get({name!r}, {{}}))" for name in LABS),
]

# What of a lab does not fit the room there is: it sticks out, it scrolls, or a text of it is cut.
UNFIT = """([lab, high]) => {
  const page = lab.closest(".jp-WindowedPanel-outer"), box = lab.getBoundingClientRect(), found = [];
  const room = document.fullscreenElement === lab ? innerHeight : page.clientHeight;
  if (high && Math.max(box.height, lab.scrollHeight) > room + 1) {
    found.push(`${Math.round(Math.max(box.height, lab.scrollHeight) - room)} px too high`);
  }
  const order = [".course-main", ".course-more", ".course-buttons"].map((name) => lab.querySelector(name))
    .filter((part) => part.getClientRects().length).map((part) => part.getBoundingClientRect().top);
  if (order.some((top, i) => top < order[i - 1])) found.push("the controls are out of order");
  for (const part of [lab, ...lab.querySelectorAll("*")]) {
    if (part.closest("svg, select, .course-heard") || part.clientWidth === 0) continue;
    const what = part.getAttribute("aria-label") ?? part.className, { right } = part.getBoundingClientRect();
    const { overflowX, overflowY } = getComputedStyle(part);
    if (right > box.right + 1) found.push(`${what} sticks out`);
    if (part.scrollWidth > part.clientWidth + 1 && overflowX !== "visible") found.push(`${what} is cut`);
    if (high && part.scrollHeight > part.clientHeight + 1 && /auto|scroll/.test(overflowY)) {
      found.push(`${what} scrolls`);
    }
  }
  const svg = lab.querySelector(".main-svg").getBoundingClientRect();
  for (const text of lab.querySelectorAll(".course-plot text")) {
    const { left, right, width } = text.getBoundingClientRect();
    if (width && (left < svg.left - 1 || right > svg.right + 1)) found.push(`“${text.textContent}” is cut`);
    if (!width && text.textContent.trim()) found.push(`“${text.textContent}” is not seen`);
  }
  return [...new Set(found)];
}"""
# Texts that have no size, though nothing hides them, and texts that lie on each other.
CROWDED = """lab => {
  const texts = [...lab.querySelectorAll(".course-plot text")].filter((text) =>
    text.textContent.trim() && text.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && !text.closest(".textpoint"));
  const boxes = texts.map((text) => text.getBoundingClientRect()), found = [];
  boxes.forEach((box, i) => {
    const said = texts[i].textContent, slanted = (text) => Math.abs(text.getScreenCTM().b) > 0.01;
    if (box.width === 0) found.push(`“${said}” has no size`);
    boxes.slice(0, i).forEach((other, j) => {
      const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
      const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
      const level = !slanted(texts[i]) && !slanted(texts[j]); // the box of another is larger than the text
      if (level && across > 1 && down > 5) found.push(`“${said}” lies on “${texts[j].textContent}”`);
    });
  });
  return found;
}"""
# Texts that lie on a line, a marker or a bar.
COVERED = """lab => {
  const marks = [];
  for (const path of lab.querySelectorAll(".scatterlayer .js-line")) {
    const length = path.getTotalLength(), place = path.getScreenCTM();
    const panel = lab.querySelector(`.draglayer .${path.closest(".subplot").classList[1]} .nsewdrag`);
    const { left, right, top, bottom } = panel.getBoundingClientRect();
    for (let at = 0; at <= length; at += 3) {
      const { x, y } = path.getPointAtLength(at).matrixTransform(place);
      if (x < left || x > right || y < top || y > bottom) continue; // a line ends where its panel does
      marks.push({ left: x, right: x, top: y, bottom: y });
    }
  }
  for (const one of lab.querySelectorAll(".scatterlayer .points path, .barlayer .point path")) {
    marks.push(one.getBoundingClientRect());
  }
  const texts = [...lab.querySelectorAll(".course-plot text")].filter((text) => !text.closest(".textpoint"));
  return texts.filter((text) => {
    const box = text.getBoundingClientRect();
    return box.width > 0 && marks.some((mark) => mark.right > box.left + 1 && mark.left < box.right - 1
      && mark.bottom > box.top + 3 && mark.top < box.bottom - 3); // a line of text is higher than its letters
  }).map((text) => text.textContent);
}"""
# What a hand or an eye misses: short sliders, menus whose text is cut, marks over each other or past the bar.
UNHANDY = """lab => {
  const found = [], ARROW = 26, draw = document.createElement("canvas").getContext("2d");
  const seen = kind => [...lab.querySelectorAll(kind)].filter(one => one.getClientRects().length);
  for (const slider of seen(".course-slider")) {
    if (slider.clientWidth < 200) found.push(`${slider.ariaLabel} is short`);
  }
  for (const menu of seen("select")) {
    const lines = menu.matches(".course-long") ? 2 : 1;
    draw.font = getComputedStyle(menu).font;
    const { width } = draw.measureText(menu.selectedOptions[0].text);
    if (width > lines * (menu.clientWidth - ARROW)) found.push(`${menu.ariaLabel} is cut`);
  }
  for (const row of seen(".course-marks")) {
    const around = row.getBoundingClientRect(), labels = [...row.querySelectorAll(".course-stop-label")];
    labels.map(one => one.getBoundingClientRect()).forEach(({ left, right }, i, all) => {
      const what = labels[i].textContent;
      if (left < around.left || right > around.right) found.push(`the mark ${what} sticks out`);
      if (i && left < all[i - 1].right) found.push(`the mark ${what} lies over its neighbour`);
    });
  }
  return found;
}"""
# Controls that no scrolling brings under a hand, and whether a reader has to scroll sideways.
UNREACHED = """lab => {
  const page = lab.closest(".jp-WindowedPanel-outer"), found = [];
  if (page.scrollWidth > page.clientWidth + 1) found.push("the page scrolls sideways");
  for (const one of lab.querySelectorAll(".course-panel :is(input, select, button)")) {
    if (!one.getClientRects().length) continue;
    one.scrollIntoView({ block: "center" });
    const { left, top, width, height } = one.getBoundingClientRect();
    const there = document.elementFromPoint(left + width / 2, top + height / 2);
    if (there !== one) found.push(`${one.ariaLabel ?? one.parentElement.textContent} is covered`);
  }
  return found;
}"""
# Whether a figure is drawn that belongs to its words, as large as it is to be.
DRAWN = """([lab, presented]) => {
  const plot = lab.querySelector(".course-plot"), view = plot.parentElement;
  const words = lab.querySelector(".course-words").textContent;
  return plot.dataset.drawn && plot.getAttribute("aria-label") === words
    && Math.abs(plot.getBoundingClientRect().width - view.clientWidth) < 2
    && presented === (document.fullscreenElement === lab);
}"""


@pytest.fixture(scope="module")
def page(jupyterlab):
    with jupyterlab.open(jupyterlab.write("fits.ipynb", CELLS), width=SMALL[0], height=SMALL[1]) as page:
        page.run_all(timeout=300)
        yield page
        page.check()


def each(page):
    """Every lab's name and element, scrolled to."""
    for name, lab in zip(LABS, page.page.query_selector_all(".course-lab"), strict=True):
        lab.scroll_into_view_if_needed()
        wait(page, lab)
        yield name, lab


def wait(page, lab, presented=False):
    page.wait(DRAWN, "a figure as large as its place", argument=[lab, presented])
    page.page.evaluate(FRAMES)


def resize(page, size):
    page.page.set_viewport_size({"width": size[0], "height": size[1]})


def unfold(page, lab, on):
    """Open More, or close it."""
    more = lab.query_selector(".course-more")
    if more.is_visible():
        more.click()
        page.wait("([more, on]) => more.ariaExpanded === String(on)", "more controls", argument=[more, on])


def press(page, lab, presented):
    lab.query_selector(".course-present").evaluate("button => button.click()")
    wait(page, lab, presented)


def found(faults):
    return {name: what for name, what in faults.items() if what}


def test_a_lab_fits_the_page_of_a_small_laptop(page):
    faults = {name: page.page.evaluate(UNFIT, [lab, True]) for name, lab in each(page)}
    assert found(faults) == {}


def test_all_controls_can_be_read_and_taken(page):
    faults = {}
    for name, lab in each(page):
        unfold(page, lab, True)
        faults[name] = lab.evaluate(UNHANDY)
        unfold(page, lab, False)
    assert found(faults) == {}


def test_every_text_stands_by_itself(page):
    faults = {name: lab.evaluate(CROWDED) + lab.evaluate(COVERED) for name, lab in each(page)}
    assert found(faults) == {}


def test_a_zoom_of_200_percent_cuts_nothing_and_every_control_is_reached(page):
    resize(page, ZOOMED)
    faults = {}
    for name, lab in each(page):
        unfold(page, lab, True)
        faults[name] = [*page.page.evaluate(UNFIT, [lab, False]), *lab.evaluate(UNREACHED)]
        unfold(page, lab, False)
    resize(page, SMALL)
    assert found(faults) == {}


def test_all_can_be_read_in_the_dark_theme(page):
    with dark(page):
        faults = {name: page.page.evaluate(UNFIT, [lab, True]) for name, lab in each(page)}
        pale = examine(page)
    resize(page, SMALL)
    assert (found(faults), pale) == ({}, [])


@pytest.mark.parametrize("size", PRESENTED)
def test_a_lab_that_is_presented_fits_the_screen(page, size):
    resize(page, PRESENTED[size])
    faults = {}
    for name, lab in each(page):
        press(page, lab, True)
        faults[name] = page.page.evaluate(UNFIT, [lab, True]) + lab.evaluate(CROWDED)
        press(page, lab, False)
    assert found(faults) == {}


def test_nothing_sticks_out_of_a_phone(page):
    faults = {}
    for name, lab in each(page):
        lab.evaluate("(lab, width) => { lab.style.width = `${width}px`; }", PHONE)
        wait(page, lab)
        faults[name] = page.page.evaluate(UNFIT, [lab, False])
        lab.evaluate("lab => { lab.style.width = ''; }")
    assert found(faults) == {}
