"""Every lesson in a real JupyterLab, opened once.

All cells run, axe-core finds nothing in light or dark, every slider moves its own lab, a reload keeps it.
"""

from pathlib import Path

import pytest
from axe import dark, examine
from browser_tab import BrowserError

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.relative_to(NOTEBOOKS) for path in NOTEBOOKS.glob("*.ipynb"))
SOLUTIONS = [path.relative_to(NOTEBOOKS) for path in sorted(NOTEBOOKS.glob("solutions/*.ipynb"))]
DARK = ("00_start_here", "07_frameworks")  # labs, predictions, checks; the table


def test_there_are_lessons_and_each_has_its_solutions():
    assert LESSONS and [path.name for path in LESSONS] == [path.name for path in SOLUTIONS]


# Sliders that only some activations have a use for; the lessons' galleries show others.
IDLE = {"Slope (leaky, PReLU)", "α (ELU)"}


def answer(page, prediction):
    """Choose the prediction's first option and commit to it; its lab comes into view and is drawn."""
    if prediction.query_selector(".course-lab").is_visible():
        return
    prediction.query_selector("input[type=radio]").click()
    prediction.query_selector("button:has-text('Commit')").click()
    page.wait(
        "lab => lab.getClientRects().length > 0 && lab.querySelector('.course-plot[data-drawn]') !== null",
        "a lab to appear after its prediction",
        argument=prediction.query_selector(".course-lab"),
    )


def violations(page, in_the_dark):
    """What axe-core finds in the light theme and, if asked, in the dark one."""
    found = examine(page)
    if in_the_dark:
        with dark(page):
            found += examine(page)
    return found


def examine_lesson(page, in_the_dark):
    """Violations while a lesson's questions are open, and when all are answered."""
    page.run_all()
    found = violations(page, in_the_dark)
    for prediction in page.page.query_selector_all(".course-prediction"):
        answer(page, prediction)
    page.wait_settled()
    return found + violations(page, in_the_dark)


def name_of(slider) -> str:
    return slider.get_attribute("aria-label") or "a slider without a name"


def words_follow(page, lab):
    """Wait until the words under the figure are those of the figure that is drawn."""
    page.wait(
        """lab => {
          const words = lab.querySelector(".course-words").textContent;
          return words !== "" && words === lab.querySelector(".course-plot").getAttribute("aria-label");
        }""",
        "a lab's words to say what its figure shows",
        argument=lab,
    )


def move(page, lab, slider):
    """Move one slider by one key and wait until the figure of its lab looks different."""
    plot = page.plots(lab)[0]
    before, value = page.fingerprint(plot), page.value(slider)
    shown = slider.get_attribute("aria-valuetext")  # aria-valuenow is rounded to one decimal
    at_end = value >= float(slider.get_attribute("aria-valuemax"))
    page.press(slider, "ArrowLeft" if at_end else "ArrowRight")
    try:
        page.wait_changed(plot, before)
    except BrowserError as error:
        raise BrowserError(
            f"{name_of(slider)}, moved from {value:g} to {page.value(slider):g}: {error}"
        ) from None
    moved = slider.get_attribute("aria-valuetext")
    assert moved != shown, f"{name_of(slider)} did not stay where the key moved it"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_lesson(jupyterlab, lesson):
    visit(jupyterlab, lesson)


def visit(jupyterlab, lesson):
    """Open a notebook, and hold all that this file asks of a lesson to it."""
    name = jupyterlab.add(NOTEBOOKS / lesson, folder=lesson.parent.as_posix())
    with jupyterlab.open(name) as page:
        assert examine_lesson(page, lesson.stem in DARK) == []

        labs = page.page.query_selector_all(".course-lab")
        assert labs, f"{lesson} has no lab"
        for i, lab in enumerate(labs):
            others = [
                page.fingerprint(plot) for k, other in enumerate(labs) if k != i for plot in page.plots(other)
            ]
            sliders = [one for one in page.sliders(lab) if one.is_visible() and name_of(one) not in IDLE]
            for slider in sliders:
                move(page, lab, slider)
            page.wait_settled()
            words_follow(page, lab)
            assert others == [
                page.fingerprint(plot) for k, other in enumerate(labs) if k != i for plot in page.plots(other)
            ], f"lab {i + 1} of {lesson} moved another lab's figure"

        shown = [page.fingerprint(plot) for plot in page.plots()]
        page.reload()
        page.wait_settled()
        assert [page.fingerprint(plot) for plot in page.plots()] == shown, "a reload shows other figures"
        page.check()
