"""Play, Pause, Step and Rewind of the race lab in a real browser, by mouse and by keyboard."""

import pytest

CELLS = [
    "from course_lib import labs\nlab = labs.race(seeds=16, steps=2000, schemes=('zeros', 'he_normal'))\nlab"
]


@pytest.fixture(scope="module")
def page(jupyterlab):
    with jupyterlab.open(jupyterlab.write("transport.ipynb", CELLS)) as page:
        page.run_all()
        page.wait_settled()
        yield page
        page.check()


def names(page):
    """The texts of the lab's buttons, in the order of the Tab key."""
    return [one.text_content() for one in page.page.query_selector_all(".course-buttons button")]


def press(page, name):
    page.page.query_selector(f".course-buttons button:has-text('{name}')").click()


def button(page, name):
    page.wait(
        """name => [...document.querySelectorAll('.course-buttons button')]
          .some(one => one.textContent === name)""",
        f"a button {name}",
        argument=name,
    )


def rewound(page):
    """Rewind; the first picture, at rest."""
    press(page, "Rewind")
    page.wait_words("As drawn, before any training")
    page.wait_settled()
    return page.fingerprint(page.plots()[0])


def test_the_order_of_the_buttons(page):
    assert names(page) == ["Play", "Step", "Rewind", "CSV", "PNG", "Present", "Reset"]


def test_rewind_shows_the_same_first_picture_each_time(page):
    first = rewound(page)
    press(page, "Step")
    page.wait_words("After ")
    assert page.fingerprint(page.plots()[0]) != first
    assert rewound(page) == first
    press(page, "Play")
    page.wait_words("After 2000 steps")
    page.wait_settled()
    assert names(page)[0] == "Play"
    assert rewound(page) == first


def test_a_step_is_one_step(page):
    rewound(page)
    seen = []
    for _ in range(3):
        before = page.page.query_selector(".course-words").text_content()
        press(page, "Step")
        page.wait(
            "before => document.querySelector('.course-words').textContent !== before",
            "the words of the next step",
            argument=before,
        )
        page.wait_settled()
        seen.append(int(page.page.query_selector(".course-words").text_content().split()[1]))
    assert seen == sorted(set(seen)) and seen[-1] < 2000


def test_pause_stands_and_play_goes_on(page):
    rewound(page)
    press(page, "Play")
    button(page, "Pause")
    page.wait_words("After ")
    press(page, "Pause")
    button(page, "Play")
    page.wait_settled()
    stands = page.wait_words("After ")
    assert not stands.startswith("After 2000 steps")
    press(page, "Play")
    page.wait_words("After 2000 steps")
    button(page, "Play")


def test_a_moved_slider_ends_a_pause(page):
    rewound(page)
    slider = next(one for one in page.sliders() if one.get_attribute("aria-label") == "Hidden layers")
    page.press(slider, "ArrowRight")
    page.wait_words("After 2000 steps")
    page.press(slider, "ArrowLeft")
    page.wait_words("After 2000 steps")


def test_by_keyboard_and_after_a_reload(page):
    rewound(page)
    page.reload()
    page.wait_words("As drawn, before any training")
    page.page.query_selector(".course-buttons button:has-text('Play')").focus()
    page.page.keyboard.press("Enter")
    button(page, "Pause")
    page.page.keyboard.press("Space")  # the button keeps the focus when its name changes
    button(page, "Play")
    page.wait_settled()
    for key in ("Tab", "Enter"):  # Step
        page.page.keyboard.press(key)
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")  # Rewind
    page.wait_words("As drawn, before any training")


def test_the_lab_runs_while_a_cell_is_busy(page):
    """The page's messages arrive beside the cells, so both may drive one lab; the last one has its way."""
    press(page, "Play")
    page.run_code("for n in (1, 2, 3): lab.start(depth=n)\nlab.rewind()\nlab.play()\nawait lab.settled()")
    page.wait_words("After 2000 steps")
    assert page.run_code("print(lab.settings['depth'], lab.result.done, lab.error)") == "3 2000 None"


def test_a_scene_is_picked_in_the_menu(page):
    menu = page.page.get_by_label("Preset")
    assert menu.input_value().replace("\xa0", " ") == "own settings"
    menu.select_option(label="He,\xa0a\xa0single\xa0seed")
    page.wait_words("After 1500 steps, training accuracy is: He normal")
    assert "one seed" in page.page.query_selector(".course-words").text_content()
    assert page.run_code("print(lab.settings['seeds'], lab.settings['schemes'])") == "1 ('he_normal',)"
    page.press(page.sliders()[0], "ArrowRight")
    page.wait_settled()
    assert menu.input_value().replace("\xa0", " ") == "own settings"
