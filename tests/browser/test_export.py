"""The buttons CSV and PNG in a real browser: each downloads one file, and the file is what the page shows."""

import struct

import pytest

CELLS = ["from course_lib import labs\nlab = labs.race(steps=100, seeds=2)\nlab", "lab"]  # seen twice
NAME = (
    "race-schemes-zeros-normal_x10-he_normal-data-circles-activation-relu"
    "-depth-2-width-10-lr-0.1-seeds-2-steps-100-optimizer-sgd-seed-0-shown-he_normal"
)


@pytest.fixture(scope="module")
def page(jupyterlab):
    with jupyterlab.open(jupyterlab.write("export.ipynb", CELLS)) as page:
        page.run_all()
        page.downloads, page.expected = [], 0
        page.page.on("download", lambda file: page.downloads.append(file))
        yield page
        page.check()
        assert len(page.downloads) == page.expected


def download(page, press):
    """Press a button; the name of the file that comes, and its bytes."""
    assert len(page.downloads) == page.expected, "no other file has come meanwhile"
    with page.page.expect_download() as waiting:
        press()
    page.expected += 1
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def button(page, view, kind):
    return page.page.query_selector_all(".course-lab")[view].query_selector(f"button:has-text('{kind}')")


def check_csv(page, view):
    name, content = download(page, button(page, view, "CSV").click)
    assert name == f"{NAME}.csv"
    assert content.decode() == page.run_code("print(lab.csv(), end='')") + "\n"


def check_png(page, view):
    name, content = download(page, button(page, view, "PNG").click)
    assert name == f"{NAME}.png" and content[:8] == b"\x89PNG\r\n\x1a\n"
    size = page.plots()[view].evaluate("plot => [plot._fullLayout.width, plot._fullLayout.height]")
    assert list(struct.unpack(">II", content[16:24])) == [2 * side for side in size]
    return content


@pytest.mark.parametrize("view", [0, 1])
def test_either_view_hands_out_one_file(page, view):
    check_csv(page, view)
    check_png(page, view)


def test_the_picture_is_that_of_the_current_figure(page):
    before = check_png(page, 0)
    assert check_png(page, 0) == before
    plot = page.plots()[0]
    drawn = page.drawn(plot)
    page.run_code("lab.set(seeds=1); lab.set(seeds=2); lab.set(schemes=('he_uniform',))")
    page.wait_next_draw(plot, drawn)
    page.wait_settled()
    name, after = download(page, button(page, 0, "PNG").click)
    assert name.startswith("race-schemes-he_uniform-data-circles") and after != before
    page.run_code("lab.reset(); await lab.settled()")
    page.wait_settled()
    assert check_png(page, 0) == before


def test_by_keyboard(page):
    button(page, 0, "CSV").focus()
    page.page.keyboard.press("Tab")
    assert download(page, lambda: page.page.keyboard.press("Enter"))[0] == f"{NAME}.png"


def test_after_a_reload(page):
    page.reload()
    check_csv(page, 0)
    check_png(page, 1)
