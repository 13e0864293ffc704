"""Labs and predictions by keyboard alone: the order of the Tab key, names, focus, and what keys do."""

from itertools import pairwise

import pytest

from course_lib.labs.training_race.lab import DEEPEST

LABS = {
    "race": "labs.race(seeds=2, steps=100)",
    "symmetry": "labs.symmetry(steps=100)",
    "fair race": "labs.training_race(seeds=1, epochs=0)",
}
CELLS = [
    "from course_lib import labs\nfrom course_lib.checks import predict",
    *(f"lab = {lab}\nlab" for lab in LABS.values()),
    "question = predict('race')\nquestion",
]
CONTROLS = "input, select, button"
# Where the focus is: in this lab or not, where on the page, and how it is shown.
FOCUS = """lab => {
  const one = document.activeElement, box = one.getBoundingClientRect(), look = getComputedStyle(one);
  const scrolled = scrollY + lab.querySelector(".course-side").scrollTop;
  return { inside: lab.contains(one), left: box.left, middle: box.top + box.height / 2 + scrolled,
    offset: lab.getBoundingClientRect().top + scrollY,
    column: one.closest(".course-side") ? 1 : 2,
    outline: look.outlineStyle === "none" ? 0 : parseFloat(look.outlineWidth), colour: look.outlineColor };
}"""
OUTLINE = "rgb(47, 120, 230)"  # 4.2:1 on white, 4.5:1 on the ground of JupyterLab's dark theme
ROW = 14  # px: controls whose middles differ by less stand in one row


@pytest.fixture(scope="module")
def opened(jupyterlab):
    """A page with all the labs, and a prediction below them."""
    with jupyterlab.open(jupyterlab.write("keys.ipynb", CELLS), height=1000) as page:
        page.run_all()
        page.wait_settled()
        for lab in page.page.query_selector_all(".course-lab:visible"):
            lab.query_selector(".course-more").click()
        yield page
        page.check()


@pytest.fixture(params=LABS)
def lab(opened, request):
    """The page, and the element of one lab on it."""
    return opened, opened.page.query_selector_all(".course-lab")[list(LABS).index(request.param)]


def spoken(page):
    """Role and name of what has the focus, as Chromium tells them to a screen reader."""
    cdp = page.context.new_cdp_session(page.page)
    found = cdp.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]["objectId"]
    tree = cdp.send("Accessibility.getPartialAXTree", {"objectId": found, "fetchRelatives": False})
    cdp.detach()
    node = tree["nodes"][0]
    return node["role"]["value"], node.get("name", {}).get("value", "")


def walk(page, lab, key="Tab"):
    """Press a key until the focus leaves the lab: every stop on the way, with what is spoken there."""
    stops = []
    while (stop := lab.evaluate(FOCUS))["inside"]:
        role, name = spoken(page)
        stops.append(stop | {"role": role, "name": name})
        assert len(stops) < 100, "the Tab key does not leave the lab"
        page.page.keyboard.press(key)
    return stops


def first(lab):
    lab.scroll_into_view_if_needed()
    lab.query_selector(CONTROLS).focus()


def out_of_order(stops):
    """Pairs of names of neighbours in the order of the Tab key that a column shows in another order."""
    wrong = []
    for one, other in pairwise(stops):
        down = (other["middle"] - other["offset"]) - (one["middle"] - one["offset"])
        if one["column"] < other["column"]:
            continue
        if not (down >= ROW or (abs(down) < ROW and other["left"] > one["left"])):
            wrong.append((one["name"], other["name"]))
    return wrong


