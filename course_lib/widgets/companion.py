"""What a lab's page does by itself: words, announcements, files, presentation, and a kernel out of reach."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import anywidget
import traitlets
from ipywidgets import widget_serialization

from course_lib.widgets.plot_view import Shown
from course_lib.widgets.running import Home

__all__ = ["Companion", "LabState"]

HERE = Path(__file__).parent


class LabState(Shown):
    """All that a lab's page shows: figure, words, a problem; controls and buttons; and how it is presented.

    ``parts`` says how each control is drawn (`Control.spec`), ``main`` which stand open, by name, and
    ``live`` whether a slider is followed while it moves. ``values`` and ``answered`` are those of `Panel`.
    ``unused`` says of a control why it does nothing now. ``buttons`` names those that the lab has;
    ``running`` and ``pinned`` say what some of them do now, and ``waits`` that a computation goes on once
    the page shows its first result. ``code`` and ``query`` are the settings, to be
    copied, and ``addressed`` says that the page's address follows them. ``unfolded``: whether More is open.

    Over it the page also asks for a file, and gets it. It sends ``{"kind", "view"}``; the answer ``{"kind",
    "view", "name"}`` brings a CSV's bytes along. ``view`` tells several views of one lab apart: only the
    one that was clicked downloads. Once a figure stands still, the page asks for the kind ``"texts"``, and
    writes what comes, with a picture, into the outputs that show the lab: the notebook's file then holds
    what the page shows.
    """

    parts = traitlets.List().tag(sync=True)
    main = traitlets.List().tag(sync=True)
    live = traitlets.Bool(True).tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    answered = traitlets.Dict().tag(sync=True)
    unused = traitlets.Dict().tag(sync=True)
    buttons = traitlets.List().tag(sync=True)
    running = traitlets.Bool().tag(sync=True)
    waits = traitlets.Bool().tag(sync=True)
    pinned = traitlets.Bool().tag(sync=True)
    code = traitlets.Unicode().tag(sync=True)
    query = traitlets.Unicode().tag(sync=True)
    addressed = traitlets.Bool().tag(sync=True)
    unfolded = traitlets.Bool().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)
    presented = traitlets.Bool().tag(sync=True)


class Companion(anywidget.AnyWidget):
    """The page's half of a lab: its words, and what happens around it.

    The words are announced politely to screen readers, a problem at once. It brings the labs' style sheet.
    While the page has no connection to the kernel, a line in the lab, or in the prediction around it, says
    that what is set now will be sent later. Once the kernel that made the lab has ended, it says what to
    run, and the controls, which nothing would follow, are disabled; what they show stays. The page notices
    both by itself.

    Args:
        state: what the lab shows.
        name: gives a file's name, without its ending.
        csv: gives the table's text; None where there is no table.
        texts: gives, by the id of each widget that a cell may show the lab as, the text of its output.
        report: called with an exception that making a file or a text raised.
        home: where all of that is called.
    """

    _esm = "".join((HERE / name).read_text(encoding="utf-8") for name in ("saving.js", "lab.js"))
    _css = HERE / "lab.css"
    state = traitlets.Instance(LabState).tag(sync=True, **widget_serialization)

    def __init__(
        self,
        state: LabState,
        name: Callable[[], str],
        csv: Callable[[], str] | None,
        texts: Callable[[], dict[str, str]],
        report: Callable[[Exception], None],
        home: Home,
    ):
        self._name, self._csv, self._texts, self._report = name, csv, texts, report
        super().__init__(state=state)
        state.on_msg(lambda _, asked, __: self._hear(asked, home))

    def _hear(self, asked: dict, home: Home) -> None:
        if asked["kind"] in ("csv", "png", "texts"):
            home.call(self._answer, asked["kind"], asked["view"])

    def _answer(self, kind: str, view: str) -> None:
        try:
            answer = {"texts": self._texts()} if kind == "texts" else {"name": self._name()}
            buffers = [self._csv().encode()] if kind == "csv" else None
        except Exception as error:
            self._report(error)
            return
        self.state.send({"kind": kind, "view": view, **answer}, buffers)
