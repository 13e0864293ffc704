"""The table in a real JupyterLab: sorted and searched by keyboard, announced, there after a reload."""

import pytest

CELLS = [
    "from course_lib.widgets.table_view import TableView",
    """
TableView("Four schemes", ["name", "law", "std"], [
    ["he_normal", "normal", 0.1767767], ["zeros", "constant", 0], ["Glorot", "<i>uniform</i>", 0.0722],
    ["orthogonal", "sphere", "–"],
])
""",
]
NAMES = "() => [...document.querySelectorAll('.course-table tbody th')].map(head => head.textContent)"
SORTS = (
    "() => [...document.querySelectorAll('.course-table thead th')].map(one => one.getAttribute('aria-sort'))"
)
AS_WRITTEN = ["he_normal", "zeros", "Glorot", "orthogonal"]


@pytest.fixture(scope="module")
def page(jupyterlab):
    with jupyterlab.open(jupyterlab.write("table.ipynb", CELLS)) as page:
        page.run_all(plots=False)
        page.page.wait_for_selector(".course-table tbody tr")
        yield page
        page.check()


@pytest.fixture
def table(page):
    """The table as it opens."""
    page.reload(plots=False)
    page.page.wait_for_selector(".course-table tbody tr")
    assert names(page) == AS_WRITTEN
    return page


def names(page):
    return page.page.evaluate(NAMES)


def press_header(page, name):
    page.page.get_by_role("button", name=name).focus()
    page.page.keyboard.press("Enter")


def test_it_is_a_table_with_named_parts(table):
    found = table.page
    assert found.get_by_role("table", name="Four schemes").count() == 1
    assert found.get_by_role("region", name="Four schemes").get_attribute("tabindex") == "0"
    assert found.get_by_role("searchbox", name="Search").count() == 1
    assert found.get_by_role("columnheader").count() == 3
    assert found.get_by_role("rowheader").count() == 4
    assert found.evaluate(SORTS) == [None, None, None]
    assert found.locator(".course-table i").count() == 0, "cells are text, not markup"


@pytest.mark.parametrize(
    "column, place, ascending",
    [
        ("name", 0, ["Glorot", "he_normal", "orthogonal", "zeros"]),
        ("law", 1, ["Glorot", "zeros", "he_normal", "orthogonal"]),
        ("std", 2, ["zeros", "Glorot", "he_normal", "orthogonal"]),  # as numbers, texts last
    ],
)
def test_a_header_sorts_by_keyboard_up_and_down(table, column, place, ascending):
    press_header(table, column)
    assert names(table) == ascending
    assert table.page.evaluate(SORTS)[place] == "ascending"
    press_header(table, column)
    assert names(table) == ascending[::-1]
    state = table.page.evaluate(SORTS)
    assert state[place] == "descending" and state.count(None) == 2


def test_search_narrows_counts_and_keeps_the_order(table):
    press_header(table, "name")
    box = table.page.get_by_role("searchbox", name="Search")
    box.fill("NORM")
    assert names(table) == ["he_normal"]
    count = table.page.locator(".course-table [role=status]")
    assert count.text_content() == "1 of 4 rows"
    box.fill("o r")
    assert names(table) == ["Glorot", "he_normal", "orthogonal", "zeros"], "every word, anywhere in the row"
    box.fill("0.1768")
    assert names(table) == ["he_normal"], "numbers as they are shown"
    box.fill("nothing like it")
    assert names(table) == [] and count.text_content() == "0 of 4 rows"
    box.fill("")
    assert names(table) == ["Glorot", "he_normal", "orthogonal", "zeros"]


def test_sorting_announces_itself_by_a_mark_that_is_not_read_aloud(table):
    press_header(table, "std")
    marks = table.page.locator(".course-table thead span")
    assert [mark.text_content() for mark in marks.all()] == ["↕", "↕", "▲"]
    assert all(mark.get_attribute("aria-hidden") == "true" for mark in marks.all())


def test_headers_stay_on_screen_and_nothing_overflows_the_page(table):
    wide = table.page.evaluate(
        """() => {
          const table = document.querySelector(".course-table");
          return table.scrollWidth <= table.clientWidth + 1;
        }"""
    )
    assert wide
    assert table.page.locator(".course-table thead th").first.evaluate(
        "h => getComputedStyle(h).position"
    ) == ("sticky")
