"""The table in a real JupyterLab: its parts are named, it is sorted by keyboard and searched."""

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
HEADS = ".course-table thead th"
SORTED = {
    "name": ["Glorot", "he_normal", "orthogonal", "zeros"],
    "law": ["Glorot", "zeros", "he_normal", "orthogonal"],
    "std": ["zeros", "Glorot", "he_normal", "orthogonal"],  # as numbers, texts last
}


@pytest.fixture(scope="module")
def table(jupyterlab):
    """The page; a reload, at the end, puts it back."""
    with jupyterlab.open(jupyterlab.write("table.ipynb", CELLS)) as page:
        page.run_all(plots=False)
        page.page.wait_for_selector(".course-table tbody tr")
        yield page.page
        page.reload(plots=False)
        page.page.wait_for_selector(".course-table tbody tr")
        page.check()
        assert names(page.page) == ["he_normal", "zeros", "Glorot", "orthogonal"], "as written"


def names(table):
    return table.locator(".course-table tbody th").all_text_contents()


def press_header(table, name):
    table.get_by_role("button", name=name).focus()
    table.keyboard.press("Enter")


def test_a_header_sorts_by_keyboard_up_and_down(table):
    assert table.get_by_role("table", name="Four schemes").count() == 1
    assert table.get_by_role("region", name="Four schemes").get_attribute("tabindex") == "0"
    assert (table.get_by_role("columnheader").count(), table.get_by_role("rowheader").count()) == (3, 4)
    assert table.locator(".course-table i").count() == 0, "cells are text, not markup"
    sorts = "all => all.map(one => one.getAttribute('aria-sort'))"
    assert table.eval_on_selector_all(HEADS, sorts) == [None, None, None]
    for place, (column, ascending) in enumerate(SORTED.items()):
        for way, mark, expected in (("ascending", "▲", ascending), ("descending", "▼", ascending[::-1])):
            press_header(table, column)
            assert names(table) == expected
            told = [way if i == place else None for i in range(3)]
            assert table.eval_on_selector_all(HEADS, sorts) == told
            marks = table.locator(f"{HEADS} span[aria-hidden=true]").all_text_contents()
            assert marks == [mark if i == place else "↕" for i in range(3)], "not read aloud"


def test_search_narrows_counts_and_keeps_the_order(table):
    press_header(table, "name")
    box, count = table.get_by_role("searchbox", name="Search"), table.locator(".course-table [role=status]")
    for words, found in (
        ("NORM", ["he_normal"]),
        ("o r", SORTED["name"]),  # every word, anywhere in the row
        ("HeNormal", ["he_normal"]),  # Keras' spelling
        ("0.1768", ["he_normal"]),  # numbers as they are shown
        ("nothing like it", []),
    ):
        box.fill(words)
        assert names(table) == found and count.text_content() == f"{len(found)} of 4 rows"
    box.fill("")
    assert names(table) == SORTED["name"]


def test_headers_stay_on_screen_and_nothing_overflows_the_page(table):
    assert table.eval_on_selector(".course-table", "one => one.scrollWidth <= one.clientWidth + 1")
    assert table.locator(HEADS).first.evaluate("one => getComputedStyle(one).position") == "sticky"
