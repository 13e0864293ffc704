"""`PlotView` in a real JupyterLab: what arrives, what is drawn, what it costs, what a reload shows."""

import math

import pytest
from browser_tab import SLOW_START, BrowserError
from plotly.offline import get_plotlyjs

SETUP = """
import ipywidgets as widgets, numpy as np, plotly.graph_objects as go
from course_lib.widgets.plot_view import PlotView
x = np.linspace(0, 6, 400)
def wave(k, height=300):
    figure = go.Figure(go.Scatter(x=x, y=np.sin(k * x)))
    return figure.update_layout(height=height, xaxis_range=[0, 6], yaxis_range=[-1.1, 1.1])
"""
FOUR = [
    SETUP,
    """
slider = widgets.IntSlider(3, 1, 9)
views = [PlotView(wave(k), f"a wave, k = {k}") for k in (3, 1, 2, 4)]
slider.observe(lambda change: views[0].show(wave(change.new), f"a wave, k = {change.new}"), "value")
widgets.VBox([slider, *views])
""",
    "views[0]",
]
PLOTLY_BYTES = len(get_plotlyjs().encode())

DATA = [
    SETUP,
    """
gap = np.sin(x).astype("f4")
gap[200:220] = np.nan
grid = np.random.default_rng(0).normal(size=(30, 40))
bytes_ = (grid * 30 + 128).clip(0, 255).astype("u1")
counts = np.array([3, 1, 4, 1, 5, 9, 2, 6])
pairs = {
    "gap": lambda a: go.Scatter(x=a(x), y=a(gap)),
    "float32": lambda a: go.Heatmap(z=a(grid.astype("f4"))),
    "float64": lambda a: go.Heatmap(z=a(grid)),
    "uint8": lambda a: go.Heatmap(z=a(bytes_)),
    "int64": lambda a: go.Bar(x=a(np.arange(8)), y=a(counts)),
    "int16": lambda a: go.Bar(y=a(counts[::-1].astype("i2"))),
    "image": lambda a: go.Image(z=a(np.stack([bytes_, bytes_.T.reshape(30, 40), 255 - bytes_], axis=-1))),
    "strings": lambda a: go.Bar(x=a(np.array(["he", "glorot", "zeros"])), y=a(counts[:3])),
    "marker": lambda a: go.Scatter(x=a(x[:8]), y=a(x[:8]), mode="markers", marker=marker(a)),
}
def marker(a):
    return {"size": a(counts + 5), "color": a(counts)}
def as_list(a):
    return [None if isinstance(v, float) and v != v else v for v in a.tolist()] if a.ndim == 1 else a.tolist()
def figure(trace):
    return go.Figure(trace).update_layout(height=260)
""",
    # The same figure twice: its numbers as binary arrays, and written out in JSON.
    "widgets.VBox([PlotView(figure(make(a))) for make in pairs.values() for a in (np.asarray, as_list)])",
]
KINDS = ["gap", "float32", "float64", "uint8", "int64", "int16", "image", "strings", "marker"]

PLACES = [
    SETUP,
    """
hidden = widgets.VBox([PlotView(wave(2))], layout={"display": "none"})
wide = wave(3).update_layout(height=320, xaxis_domain=[0, 0.4])
wide.update_layout(meta={"narrow": {"xaxis.domain": [0, 1], "height": 500}})
reveal = widgets.Button(description="Show")
reveal.on_click(lambda _: setattr(hidden.layout, "display", None))
widgets.VBox([reveal, hidden, PlotView(wide)])
""",
]

