"""What a reader waits for in a real kernel, without a browser: drags, messages, memory, lessons.

    python benchmarks/kernel.py

Sliders are dragged at 30 moves a second (`tests/kernel/dragging.py`). "First frame" runs from the first move
to the first figure that the kernel sends, "last value" from the last move to the last figure. What the
browser adds is measured by `slider.py`.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bars import HEAD, Row, show
from course_lib.widgets.running import LONGEST_REST
from tests.kernel.dragging import drag, memory, to_and_fro
from tests.kernel.front_end import FrontEnd

ROOT = Path(__file__).resolve().parents[1]
# What makes the lab, the slider's label and ends; and whether it trains: then only a first frame is due.
DRAGS = {
    "samples": ("labs.samples()", "Seed", (0, 99), False),
    "signals": ("labs.signals()", "Gain", (0.5, 2.0), False),
    "signals, two schemes": ("labs.signals(versus='he_normal')", "Gain", (0.5, 2.0), False),
    "gallery": ("labs.gallery(activation='leaky_relu')", "Std of z", (0.1, 10.0), False),
    "race": ("labs.race(seeds=8)", "Learning rate", (0.01, 1.0), True),
    "deep_race": ("labs.deep_race(epochs=1)", "Learning rate", (0.001, 0.1), True),
    "training_race": ("labs.training_race(epochs=1)", "Learning rate", (0.001, 0.1), True),
}
FIRST, LAST, SIZE, MESSAGES = 40, 100, 100, 5  # ms, ms, kB, messages a frame
MOVES, ROUNDS = 60, 3
MEMORY, LESSON, LAB, GROWTH = 500, 15, 4, 20  # MB, s, s, MB
ANSWER, GRANTED = 6, 1000  # s, MB: what a session on Binder may take
IMPORT = "import course_lib, sys; print(*[name for name in ('torch', 'plotly') if name in sys.modules])"


def drags():
    """Each lab's slider, dragged for two seconds."""
    with FrontEnd() as page:
        page.run("from course_lib import labs")
        for name, (source, label, ends, trains) in DRAGS.items():
            page.widgets.clear()
            page.run(source)
            page.settle()
            [slider] = page.numbers(label)
            values = to_and_fro(*ends, MOVES)
            if slider.spec["whole"]:
                values = [round(value) for value in values]
            drag(page, slider, values[:5])  # warm up
            found = [drag_from_rest(page, slider, values) for _ in range(ROUNDS)]
            first = 1000 * statistics.median(one.first for one in found)
            yield Row(f"{name}: first frame of a drag", first, FIRST, " ms", most=True)
            if not trains:
                last = 1000 * statistics.median(one.last for one in found)
                yield Row(f"{name}: last value of a drag", last, LAST, " ms", most=True)
            yield Row(
                f"{name}: largest frame", max(one.largest for one in found) / 1000, SIZE, " kB", most=True
            )
            most = max(one.messages / max(one.frames, len(values)) for one in found)
            yield Row(f"{name}: messages a move or frame", most, MESSAGES, "", most=True)
        assert not page.troubles, page.troubles


def drag_from_rest(page, slider, values):
    """Drag as a hand that comes to the slider does: not while the last figure's rest makes values wait."""
    time.sleep(LONGEST_REST)
    return drag(page, slider, values)


def thousand_moves():
    """A thousand moves while a lab trains: how much the kernel's memory grows."""
    with FrontEnd() as page:
        page.run("from course_lib import labs")
        page.run("labs.race()")
        page.settle()
        [slider] = page.numbers("Learning rate")
        drag(page, slider, to_and_fro(0.01, 1.0, 200), hertz=100)
        before = memory(page)
        drag(page, slider, to_and_fro(0.01, 1.0, 1000), hertz=100)
        yield Row("memory after 1,000 moves during training", memory(page) - before, GROWTH, " MB", most=True)


def imports():
    """The cold import of the package, and of what the first lab needs."""
    start = time.monotonic()
    loaded = subprocess.run(
        [sys.executable, "-c", IMPORT], cwd=ROOT, capture_output=True, text=True, check=True
    )
    yield Row("import course_lib", time.monotonic() - start, unit=" s")
    yield Row("of torch and plotly, loaded by it", len(loaded.stdout.split()), 0, "", most=True)


def session():
    """What a reader on Binder meets: the wait for the first answer; a lesson open, and a training going."""
    lesson = json.loads((ROOT / "notebooks" / "00_start_here.ipynb").read_text("utf-8"))
    start = time.monotonic()
    with FrontEnd() as page:
        page.run("from course_lib import labs\nlabs.samples()")
        slider = page.numbers()[0]
        page.put(slider, slider.spec["high"])
        page.settle()
        took = time.monotonic() - start
        yield Row("from starting a kernel to the first slider's answer", took, ANSWER, " s", most=True)
        for cell in lesson["cells"]:
            if cell["cell_type"] == "code":
                page.run("".join(cell["source"]))
        page.run("lab = labs.race(seeds=16)\nlab")
        page.run("lab.start(depth=6)\nassert lab.running")
        yield Row("kernel: lesson 00 open, a race training", memory(page), GRANTED, " MB", most=True)
        assert not page.troubles, page.troubles


def lessons():
    """Each lesson run from top to bottom: its first lab, its time, its kernel's memory."""
    total = 0.0
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
        with FrontEnd() as page:
            start, first = time.monotonic(), None
            for cell in cells:
                page.run("".join(cell["source"]))
                if first is None and page.states():
                    first = time.monotonic() - start
            took = time.monotonic() - start
            total += took
            yield Row(f"{path.stem}: first lab", first, LAB, " s", most=True)
            yield Row(f"{path.stem}: all cells", took, LESSON, " s", most=True)
            yield Row(f"{path.stem}: memory", memory(page), MEMORY, " MB", most=True)
    yield Row("all lessons", total, unit=" s")


def rows():
    yield from drags()
    yield from thousand_moves()
    yield from imports()
    yield from session()
    yield from lessons()


def main() -> bool:
    """Print the table; whether all bars are reached."""
    print(HEAD)
    return all(row.ok for row in show(rows()))


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
