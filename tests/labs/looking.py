"""What tests see of a lab without a page: its figure, its words and its summary."""

from contextlib import contextmanager

import numpy as np

from course_lib.widgets.plot_view import split

# Settings with which a lab answers at once; its controls are driven from here.
QUICK = {
    "race": dict(steps=100, seeds=4),
    "deep_race": dict(depth=3, epochs=1, seeds=2),
    "training_race": dict(depth=3, epochs=1, seeds=2),
    "symmetry": dict(steps=500),
    "zero_start": dict(steps=500),
    "matrix": dict(depth=8, seeds=1),
    "shared_instance": dict(steps=100),
    "biases": dict(depth=5, width=16, seeds=1),
    "doctor": dict(steps=20),
}


def check_figure(figure):
    """Every number is finite, and every trace has as many x as y.

    Aside are gaps in lines, and what the page itself marks at the edges of a panel.
    """
    axes, seen = figure.to_dict()["layout"], 0
    traces = [trace.to_plotly_json() for trace in figure.data]  # a trace has only what it was given
    at_edges = {place_of(raw) for raw in traces if raw.get("meta", {}).get("edge")}
    for raw in traces:
        arrays = {name: np.asarray(raw[name]) for name in ("x", "y", "z") if name in raw}
        marked = place_of(raw) in at_edges
        if (marked or raw.get("meta", {}).get("powers")) and np.isinf(arrays["y"]).any():
            arrays.pop("y")  # 0 on a logarithmic axis, or what no number holds
        for name, array in arrays.items():
            gaps = np.isnan(array) if array.dtype.kind == "f" else np.zeros(array.shape, bool)
            assert np.isfinite(array[~gaps]).all(), f"{name} holds an infinity"
            if gaps.any():
                assert raw.get("mode") == "lines", f"NaN in {name} of {raw['type']}"
                assert not gaps[0]
                assert not (gaps[1:] & gaps[:-1]).any(), "two gaps in a row"
        if "x" in arrays and "y" in arrays:
            assert arrays["x"].shape == arrays["y"].shape
            assert not (np.isnan(arrays["x"]) & ~np.isnan(arrays["y"])).any()
            inside = visible(raw, arrays, axes)
            seen += inside
            assert inside or marked or not arrays["x"].size, (
                f"nothing of {raw['type']} {raw.get('name')} is in view"
            )
        seen += marked
    assert seen > 0


def place_of(raw):
    """Panel and colour of a trace: at its edges the page marks a scheme's middle in place of every seed."""
    line, marker = raw.get("line", {}), raw.get("marker", {})
    return raw.get("xaxis"), raw.get("yaxis"), line.get("color") or marker.get("line", marker).get("color")


def visible(raw, arrays, layout):
    """How many points of the trace lie within the ranges of its axes."""
    inside = np.ones(arrays["x"].shape, bool)
    for name in "xy":
        axis = layout[raw.get(f"{name}axis", name).replace(name, f"{name}axis")]
        with np.errstate(divide="ignore"):  # the page marks a 0
            values = np.log10(arrays[name]) if axis.get("type") == "log" else arrays[name]
        inside &= (values >= axis["range"][0]) & (values <= axis["range"][1])
    return int(inside.sum())


@contextmanager
def noted(troubles, where):
    """Add what goes wrong to ``troubles``, so that one test can name all of its bad cases."""
    try:
        yield
    except Exception as error:
        troubles.append(f"{where}: {type(error).__name__} {str(error)[:300]}")


def check_texts(lab):
    """Words and summary say something, and nothing like nan or inf."""
    words = lab.state.words
    assert lab.state.problem == ""
    assert words.endswith(".")
    tokens = set(words.replace(",", " ").replace(";", " ").replace(".", " ").split())
    assert not tokens & {"nan", "inf", "-inf", "None", "NaN"}, words
    summary = lab.summary()
    assert summary.startswith(f"{lab.title}\n[")
    assert len(summary.splitlines()) >= 3
    assert "nan" not in summary.lower().replace("glorot_normal", "")
    assert "inf" not in summary.replace("limit inf", "")  # a normal has no limit


def look_at_all(lab, corners, told=lambda settings: ""):
    """Set each of the settings and look at the lab, whose summary holds what is ``told`` for them."""
    troubles = []
    for settings in corners:
        with noted(troubles, settings):
            lab.set(**settings)
            check_figure(lab.figure)
            check_texts(lab)
            assert told(settings) in lab.summary()
    assert troubles == []


def everything(figure):
    frame, arrays = split(figure)
    return frame, [(a["path"], a["dtype"], a["shape"], a["buffer"]) for a in arrays]
