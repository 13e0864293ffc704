"""What trains after an answer begins once its figure is on the screen."""

import pytest

TEXT = "'a line of text'\n" * 30  # a code cell high enough to push the next output off the screen
CELLS = [
    "from course_lib.checks import predict",
    TEXT,
    "moving = predict('race')\nmoving",
    "still = predict('race')\nstill",
    TEXT,
]
# Notes all that is said of a lab's figure from now on.
LISTEN = """lab => {
  const words = lab.querySelector(".course-words");
  lab.courseSaid = [words.textContent];
  new MutationObserver(() => lab.courseSaid.push(words.textContent)).observe(words, { childList: true });
}"""
ANSWER = """asked => {
  document.querySelector(".jp-WindowedPanel-outer").scrollTop = 0;
  asked.querySelector("input[type=radio]").click();
  asked.querySelector(".course-answer button").click();
}"""
ACTIVATE = "n => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = n; }"


@pytest.fixture(scope="module")
def page(jupyterlab):
    with jupyterlab.open(jupyterlab.write("beginning.ipynb", CELLS), width=1366, height=640) as page:
        page.page.click(".jp-Cell >> nth=0")
        page.page.keyboard.press("Shift+Enter")
        page.wait_idle()
        yield page
        page.check()


@pytest.mark.parametrize(("name", "motion", "cell"), [("moving", "no-preference", 2), ("still", "reduce", 3)])
def test_what_trains_after_an_answer_waits_until_it_is_on_the_screen(page, name, motion, cell):
    page.page.emulate_media(reduced_motion=motion)
    page.page.evaluate(ACTIVATE, cell)
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("Shift+Enter")
    here = f".jp-Cell[data-windowed-list-index='{cell}'] .course-prediction"
    page.wait("here => document.querySelector(`${here} .course-words`)", "the prediction", argument=here)
    page.wait_idle()
    page.page.evaluate(ACTIVATE, 0)  # a reader whose place is another is left there
    asked = page.page.query_selector(here)
    lab = asked.query_selector(".course-lab")
    lab.evaluate(LISTEN)
    asked.evaluate(ANSWER)
    page.wait("lab => lab.matches('[data-waits]')", "the lab to wait", timeout=20, argument=lab)
    page.wait_still()
    assert page.run_code(f"print({name}.lab.result.done, {name}.lab.running)") == "0 False"
    page.wait_begun(lab)
    page.wait_settled()
    first, *between, last = lab.evaluate("lab => lab.courseSaid")
    assert first.startswith("As drawn") and last.startswith("After 1,500 steps")
    assert bool(between) == (motion == "no-preference"), "the curves grow, or are there at once"
