"""A lab's controls as a hand finds them: drags, quick keys, marks, typing, menus, and what buttons do."""

import pytest

# A lab that answers slowly and follows a slider, and one that trains, and starts on release.
LABS = """
import time
from plotly.graph_objects import Figure
from course_lib.widgets import Choice, Lab, Number, Whole

computed = []
MARKS = {1.0: "1", 2**0.5: "√2", 5 / 3: "5/3"}

def follow(**settings):
    time.sleep(0.2)
    computed.append(settings)
    return settings

def train(**settings):
    computed.append(settings)
    for step in range(1, 21):
        time.sleep(0.05)
        yield step / 20, settings

def made(compute, **more):
    controls = [
        Number("gain", "Gain", 1.0, 0.01, 100.0, 0.02, log=True, marks=MARKS),
        Whole("depth", "Layers", 5, 1, 50),
        Choice("activation", "Activation", "tanh", {"tanh": "tanh", "relu": "ReLU", "sine": "sine"}),
        Whole("slope", "Slope", 2, 1, 9),
        Whole("width", "Width", 16, 1, 64),
        Whole("last", "Last width", 16, 1, 64),
    ]
    return Lab(
        "Hand", controls, compute, lambda shown, *pinned: Figure({"y": [shown["gain"], shown["depth"]]}),
        lambda shown, *pinned: ", ".join(f"{name} {value}" for name, value in shown.items()), str,
        unused=lambda settings: {} if settings["activation"] == "relu" else {"slope": "only ReLU has one"},
        linked={"last": "width"}, **more,
    )

live, trains = made(follow), made(train, live=False, pin=True)
live.call, trains.call = "labs.live", "labs.trains"
"""
CELLS = [LABS, "live", "trains"]
MISTAKE = (
    "gain (Gain) must be a number from 0.01 to 100; got {}. The figure still shows the last good settings."
)
# Notes every value that a slider shows from now on.
WATCH = """slider => {
  slider.courseShown = [];
  new MutationObserver(() => slider.courseShown.push(slider.getAttribute("aria-valuetext")))
    .observe(slider, { attributeFilter: ["aria-valuetext"] });
}"""


@pytest.fixture(scope="module")
def opened(jupyterlab):
    name = jupyterlab.write("hand.ipynb", CELLS)
    with jupyterlab.open(name, width=1366, height=640) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.run_all()
        page.wait_settled()
        yield page
        page.check()


class Hand:
    """One of the labs on the page, as it opened."""

    def __init__(self, page, name):
        self.page, self.name = page, name
        self.lab = page.page.query_selector_all(".course-lab")[("live", "trains").index(name)]
        self.lab.scroll_into_view_if_needed()

    def slider(self, label):
        return self.page.slider(label, self.lab)

    def field(self, label):
        return self.page.field(label, self.lab)

    def menu(self, label):
        return self.lab.query_selector(f"select[aria-label='{label}']")

    def button(self, name):
        return self.lab.query_selector(f".course-{name}")

    def set(self, name):
        """What the kernel has for a control, once all is done."""
        self.page.wait_settled()
        return float(self.page.run_code(f"print({self.name}.settings[{name!r}])"))

    def along(self, slider, share=None):
        """The point of the page at a share of a slider's way; without it, where the slider stands."""
        box = slider.bounding_box()
        share = self.page.value(slider) / float(slider.get_attribute("max")) if share is None else share
        return box["x"] + 8 + (box["width"] - 16) * share, box["y"] + box["height"] / 2

    def problem(self):
        return self.lab.query_selector(".course-problem").text_content()


@pytest.fixture(params=("live", "trains"))
def hand(opened, request):
    hand = Hand(opened, request.param)
    hand.button("reset").click()
    opened.wait_settled()
    return hand


def only(name):
    return pytest.mark.parametrize("hand", [name], indirect=True)


def test_quick_presses_all_count_and_no_older_answer_is_shown(hand):
    slider = hand.slider("Layers")
    slider.evaluate(WATCH)
    hand.page.press(slider, *["ArrowRight"] * 3)
    assert hand.set("depth") == 8 and hand.field("Layers").input_value() == "8"
    hand.page.press(slider, *["ArrowLeft"] * 3, "PageUp", "PageDown", "End", "Home")
    assert hand.set("depth") == 1
    shown = [int(one) for one in slider.evaluate("slider => slider.courseShown")]
    turns = [one for one, before in zip(shown, [5, *shown], strict=False) if one != before]
    assert turns == [6, 7, 8, 7, 6, 5, 15, 5, 50, 1]


@only("live")
def test_a_drag_is_followed_and_stops_exactly_at_a_mark(hand):
    mouse, slider = hand.page.page.mouse, hand.slider("Gain")
    tick, label = (hand.lab.query_selector_all(f".course-stop-{part}")[1] for part in ("tick", "label"))
    mouse.move(*hand.along(slider, 0.5))
    mouse.down()
    mouse.move(*hand.along(slider, 0.7), steps=5)
    hand.page.wait_words("gain 6.")  # before it is let go
    mouse.move(tick.bounding_box()["x"], hand.along(slider, 0)[1], steps=5)
    assert hand.field("Gain").input_value() == "1.41421"
    mouse.up()
    assert hand.set("gain") == 1.41421
    hand.page.press(slider, "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft")
    assert hand.set("gain") == 1.41421
    hand.button("reset").click()
    for part in (label, tick):
        hand.page.press(slider, "Home")
        part.click()
        assert hand.set("gain") == 1.41421


