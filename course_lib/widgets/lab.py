"""`Lab`: controls + compute + draw + words + summary, for every lab of the course."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

import ipywidgets as widgets
from plotly.graph_objects import Figure

from course_lib.widgets.companion import Companion, LabState
from course_lib.widgets.controls import Control
from course_lib.widgets.export import csv_text, file_name
from course_lib.widgets.panel import MAIN, MOST_MAIN, PAUSED, Panel, Preset, Renamed
from course_lib.widgets.plot_view import PlotView, Point
from course_lib.widgets.running import Home, Runner, Works, running_loop

__all__ = ["Lab"]

STILL = "The figure still shows the last good settings."
STILLS = "COURSE_STILLS"  # set while notebooks are rebuilt: a lab then also hands out its figure


class Lab(widgets.VBox):
    """Controls, a figure that follows them, and words that say what it shows.

    Args:
        title: the lab's name on the page.
        controls: what can be set; see `course_lib.widgets.controls`.
        compute: settings, by name → result; or, for whatever lasts over 50 ms, settings → generator of
            ``(done, result so far)``, ``done`` from 0 to 1. It runs between the page's events, and a newer
            setting ends it.
        draw: result → plotly figure.
        words: result → what the figure shows, in one to three sentences.
        summary: result → the lesson's numbers as short lines of text, the same on every machine.
        live: follow a slider while it moves. Otherwise it follows on release, and a reader may pause the
            computation, take single steps, and rewind to its first result: for what trains.
        settings: values that differ from the controls' defaults, or from those of a ``"preset"`` named there.
            With ``"paused": True`` the lab opens at once, at the first result: what can be played stands
            there, and other work goes on by itself.
        presets: named settings that a reader may choose; and old names of such, which still work.
        pick: what a click on the figure sets: the result that is shown and the `Point` → settings, or None.
        pin: a reader may pin a result for comparison: ``draw`` and ``words`` then take the result and the
            one that was pinned before, or None.
        table: result → column name → one-dimensional array, all of one length: what a reader gets as CSV.
        looks: names of controls that choose what of a result is shown: ``draw`` takes them by name, and
            ``compute`` does not: nothing is computed anew when they move.
        main: names of at most four controls, in their order, that stand open; the rest is under More. Without
            it, these are the first four. A ``"main"`` among the settings takes its place.
        unused: settings → name of each control that does nothing now → why, in a few words for the reader.
        linked: name → name of the control with which it moves: while both are equal, a reader who moves the
            latter moves both, until the former is moved by hand.
        resets: name → names of controls that go back to their defaults when a reader moves it.
        keep: an earlier name of ``pin``.

    Attributes:
        result: the result that the figure shows.
        pinned: the result that is pinned for comparison, or None.
        opened: the settings that Reset goes back to.
        figure: the figure that is shown.
        state: what the page reads: figure, words, a problem.
        shown_as: the widgets with a ``summary()`` that a cell may show: this lab, a prediction around it.
        error: the last exception that a reader caused, or None.

    Raises:
        ValueError: a setting's name or value is not allowed.
    """

    def __init__(
        self,
        title: str,
        controls: Sequence[Control],
        compute: Callable[..., Any],
        draw: Callable[..., Figure],
        words: Callable[..., str],
        summary: Callable[[Any], str],
        *,
        live: bool = True,
        settings: Mapping[str, Any] | None = None,
        presets: Mapping[str, Preset | Renamed] | None = None,
        pick: Callable[[Any, Point], dict | None] | None = None,
        pin: bool = False,
        table: Callable[[Any], Mapping[str, Any]] | None = None,
        looks: Sequence[str] = (),
        main: Sequence[str] | None = None,
        unused: Callable[[dict], dict[str, str]] | None = None,
        linked: Mapping[str, str] | None = None,
        resets: Mapping[str, Sequence[str]] | None = None,
        keep: bool = False,
    ):
        self.title = title
        self._compute, self._draw, self._words, self._summary = compute, draw, words, summary
        wanted = dict(settings or {})
        paused = wanted.pop(PAUSED, False)
        if not isinstance(paused, bool):
            raise ValueError(f"{PAUSED} must be True or False; got {paused!r}")
        wanted_main = wanted.pop(MAIN, None)
        if main is None:
            main = [control.name for control in controls[:MOST_MAIN]]
        home, self._pins = Home(), pin or keep
        transport, pinning, files = ("play", "step", "rewind"), ("pin", "unpin"), ("csv",)
        buttons = [*transport * (not live), *pinning * self._pins, "fit", *files * (table is not None), "png",
                   "code", "link", "present", "reset"]  # fmt: skip
        seen = {name: self._press(f"_{name}") for name in ("seen", "seen_still")}  # by the page, not pressed
        pressed = seen | {name: self._press(name) for name in (*transport, "pause", *pinning, "reset")}
        self.state = LabState(live=live, buttons=buttons)
        self._panel = Panel(
            title, controls, presets or {}, wanted, self._changed, pressed, self.state, home,
            main=main if wanted_main is None else wanted_main, unused=unused, linked=linked, resets=resets,
        )  # fmt: skip
        self.opened = self.settings
        self._pick, self._table, self._looks = pick, table, tuple(looks)
        self._runner = Runner(self._works, self._on_frame, self._report, self._follow)
        self.error: Exception | None = None
        self.pinned: Any = None
        self._fits = False  # whether the next figure sets its axes anew
        self._done = 0.0  # the share of the newest computation that is shown

        compute_until = self._runner.first if paused else self._runner.last
        self.result, self._shown = compute_until(self.settings), self.settings
        self.figure, words = self._drawn(self.result, self.settings)
        clicked = None if pick is None else lambda point: home.call(self._picked, point)
        self._view = PlotView(self.figure, words, clicked, self.state)
        self._progress = widgets.FloatProgress(value=0.0, min=0.0, max=1.0, description="working")
        self._progress.add_class("course-progress")
        self._progress.layout.display = "none"

        self.shown_as: list[Any] = [self]
        rows = None if table is None else self.csv
        companion = Companion(self.state, self._file_name, rows, self._texts, self._no_file, home)
        stage = widgets.VBox([companion, self._view, self._progress]).add_class("course-stage")
        super().__init__([widgets.Box([self._panel, stage]).add_class("course-sheet")])
        self.add_class("course-lab")
        if live:
            self._runner.play()

    @property
    def controls(self) -> dict[str, Control]:
        """What can be set, by name."""
        return self._panel.controls

    @property
    def settings(self) -> dict:
        """The value of every control, by name."""
        return dict(self._panel.settings)

    @property
    def call(self) -> str:
        """What `code` calls to open this lab, such as ``labs.signals``."""
        return self._panel.call

    @call.setter
    def call(self, name: str) -> None:
        self._panel.call = name
        self._panel.show()

    @property
    def code(self) -> str:
        """The call that opens this lab as it is set now: ``labs.signals(gain=1.4)``, only what differs."""
        return self._panel.code

    @property
    def kept(self) -> Any:
        """An earlier name of `pinned`."""
        return self.pinned

    @property
    def running(self) -> bool:
        """Whether a computation is running on by itself: not paused, and not at its end."""
        return self._runner.running

    def set(self, **settings: Any) -> None:
        """Apply settings, all or none, and return when the figure shows them.

        Raises:
            ValueError: a name or value is not allowed; nothing was changed.
        """
        wanted = self._panel.checked(settings)
        self._fits = True
        known = self._runner.over and self.error is None and self._only_looks(wanted, self._shown)
        self._show(self.result if known else self._runner.last(wanted), wanted)
        self._runner.stop()
        self._accept(wanted)

    def start(self, **settings: Any) -> None:
        """Apply settings, all or none, and let the figure follow while the page stays responsive.

        Raises:
            ValueError: a name or value is not allowed; nothing was changed.
        """
        wanted = self._panel.checked(settings)
        self._fits = True
        self._start(wanted)

    def start_in_view(self, **settings: Any) -> None:
        """`start`, but what can be played stands at its first result until the page shows it to its reader.

        Without an event loop, as in a plain script, there is no page to wait for.

        Raises:
            ValueError: a name or value is not allowed; nothing was changed.
        """
        waits = not self.state.live and running_loop() is not None
        wanted = self._panel.checked(settings)
        self._fits = True
        self._start(wanted, play=not waits)
        self.state.waits = waits and not self._runner.over

    def reset(self) -> None:
        """Start with the settings that this lab opened with."""
        self._panel.link()
        self.start(**self.opened)

    def pause(self) -> None:
        """Let a running computation stand where it is."""
        self._runner.pause()

    def play(self) -> None:
        """Let a paused computation run on, or start anew one that has ended."""
        if self._runner.over:
            self.start()
        else:
            self._runner.play()

    def step(self) -> None:
        """Pause, and show the next step of a computation that has not ended."""
        self._runner.step()

    def rewind(self) -> None:
        """Compute the first result again, from the same settings, and stand paused there."""
        self._start(self._panel.settings, play=False)

    def pin(self) -> None:
        """Pin the result that is shown: from now on it stands beside what follows.

        Raises:
            ValueError: the lab was made without ``pin``.
        """
        self._pin(self.result)

    def unpin(self) -> None:
        """Take away what was pinned; raises as `pin` does."""
        self._pin(None)

    keep, forget = pin, unpin  # their earlier names

    def present(self, on: bool = True) -> None:
        """Enlarge type and figure for the back row, or no more. The button Present also fills the screen."""
        self.state.presented = on

    def csv(self) -> str:
        """The table of the result that is shown, as CSV; a comment in its first line says the settings.

        Raises:
            ValueError: the lab was made without ``table``, or its columns are not of one length.
        """
        if self._table is None:
            raise ValueError(f"the {self.title} lab has no table; one is made with Lab(…, table=…)")
        return csv_text(f"{self.title}: {self._setting()}", self._table(self.result))

    def summary(self) -> str:
        """The lab's title, the figure's settings and the lesson's numbers: what nbval compares."""
        return f"{self.title}\n[{self._setting()}]\n{self._summary(self.result)}"

    async def settled(self) -> None:
        """Wait until no computation is running."""
        await self._runner.settled()

    def __repr__(self) -> str:
        return self.summary()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict:
        bundle = {
            "text/plain": self.summary(),
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.model_id,
            },
        }
        if os.environ.get(STILLS):
            figure = json.loads(self.figure.to_json())
            bundle["application/vnd.plotly.v1+json"] = figure | {"words": self.state.words}
        return bundle

    def _works(self, settings: dict) -> Works:
        made = self._compute(**{name: settings[name] for name in settings if name not in self._looks})
        if not isinstance(made, Generator):
            yield 1.0, made
            return
        first = next(made, None)
        if first is None:
            raise ValueError("compute must yield (done, result) at least once, got no result")
        yield first
        yield from made

    def _setting(self) -> str:
        return ", ".join(f"{name}={value!r}" for name, value in self._shown.items())

    def _texts(self) -> dict[str, str]:
        """What the outputs that show this lab say of it now, by the id of the widget that is shown."""
        return {shown.model_id: shown.summary() for shown in self.shown_as}

    def _file_name(self) -> str:
        return file_name(self.title, self._shown)

    def _accept(self, settings: dict) -> None:
        self._panel.accept(settings)
        self.error = None
        self.state.problem = ""

    def _picked(self, point: Point) -> None:
        """A reader clicked the figure."""
        try:
            settings = self._pick(self.result, point)
        except Exception as error:
            self._report(error)
            return
        if settings is not None:
            self._changed(settings)

    def _changed(self, settings: dict) -> None:
        """A reader moved a control, or clicked what stands for these settings."""
        try:
            wanted = self._panel.checked(settings)
        except ValueError as error:
            self._report(error)
            return
        before, controls = self._panel.settings, self.controls
        self._fits |= not all(name in controls and controls[name].slides for name in settings)
        if self.error is not None or not self._only_looks(wanted, before):
            self._start(wanted, soon=True)
            return
        self._accept(wanted)
        try:
            if wanted != before:
                self._on_frame(self.result, self._shown, self._done)
        except Exception as error:
            self._report(error)

    def _only_looks(self, wanted: dict, other: dict) -> bool:
        """Whether two settings differ at most in what they show of one result."""
        return all(wanted[name] == other[name] for name in wanted if name not in self._looks)

    def _start(self, wanted: dict, **how: bool) -> None:
        self._accept(wanted)
        self._runner.start(wanted, **how)

    def _press(self, name: str) -> Callable[[], None]:
        """What a button does: it calls a method, and an error is said in words."""

        def pressed():
            try:
                getattr(self, name)()
            except Exception as error:
                self._report(error)

        return pressed

    def _seen(self) -> None:
        """The page shows what `start_in_view` waits with."""
        if self.state.waits:
            self.play()

    def _seen_still(self) -> None:
        """The same, to a reader who wants little motion: the last result comes at once."""
        if self.state.waits:
            self.set()

    def _pin(self, pinned: Any) -> None:
        if not self._pins:
            raise ValueError(f"the {self.title} lab pins nothing; one that does is made with pin=True")
        before, self.pinned = self.pinned, pinned
        self._fits = True
        try:
            self._show(self.result, self._shown)
        except Exception:
            self.pinned = before
            raise
        self._follow()

    def _drawn(self, result: Any, settings: dict) -> tuple[Figure, str]:
        given = (result, self.pinned) if self._pins else (result,)
        looks = {name: settings[name] for name in self._looks}
        return self._draw(*given, **looks), self._words(*given)

    def _on_frame(self, result: Any, settings: dict, done: float) -> None:
        """Show a computation's result in the way that is set now, and how much of it is done."""
        self._show(result, settings | {name: self._panel.settings[name] for name in self._looks})
        self._done = done
        self._progressed()

    def _show(self, result: Any, settings: dict) -> None:
        figure, words = self._drawn(result, settings)
        self._view.show(figure, words, self._fits)
        self._fits = False
        self.result, self.figure, self._shown = result, figure, settings

    def _follow(self) -> None:
        """What runs may have changed."""
        self._progressed()
        self._progress.layout.display = "flex" if self._runner.long else "none"
        self.state.running, self.state.pinned = self.running, self.pinned is not None
        self.state.waits = False

    def _progressed(self) -> None:
        """How far a long computation is, and how long the rest of it will take."""
        if self._runner.long and self._done < 1.0:  # at the end it goes
            left = self._runner.left(self._done)
            with self._progress.hold_sync():
                self._progress.value = self._done
                self._progress.description = "" if left is None else f"about {max(1, round(left))} s more"

    def _report(self, error: Exception, then: str = STILL) -> None:
        """Say in words what went wrong; the last good figure stays."""
        self.error = error
        kind = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
        self.state.problem = f"{kind}{error}. {then}"

    def _no_file(self, error: Exception) -> None:
        self._report(error, "So there is no file.")
