"""`Lab`: controls + compute + draw + words + summary, for every lab of the course."""

from __future__ import annotations

import asyncio
import json
import os
import threading
import time
from collections.abc import Callable, Generator, Sequence
from typing import Any

import ipywidgets as widgets
from plotly.graph_objects import Figure

from course_lib.lab.controls import Control
from course_lib.lab.status import Status
from course_lib.plot_view import PlotView, Point

__all__ = ["Lab"]

SHOW_PROGRESS_AFTER = 0.5  # seconds: shorter work needs no progress bar
STILLS = "COURSE_STILLS"  # set while notebooks are rebuilt: a lab then also hands out its figure


class Lab(widgets.VBox):
    """Controls, a figure that follows them, and words that say what it shows.

    Args:
        title: the lab's name on the page.
        controls: what can be set; see `course_lib.lab.controls`.
        compute: settings → result; or, for whatever lasts over 50 ms, settings → generator of
            ``(done, result so far)``, ``done`` from 0 to 1. It runs between the page's events, and a newer
            setting ends it.
        draw: result → plotly figure.
        words: result → what the figure shows, in one to three sentences.
        summary: result → the lesson's numbers as short lines of text, the same on every machine.
        live: follow a slider while it moves; otherwise on release.
        settings: values that differ from the controls' defaults.
        pick: what a click on the figure sets: the result that is shown and the `Point` → settings, or None.

    Attributes:
        result: the result that the figure shows.
        figure: the figure that is shown.
        error: the last exception that a control caused, or None.

    Raises:
        ValueError: a setting's name or value is not allowed.
    """

    def __init__(
        self,
        title: str,
        controls: Sequence[Control],
        compute: Callable[[dict], Any],
        draw: Callable[[Any], Figure],
        words: Callable[[Any], str],
        summary: Callable[[Any], str],
        *,
        live: bool = True,
        settings: dict | None = None,
        pick: Callable[[Any, Point], dict | None] | None = None,
    ):
        self.title = title
        self.controls = {control.name: control for control in controls}
        if len(self.controls) < len(controls):
            names = [control.name for control in controls]
            raise ValueError(f"controls must each have a name of their own; got {names}")
        self._compute, self._draw, self._words, self._summary = compute, draw, words, summary
        self._settings = {control.name: control.check(control.default) for control in controls}
        self._settings = self._checked(settings or {})
        self._task: asyncio.Task | None = None
        self._current: Generator | None = None  # the computation whose steps may be shown
        self._turn = threading.RLock()
        self.error: Exception | None = None

        self.result = self._last(self._settings)
        self.figure, self._shown = draw(self.result), self._settings
        self._pick = pick
        self._view = PlotView(self.figure, words(self.result), None if pick is None else self._picked)
        self._view.add_class("course-view")
        self._status = Status(text=words(self.result))
        self._progress = widgets.FloatProgress(value=0.0, min=0.0, max=1.0, description="working")
        self._progress.add_class("course-progress")
        self._progress.layout.display = "none"

        self._handles = {
            name: control.build(lambda value, name=name: self._changed({name: value}), live)
            for name, control in self.controls.items()
        }
        for name, handle in self._handles.items():
            handle.put(self._settings[name])
        again = widgets.Button(description="Run again", tooltip="Run again with the same settings")
        again.on_click(lambda _: self._start(self._settings))
        reset = widgets.Button(description="Reset", tooltip="Back to the settings this lab opened with")
        opened = dict(self._settings)
        reset.on_click(lambda _: self._start(opened))
        buttons = [reset] if live else [again, reset]
        panel = widgets.HBox([*(handle.box for handle in self._handles.values()), *buttons])
        panel.add_class("course-controls")
        super().__init__([panel, self._view, self._progress, self._status])
        self.add_class("course-lab")

    @property
    def settings(self) -> dict:
        """The value of every control, by name."""
        return dict(self._settings)

    def set(self, **settings: Any) -> None:
        """Apply settings, all or none, and return when the figure shows them.

        Raises:
            ValueError: a name or value is not allowed; nothing was changed.
        """
        wanted = self._checked(settings)
        result = self._last(wanted)
        with self._turn:
            self._show(result, wanted)
            self._current = None
            self._accept(wanted)

    def summary(self) -> str:
        """The lab's title, the figure's settings and the lesson's numbers: what nbval compares."""
        shown = ", ".join(f"{name}={value!r}" for name, value in self._shown.items())
        return f"{self.title}\n[{shown}]\n{self._summary(self.result)}"

    async def settled(self) -> None:
        """Wait until no computation is running."""
        while self._task is not None and not self._task.done():
            await asyncio.wait([self._task])

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
            bundle["application/vnd.plotly.v1+json"] = json.loads(self.figure.to_json())
        return bundle

    def _checked(self, settings: dict) -> dict:
        unknown = [name for name in settings if name not in self.controls]
        if unknown:
            names = ", ".join(self.controls)
            raise ValueError(f"the {self.title} lab has no control {unknown[0]!r}; it has {names}")
        checked = {name: self.controls[name].check(value) for name, value in settings.items()}
        return {**self._settings, **checked}

    def _works(self, settings: dict) -> Generator[tuple[float, Any], None, None]:
        made = self._compute(settings)
        if isinstance(made, Generator):
            yield from made
        else:
            yield 1.0, made

    def _last(self, settings: dict) -> Any:
        for _, result in self._works(settings):
            last = result
        return last

    def _accept(self, settings: dict) -> None:
        self._settings = settings
        for name, handle in self._handles.items():
            handle.put(settings[name])
        self.error = None
        self._status.problem = ""

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
            wanted = self._checked(settings)
        except ValueError as error:
            self._report(error)
            return
        if wanted != self._settings or self.error is not None:
            self._start(wanted)

    def start(self, **settings: Any) -> None:
        """Apply settings, all or none, and let the figure follow while the page stays responsive.

        Raises:
            ValueError: a name or value is not allowed; nothing was changed.
        """
        self._start(self._checked(settings))

    def _start(self, wanted: dict) -> None:
        """Show the first step at once; later ones give way to the page's messages, and to newer settings."""
        with self._turn:
            self._accept(wanted)
            self._current = works = self._works(wanted)
        if not self._step(works):
            return
        try:
            self._task = asyncio.get_running_loop().create_task(self._run(works))
        except RuntimeError:  # no event loop, as in a plain script: finish here
            while self._step(works):
                pass

    def _step(self, works: Generator) -> bool:
        """Show the next step; False after the last one, when it failed, and when newer settings came.

        A front end may deliver a slider's messages in another thread than the cells, so whoever shows
        something takes turns.
        """
        if works is not self._current:
            return False
        try:
            done, result = next(works)
            with self._turn:
                if works is not self._current:
                    return False
                self._show(result, self._settings)
        except Exception as error:
            if works is self._current:
                self._report(error)
            return False
        self._progress.value = done
        return done < 1.0

    async def _run(self, works: Generator) -> None:
        started = time.monotonic()
        try:
            await asyncio.sleep(0)
            while self._step(works):
                if time.monotonic() - started > SHOW_PROGRESS_AFTER:
                    self._progress.layout.display = "flex"
                await asyncio.sleep(0)
        finally:
            works.close()
            self._progress.layout.display = "none"

    def _show(self, result: Any, settings: dict) -> None:
        figure, words = self._draw(result), self._words(result)
        self._view.show(figure, words)
        self._status.text = words
        self.result, self.figure, self._shown = result, figure, settings

    def _report(self, error: Exception) -> None:
        """Say in words what went wrong; the last good figure stays."""
        self.error = error
        kind = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
        self._status.problem = f"{kind}{error}. The figure still shows the last good settings."