@only("trains")
def test_training_starts_on_release_with_what_is_shown_then(hand):
    mouse, slider, field = hand.page.page.mouse, hand.slider("Gain"), hand.field("Gain")
    field.fill("1.234")
    field.press("Enter")
    assert hand.set("gain") == 1.234
    start = hand.along(slider)
    mouse.move(*start)
    mouse.down()
    mouse.move(*hand.along(slider, 0.9), steps=5)
    assert float(field.input_value()) > 20 and hand.set("gain") == 1.234
    mouse.move(*start, steps=5)
    mouse.up()
    assert hand.set("gain") == float(field.input_value())


def test_what_is_typed_is_taken_or_refused_in_words_and_stays(hand):
    field, keyboard, words = hand.field("Gain"), hand.page.page.keyboard, ".course-words"

    def typed(text, key):
        field.select_text()
        keyboard.type(text) if text else keyboard.press("Delete")
        keyboard.press(key)
        return hand.set("gain")

    for text, value, shown in (("1,5", 1.5, "1.5"), ("√2", 1.41421, "1.41421"), ("3", 3, "3")):
        assert typed(text, "Enter") == value and field.input_value() == shown and hand.problem() == ""
    good = hand.lab.query_selector(words).text_content()
    for text, said in (("abc", "'abc'"), ("200", "200"), ("", "''")):
        assert typed(text, "Enter") == 3 and field.input_value() == text
        assert hand.problem() == MISTAKE.format(said) and field.get_attribute("aria-invalid") == "true"
        assert hand.lab.query_selector(words).text_content() == good
        assert hand.slider("Gain").get_attribute("aria-valuetext") == "3"
    assert typed("4", "Enter") == 4 and hand.problem() == ""
    assert typed("50", "Escape") == 4 and field.input_value() == "4"
    focus = "lab => document.activeElement === lab"
    assert hand.lab.evaluate(focus), "Escape leaves the control"
    keyboard.press("Tab")
    assert field.evaluate(focus), "Tab goes on from the lab's first control"


def test_a_control_that_does_nothing_is_off_and_says_why(hand):
    slope, menu = hand.slider("Slope"), hand.menu("Activation")
    box = slope.evaluate_handle("one => one.closest('.course-control')").as_element()
    assert slope.is_disabled() and hand.field("Slope").is_disabled()
    assert box.get_attribute("title") == slope.get_attribute("aria-description") == "only ReLU has one"
    menu.focus()
    hand.page.page.keyboard.press("r")  # a menu answers to letters
    hand.page.wait_settled()
    assert menu.evaluate("menu => menu.selectedOptions[0].text") == "ReLU"
    assert slope.is_enabled() and box.get_attribute("title") == ""
    hand.page.press(slope, "ArrowRight")
    assert hand.set("slope") == 3


@only("live")
def test_more_opens_by_key_and_linked_controls_move_together_until_one_is_moved(hand):
    more, rest = hand.button("more"), hand.lab.query_selector(".course-rest")
    for shown in (True, False, True) if not rest.is_visible() else (False, True):
        more.press("Enter")
        assert (more.get_attribute("aria-expanded") == "true") == rest.is_visible() == shown
    width, last = hand.slider("Width"), hand.slider("Last width")
    hand.page.press(width, "ArrowRight", "ArrowRight")
    assert hand.set("last") == hand.set("width") == 18
    hand.page.press(last, "ArrowLeft")
    hand.page.press(width, "ArrowLeft", "ArrowRight")
    assert (hand.set("width"), hand.set("last")) == (18, 17)
    hand.button("code").click()
    hand.page.wait("() => document.querySelector('.course-copied').textContent === 'copied'", "the copy")
    copied = hand.page.page.evaluate("() => navigator.clipboard.readText()")
    assert copied == "labs.live(width=18, last=17)" == hand.page.run_code("print(live.code)")


@only("trains")
def test_a_double_click_plays_and_pin_and_unpin_follow(hand):
    before = int(hand.page.run_code("print(len(computed))"))
    play = hand.button("play")
    play.dblclick()
    hand.page.wait("play => play.textContent === 'Pause'", "a button Pause", argument=play)
    hand.page.wait("play => play.textContent === 'Play'", "the end of the training", argument=play)
    assert int(hand.page.run_code("print(len(computed))")) == before + 1
    pin, unpin = hand.button("pin"), hand.button("unpin")
    for button, pinned in ((pin, True), (unpin, False)):
        button.click()
        hand.page.wait("([one, off]) => one.disabled === off", "Unpin", argument=[unpin, not pinned])
        assert hand.page.run_code("print(trains.pinned is not None)") == str(pinned)
