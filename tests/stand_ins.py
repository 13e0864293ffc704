"""Stand-ins for tests: a toy lab, and a wire to a page that is not there."""

import time
from itertools import count
from typing import NamedTuple

import numpy as np
from comm.base_comm import BaseComm
from plotly.graph_objects import Figure

from course_lib.widgets import Lab, Several, Whole


class Toy(NamedTuple):
    n: int
    marks: tuple
    step: int


CONTROLS = [Whole("n", "Count", 3, 1, 9), Several("marks", "Marks", ("a",), {"a": "A", "b": "B"})]


def draw(toy):
    return Figure(dict(type="scatter", y=np.arange(toy.n) + 10.0 * toy.step), dict(title=str(toy)))


def toy_lab(compute=lambda **settings: Toy(**settings, step=0), draw=draw, words=None, **rest):
    words = words or (lambda toy: f"{toy.n} points at step {toy.step}")
    return Lab("Toy", CONTROLS, compute, draw, words, lambda toy: f"sum {toy.n}", **rest)


def pinning_lab(compute=lambda **settings: Toy(**settings, step=0), draw=None, **rest):
    """A toy lab that pins results: its figure has a second curve then, and its words say so."""

    def both(toy, pinned):
        return Figure([dict(type="scatter", y=np.arange(one.n)) for one in (toy, pinned) if one])

    def words(toy, pinned):
        return f"{toy.n} points at step {toy.step}" + (f", beside {pinned.n}" if pinned else "")

    return toy_lab(compute, draw or both, words, pin=True, **rest)


class Steps:
    """A computation of ten steps that keeps a diary; ``fail`` raises at that step of n = 7."""

    def __init__(self, pause=0.0, fail=None, sleep=time.sleep):
        self.pause, self.fail, self.sleep, self.diary, self.closed = pause, fail, sleep, [], []

    def __call__(self, **settings):
        n = settings["n"]
        try:
            for step in range(1, 11):
                if n == 7 and step == self.fail:
                    raise RuntimeError("the toy broke")
                self.sleep(self.pause)
                self.diary.append((n, step))
                yield step / 10, Toy(**settings, step=step)
        finally:
            self.closed.append(n)


COUNT = count(1)  # of the moves of all pages
BUTTONS = {
    "Play": "play", "Pause": "pause", "Step": "step", "Rewind": "rewind", "Pin": "pin", "Unpin": "unpin",
    "Reset": "reset",
}  # fmt: skip


def say(lab, kind, **more):
    """What the page sends to a lab over its state."""
    content = {"method": "custom", "content": {"kind": kind, **more}}
    lab.state.comm.handle_msg({"content": {"data": content}, "buffers": []})


class Part:
    """A control on a page: what it shows, and what a reader moves; in values, as the kernel knows them."""

    def __init__(self, lab, name):
        self.lab, self.name = lab, name
        self.control = lab._panel.shown[name]

    @property
    def value(self):
        return self.control.from_page(self.lab.state.values[self.name])

    @value.setter
    def value(self, value):
        self.send(self.control.to_page(value))

    def send(self, value):
        say(self.lab, "move", name=self.name, value=value, view="page", count=next(COUNT))


class Box:
    """One check box of a control."""

    def __init__(self, part, option):
        self.part, self.option = part, option

    @property
    def value(self):
        return self.option in self.part.value

    @value.setter
    def value(self, on):
        self.part.value = tuple({*self.part.value, self.option} if on else {*self.part.value} - {self.option})


class Button:
    """A button on a page."""

    def __init__(self, lab, label):
        self.lab, self.name = lab, BUTTONS[label]

    @property
    def disabled(self):
        return self.name == "unpin" and not self.lab.state.pinned

    def click(self):
        say(self.lab, "press", name=self.name)


def labels(lab):
    """What the page writes on the buttons whose work the kernel does."""
    words = {name: label for label, name in BUTTONS.items()}
    shown = ["pause" if one == "play" and lab.state.running else one for one in lab.state.buttons]
    return [words[one] for one in shown if one in words]


def parts(lab):
    """What is on a lab's page by role: slider, field, boxes, buttons by label, view, progress, state."""
    marks = Part(lab, "marks")
    return dict(
        slider=Part(lab, "n"), field=Part(lab, "n"), boxes=[Box(marks, one) for one in ("a", "b")],
        buttons={label: Button(lab, label) for label in labels(lab)}, view=lab._view, bar=lab._progress,
        state=lab.state,
    )  # fmt: skip


def state(lab):
    """All that a reader can see change."""
    p = parts(lab)
    view = p["view"].shown
    shown = (lab.settings, lab.figure.to_json(), view.frame, view.arrays, view.words)
    return shown, p["slider"].value, [box.value for box in p["boxes"]], lab.summary()


def breaking(part):
    """The arguments of a lab whose ``part`` raises for n = 7."""

    def broken(result):
        if result.n == 7:
            raise RuntimeError("the toy broke")
        return draw(result) if part == "draw" else f"{result.n} points"

    if part == "compute":
        return {"compute": Steps(fail=1)}
    if part == "later":
        return {"compute": Steps(fail=4)}
    return {"compute": Steps(), part: broken}


class Wire(BaseComm):
    """A comm whose messages stay here."""

    def __init__(self, *args, sent, **kwargs):
        self.sent = sent
        super().__init__(*args, **kwargs)

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        self.sent.append((data, [bytes(buffer) for buffer in buffers or []]))


def from_page(part, **state):
    """What the page sends when a reader changes a part of it, or the widget ``part``."""
    if isinstance(part, Part):
        part.value = state["value"]
        return
    part.comm.handle_msg({"content": {"data": {"method": "update", "state": state}}, "buffers": []})