RESTING = [
    """
import numpy as np, plotly.graph_objects as go
from course_lib.widgets import Choice, Lab, Whole
from course_lib.widgets.plot_view import PlotView
def draw(n):
    meta = {"ghost": True, "edge": True}
    trace = go.Scatter(x=np.arange(3.0), y=np.array([0.0, n, 1.0]), meta=meta)
    layout = {"xaxis_range": [0, 2], "yaxis_range": [0, n + 1], "meta": {"hold": ["yaxis"]}, "height": 300}
    end = {"name": str(n), "text": "end", "showarrow": False, "xref": "x domain", "yref": "y domain"}
    return go.Figure(trace, layout | {"annotations": [end, end], "margin": {"t": 0, "b": 0}})
controls = [Whole("n", "n", 4, 1, 900), Choice("kind", "Kind", "a", {"a": "A", "b": "B"})]
lab = Lab("Toy", controls, lambda n, kind: n, draw, "{}.".format, str)
lab
""",
    """
zeros = go.Scatter(y=np.array([1.0, 0.1, 0.0]))
PlotView(go.Figure(zeros, {"yaxis": {"type": "log", "range": [-2, 1]}, "height": 300}))
""",
    """
names, meta = ["one", "two", "three"], {"pick": True}
seeds = go.Scatter(x=[1, 2, 3], y=[0, 0, 5], text=names, mode="markers", meta=meta)
PlotView(go.Figure(seeds, {"height": 300}), picked=(clicks := []).append)
""",
]


@pytest.fixture(scope="module")
def four(jupyterlab):
    """Four views and a slider that moves the first, which is also shown a second time."""
    with jupyterlab.open(jupyterlab.write("four.ipynb", FOUR)) as page:
        page.count_bytes()
        page.run_all()
        page.wait_drawn(5)
        page.opened = page.received
        yield page
        page.check()


@pytest.fixture(scope="module")
def places(jupyterlab):
    with jupyterlab.open(jupyterlab.write("places.ipynb", PLACES)) as page:
        page.run_all()
        yield page
        page.check()


@pytest.fixture(scope="module")
def data(jupyterlab):
    with jupyterlab.open(jupyterlab.write("data.ipynb", DATA)) as page:
        page.run_all()
        page.wait_drawn(2 * len(KINDS))
        yield page
        page.check()


@pytest.fixture(scope="module")
def resting(jupyterlab):
    with jupyterlab.open(jupyterlab.write("resting.ipynb", RESTING)) as page:
        page.run_all()
        yield page
        page.check()


def move(page, *keys):
    """Press keys on the slider and wait for the first plot's picture to come to rest."""
    plot = page.plots()[0]
    drawn = page.drawn(plot)
    page.press(page.sliders()[0], *keys)
    page.wait_next_draw(plot, drawn)
    page.wait_still()  # asks the kernel nothing: messages are counted
    return plot


def test_plotly_crosses_once_a_page(four):
    assert PLOTLY_BYTES < four.opened < 1.05 * PLOTLY_BYTES


def test_an_update_changes_the_picture_and_only_that_one(four):
    four.wait_still()
    before = [four.fingerprint(plot) for plot in four.plots()]
    four.count_bytes()
    move(four, "ArrowRight")
    after = [four.fingerprint(plot) for plot in four.plots()]
    assert after[0] != before[0]
    assert after[1:4] == before[1:4]
    assert four.received < 20_000 and four.messages <= 5


def test_words_are_the_accessible_name_and_no_figure_is_a_tab_stop(four):
    plot = move(four, "End")
    assert (plot.get_attribute("role"), plot.get_attribute("aria-label")) == ("img", "a wave, k = 9")
    assert four.page.query_selector_all(".course-plot .modebar, .course-plot [tabindex]") == []


def test_a_second_view_and_a_reload_show_the_current_figure(four):
    move(four, "End", "ArrowLeft")
    four.wait_settled()
    shown = [four.fingerprint(four.plots()[i]) for i in (0, 4)]
    four.reload()
    assert [four.fingerprint(four.plots()[i]) for i in (0, 4)] == shown and shown[0] == shown[1]
    assert four.value(four.sliders()[0]) == 8
    assert four.received < 1.05 * PLOTLY_BYTES
    assert four.fingerprint(move(four, "ArrowLeft")) != shown[0]  # and it still answers


