"""plotly's `FigureWidget` against our `PlotView`, in a real JupyterLab: python benchmarks/plot_view.py

One notebook with four figures of the kind the labs draw, one `IntSlider` each:

* two histograms (counts as bars) with a density line over them;
* two triples of loss curves with ribbons, over three 60 × 60 heat maps.

Both notebooks compute the same numbers. The runs alternate, so that a busy machine disturbs both alike; the
table shows medians. "slider → picture" is the time from the key press until a frame with other shapes was
painted. `PlotView` gets a new figure at each move, as the labs do it; `FigureWidget` gets its arrays alone.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))

from page_scripts import PICTURE, SHAPES
from real_browser import JupyterLab

FIGURES = """
import numpy as np, ipywidgets as widgets, plotly.graph_objects as go
from plotly.subplots import make_subplots
STEPS, GRID = np.arange(300, dtype="f4"), np.arange(60, dtype="f4")
EDGES = np.linspace(-4, 4, 81)
def bars(k):
    centres, width = (EDGES[1:] + EDGES[:-1]) / 2, EDGES[1] - EDGES[0]
    draws = np.random.default_rng(k).normal(scale=0.5 + k / 20, size=2000)
    counts = np.histogram(draws, EDGES)[0] / 2000 / width
    density = np.exp(-0.5 * (centres / (0.5 + k / 20)) ** 2) / np.sqrt(2 * np.pi) / (0.5 + k / 20)
    return [(centres.astype("f4"), counts.astype("f4")), (centres.astype("f4"), density.astype("f4"))]
def histogram(k):
    (x, counts), (_, density) = bars(k)
    figure = go.Figure([go.Bar(x=x, y=counts), go.Scatter(x=x, y=density)])
    figure.update_layout(height=360, bargap=0, showlegend=False)
    return figure.update_layout(xaxis_range=[-4, 4], yaxis_range=[0, 1])
def numbers(k):
    random, out = np.random.default_rng(k), []
    for rate in (0.2, 1.0, 3.0):
        y = np.exp(-rate * k * STEPS / 900) + 0.02 * random.normal(size=300).cumsum() / 20
        out.append((np.concatenate([y - 0.05, (y + 0.05)[::-1]]).astype("f4"), y.astype("f4")))
    maps = [(128 + 120 * np.sin(np.add.outer(GRID * k / 40 * i, GRID / 9))).astype("u1") for i in (1, 2, 3)]
    return out, maps
def training(k):
    curves, maps = numbers(k)
    figure = make_subplots(2, 3, specs=[[{"colspan": 3}, None, None], [{}, {}, {}]], vertical_spacing=0.1)
    for (ribbon, y), colour in zip(curves, ("#0072b2", "#e69f00", "#009e73")):
        around = {"fill": "toself", "mode": "none", "fillcolor": colour, "opacity": 0.3}
        figure.add_scatter(x=np.concatenate([STEPS, STEPS[::-1]]), y=ribbon, **around, row=1, col=1)
        figure.add_scatter(x=STEPS, y=y, line_color=colour, row=1, col=1)
    for i, z in enumerate(maps):
        figure.add_heatmap(z=z, zmin=0, zmax=255, showscale=False, row=2, col=i + 1)
        figure.update_xaxes(range=[-0.5, 59.5], row=2, col=i + 1)
        figure.update_yaxes(range=[-0.5, 59.5], row=2, col=i + 1)
    figure.update_xaxes(range=[0, 300], row=1, col=1).update_yaxes(range=[-0.2, 1.2], row=1, col=1)
    return figure.update_layout(height=420, showlegend=False)
"""

# Both make the same four labs: a slider above a figure in a VBox.
PLOT_VIEW = """
from course_lib.widgets.plot_view import PlotView
def lab(make):
    slider, view = widgets.IntSlider(5, 1, 30), PlotView(make(5))
    slider.observe(lambda change: view.show(make(change.new)), "value")
    return widgets.VBox([slider, view])
