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


def answer(page, prediction):
    """Choose the prediction's first option and commit to it; its lab comes into view and is drawn."""
    if prediction.query_selector(".course-lab").is_visible():
        return
    prediction.query_selector("input[type=radio]").click()
    prediction.query_selector("button:has-text('Commit')").click()
    page.wait_begun(prediction.query_selector(".course-lab"))


def violations(page, in_the_dark):
    """What axe-core finds in the light theme and, if asked, in the dark one."""
    found = examine(page)
    if in_the_dark:
        with dark(page):
            found += examine(page)
    return found


def prints(page, but=None):
    """What the figures of the labs look like, but for those of lab ``but`` (0 is the first)."""
    labs = page.page.query_selector_all(".course-lab")
    return [page.fingerprint(plot) for i, lab in enumerate(labs) if i != but for plot in page.plots(lab)]


def move(page, lab, slider):
    """Move one slider by one key and wait until its lab has drawn anew: one that trains, perhaps the same."""
    plot, name = page.plots(lab)[0], slider.get_attribute("aria-label")
    trains = lab.query_selector("button:has-text('Play')") is not None  # weights of 0 may end where they were
    before, drawn, value = page.fingerprint(plot), page.drawn(plot), page.value(slider)
    shown = slider.get_attribute("aria-valuetext")
    at_end = value >= float(slider.get_attribute("max"))
    page.press(slider, "ArrowLeft" if at_end else "ArrowRight")
    try:
        page.wait_next_draw(plot, drawn) if trains else page.wait_changed(plot, before)
    except BrowserError as error:
        raise BrowserError(f"{name}, moved from {value:g} to {page.value(slider):g}: {error}") from None
    assert slider.get_attribute("aria-valuetext") != shown, f"{name} did not stay where the key moved it"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_lesson(jupyterlab, lesson):
    visit(jupyterlab, lesson)


def visit(jupyterlab, lesson):
    """Open a notebook, and hold all that this file asks of a lesson to it."""
    name = jupyterlab.add(NOTEBOOKS / lesson, folder=lesson.parent.as_posix())
    with jupyterlab.open(name) as page:
        page.run_all()
        assert violations(page, lesson.stem in DARK) == []
        for prediction in page.page.query_selector_all(".course-prediction"):
            answer(page, prediction)
        page.wait_settled()
        assert violations(page, lesson.stem in DARK) == [], "once all is answered"

        labs = page.page.query_selector_all(".course-lab")
        assert labs, f"{lesson} has no lab"
        for i, lab in enumerate(labs):
            others = prints(page, but=i)
            for slider in map(page.unfolded, page.sliders(lab)):
                if slider.is_enabled():  # what does nothing now is greyed
                    move(page, lab, slider)
            page.wait_settled()  # a figure that is still computed would be fitted as it was before
            lab.query_selector("button:text-is('Fit')").click()  # axes that rest are those of this page alone
            page.wait_settled()  # the words under a figure are then those of the figure that is drawn
            assert prints(page, but=i) == others, f"lab {i + 1} of {lesson} moved another lab's figure"

        shown = prints(page)
        page.reload()
        page.wait_settled()
        assert prints(page) == shown, "a reload shows other figures"
        page.check()
