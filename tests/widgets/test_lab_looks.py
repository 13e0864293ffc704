"""Controls that choose what of a result is shown: nothing is computed anew, and a run goes on."""

import asyncio

import numpy as np
from plotly.graph_objects import Figure

from course_lib.widgets import Choice, Lab, Whole
from tests.stand_ins import Part, Steps, Toy

CONTROLS = [Whole("n", "Count", 3, 1, 9), Choice("colour", "Colour", "red", {"red": "Red", "blue": "Blue"})]


class Colours(Steps):
    """Ten steps of a toy; the colour is none of their business."""

    def __call__(self, **settings):
        yield from super().__call__(n=settings["n"], marks=())


def draw(toy, *, colour):
    if toy.n == 7 and colour == "blue":
        raise RuntimeError("no blue seven")
    return Figure(dict(type="scatter", y=np.arange(toy.n) + 10.0 * toy.step), dict(title=colour))


def make(pause=0.0, **rest):
    steps = Colours(pause)
    lab = Lab(
        "Toy", CONTROLS, steps, draw, lambda toy: f"{toy.n} points at step {toy.step}",
        lambda toy: f"sum {toy.n}", looks=("colour",), **rest,
    )  # fmt: skip
    return lab, steps


def title(lab):
    return lab.figure.layout.title.text


def test_a_look_computes_nothing():
    lab, steps = make()
    before, result = list(steps.diary), lab.result
    lab.set(colour="blue")
    assert (title(lab), lab.result) == ("blue", result) and lab.settings["colour"] == "blue"
    assert "colour='blue'" in lab.summary()
    Part(lab, "colour").value = "red"
    assert title(lab) == "red" and steps.diary == before


def test_another_setting_keeps_the_look():
    lab, _ = make()
    lab.set(colour="blue")
    lab.set(n=5)
    assert (title(lab), lab.result) == ("blue", Toy(5, (), 10))


async def test_a_look_at_a_run_shows_what_there_is_and_lets_it_go_on():
    lab, steps = make(pause=0.002, live=False)
    steps.diary.clear()
    lab.start(n=4)
    while not steps.diary:
        await asyncio.sleep(0)
    assert lab.running
    Part(lab, "colour").value = "blue"
    assert title(lab) == "blue" and lab.running
    await lab.settled()
    assert steps.diary == [(4, step) for step in range(1, 11)], "each step once"
    assert (title(lab), lab.result.step) == ("blue", 10)


def test_set_of_a_look_finishes_a_run_that_is_paused():
    lab, _ = make(live=False)
    lab.rewind()
    assert lab.result.step == 1
    lab.set(colour="blue")
    assert (title(lab), lab.result.step) == ("blue", 10)


def test_a_look_that_cannot_be_drawn_is_said_and_the_last_figure_stays():
    lab, _ = make(settings={"n": 7})
    Part(lab, "colour").value = "blue"
    assert title(lab) == "red"
    assert "RuntimeError: no blue seven" in lab.state.problem
    Part(lab, "colour").value = "red"
    assert (title(lab), lab.state.problem) == ("red", "")
