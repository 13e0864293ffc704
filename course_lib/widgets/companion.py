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
    """All that a lab's page shows beside its controls: figure, words, a problem; and whether it is presented.

    Over it the page also asks for a file, and gets it. It sends ``{"kind", "view"}``; the answer ``{"kind",
    "view", "name"}`` brings a CSV's bytes along. ``view`` tells several views of one lab apart: only the
    one that was clicked downloads. Once a figure stands still, the page asks for the kind ``"texts"``, and
    writes what comes, with a picture, into the outputs that show the lab: the notebook's file then holds
    what the page shows.
    """

    problem = traitlets.Unicode().tag(sync=True)
    presented = traitlets.Bool().tag(sync=True)


class Companion(anywidget.AnyWidget):
    """The page's half of a lab, shown twice: in the row of buttons, and as the words over the figure.

    The words are announced politely to screen readers, a problem at once. It brings the labs' style sheet,
    and gives every slider and field of its lab an accessible name. The buttons are CSV, where there is a
    table, PNG and Present. While the page has no connection to the kernel, a line in the lab, or in the
    prediction around it, says that what is set now will be sent later. Once the kernel that made the lab
    has ended, it says what to run, and the controls, which nothing would follow, are disabled; what they
    show stays. The page notices both by itself.

    Args:
        state: what the lab shows.
        name: gives a file's name, without its ending.
        csv: gives the table's text; None where there is no table.
        texts: gives, by the id of each widget that a cell may show the lab as, the text of its output.
        report: called with an exception that making a file or a text raised.
        home: where all of that is called.
    """

    _esm = HERE / "lab.js"
    _css = HERE / "lab.css"
    state = traitlets.Instance(LabState).tag(sync=True, **widget_serialization)
    kinds = traitlets.List(traitlets.Unicode()).tag(sync=True)

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
        super().__init__(state=state, kinds=["png"] if csv is None else ["csv", "png"])
        state.on_msg(lambda _, asked, __: home.call(self._answer, asked["kind"], asked["view"]))

    def _answer(self, kind: str, view: str) -> None:
        try:
            answer = {"texts": self._texts()} if kind == "texts" else {"name": self._name()}
            buffers = [self._csv().encode()] if kind == "csv" else None
        except Exception as error:
            self._report(error)
            return
        self.state.send({"kind": kind, "view": view, **answer}, buffers)