def test_the_tab_key_reaches_every_control_in_the_order_seen_and_leaves(lab):
    page, lab = lab
    first(lab)
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Shift+Tab")  # so that the first stop, too, is one of the keyboard
    stops = walk(page, lab)
    usable = "all => all.filter(one => !one.disabled && one.getClientRects().length).length"
    assert len(stops) == lab.eval_on_selector_all(CONTROLS, usable) > 5
    assert out_of_order(stops) == [] != out_of_order(stops[::-1])
    names = [stop["name"] for stop in stops]
    assert all(names) and len(set(names)) == len(names), names
    assert all(stop["outline"] >= 2 and stop["colour"] == OUTLINE for stop in stops), stops
    assert {stop["role"] for stop in stops} >= {"slider", "button", "combobox"}
    [one for one in lab.query_selector_all(CONTROLS) if one.is_visible() and one.is_enabled()][-1].focus()
    back = [stop["name"] for stop in walk(page, lab, "Shift+Tab")]
    assert back[::-1] == names, "the way back is the same and leaves too"
    for group in lab.query_selector_all(".course-boxes"):
        assert (group.get_attribute("role"), group.get_attribute("aria-label")) == ("group", "Schemes")


@pytest.mark.parametrize("lab", ["fair race"], indirect=True)
def test_arrow_keys_move_a_slider_and_space_and_enter_press(lab):
    page, lab = lab
    keyboard = page.page.keyboard

    def to(role, name):
        first(lab)
        while spoken(page) != (role, name):
            keyboard.press("Tab")
            assert spoken(page)[0] in ("slider", "button", "combobox", "checkbox", "textbox"), name

    def setting(name, expected):
        page.wait_still()
        assert page.run_code(f"print(lab.settings[{name!r}])") == str(expected)

    to("slider", "Layers of weights")
    for key, depth in (("ArrowRight", 11), ("ArrowLeft", 10), ("Home", 2), ("End", DEEPEST)):
        keyboard.press(key)
        setting("depth", depth)
    to("checkbox", "Batch norm")
    for expected in (True, False):
        keyboard.press("Space")
        setting("batch_norm", expected)
    to("combobox", "Activation")
    keyboard.press("ArrowDown")
    setting("activation", "leaky_relu")
    to("textbox", "Seeds, exact value")
    keyboard.press("Control+a")
    keyboard.type("3")
    keyboard.press("Tab")
    setting("seeds", 3)
    for key in ("Space", "Enter"):
        to("button", "Reset")
        keyboard.press(key)
        setting("depth", 10)
        to("slider", "Layers of weights")
        keyboard.press("ArrowRight")
        setting("depth", 11)


def test_a_prediction_is_answered_by_keyboard_and_leads_on_to_its_lab(opened):
    page, keyboard = opened, opened.page.keyboard
    prediction = page.page.query_selector(".course-prediction:has(.course-option)")
    lab = prediction.query_selector(".course-lab")
    label = prediction.query_selector("[role=radiogroup]").get_attribute("aria-labelledby")
    assert "which of them separate" in prediction.query_selector(f"#{label}").inner_text()
    prediction.query_selector("input[type=radio]").focus()
    keyboard.press("ArrowDown")
    role, name = spoken(page)
    assert (role, name) == ("radio", "× 10 and He, because both are random")
    assert prediction.evaluate(FOCUS)["outline"] >= 2
    keyboard.press("Tab")
    assert spoken(page) == ("button", "Commit")
    assert prediction.evaluate(FOCUS)["outline"] >= 2
    keyboard.press("Enter")
    page.wait_begun(lab)
    page.wait("() => document.activeElement.matches('.course-reply')", "the focus to come to the reply")
    assert spoken(page)[0] == "status"
    assert prediction.evaluate(FOCUS)["outline"] >= 2
    reply = prediction.query_selector(".course-reply")
    assert reply.inner_text().startswith("✗ Not this one. Both are random")
    marked = [row.inner_text().split("\n") for row in prediction.query_selector_all(".course-option")]
    assert ["Only He", "✓ the right answer"] in marked
    assert ["× 10 and He, because both are random", "✗ your answer"] in marked
    assert page.run_code("print(question.answer)") == "random"
    page.wait_drawn()
    keyboard.press("Tab")
    assert lab.evaluate(FOCUS)["inside"]
