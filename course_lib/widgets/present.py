"""Presentation mode: a lab that fills the screen, its type and its figure enlarged for the back row."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets
from ipywidgets import Widget, widget_serialization

__all__ = ["Present"]


class Presented(Widget):
    """Whether a lab is presented: a plain widget, for the reason that `plot_view.Shown` gives."""

    on = traitlets.Bool().tag(sync=True)


class Present(anywidget.AnyWidget):
    """The button Present. The page enlarges the lab; nothing is computed or drawn anew."""

    _esm = Path(__file__).with_name("present.js")
    presented = traitlets.Instance(Presented).tag(sync=True, **widget_serialization)

    def __init__(self):
        super().__init__(presented=Presented())

    @property
    def on(self) -> bool:
        """Whether the lab is presented."""
        return self.presented.on

    @on.setter
    def on(self, on: bool) -> None:
        self.presented.on = on
