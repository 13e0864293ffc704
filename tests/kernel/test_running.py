"""A lab in a real kernel, its messages in the cells' thread or in one of their own: drags, a busy cell."""

import time

import pytest

from tests.kernel.front_end import FrontEnd

LAB = """
import threading
import time
from plotly.graph_objects import Figure
from course_lib.widgets import Lab, Whole
diary = []
def once(**settings):
    time.sleep(0.05)
    diary.append(settings["n"])
    return settings["n"]
def steps(**settings):
    for step in range(1, 21):
        time.sleep(0.002)
        diary.append(settings["n"])
        yield step / 20, settings["n"]
lab = Lab("Toy", [Whole("n", "n", 1, 1, 99)], {compute}, lambda n: Figure(), "{{}}.".format, str)
diary.clear()
threads = set()
lab.state.on_msg(lambda *_: threads.add(threading.current_thread() is threading.main_thread()))
lab
"""
RATE = 1 / 100  # seconds between two messages of a drag: much less than a computation takes


@pytest.fixture(scope="module", params=["in the cells' thread", "in a thread of their own"])
def kernel(request):
    with FrontEnd() as front_end:
        if request.param == "in a thread of their own":
            front_end.open_subshell()
        yield front_end


@pytest.fixture
def page(kernel):
    """The kernel, and what a page that was just opened knows of it: nothing; at the end without troubles."""
    kernel.troubles.clear()
    kernel.widgets.clear()
    yield kernel
    assert kernel.troubles == []


def new_lab(page, compute):
    page.run(LAB.format(compute=compute))
    (slider,) = page.numbers()
    if page.subshell is not None:
        page.adopt()
    return slider


def drag(page, slider, values):
    """Move the slider faster than a hand does, without waiting for answers to all but the last message."""
    for n in values:
        last = page.move(slider, n)
        time.sleep(RATE)
    page._wait(last)
    page.settle()


def test_a_drag_leaves_no_backlog(page):
    slider = new_lab(page, "once")
    drag(page, slider, range(2, 42))
    page.run("assert lab.result == lab.settings['n'] == 41")
    page.run("assert diary[0] == 2 and diary[-1] == 41 and diary == sorted(set(diary)), diary")
    page.run("assert len(diary) <= 30, diary")
    page.run(f"assert threads == {{{page.subshell is None}}}")


def test_a_drag_of_a_computation_in_steps_ends_with_the_last_value(page):
    slider = new_lab(page, "steps")
    drag(page, slider, range(2, 42))
    page.run("assert lab.result == lab.settings['n'] == 41 and diary == sorted(diary), diary")
    page.run("assert diary.count(41) == 20 and len(diary) < 40 * 20, diary")


CELL = """
import asyncio
for n in range(50, 80):
    lab.start(n=n)
    await asyncio.sleep(0.002)
    lab.pause(), lab.step(), lab.play()
    await asyncio.sleep(0.002)
"""


def test_a_cell_and_the_page_drive_one_lab_at_once(page):
    slider = new_lab(page, "steps")
    cell = page.client.execute(CELL)
    for n in range(2, 42):
        page.move(slider, n)
    page._wait(cell)
    page.put(slider, 42)
    page.settle()
    page.run("assert lab.error is None and lab.result == lab.settings['n'] == 42")
    page.run("assert diary[-20:] == [42] * 20, diary")


def test_a_lab_s_cell_run_again_while_it_trains(page):
    """The old training ends, and the new lab answers."""
    again = "lab = labs.race(seeds=8, steps=2000)\nlab"
    page.run(f"from course_lib import labs\n{again}")
    (first,) = page.numbers("Hidden layers")
    page.put(first, 4)
    page.run("old = lab; assert old.running")  # so the cell below runs beside a training
    page.run(again)
    page.put(page.numbers("Hidden layers")[1], 3)
    page.settle()
    page.run("assert not old.running and not lab.running and not old.error and not lab.error")
    page.run("assert (old.settings['depth'], lab.settings['depth'], lab.result.done) == (4, 3, 2000)")
