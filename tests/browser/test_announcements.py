"""What a screen reader is told while a figure changes, and that motion can be stopped and is not added to."""

# Notes what the page shows and what it announces, with the time in ms since the last note was begun.
NOTE = """() => {
  const began = performance.now(), notes = window.courseNotes = { shown: [], heard: [] };
  for (const [kind, name] of [["shown", ".course-words"], ["heard", ".course-heard"]]) {
    const line = document.querySelector(name);
    window[name]?.disconnect();
    window[name] = new MutationObserver(() => {
      if (line.textContent) notes[kind].push([performance.now() - began, line.textContent]);
    });
    window[name].observe(line, { childList: true });
  }
}"""
STATUS = """import time
from course_lib.widgets.companion import Companion, LabState
from course_lib.widgets.running import Home
state = LabState(words="first")
import ipywidgets
box = ipywidgets.VBox([Companion(state, str, None, dict, print, Home())]).add_class("course-lab")
box"""


def notes(page):
    found = page.page.evaluate("() => window.courseNotes")
    return found["shown"], found["heard"]


def heard(page, words):
    page.wait(
        "words => window.courseNotes.heard.some(([, said]) => said === words)",
        f"{words!r} to be announced",
        argument=words,
    )


def test_words_that_keep_changing_are_announced_now_and_then_and_at_rest(jupyterlab):
    with jupyterlab.open(jupyterlab.write("words.ipynb", [STATUS])) as page:
        page.run_all(plots=False)
        page.page.wait_for_selector(".course-words")
        line = page.page.query_selector(".course-heard")
        assert (line.get_attribute("role"), line.get_attribute("aria-live")) == ("status", "polite")
        assert page.page.query_selector(".course-words").get_attribute("role") is None, "told twice"
        page.page.wait_for_timeout(1500)
        assert line.text_content() == "", "what stands there when the page opens is not news"
        page.page.evaluate(NOTE)
        page.run_code("for i in range(60):\n    state.words = f'step {i}'\n    time.sleep(0.2)")
        heard(page, "step 59")
        shown, told = notes(page)
        assert len(shown) > 30, "the page shows every change, so it could announce each"
        assert 2 <= len(told) <= 3 and 9_000 < told[0][0] - shown[0][0] < 12_000
        page.wait(
            "() => document.querySelector('.course-heard').textContent === ''", "the line to be cleared"
        )
        assert page.page.query_selector(".course-words").text_content() == "step 59"
        page.check()


def test_a_problem_is_announced_at_once(jupyterlab):
    with jupyterlab.open(jupyterlab.write("problem.ipynb", [STATUS])) as page:
        page.run_all(plots=False)
        alert = page.page.wait_for_selector(".course-problem[role=alert]", state="attached")
        assert not alert.is_visible()
        page.run_code("state.problem = 'depth must be less'")
        page.wait(
            "() => document.querySelector('.course-problem').textContent === 'depth must be less'", "it"
        )
        assert alert.is_visible()
        page.check()


def test_a_training_is_announced_when_it_comes_to_rest(jupyterlab):
    cells = ["from course_lib import labs\nlab = labs.race(seeds=16, steps=2000)\nlab"]
    with jupyterlab.open(jupyterlab.write("training.ipynb", cells)) as page:
        page.run_all()
        page.wait_settled()
        page.page.evaluate(NOTE)
        slider = next(one for one in page.sliders() if one.get_attribute("aria-label") == "Hidden layers")
        page.press(slider, "ArrowRight")
        page.wait("() => window.courseNotes.shown.length > 3", "the training to be seen")
        page.wait_words("After 2000 steps")
        words = page.page.query_selector(".course-words").text_content()
        heard(page, words)
        shown, told = notes(page)
        seconds = told[-1][0] / 1000
        assert len(told) <= 1 + seconds / 10 < len(shown)
        assert told[-1][1] == words == page.plots()[0].get_attribute("aria-label")
        assert page.plots()[0].get_attribute("role") == "img"
        page.check()


def test_readers_who_want_less_motion_get_none_of_ours(jupyterlab):
    moving = """all => all.filter(one => {
      const look = getComputedStyle(one);
      return parseFloat(look.transitionDuration) > 0 || look.animationName !== "none";
    }).length"""
    cells = ["from course_lib import labs\nlabs.samples()"]
    with jupyterlab.open(jupyterlab.write("still.ipynb", cells)) as page:
        page.run_all()
        page.page.emulate_media(reduced_motion="no-preference")
        lab = page.page.query_selector(".course-lab")
        lab.evaluate(
            "lab => lab.insertAdjacentHTML('beforeend', '<p style=\"transition: left 1s\">moves</p>')"
        )
        assert lab.eval_on_selector_all("*", moving) > 0
        page.page.emulate_media(reduced_motion="reduce")
        assert lab.eval_on_selector_all("*", moving) == 0
