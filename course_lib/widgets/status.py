"""The line of words under a figure, and what the page needs to make a lab accessible."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets
from ipywidgets import Widget, widget_serialization

__all__ = ["Said", "Status"]

HERE = Path(__file__).parent


class Said(Widget):
    """What a `Status` says: a plain widget, for the reason that `plot_view.Shown` gives."""

    text = traitlets.Unicode().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)


class Status(anywidget.AnyWidget):
    """What the figure shows, in words, announced politely to screen readers; or what went wrong.

    It also brings the labs' style sheet, and gives every slider and field of its lab an accessible name.
    """

    _esm = HERE / "status.js"
    _css = HERE / "lab.css"
    said = traitlets.Instance(Said).tag(sync=True, **widget_serialization)

    def __init__(self, text: str = ""):
        super().__init__(said=Said(text=text))

    @property
    def text(self) -> str:
        """What the figure shows."""
        return self.said.text

    @text.setter
    def text(self, text: str) -> None:
        self.said.text = text

    @property
    def problem(self) -> str:
        """What went wrong, or an empty string."""
        return self.said.problem

    @problem.setter
    def problem(self, problem: str) -> None:
        self.said.problem = problem
