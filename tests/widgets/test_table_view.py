"""The table: what it takes, what it refuses, and what a reader without a kernel sees of it."""

import math
from xml.etree import ElementTree

import numpy as np
import pytest

from course_lib.widgets.table_view import TableView

COLUMNS = ["name", "law", "std"]
ROWS = [["he_normal", "N(0, 2/n)", 0.176776], ["<zeros>", "0 & nothing", 0], ["lecun", "a | b", "–"]]


@pytest.fixture
def table():
    return TableView("Schemes & laws", COLUMNS, ROWS)


def test_the_summary_holds_every_row(table):
    assert repr(table) == table.summary()
    assert table.summary().splitlines() == [
        "Schemes & laws",
        "name | law | std",
        "he_normal | N(0, 2/n) | 0.1768",
        "<zeros> | 0 & nothing | 0",
        "lecun | a | b | –",
    ]


def test_without_a_kernel_it_is_a_table_with_headers(table):
    bundle = table._repr_mimebundle_()
    assert bundle["text/plain"] == table.summary()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == table.model_id
    tree = ElementTree.fromstring(bundle["text/html"])
    assert tree.tag == "details" and tree.findtext("summary") == "Schemes & laws: 3 rows"
    assert [head.text for head in tree.findall("table/thead/tr/th[@scope='col']")] == COLUMNS
    assert [head.text for head in tree.findall("table/tbody/tr/th[@scope='row']")] == [row[0] for row in ROWS]
    assert [cell.text for cell in tree.findall("table/tbody/tr/td")] == [
        "N(0, 2/n)", "0.1768", "0 & nothing", "0", "a | b", "–",
    ]  # fmt: skip


def test_the_page_gets_the_same_cells(table):
    state = table.get_state()
    assert (state["caption"], state["columns"], state["rows"]) == ("Schemes & laws", COLUMNS, ROWS)


def test_rows_may_be_numpy_numbers_and_tuples():
    table = TableView("t", ("a", "b"), [("x", np.float64(0.5)), ("y", 3)])
    assert table.rows == [["x", 0.5], ["y", 3]]


@pytest.mark.parametrize(
    "columns, rows, error, words",
    [
        ([], [], ValueError, "columns must be one or more distinct texts, got []"),
        (["a", "a"], [], ValueError, "columns must be one or more distinct texts, got ['a', 'a']"),
        (["a", ""], [], ValueError, "columns must be one or more distinct texts"),
        (["a", 3], [], ValueError, "columns must be one or more distinct texts"),
        (["a", "b"], [["x"]], ValueError, "rows must hold 2 cells each, got ['x']"),
        (["a"], [[None]], TypeError, "rows must hold texts or finite numbers, got None"),
        (["a"], [[True]], TypeError, "rows must hold texts or finite numbers, got True"),
        (["a"], [[math.inf]], TypeError, "rows must hold texts or finite numbers, got inf"),
        (["a"], [[math.nan]], TypeError, "rows must hold texts or finite numbers, got nan"),
    ],
)
def test_bad_tables_are_refused_in_words(columns, rows, error, words):
    with pytest.raises(error) as raised:
        TableView("t", columns, rows)
    assert words in str(raised.value)
