"""Where the page goes when a reader runs a lab's cell, or answers its question."""

import pytest

TEXT = "'a line of text'\n" * 12  # a code cell high enough to push the next output off the screen
CELLS = [
    "from course_lib import labs\nfrom course_lib.checks import predict",
    TEXT,
    "labs.samples()",
    TEXT,
    "predict('uniform_std')",
    TEXT,
    "moving = predict('race')\nmoving",
    "still = predict('race')\nstill",
    TEXT,
]
# Whether the n-th lab is whole on the screen, with its figure.
SEEN = """n => {
  const lab = document.querySelectorAll(".course-lab")[n], page = lab?.closest(".jp-WindowedPanel-outer");
  if (!lab?.querySelector(".course-plot[data-drawn]")) return false;
  const box = lab.getBoundingClientRect(), room = page.getBoundingClientRect();
  return box.top >= room.top - 1 && box.bottom <= room.bottom + 1;
}"""
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
    with jupyterlab.open(jupyterlab.write("arrival.ipynb", CELLS), width=1366, height=640) as page:
        page.page.emulate_media(reduced_motion="reduce")
        page.page.click(".jp-Cell >> nth=0")
        page.page.keyboard.press("Shift+Enter")
        page.wait_idle()
        yield page
        page.check()


def run(page, cell):
    """Press Shift+Enter on a cell."""
    page.page.evaluate(ACTIVATE, cell)
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("Shift+Enter")


def test_a_lab_whose_cell_was_run_is_shown_whole(page):
    run(page, 2)
    page.wait(SEEN, "the lab to be on the screen", argument=0)


def test_an_answer_shows_its_figure_and_then_the_verdict(page):
    run(page, 4)
    page.wait("() => document.querySelector('.course-option input')", "the question")
    page.page.evaluate(
        """() => {
          const before = document.querySelector(".course-prediction");
          const reply = before.querySelector(".course-reply");
          window.courseEarly = false;
          new MutationObserver(() => {
            const settled = reply.dataset.status, drawn = before.querySelector(".course-plot[data-drawn]");
            window.courseEarly ||= Boolean(settled) && !drawn;
          }).observe(reply, { attributes: true });
        }"""
    )
    page.page.focus(".course-option input")
    page.page.keyboard.press("Space")
    page.page.focus(".course-answer button")
    page.page.keyboard.press("Enter")
    page.wait(
        "() => document.activeElement.matches('.course-reply[data-status]')", "the verdict to have the focus"
    )
    page.wait(SEEN, "the figure to be on the screen", argument=1)
    assert not page.page.evaluate("() => window.courseEarly")
    page.wait_settled()


@pytest.mark.parametrize(("name", "motion", "cell"), [("moving", "no-preference", 6), ("still", "reduce", 7)])
def test_what_trains_after_an_answer_waits_until_it_is_on_the_screen(page, name, motion, cell):
    page.page.emulate_media(reduced_motion=motion)
    run(page, cell)
    here = f".jp-Cell[data-windowed-list-index='{cell}'] .course-prediction"
    page.wait("here => document.querySelector(`${here} .course-words`)", "the prediction", argument=here)
    page.wait_idle()
    page.page.evaluate(ACTIVATE, 0)  # a reader whose place is another is left there
    asked = page.page.query_selector(here)
    lab = asked.query_selector(".course-lab")
    lab.evaluate(LISTEN)
    asked.evaluate(ANSWER)
    page.wait("lab => lab.matches('[data-waits]')", "the lab to wait", argument=lab)
    page.wait_still()
    assert page.run_code(f"print({name}.lab.result.done, {name}.lab.running)") == "0 False"
    page.wait_begun(lab)
    page.wait_settled()
    first, *between, last = lab.evaluate("lab => lab.courseSaid")
    assert first.startswith("As drawn") and last.startswith("After 1500 steps")
    assert bool(between) == (motion == "no-preference"), "the curves grow, or are there at once"
