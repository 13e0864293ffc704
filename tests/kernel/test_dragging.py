"""Sliders dragged in a real kernel: the last value is shown, none is left over, and memory stays flat."""

import pytest

from tests.kernel.dragging import drag, memory, to_and_fro
from tests.kernel.front_end import FrontEnd

GROWTH = 20  # MB of resident memory that a thousand moves may add


@pytest.fixture(scope="module")
def page():
    with FrontEnd() as front_end:
        front_end.run("from course_lib import labs")
        yield front_end


# What makes the lab; the slider that is dragged, its ends, and the setting that it stands for.
LABS = {
    "signals": ("labs.signals(versus='he_normal')", "Gain", (0.5, 2.0), "gain"),
    "race": ("labs.race(steps=300)", "Learning rate", (0.01, 1.0), "lr"),
}


@pytest.mark.parametrize("name", LABS)
def test_a_drag_ends_at_its_last_value_and_leaves_nothing_behind(page, name):
    source, label, ends, setting = LABS[name]
    page.troubles.clear()
    page.widgets.clear()
    page.run(f"lab = {source}\nlab")
    page.settle()
    values = to_and_fro(*ends, 90)
    dragged = drag(page, page.slider(label), values)
    page.run(
        f"now = lab.settings[{setting!r}]\n"
        f"assert abs(now - {values[-1]!r}) < 1e-4, now\n"
        f"assert f'{setting}={{now!r}}' in lab.summary(), lab.summary()"
    )
    assert page.troubles == []
    assert dragged.frames >= 2


def test_a_thousand_moves_during_training_keep_memory_flat(page):
    page.troubles.clear()
    page.widgets.clear()
    page.run("lab = labs.race()\nlab")
    page.settle()
    slider = page.slider("Learning rate")
    drag(page, slider, to_and_fro(0.01, 1.0, 200), hertz=100)  # buffers and caches fill
    before = memory(page)
    drag(page, slider, to_and_fro(0.01, 1.0, 1000), hertz=100)
    assert memory(page) - before <= GROWTH
    assert page.troubles == []


def test_memory_that_grows_would_be_seen(page):
    before = memory(page)
    page.run("kept = [b'x' * 1_000_000 for _ in range(40)]")
    assert memory(page) - before > GROWTH
    page.run("del kept")
