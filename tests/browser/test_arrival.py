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
]
# Whether the n-th lab is whole on the screen, with its figure.
SEEN = """n => {
  const lab = document.querySelectorAll(".course-lab")[n], page = lab?.closest(".jp-WindowedPanel-outer");
  if (!lab?.querySelector(".course-plot[data-drawn]")) return false;
  const box = lab.getBoundingClientRect(), room = page.getBoundingClientRect();
  return box.top >= room.top - 1 && box.bottom <= room.bottom + 1;
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