def on_axes(page, count=0):
    """A plot's y range, the heights of each trace's middle, ghosts first, and what stands at its edges."""
    page.wait_settled()
    return page.plots()[count].evaluate(
        """plot => [plot._fullLayout.yaxis.range.map(end => Math.round(100 * end) / 100),
          plot.data.map(trace => trace.y[1]),
          plot._fullLayout.annotations.filter(note => !note.name).map(note => note.text)]"""
    )


def line_ends(page):
    """Where the names at the ends of lines stand, as shares of the panel's height."""
    ends = "plot => plot._fullLayout.annotations.filter(note => note.name).map(note => note.y)"
    return [round(end, 2) for end in page.plots()[0].evaluate(ends)]


def test_axes_rest_until_something_else_than_a_number_changes(resting):
    """The ghost stays where a row of key presses began."""
    assert on_axes(resting) == [[0, 5], [4], []]
    assert line_ends(resting) == [0.8, 0.85], "one over the other"
    move(resting, "ArrowRight")
    assert on_axes(resting) == [[0, 5], [4, 5], []], "a value on the edge is not outside"
    move(resting, "ArrowRight", "ArrowRight")
    assert on_axes(resting) == [[0, 5], [4, 7], ["↑ 7"]]
    assert line_ends(resting) == [0.95, 1], "on the axis that rests, and inside"
    resting.page.select_option(".course-lab select", label="B")
    assert on_axes(resting) == [[0, 8], [7], []]


def test_fit_sets_the_axes_anew(resting):
    resting.run_code("lab.set(n=300)")
    assert on_axes(resting) == [[0, 301], [300], []], "a call is no drag"
    move(resting, "End")
    assert on_axes(resting) == [[0, 301], [300, 900], ["↑ 900"]]
    resting.page.eval_on_selector(".course-view", "view => view.dispatchEvent(new Event('course-fit'))")
    assert on_axes(resting) == [[0, 901], [900], []]


def test_zero_has_a_place_of_its_own_on_a_logarithmic_axis(resting):
    axis, _, notes = on_axes(resting, 1)
    (zero,) = resting.plots()[1].evaluate("plot => plot.data.map(trace => Math.log10(trace.y[2]))")
    assert axis[0] < zero < -2 and axis[1] == 1 and notes == ["0"]


def test_marks_are_picked_by_keyboard(resting):
    resting.page.focus(".course-pick")
    for key, name in [
        ("ArrowRight", "two"),
        ("ArrowDown", "two"),
        ("ArrowRight", "three"),
        ("Enter", "three"),
    ]:
        resting.page.keyboard.press(key)
        assert resting.page.evaluate("document.activeElement.ariaLabel") == name
    resting.wait_still()
    assert resting.run_code("print(clicks)") == "[Point(panel=1, x=3, y=5)]"


@pytest.mark.parametrize("kind", KINDS)
def test_arrays_arrive_as_the_numbers_they_are(data, kind):
    binary, written = data.plots()[2 * KINDS.index(kind) :][:2]
    assert data.fingerprint(binary) == data.fingerprint(written)


def test_the_kinds_of_arrays_look_different(data):
    """The fingerprint of the test above can tell figures apart."""
    prints = {data.fingerprint(plot) for plot in data.plots()}
    assert len(prints) >= len(KINDS) - 1  # float32 and float64 may round to the same picture


def test_nan_is_a_gap(data):
    y = data.plots()[0].evaluate("plot => Array.from(plot.data[0].y)")
    assert len(y) == 400 and [i for i, v in enumerate(y) if math.isnan(v)] == list(range(200, 220))
    assert len(data.plots()[0].query_selector_all("path.js-line")) == 2


