"""The parity table as a reader sees it: every entry is there, with its theory and what was measured."""

import pytest

from course_lib.frameworks import ENTRIES, FRAMEWORKS, parity_table
from course_lib.labs.parity_table import COLUMNS, parity


@pytest.fixture(scope="module")
def table():
    return parity()


def row_of(table, name):
    [row] = [row for row in table.rows if row[0] == name]
    return dict(zip(COLUMNS, row, strict=True))


def test_every_entry_has_its_row_and_says_what_was_measured(table):
    assert [row[0] for row in table.rows] == list(ENTRIES)
    assert {row[1] for row in table.rows} == set(FRAMEWORKS.values())
    for row, entry in zip(table.rows, parity_table(), strict=True):
        assert row[-1] == entry.verdict != ""


@pytest.mark.parametrize(
    "name, draws, std, limit",
    [
        ("torch.nn.Linear.weight", "U(±√(1/n_in))", 1 / 192**0.5, 1 / 8),
        ("torch.xavier_normal_", "N(0, 2/(n_in + n_out))", (2 / 96) ** 0.5, "none"),
        ("keras.layers.Dense.kernel", "U(±√(6/(n_in + n_out)))", (2 / 96) ** 0.5, 0.25),
        ("keras.layers.Dense.bias", "0", 0.0, 0.0),
    ],
)
def test_a_row_holds_theory(table, name, draws, std, limit):
    row = row_of(table, name)
    assert row["draws"] == draws and row["std"] == pytest.approx(std)
    assert row["limit"] == (limit if limit == "none" else pytest.approx(limit))


def test_where_no_scheme_of_the_course_is_it_the_table_says_so(table):
    unknown = [name for name, entry in ENTRIES.items() if entry.initializer is None]
    assert unknown
    for name in unknown:
        assert (row_of(table, name)["std"], row_of(table, name)["limit"]) == ("unknown", "unknown")
        assert row_of(table, name)["draws"]


def test_layouts_tell_the_frameworks_apart(table):
    assert row_of(table, "torch.nn.Conv2d.weight")["stored as"].startswith("(out, in")
    assert row_of(table, "keras.layers.Conv2D.kernel")["stored as"].endswith("in, out)")
