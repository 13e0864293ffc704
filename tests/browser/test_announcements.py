"""What a screen reader is told while a figure changes, and that motion can be stopped and is not added to."""

import pytest

# Notes what the page shows and what it announces, with the time in ms since the last note was begun.
NOTE = """lab => {
  const began = performance.now(), notes = window.courseNotes = { shown: [], heard: [] };
  for (const [kind, name] of [["shown", ".course-words"], ["heard", ".course-heard"]]) {
    const line = lab.querySelector(name);
    window[name]?.disconnect();
    window[name] = new MutationObserver(() => {
      if (line.textContent) notes[kind].push([performance.now() - began, line.textContent]);
    });
    window[name].observe(line, { childList: true });
  }
}"""
RACE = "from course_lib import labs\nlab = labs.race(seeds=16, steps=2000)\nlab"
STATUS = """import time
from course_lib.widgets.companion import Companion, LabState
from course_lib.widgets.running import Home
state = LabState(words="first")
import ipywidgets
ipywidgets.VBox([Companion(state, str, None, dict, print, Home())]).add_class("course-lab")"""


@pytest.fixture(scope="module")
def page(jupyterlab):
    """A race and, below it, a status alone; that its first words were announced would be in its notes."""
    with jupyterlab.open(jupyterlab.write("announcements.ipynb", [RACE, STATUS])) as page:
        page.run_all()
        page.race, page.status = page.page.query_selector_all(".course-lab")
        page.wait("lab => lab.querySelector('.course-heard')", "the status", argument=page.status)
        page.status.evaluate(NOTE)
        yield page
        page.check()


def notes(page):
    found = page.page.evaluate("() => window.courseNotes")
    return found["shown"], found["heard"]


def heard(page, words):
    page.wait(
        "words => window.courseNotes.heard.some(([, said]) => said === words)",
        f"{words!r} to be announced",
        argument=words,
    )


def test_words_that_keep_changing_are_announced_now_and_then_and_at_rest(page):
    line, words = (page.status.query_selector(name) for name in (".course-heard", ".course-words"))
    assert (line.get_attribute("role"), line.get_attribute("aria-live")) == ("status", "polite")
    assert words.get_attribute("role") is None, "told twice"
    assert line.text_content() == ""
    page.run_code("for i in range(60):\n    state.words = f'step {i}'\n    time.sleep(0.2)")
    heard(page, "step 59")
    shown, told = notes(page)
    assert len(shown) > 30, "the page shows every change, so it could announce each"
    assert "first" not in [said for _, said in told], "what stands there when the page opens is not news"
    assert 2 <= len(told) <= 3 and 9_000 < told[0][0] - shown[0][0] < 12_000
    page.wait("line => line.textContent === ''", "the line to be cleared", argument=line)
    assert words.text_content() == "step 59"


def test_a_problem_is_announced_at_once(page):
    alert = page.status.query_selector(".course-problem[role=alert]")
    assert not alert.is_visible()
    page.run_code("state.problem = 'depth must be less'")
    page.wait("alert => alert.textContent === 'depth must be less'", "it", argument=alert)
    assert alert.is_visible()


def test_a_training_is_announced_when_it_comes_to_rest(page):
    page.race.evaluate(NOTE)
    page.press(page.slider("Hidden layers"), "ArrowRight")
    page.wait("() => window.courseNotes.shown.length > 3", "the training to be seen")
    words = page.wait_words("After 2,000 steps")
    heard(page, words)
    shown, told = notes(page)
    seconds = told[-1][0] / 1000
    assert len(told) <= 1 + seconds / 10 < len(shown)
    assert told[-1][1] == words == page.plots()[0].get_attribute("aria-label")
    assert page.plots()[0].get_attribute("role") == "img"


def test_readers_who_want_less_motion_get_none_of_ours(page):
    moving = """all => all.filter(one => {
      const look = getComputedStyle(one);
      return parseFloat(look.transitionDuration) > 0 || look.animationName !== "none";
    }).length"""
    page.page.emulate_media(reduced_motion="no-preference")
    page.race.evaluate(
        "lab => lab.insertAdjacentHTML('beforeend', '<p style=\"transition: left 1s\">moves</p>')"
    )
    assert page.race.eval_on_selector_all("*", moving) > 0
    page.page.emulate_media(reduced_motion="reduce")
    assert page.race.eval_on_selector_all("*", moving) == 0
