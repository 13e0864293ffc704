"""A kernel that is restarted, crashes or is shut down; a laptop that is closed: what the page then says."""

from pathlib import Path

import pytest
from faulty import (
    CONTROLS,
    LAB,
    RACE,
    close_dialogs,
    lines,
    restart,
    source,
    start_training,
    type_into_cell,
    type_number,
    wait_line,
)
from wire import Wire

LESSON = Path(__file__).parents[2] / "notebooks" / "00_start_here.ipynb"
ENDED, AWAY = "The kernel that drew this has ended", "The connection to the kernel is interrupted"
EXERCISE = 15  # the cell with the lesson's exercise
HEARD = """import asyncio, pathlib
while lab.settings['lr'] == 0.1:
    await asyncio.sleep(0.01)
async def note_the_end():
    await lab.settled()
    pathlib.Path('ended').touch()
noting = asyncio.ensure_future(note_the_end())"""
NETWORK = ("net::ERR_", "WebSocket connection to")  # what Chromium itself writes when a connection fails


@pytest.fixture
def race(jupyterlab):
    """The race lab on a page of its own, at rest."""
    with jupyterlab.open(jupyterlab.write("faulty.ipynb", RACE)) as page:
        page.run_all()
        page.wait_settled()
        assert lines(page) == []
        yield page


def test_a_lesson_whose_kernel_restarts_in_mid_training(jupyterlab):
    with jupyterlab.open(jupyterlab.add(LESSON)) as page:
        page.run_all()
        page.wait_settled()
        change = 'change = {"steps": 1234}  # my idea'
        type_into_cell(page, EXERCISE, change)
        lab, prediction = page.page.query_selector(LAB), page.page.query_selector(".course-prediction")
        typed = type_number(page, "Steps", "1777", lab)
        prediction.query_selector("input[type=radio] >> nth=1").check()
        prediction.query_selector("button:has-text('Commit')").click()  # trains in its lab
        page.wait(
            r"one => /^After \d/.test(one.querySelector('.course-lab .course-words').textContent)",
            "the prediction's race to train",
            argument=prediction,
        )
        restart(page)
        wait_line(page, ENDED, 4)  # two predictions and two labs, each says it once
        assert not page.page.query_selector(".course-progress >> visible=true"), "nothing works on"

        for root in (lab, prediction):
            controls = root.evaluate(CONTROLS)
            assert controls and all(controls), "controls that nothing follows are off"
            assert page.plots(root)[0].query_selector_all("path.js-line"), "the last figure stands"
        assert typed.input_value() == "1777", "a field keeps what was typed"
        assert prediction.query_selector("input[type=radio] >> nth=1").is_checked()
        assert source(page, EXERCISE) == change

        page.run_all()
        page.wait_settled()
        assert lines(page) == [] and source(page, EXERCISE) == change
        lab = page.page.query_selector(LAB)
        assert not any(page.page.query_selector(".course-prediction").evaluate(CONTROLS))
        before = page.fingerprint(page.plots(lab)[0])
        page.press(page.slider("Learning rate", lab), "ArrowRight")
        page.wait_changed(page.plots(lab)[0], before)
        page.wait_settled()
        page.check()


def test_without_a_word_a_restart_would_go_unnoticed(jupyterlab):
    """Negative control: ipywidgets alone lets the sliders of an ended kernel move, and nothing follows."""
    plain = "import ipywidgets\nslider = ipywidgets.IntSlider(3)\nslider"
    with jupyterlab.open(jupyterlab.write("unnoticed.ipynb", [plain])) as page:
        page.run_all(plots=False)
        restart(page)
        (handle,) = page.sliders()
        page.press(handle, "ArrowRight")
        assert page.value(handle) == 4 and page.page.query_selector("[role=status]:text('kernel')") is None
        assert handle.evaluate("one => one.closest('.noUi-target').getAttribute('disabled')") is None


def test_a_kernel_that_crashes_in_mid_training(race):
    start_training(race)
    race.page.evaluate(
        """() => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel
          .requestExecute({ code: "import os; os.kill(os.getpid(), 9)" }).done.catch(() => {}); }"""
    )
    wait_line(race, ENDED)
    race.wait("() => document.querySelector('.jp-Dialog')", "JupyterLab's own word")
    assert close_dialogs(race) == ["Kernel Restarting"]
    assert all(race.page.query_selector(".course-lab").evaluate(CONTROLS))
    race.wait_idle()
    race.run_all()
    race.wait_settled()
    assert lines(race) == []
    start_training(race)
    race.wait_words("After 2,000 steps")


def test_a_kernel_that_is_shut_down(race):
    race.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    wait_line(race, ENDED)
    assert all(race.page.query_selector(".course-lab").evaluate(CONTROLS))


def test_a_second_view_of_a_lab_whose_kernel_has_ended_says_so_too(race):
    restart(race)
    wait_line(race, ENDED)
    race.command("notebook:create-output-view")
    wait_line(race, ENDED, 2)
    race.wait("() => document.querySelectorAll('.course-reset').length === 2", "the second view's buttons")
    for lab in race.page.query_selector_all(".course-lab"):
        assert all(one.is_disabled() for one in lab.query_selector_all("button, input, select"))


def test_a_closed_laptop(jupyterlab):
    """The connection is cut while a race trains; meanwhile it ends, and the reader moves other controls."""
    with Wire(jupyterlab) as wire, wire.lab.open(jupyterlab.write("laptop.ipynb", RACE)) as page:
        page.run_all()
        page.wait_settled()
        start_training(page)
        page.press(page.slider("Learning rate"), "ArrowRight")
        page.run_code(HEARD)  # a cut loses what is on its way
        wire.pull()
        wait_line(page, AWAY)
        page.wait("() => document.querySelector('.jp-Dialog')", "JupyterLab's own word")
        assert close_dialogs(page) == ["Server Connection Error"]
        stale = page.words()
        assert not any(page.page.query_selector(".course-lab").evaluate(CONTROLS))
        page.press(page.slider("Learning rate"), "ArrowRight")
        type_number(page, "Steps", "1900")
        page.wait_until((jupyterlab.root / "ended").exists, "the race to end in the kernel")
        assert page.words() == stale and lines(page)[0].startswith(AWAY)

        wire.plug()
        wait_line(page, AWAY, 0, timeout=120)  # JupyterLab tries again after ever longer pauses
        page.wait_words("After 1,900 steps")
        page.wait_settled()
        close_dialogs(page)
        shown = page.run_code("print(lab.settings['depth'], lab.settings['lr'], lab.settings['steps'])")
        assert shown == "3 0.158 1900", "what was set while away has arrived"
        before = page.fingerprint(page.plots()[0])
        page.press(page.slider("Hidden layers"), "ArrowLeft")
        page.wait_changed(page.plots()[0], before)
        page.wait_words("After 1,900 steps")
        assert page.run_code("print(lab.settings['depth'], lab.error)") == "2 None"
        page.console_errors[:] = [text for text in page.console_errors if not any(n in text for n in NETWORK)]
        page.check()