def test_a_hidden_figure_is_drawn_when_it_is_shown(places):
    plot = places.plots()[0]
    assert places.drawn(plot) == 0
    places.page.get_by_role("button", name="Show").click()
    places.wait_next_draw(plot, 0)
    box, other = plot.bounding_box(), places.plots()[1].bounding_box()
    assert box["width"] == other["width"] > 400 and box["height"] == 300


def test_a_narrow_column_takes_the_narrow_layout(places):
    plot = places.plots()[1]
    shape = (
        "plot => [plot.layout.xaxis.domain, plot.layout.height, plot.layout.width <= plot.clientWidth + 1]"
    )
    places.wait_settled()
    assert plot.evaluate(shape) == [[0, 0.4], 320, True]
    for size, expected in [((640, 720), [[0, 1], 500, True]), ((1280, 720), [[0, 0.4], 320, True])]:
        drawn = places.drawn(plot)
        places.page.set_viewport_size({"width": size[0], "height": size[1]})
        places.wait_next_draw(plot, drawn)
        places.wait_settled()
        assert plot.evaluate(shape) == expected


FAULTS = {
    "leaves the machine: https://example.com/a.js": "fetch('https://example.com/a.js').catch(() => {})",
    "leaves the machine: wss://example.com/": "new WebSocket('wss://example.com/')",
    "leaves the machine: http://192.0.2.1/": "new Image().src = 'http://192.0.2.1/pixel.png'",
    "console error: a complaint": "console.error('a complaint')",
    "uncaught in the page: a slip": "setTimeout(() => { throw new Error('a slip'); })",
    "uncaught in the page: a broken promise": "Promise.reject(new Error('a broken promise'))",
}


def test_the_collectors_catch_faults(jupyterlab):
    """Negative control: a page that does every forbidden thing is told off for each of them."""
    source = "import sys; from IPython.display import Javascript, display; print('red', file=sys.stderr)"
    cells = [source, *(f"display(Javascript({code!r}))" for code in FAULTS.values()), "1 / 0"]
    with jupyterlab.open(jupyterlab.write("faults.ipynb", cells)) as page:
        page.check()
        with pytest.raises(BrowserError, match="red output") as error:
            page.run_all(plots=False)
        assert "ZeroDivisionError" in str(error.value)
        told = [*FAULTS, "(stderr): red", "ZeroDivisionError"]
        page.wait_until(  # the browser reports failed requests a moment later
            lambda: all(any(one in fault for fault in page.faults()) for one in told), f"all of {told}"
        )
        with pytest.raises(BrowserError, match=f"{len(page.faults())} faults"):
            page.check()


def test_a_failing_figure_is_a_console_error(jupyterlab):
    """Negative control: a figure that cannot be drawn does not pass for a drawn one."""
    spoil = "view = PlotView(wave(1)); shown = view.shown\n"
    spoil += "shown.arrays = [{**array, 'dtype': 'c16'} for array in shown.arrays]\nview"
    with jupyterlab.open(jupyterlab.write("spoilt.ipynb", [SETUP, spoil])) as page:
        page.run_all(plots=False)
        with pytest.raises(BrowserError, match="plot 1 to be drawn"):
            page.wait_drawn(1, timeout=3)
        assert page.console_errors or page.page_errors


NO_TIME_TO_START = (
    "const timeout = AbortSignal.timeout.bind(AbortSignal); AbortSignal.timeout = () => timeout(0);"
)


def test_a_slow_start_costs_no_updates(jupyterlab):
    """anywidget gives its widgets 2 s to start; here it gives up at once, as it does on a busy machine."""
    name = jupyterlab.write("slow.ipynb", FOUR[:2])
    with jupyterlab.open(name, init_script=NO_TIME_TO_START) as page:
        page.run_all()
        assert SLOW_START in str(page.page_errors)
        shown = page.fingerprint(page.plots()[0])
        assert page.fingerprint(move(page, "ArrowRight")) != shown
