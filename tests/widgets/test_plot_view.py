"""`PlotView`, the kernel's side: numbers apart from their frame, and the messages of an update."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest
from plotly.offline import get_plotlyjs

from course_lib.widgets.plot_view import PlotView, Point, plotly_script, split
from tests.stand_ins import from_page


def wave(k, points=50, **layout):
    x = np.linspace(0, 6, points)
    return go.Figure(go.Scatter(x=x, y=np.sin(k * x)), layout)


def joined(frame, arrays):
    """The figure that the page puts together again: each array at its path."""
    figure = json.loads(json.dumps(frame))
    for spec in arrays:
        values = np.frombuffer(spec["buffer"], np.dtype(spec["dtype"]))
        values = values.reshape(spec["shape"]) if spec["shape"] else values
        *way, last = spec["path"]
        node = figure
        for key in way:
            node = node[key]
        node[last] = values
    return figure


ARRAYS = {
    "float64": np.array([0.5, np.nan, -1e300]),
    "float32": np.linspace(0, 1, 7, dtype=np.float32),
    "uint8": np.arange(12, dtype=np.uint8).reshape(3, 4),
    "int32": np.array([-5, 7], np.int32),
}


@pytest.mark.parametrize("kind", ARRAYS)
def test_arrays_travel_in_binary_and_arrive_unchanged(kind):
    array = ARRAYS[kind]
    trace = go.Heatmap(z=array) if array.ndim == 2 else go.Scatter(y=array)
    frame, arrays = split(go.Figure(trace))
    assert [spec["path"] for spec in arrays] == [["data", 0, "z" if array.ndim == 2 else "y"]]
    assert len(json.dumps(frame)) < 10_000
    there = joined(frame, arrays)["data"][0]["z" if array.ndim == 2 else "y"]
    assert there.dtype == array.dtype
    np.testing.assert_array_equal(there, array)


def test_arrays_within_a_trace_are_found_and_lists_stay():
    marker = dict(size=np.array([3, 4, 5]), color=["red", "green", "blue"])
    frame, arrays = split(go.Figure(go.Scatter(y=[1.0, 2.0, 3.0], marker=marker)))
    assert [spec["path"] for spec in arrays] == [["data", 0, "marker", "size"]]
    assert frame["data"][0]["marker"] == {"color": ["red", "green", "blue"], "size": None}
    assert frame["data"][0]["y"] == [1.0, 2.0, 3.0]


def test_words_and_empty_arrays_are_plain_json():
    frame, arrays = split(go.Figure(go.Bar(x=np.array(["he", "zeros"]), y=np.array([]))))
    assert json.dumps(frame["data"])
    assert frame["data"][0]["x"] == ["he", "zeros"]
    assert list(joined(frame, arrays)["data"][0]["y"]) == []


def test_splitting_leaves_the_figure_alone():
    figure = wave(2)
    before = figure.to_json()
    split(figure)
    assert figure.to_json() == before


def test_what_is_held_is_what_was_shown_last():
    view = PlotView(wave(1), "one wave")
    view.show(wave(3, title="three"), "three waves")
    state = view.shown.get_state()
    assert (state["frame"], state["arrays"]) == split(wave(3, title="three"))
    assert state["words"] == "three waves"


def test_an_update_is_one_message_of_what_changed(sent):
    view = PlotView(wave(1), "one")
    sent.clear()
    view.show(wave(2), "two")
    ((data, buffers),) = sent
    assert set(data["state"]) == {"arrays", "words"}  # the frame is the same
    assert [len(buffer) for buffer in buffers] == [400, 400]
    view.show(wave(2, title="two"), "two")
    assert len(sent) == 2
    assert "frame" in sent[1][0]["state"]


def test_all_views_share_one_plotly(sent):
    plotly_script.cache_clear()
    views = [PlotView(wave(k)) for k in (1, 2, 3)]
    assert len({view.script.model_id for view in views}) == 1
    carriers = [buffers for _, buffers in sent if sum(map(len, buffers)) > 1_000_000]
    assert len(carriers) == 1
    assert carriers[0] == [get_plotlyjs().encode()]
    plotly_script.cache_clear()  # the next test gets one with a wire of its own


def test_clicks_arrive_as_points_also_twice_on_one_spot(sent):
    clicks = []
    view = PlotView(wave(1), picked=clicks.append)
    for count in (1, 2):
        from_page(view.shown, click={"panel": 1, "x": 2.5, "y": 1, "count": count})
    assert clicks == [Point(1, 2.5, 1)] * 2
    view.show(wave(2))
    from_page(view.shown, click={"panel": 2, "x": 0, "y": 0, "count": 3})
    assert clicks[-1] == Point(2, 0, 0)


def test_a_view_that_nobody_picks_from_has_no_clicks(sent):
    assert PlotView(wave(1)).clickable is False
