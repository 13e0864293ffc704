"""What axe-core finds in the dark theme; `test_lessons.py` asks it of every lesson in the light one."""

from contextlib import contextmanager

import pytest
from axe import examine
from test_lessons import NOTEBOOKS, examine_lesson

DARK = ["00_start_here", "07_frameworks"]  # labs, predictions, checks; the table


@contextmanager
def theme(page, name):
    """JupyterLab in another theme; it remembers it for every notebook, so it is put back."""

    def change(to):
        page.page.evaluate("to => jupyterapp.commands.execute('apputils:change-theme', { theme: to })", to)
        page.wait("to => document.body.dataset.jpThemeName === to", f"the theme {to}", argument=to)

    change(name)
    try:
        yield
    finally:
        change("JupyterLab Light")


@pytest.mark.parametrize("lesson", DARK)
def test_a_lesson_can_be_read_in_the_dark(jupyterlab, lesson):
    with (
        jupyterlab.open(jupyterlab.add(NOTEBOOKS / f"{lesson}.ipynb")) as page,
        theme(page, "JupyterLab Dark"),
    ):
        assert examine_lesson(page) == []


def test_a_field_without_a_name_and_pale_words_would_be_found(jupyterlab):
    cells = ["from course_lib import labs\nlabs.samples()"]
    with jupyterlab.open(jupyterlab.write("violations.ipynb", cells)) as page:
        page.run_all()
        assert examine(page) == []
        page.page.evaluate(
            """() => document.querySelector(".course-lab").insertAdjacentHTML(
              "beforeend", '<input type="number"><p style="color: #8a8f95">pale</p>')"""
        )
        found = examine(page)
        assert sorted(one.split(":")[0] for one in found) == ["color-contrast", "label"]
