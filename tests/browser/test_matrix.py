"""The matrix lab in a real JupyterLab: a cell is picked by mouse and by keyboard, and everything follows."""

import pytest

LAB = ["from course_lib import labs", "labs.matrix(depth=8, seeds=1)"]

# Where on the page a point of the left or the right map lies.
PIXELS = """(plot, [number, x, y]) => {
  const { [`xaxis${number}`]: across, [`yaxis${number}`]: up } = plot._fullLayout;
  const box = plot.getBoundingClientRect();
  return [box.left + across._offset + across.l2p(x), box.top + up._offset + up.l2p(y)];
}"""
HISTOGRAMS = "plot => plot.data.slice(4).map(one => one.z.map(row => Array.from(row).join()).join()).join()"


@pytest.fixture(scope="module")
def page(jupyterlab):
    with jupyterlab.open(jupyterlab.write("matrix.ipynb", LAB)) as page:
        page.run_all()
        yield page
        page.check()


def click(page, x, y, number=""):
    """Click the middle of a cell: column ``x`` from the left, row ``y`` from below."""
    plot = page.plots()[0]
    plot.scroll_into_view_if_needed()
    across, down = plot.evaluate(PIXELS, [number, x, y])
    page.page.mouse.click(across, down)


def shown(page):
    """The values that the two sliders show, and the histograms."""
    readouts = [
        one.text_content() for one in page.page.query_selector_all(".course-control .widget-readout")[:2]
    ]
    return readouts, page.plots()[0].evaluate(HISTOGRAMS)


def test_a_click_picks_its_cell(page):
    click(page, 6, 8)  # He normal, ReLU
    page.wait_words("He normal with ReLU, over 8 layers")
    _, before = shown(page)
    click(page, 3, 10)
    page.wait_words("LeCun normal with tanh, over 8 layers")
    readouts, after = shown(page)
    assert readouts == ["tanh", "LeCun normal"]
    assert after != before
    click(page, 7, 12, number="2")
    page.wait_words("Normal with Step")
    click(page, 6, 8)
    page.wait_words("He normal with ReLU")
    assert shown(page) == (["ReLU", "He normal"], before)


def test_a_second_click_on_a_cell_counts_after_the_sliders_moved(page):
    click(page, 3, 10)
    page.wait_words("LeCun normal with tanh")
    page.press(page.slider("Scheme"), "End")
    page.wait_words("Normal with tanh")
    click(page, 3, 10)
    page.wait_words("LeCun normal with tanh")


def test_clicks_in_quick_succession_each_find_their_own_cell(page):
    """plotly's own events lag behind a mouse that moves and clicks at once."""
    for x, y in ((0, 0), (6, 8), (7, 12), (3, 10)):
        click(page, x, y)
    page.wait_words("LeCun normal with tanh")


def test_arrow_keys_walk_through_the_cells(page):
    click(page, 6, 8)
    page.wait_words("He normal with ReLU")
    _, before = shown(page)
    page.press(page.slider("Scheme"), "ArrowLeft")
    page.wait_words("Orthogonal with ReLU")
    page.press(page.slider("Activation"), "ArrowRight")
    page.wait_words("Orthogonal with Leaky ReLU")
    readouts, after = shown(page)
    assert readouts == ["Leaky ReLU", "Orthogonal"]
    assert after != before
    assert page.plots()[0].evaluate("plot => plot.layout.shapes.length") == 4


def test_a_cell_says_its_numbers_under_the_mouse(page):
    click(page, 5, 0)
    page.wait_words("Orthogonal with Identity (linear)")
    page.page.mouse.move(*plot_point(page, 6, 0))
    page.wait(
        "() => [...document.querySelectorAll('.hoverlayer text')].some(one => "
        "one.textContent.startsWith('Identity, He normal: 10^'))",
        "a cell's numbers under the mouse",
    )


def plot_point(page, x, y):
    return page.plots()[0].evaluate(PIXELS, ["", x, y])


def test_clicks_beside_the_maps_pick_nothing(page):
    click(page, 5, 0)
    page.wait_words("Orthogonal with Identity (linear)")
    drawn = page.drawn(page.plots()[0])
    for number in ("3", "4"):
        click(page, 4, 1, number=number)
    page.wait_settled()
    assert page.drawn(page.plots()[0]) == drawn


def test_clicks_work_after_a_reload(page):
    click(page, 5, 0)
    page.wait_words("Orthogonal with Identity (linear)")
    page.reload()
    page.wait_words("Orthogonal with Identity (linear)")
    click(page, 6, 8)
    page.wait_words("He normal with ReLU")
    click(page, 5, 0)
    page.wait_words("Orthogonal with Identity (linear)")