"""
FIGURE_WIDGET = """
def lab(make):
    slider, view = widgets.IntSlider(5, 1, 30), go.FigureWidget(make(5))
    view._config = {"displayModeBar": False}
    def show(change):
        k = change.new
        with view.batch_update():
            if make is histogram:
                for trace, (_, y) in zip(view.data, bars(k)):
                    trace.y = y
            else:
                curves, maps = numbers(k)
                for trace, y in zip(view.data, [y for pair in curves for y in pair]):
                    trace.y = y
                for trace, z in zip(view.data[6:], maps):
                    trace.z = z
    slider.observe(show, "value")
    return widgets.VBox([slider, view])
"""
LABS = [f"lab({make})" for make in ("histogram", "training", "histogram", "training")]

# The plotly elements of a page; PlotView's carries `course-plot`, FigureWidget's does not.
PLOT = ".js-plotly-plot"
ALL_PAINTED = f"""count => [...document.querySelectorAll("{PLOT}")]
  .filter(plot => plot.querySelector("{SHAPES}")).length >= count"""


def measure(lab: JupyterLab, name: str, moves: int) -> dict[str, float | bool]:
    """Everything about one kind of view, in a fresh tab with a fresh kernel."""
    with lab.open(name) as page:
        page.run_code("import sys, time, plotly.graph_objects, ipywidgets")  # what both need
        load = (
            "plotly.graph_objects.FigureWidget"
            if "widget" in name
            else "__import__('course_lib.widgets.plot_view')"
        )
        seconds = page.run_code(f"t = time.process_time(); {load}; print(time.process_time() - t)")
        page.count_bytes()
        page.page.evaluate("() => { window.courseStart = performance.now(); }")
        page.start_all()
        page.wait(ALL_PAINTED, "four figures", 120, 4)
        opened = page.page.evaluate("() => performance.now() - window.courseStart")
        page.wait_idle()
        page.page.wait_for_timeout(1000)
        result = {
            "import, s": float(seconds),
            "Run all → last figure, s": opened / 1000,
            "open, kB": page.received / 1e3,
        }
        for kind, index in (("histogram", 0), ("training", 1)):
            plot, slider = page.page.query_selector_all(PLOT)[index], page.sliders()[index]
            page.time_press(slider, plot, "ArrowRight")
            page.count_bytes()
            times = [page.time_press(slider, plot, "ArrowRight") for _ in range(moves)]
            result[f"slider → picture, {kind}, ms"] = statistics.median(times)
            result[f"a move, {kind}, kB"] = page.received / moves / 1e3
            result[f"a move, {kind}, messages"] = page.messages / moves
        current = [plot.evaluate(PICTURE) for plot in page.page.query_selector_all(PLOT)]
        page.reload(plots=False)
        page.wait(ALL_PAINTED, "four figures after a reload", 120, 4)
        page.page.wait_for_timeout(1500)
        again = [plot.evaluate(PICTURE) for plot in page.page.query_selector_all(PLOT)]
        result["reload, kB"] = page.received / 1e3
        result["a reload shows the current figure"] = current == again
        result["reloads that ended in “model not found”"] = page.lost
        if page.outside or page.page_errors:
            print(page.report(), file=sys.stderr)
        return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="how often each notebook is opened (default 3)")
    parser.add_argument(
        "--moves", type=int, default=15, help="slider moves per figure and round (default 15)"
    )
    options = parser.parse_args()
    kinds = {"FigureWidget": "figure_widget.ipynb", "PlotView": "plot_view.ipynb"}
    with JupyterLab() as lab:
        for source, name in zip((FIGURE_WIDGET, PLOT_VIEW), kinds.values(), strict=True):
            lab.write(name, [FIGURES + source, *LABS])
        rounds = {kind: [] for kind in kinds}
        for _ in range(options.rounds):
            for kind, name in kinds.items():
                rounds[kind].append(measure(lab, name, options.moves))
    print(f"{'median of ' + str(options.rounds) + ' rounds':40}" + "".join(f"{kind:>14}" for kind in kinds))
    for what in rounds["PlotView"][0]:
        values = [[result[what] for result in rounds[kind]] for kind in kinds]
        cells = ["yes" if all(v) else "no" for v in values] if isinstance(values[0][0], bool) else [
            f"{statistics.median(v):,.{0 if statistics.median(v) >= 20 else 2}f}" for v in values
        ]  # fmt: skip
        print(f"{what:40}" + "".join(f"{cell:>14}" for cell in cells))


if __name__ == "__main__":
    main()
