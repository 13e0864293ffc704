"""From a key press on a slider of a lab to the first new picture: python benchmarks/slider.py

Each lab stands alone in a notebook in a real JupyterLab. The time runs, in the page, from the key press until
the first frame with other curves, bars or maps has been painted. What to reach: 60 ms where a lab draws,
150 ms to the first curve where it trains.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))

from notebook_page import Notebook
from real_browser import JupyterLab

from benchmarks.bars import Row

LABS = {  # name: (what makes it, the bar in ms); the first slider of the gallery is leaky ReLU's alone
    "samples": ("labs.samples()", 60),
    "race": ("labs.race()", 150),
    "symmetry": ("labs.symmetry()", 150),
    "deep_race": ("labs.deep_race()", 150),
    "training_race": ("labs.training_race()", 150),
    "signals": ("labs.signals()", 60),
    "gallery": ("labs.gallery(activation='leaky_relu')", 60),
    "matrix": ("labs.matrix()", 60),
}
TOY = """
import ipywidgets as widgets, numpy as np, plotly.graph_objects as go
from course_lib.widgets.plot_view import PlotView
x = np.linspace(0, 6, 300, dtype="f4")
def figure(k):
    return go.Figure(go.Scatter(x=x, y=np.sin(k * x)), {"xaxis_range": [0, 6], "yaxis_range": [-1, 1]})
slider, view = widgets.IntSlider(1, 1, 99, description="k"), PlotView(figure(1))
slider.observe(lambda change: view.show(figure(change.new)), "value")
widgets.VBox([slider, view])
"""


def measure(page: Notebook, index: int, moves: int) -> tuple[str, list[float], float, float]:
    """The slider's name, the time of each move in ms, and the bytes and messages that a move cost."""
    slider, plot = page.sliders()[index], page.plots()[0]
    times, keys = [], ("ArrowRight", "ArrowLeft")
    for i in range(moves + 2):
        if i == 2:  # the first two warm up
            page.count_bytes()
        at_end = page.value(slider) >= float(slider.get_attribute("max"))
        times.append(page.time_press(slider, plot, keys[at_end or i % 2], timeout=30))
        page.wait_still()
    name = slider.get_attribute("aria-label") or "slider"
    return name, times[2:], page.received / moves, page.messages / moves


def rows(names=tuple(LABS), moves=15):
    """The first slider of each lab, in the browser."""
    with JupyterLab() as lab:
        for name in names:
            make, bar = LABS[name]
            with lab.open(lab.write(f"{name}.ipynb", ["from course_lib import labs", make])) as page:
                page.run_all()
                page.wait_settled()
                slider, times, _, _ = measure(page, 0, moves)
                page.check()
            yield Row(f"{name}: {slider}, key to picture", statistics.median(times), bar, " ms", most=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labs", nargs="*", help=f"some of: toy, {', '.join(LABS)} (default: all but toy)")
    parser.add_argument("--moves", type=int, default=15, help="moves of each slider (default 15)")
    parser.add_argument("--all", action="store_true", help="every slider of a lab, not the first alone")
    options = parser.parse_args()
    unknown = set(options.labs) - {"toy", *LABS}
    if unknown:
        parser.error(f"no lab {unknown.pop()!r}; there are toy, {', '.join(LABS)}")

    print(f"{'lab':10} {'slider':28} {'median':>8} {'90 %':>8} {'bar':>8} {'kB':>7} {'messages':>9}")
    with JupyterLab() as lab:
        for name in options.labs or LABS:
            make, bar = LABS.get(name, (TOY, 100))
            source = [TOY] if name == "toy" else ["from course_lib import labs", make]
            with lab.open(lab.write(f"{name}.ipynb", source)) as page:
                page.run_all()
                page.wait_settled()
                for index in range(len(page.sliders()) if options.all else 1):
                    slider, times, size, messages = measure(page, index, options.moves)
                    middle, slow = statistics.median(times), statistics.quantiles(times, n=10)[-1]
                    print(
                        f"{name:10} {slider:28} {middle:5.0f} ms {slow:5.0f} ms {bar:5} ms "
                        f"{size / 1e3:7.1f} {messages:9.1f}",
                        flush=True,
                    )
                page.check()


if __name__ == "__main__":
    main()
