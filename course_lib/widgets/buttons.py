"""The row of a lab's buttons, in the order in which the Tab key reaches them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from course_lib.widgets.companion import Companion
from course_lib.widgets.running import Home

__all__ = ["Buttons"]

PLAY = ("Play", "Let the computation run; from the beginning, once it has ended")
PAUSE = ("Pause", "Let the computation stand where it is")


class Buttons(widgets.HBox):
    """Play or Pause, Step, Rewind; Keep, Let go; CSV, PNG; Present; Reset: those that a lab has use for.

    Args:
        lab: the `Lab` whose methods the buttons call.
        companion: shows CSV, PNG and Present, which the page answers by itself.
        report: called with an exception that a button caused.
        home: where the lab's methods are called.
        live, keep: as for `Lab`.
    """

    def __init__(
        self,
        lab: Any,
        companion: Companion,
        report: Callable[[Exception], None],
        home: Home,
        *,
        live: bool,
        keep: bool,
    ):
        def button(label, tooltip, press):
            def pressed():
                try:
                    press()
                except Exception as error:
                    report(error)

            made = widgets.Button(description=label, tooltip=tooltip)
            made.on_click(lambda _: home.call(pressed))
            return made

        self._plays = not live
        self._toggle = button(*PLAY, lambda: lab.pause() if lab.running else lab.play())
        self._forget = button("Let go", "Take away what was kept", lab.forget)
        self._forget.disabled = True
        row = []
        if self._plays:
            self._toggle.add_class("course-play")
            row += [
                self._toggle,
                button("Step", "Pause, and go on by one picture", lab.step),
                button("Rewind", "Back to the first picture, paused", lab.rewind),
            ]
        if keep:
            row += [button("Keep", "Keep what is shown, to compare what follows with it", lab.keep)]
            row += [self._forget]
        row += [companion, button("Reset", "Back to the settings this lab opened with", lab.reset)]
        super().__init__(row)
        self.add_class("course-buttons")

    def follow(self, running: bool, kept: bool) -> None:
        """Show what can be done now."""
        if self._plays:
            with self._toggle.hold_sync():
                self._toggle.description, self._toggle.tooltip = PAUSE if running else PLAY
        self._forget.disabled = not kept
