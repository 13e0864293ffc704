"""A slider dragged at 30 messages a second on a lab in a real kernel: python benchmarks/drag.py

The lab computes for a given time and draws one short curve. What to reach: no backlog, so that the last value
is shown 150 ms after the last message where a result takes 50 ms. At last, one move while a cell trains: what
arrives in the cells' thread waits for the cell's end.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.kernel.front_end import FrontEnd

RATE, MESSAGES = 1 / 30, 60
QUIET = 1.0  # seconds after the last message, more than any lab here may lag
LAB = """
import time
from plotly.graph_objects import Figure
from course_lib.widgets import Lab, Whole
diary = []
def compute(**settings):
    until = time.perf_counter() + {seconds}
    while time.perf_counter() < until:
        pass
    return settings["n"]
draw = lambda n: Figure(dict(type="scatter", y=[n]))
lab = Lab("Toy", [Whole("n", "n", 1, 1, 999)], compute, draw, "{{}}.".format, str)
lab.state.observe(lambda change: diary.append((change.new, time.time())), "words")
lab
"""


def diary_of(page: FrontEnd) -> list[list]:
    """What the lab said, and when."""
    page.run("import json, ipywidgets; ipywidgets.Label(json.dumps(diary))")
    states = page.widgets.values()
    (said,) = (one["value"] for one in states if one.get("_model_name") == "LabelModel")
    return json.loads(said)


def measure(seconds: float, subshell: bool) -> list[tuple[str, float]]:
    """What the lab said under a drag, and when, in seconds after the last message."""
    with FrontEnd() as page:
        if subshell:
            page.open_subshell()
        page.run(LAB.format(seconds=seconds))
        (slider,) = page.numbers()
        start = time.time()
        for n in range(MESSAGES):
            time.sleep(max(0.0, start + n * RATE - time.time()))
            page.move(slider, 2 + n)
        last = time.time()
        time.sleep(QUIET)
        return [(words, when - last) for words, when in diary_of(page)]


CELL = """
from course_lib import labs
race = labs.race(steps=2000, seeds=16)
for _ in range(4):
    race.set(lr=0.2), race.set(lr=0.1)
"""


def beside_a_cell(subshell: bool) -> tuple[float, float]:
    """Seconds that a cell took which trains, and from a move while it did to the figure."""
    with FrontEnd() as page:
        if subshell:
            page.open_subshell()
        page.run(LAB.format(seconds=0.03))
        (slider,) = page.numbers()
        page.run("from course_lib.ensemble import Ensemble")  # loads torch, beside which nothing else runs
        began, cell = time.time(), page.client.execute(CELL)
        time.sleep(0.5)
        moved = time.time()
        page.move(slider, 500)
        page._wait(cell)
        ended = time.time()
        time.sleep(QUIET)
        ((_, shown),) = diary_of(page)
        return ended - began, shown - moved


def main() -> None:
    """Print the table."""
    print(f"{'a result takes':>15} {'messages arrive in':>20} {'shown':>6} {'last value shown after':>23}")
    for milliseconds in (5, 30, 50, 100):
        for subshell in (False, True):
            said = measure(milliseconds / 1e3, subshell)
            assert said[-1][0] == f"{1 + MESSAGES}.", said
            where = "a thread of its own" if subshell else "the cells' thread"
            print(
                f"{milliseconds:12} ms {where:>20} {len(said):3}/{MESSAGES} {1e3 * said[-1][1]:20.0f} ms",
                flush=True,
            )
    for subshell in (False, True):
        cell, shown = beside_a_cell(subshell)
        where = "a thread of its own" if subshell else "the cells' thread"
        print(
            f"one move while a cell trains for {cell:.1f} s, in {where}: shown after {shown:.2f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
