"""The buttons CSV and PNG in a real browser: each downloads one file, and the file is what the page shows."""

import csv
import struct

import numpy as np
import pytest

CELLS = [
    "from course_lib import labs\nlab = labs.race(steps=100, seeds=2)\nlab",
    "lab",  # a second view of it
    """
from plotly.graph_objects import Figure
from course_lib.widgets import Lab, Whole
def table(n):
    raise RuntimeError("the toy broke")
Lab("Toy", [Whole("n", "n", 1, 1, 9)], lambda n: n, lambda n: Figure(), "{}.".format, str,
    table=table)
""",
]


@pytest.fixture(scope="module")
def page(jupyterlab):
    with jupyterlab.open(jupyterlab.write("export.ipynb", CELLS)) as page:
        page.run_all()
        page.downloads, page.expected = [], 0
        page.page.on("download", lambda file: page.downloads.append(file))
        yield page
        page.check()
        assert len(page.downloads) == page.expected


def lab_number(page, i):
    return page.page.query_selector_all(".course-lab")[i]


def download(page, i, kind):
    """Press a button of the i-th lab; the name of the file that comes, and its bytes."""
    assert len(page.downloads) == page.expected, "no other file has come meanwhile"
    with page.page.expect_download() as waiting:
        lab_number(page, i).query_selector(f"button:has-text('{kind}')").click()
    page.expected += 1
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


NAME = (
    "race-schemes-zeros-normal_x10-he_normal-data-circles-activation-relu"
    "-depth-2-width-10-lr-0.1-seeds-2-steps-100"
)


def check_csv(page, i):
    name, content = download(page, i, "CSV")
    assert name == f"{NAME}.csv"
    assert content.decode() == page.run_code("print(lab.csv(), end='')") + "\n"
    comment, *lines = content.decode().splitlines()
    assert comment.startswith("# Race: schemes=('zeros', 'normal_x10', 'he_normal'), data='circles', ")
    names, *rows = csv.reader(lines)
    numbers = np.array(rows, float)
    assert names[:2] == ["step", "loss zeros seed 0"]
    assert numbers.shape == (80, 1 + 3 * 2) and numbers[[0, -1], 0].tolist() == [0, 99]


@pytest.mark.parametrize("view", [0, 1])
def test_csv(page, view):
    check_csv(page, view)


def check_png(page, i):
    name, content = download(page, i, "PNG")
    assert name == f"{NAME}.png"
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    plot = lab_number(page, i).query_selector(".course-plot")
    size = plot.evaluate("plot => [plot._fullLayout.width, plot._fullLayout.height]")
    assert list(struct.unpack(">II", content[16:24])) == [2 * side for side in size]
    return content


@pytest.mark.parametrize("view", [0, 1])
def test_png(page, view):
    check_png(page, view)


def test_the_picture_is_that_of_the_current_figure(page):
    before = check_png(page, 0)
    assert check_png(page, 0) == before
    plot = page.plots()[0]
    drawn = page.drawn(plot)
    page.run_code("lab.set(seeds=1); lab.set(seeds=2); lab.set(schemes=('he_uniform',))")
    page.wait_next_draw(plot, drawn)
    page.wait_settled()
    name, after = download(page, 0, "PNG")
    assert name.startswith("race-schemes-he_uniform-data-circles") and after != before
    page.run_code("lab.reset(); await lab.settled()")
    page.wait_settled()
    assert check_png(page, 0) == before


def test_a_table_that_fails_is_said_in_words(page):
    lab = lab_number(page, 2)
    lab.query_selector("button:has-text('CSV')").click()
    page.wait(
        "lab => lab.querySelector('.course-problem').textContent === "
        "'RuntimeError: the toy broke. So there is no file.'",
        "the lab to say what went wrong",
        argument=lab,
    )
    assert len(page.downloads) == page.expected


def test_by_keyboard(page):
    lab = lab_number(page, 0)
    lab.query_selector("button:has-text('CSV')").focus()
    page.page.keyboard.press("Tab")
    with page.page.expect_download() as waiting:
        page.page.keyboard.press("Enter")
    page.expected += 1
    assert waiting.value.suggested_filename == f"{NAME}.png"


def test_after_a_reload(page):
    page.reload()
    check_csv(page, 0)
    check_png(page, 1)
