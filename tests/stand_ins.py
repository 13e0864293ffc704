"""Stand-ins for tests: a toy lab, and a wire to a page that is not there."""

import time
from typing import NamedTuple

import numpy as np
from comm.base_comm import BaseComm
from plotly.graph_objects import Figure

from course_lib.widgets import Lab, Several, Whole
from course_lib.widgets.companion import Companion


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


def keeping_lab(compute=lambda **settings: Toy(**settings, step=0), draw=None, **rest):
    """A toy lab that keeps results: its figure has a second curve then, and its words say so."""

    def both(toy, kept):
        return Figure([dict(type="scatter", y=np.arange(one.n)) for one in (toy, kept) if one])

    def words(toy, kept):
        return f"{toy.n} points at step {toy.step}" + (f", beside {kept.n}" if kept else "")

    return toy_lab(compute, draw or both, words, keep=True, **rest)


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


def parts(lab):
    """The lab's widgets by role: slider, field, boxes, buttons by name, companion, view, progress, state."""
    panel, stage = lab.children[0].children
    companion, view, progress = stage.children
    (slider, field), boxes = panel.children[0].children, panel.children[1].children[1:]
    row = panel.children[2].children
    buttons = {button.description: button for button in row if hasattr(button, "description")}
    assert [one for one in row if isinstance(one, Companion)] == [companion]
    return dict(
        slider=slider, field=field, boxes=boxes, buttons=buttons, companion=companion, view=view,
        bar=progress, state=companion.state,
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
    """What the page sends when a reader changes the widget ``part``."""
    part.comm.handle_msg({"content": {"data": {"method": "update", "state": state}}, "buffers": []})
