"""Play, Pause, Step and Rewind of the race lab in a real browser, by mouse and by keyboard."""

import pytest

RACE = "labs.race(seeds=16, steps=2000, schemes=('zeros', 'he_normal'), paused=True)"
CELLS = [f"from course_lib import labs\n{RACE}"]
DRAWN = "As drawn, before any training"


@pytest.fixture(scope="module")
def page(jupyterlab):
    with jupyterlab.open(jupyterlab.write("transport.ipynb", CELLS)) as page:
        page.run_all()
        page.wait_words(DRAWN)
        page.wait_settled()
        yield page
        page.check()


def press(page, name):
    page.page.query_selector(f".course-buttons button:has-text('{name}')").click()


def names(page):
    """The texts of the lab's buttons, in the order of the Tab key."""
    return page.page.locator(".course-buttons button:visible").all_text_contents()


def stands(page, name):
    page.wait_until(lambda: names(page)[0] == name, f"a button {name}")


def test_rewind_shows_the_first_picture_again(page):
    assert names(page) == ["Play", "Step", "Rewind", "Fit", "CSV", "PNG", "Copy code", "Present", "Reset"]
    first = page.fingerprint(page.plots()[0])
    press(page, "Step")
    page.wait_words("After ")
    assert page.fingerprint(page.plots()[0]) != first
    press(page, "Play")
    page.wait_words("After 2,000 steps")
    stands(page, "Play")
    press(page, "Rewind")
    page.wait_words(DRAWN)
    page.wait_settled()
    assert page.fingerprint(page.plots()[0]) == first


def test_by_keyboard_and_after_a_reload(page):
    page.reload()
    page.wait_words(DRAWN)
    page.page.query_selector(".course-buttons button:has-text('Play')").focus()
    page.page.keyboard.press("Enter")
    stands(page, "Pause")
    page.page.keyboard.press("Space")  # the button keeps the focus when its name changes
    stands(page, "Play")
    page.wait_settled()
    for key in ("Tab", "Enter"):  # Step
        page.page.keyboard.press(key)
    page.wait_words("After ")
    for key in ("Tab", "Enter"):  # Rewind
        page.page.keyboard.press(key)
    page.wait_words(DRAWN)
