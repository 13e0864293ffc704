"""Files that a lab hands out: CSV that reads back as the same numbers, names, and what the page is sent."""

import csv
import io

import numpy as np
import pytest

from course_lib.checks import QUESTIONS, Prediction
from course_lib.labs import race
from course_lib.widgets.export import csv_text, file_name
from tests.stand_ins import Toy, parts, toy_lab


def read(text):
    """The comment, the names, and the columns of a CSV, as text."""
    comment, rest = text.split("\n", 1)
    assert comment.startswith("# ")
    names, *rows = csv.reader(io.StringIO(rest))
    return comment[2:], names, list(zip(*rows, strict=True)) if rows else [() for _ in names]


RNG = np.random.default_rng(0)
COLUMNS = {
    "float64": RNG.normal(size=50) * 10.0 ** RNG.integers(-300, 300, 50),
    "float32": (RNG.normal(size=50) * 10.0 ** RNG.integers(-30, 30, 50)).astype("f4"),
    "int64": RNG.integers(-(2**63), 2**63 - 1, 50),
    "special": np.resize([np.nan, np.inf, -np.inf, 0.0, 5e-324, 1 / 3], 50),
    "bool": RNG.random(50) < 0.5,
    "text": np.resize(["he_normal", 'with "quotes"', "a, b", "two\nlines", "#5", ""], 50),
    "list": list(range(50)),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_reads_back_as_it_was(name):
    column = np.asarray(COLUMNS[name])
    _, names, columns = read(csv_text("all", COLUMNS))
    assert names == list(COLUMNS)
    back = columns[names.index(name)]
    if column.dtype.kind == "b":
        back = [one == "True" for one in back]
    np.testing.assert_array_equal(np.array(back).astype(column.dtype), column)


def test_numbers_are_written_as_short_as_they_can_be():
    table = {"a": np.array([0.1], "f4"), "b": np.array([0.1]), "c": np.array([3])}
    assert csv_text("n=3", table) == "# n=3\na,b,c\n0.1,0.1,3\n"
    assert csv_text("none", {"a": []}) == "# none\na\n"


REFUSED = {
    "nothing": {},
    "two lengths": {"a": np.zeros(3), "b": np.zeros(4)},
    "a matrix": {"a": np.zeros((3, 2))},
    "a number": {"a": 1.0},
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_table_that_is_none_is_refused(case):
    with pytest.raises(ValueError, match=r"hold one-dimensional columns of one length; got shapes \{"):
        csv_text("", REFUSED[case])


def test_a_file_is_named_after_its_settings():
    settings = {"schemes": ("he_normal", "zeros"), "lr": 0.1, "data": "circles", "shift": -2.5, "on": True}
    assert file_name("Race at depth", settings) == (
        "race-at-depth-schemes-he_normal-zeros-lr-0.1-data-circles-shift--2.5-on-true"
    )
    assert file_name("Race", {}) == "race"
    assert len(file_name("Race", {"x": "long " * 100})) <= 200


def ask(lab, kind):
    """The page asks for a file."""
    content = {"kind": kind, "view": "v1"}
    message = {"content": {"data": {"method": "custom", "content": content}}, "buffers": []}
    parts(lab)["state"].comm.handle_msg(message)


def tabled(toy):
    if toy.n == 7:
        raise RuntimeError("the toy broke")
    return {"x": np.arange(toy.n), "y": np.arange(toy.n) / 3}


def test_the_page_gets_the_bytes_of_what_is_shown(sent):
    lab = toy_lab(table=tabled)
    lab.set(n=5)
    sent.clear()
    ask(lab, "csv")
    ((data, (content,)),) = sent
    assert data["content"] == {"kind": "csv", "view": "v1", "name": "toy-n-5-marks-a"}
    assert content.decode() == lab.csv()
    comment, names, (x, y) = read(lab.csv())
    assert comment == "Toy: n=5, marks=('a',)"
    assert names == ["x", "y"]
    np.testing.assert_array_equal(np.array(x, int), np.arange(5))
    np.testing.assert_array_equal(np.array(y, float), np.arange(5) / 3)


def test_the_page_gets_a_name_for_its_picture(sent):
    lab = toy_lab()
    sent.clear()
    ask(lab, "png")
    assert [(data["content"], buffers) for data, buffers in sent] == [
        ({"kind": "png", "view": "v1", "name": "toy-n-3-marks-a"}, [])
    ]


def test_the_page_gets_the_text_of_each_output_that_may_show_the_lab(sent):
    lab = toy_lab()
    sent.clear()
    ask(lab, "texts")
    alone = {lab.model_id: "Toy\n[n=3, marks=('a',)]\nsum 3"}
    assert [data["content"] for data, _ in sent] == [{"kind": "texts", "view": "v1", "texts": alone}]
    around = Prediction(QUESTIONS["truncated"], lab)
    sent.clear()
    ask(lab, "texts")
    texts = sent[-1][0]["content"]["texts"]
    assert texts == alone | {around.model_id: around.summary()}


def test_the_settings_are_those_of_the_figure_not_of_a_refused_value():
    lab = toy_lab(table=tabled)
    parts(lab)["field"].value = 12
    assert read(lab.csv())[0] == "Toy: n=3, marks=('a',)"


def test_a_failing_table_is_said_in_words(sent):
    lab = toy_lab(table=tabled)
    lab.set(n=7)
    with pytest.raises(RuntimeError, match="the toy broke"):
        lab.csv()
    sent.clear()
    ask(lab, "csv")
    assert all(data["method"] == "update" for data, _ in sent)  # no file
    assert parts(lab)["state"].problem == "RuntimeError: the toy broke. So there is no file."
    assert isinstance(lab.error, RuntimeError)
    assert lab.result == Toy(7, ("a",), 0)
    parts(lab)["slider"].value = 4
    assert parts(lab)["state"].problem == ""


def test_a_failing_summary_is_said_in_words(sent, monkeypatch):
    lab = toy_lab()
    monkeypatch.setattr(type(lab), "summary", lambda self: {}["no such key"])
    ask(lab, "texts")
    assert parts(lab)["state"].problem.startswith("KeyError: 'no such key'.")


def test_a_lab_without_a_table_says_so():
    with pytest.raises(ValueError, match=r"the Toy lab has no table; one is made with Lab\(…, table=…\)"):
        toy_lab().csv()


def test_the_table_of_a_race_holds_its_curves():
    lab = race(steps=100, seeds=2)
    _, names, columns = read(lab.csv())
    schemes = lab.settings["schemes"]
    assert names == ["step", *(f"loss {scheme} seed {seed}" for scheme in schemes for seed in range(2))]
    curves = np.array(columns[1:]).astype(lab.result.curves.dtype)
    np.testing.assert_array_equal(curves.T.reshape(lab.result.curves.shape), lab.result.curves)
    np.testing.assert_array_equal(np.array(columns[0], float), lab.result.curve_steps)
