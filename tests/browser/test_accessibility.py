"""Negative control: what axe-core is asked in `test_lessons.py` finds what is wrong."""

from axe import examine


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
