"""How a lab's computation runs: in steps between the page's events; paused, played on, or superseded.

JupyterLab delivers a page's messages in a thread of their own, beside the thread that runs the cells, so
everything here may be called from several threads at once. Two locks keep order, taken in this order only:

* ``stepping`` is held while a generator computes one result and that is shown: one thread computes at a time;
* ``turn`` is held, for moments, while it changes which computation may show something, and while it does.

Nobody waits for the page while holding one. A newer computation takes its turn at once: what an older one
then finishes is not shown, and the newer one's first step waits for that one step at most.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

from course_lib.widgets.heap import give_back

__all__ = ["Run", "Runner", "Works"]

SHOW_PROGRESS_AFTER = 0.5  # seconds: shorter work needs no progress bar
# A dragged slider sends values faster than a lab may draw them. After a first result, the next one's
# computation therefore waits for this share of the time that the first took, at most LONGEST_REST seconds:
# values that have queued up meanwhile overtake one another, and the last is computed.
REST, LONGEST_REST = 0.5, 0.1

Works = Generator[tuple[float, Any], None, None]


@dataclass(eq=False)
class Run:
    """One computation; ``player`` is a token of whoever lets it run on by itself, None while it is paused."""

    settings: dict
    works: Works
    player: object | None
    fresh: bool = True  # no result was asked for yet
    over: bool = False  # its last result was shown, or it failed


class Runner:
    """Steps one lab's computations and shows their results, the newest computation's only.

    Args:
        works: settings → generator of ``(done, result)``, ``done`` from 0 to 1.
        show: called with a result and its settings.
        report: called with the exception that ended a computation.
        follow: called when `running`, `long` or, during long work, `done` may have changed.

    Attributes:
        done: the share of the newest computation that was shown, 0 to 1.
        long: whether it has been running for so long that a reader wants to see how far it is.
    """

    def __init__(
        self,
        works: Callable[[dict], Works],
        show: Callable[[Any, dict], None],
        report: Callable[[Exception], None],
        follow: Callable[[], None],
    ):
        self._works, self._show, self._report, self._follow = works, show, report, follow
        self.turn, self._stepping = threading.RLock(), threading.RLock()
        self._run: Run | None = None
        self._left: list[Run] = []  # superseded and not closed yet
        self._task: asyncio.Task | None = None
        self.done, self.long = 0.0, False
        self._rested = 0.0  # when, on the monotonic clock, a value need not wait any more

    @property
    def running(self) -> bool:
        """Whether more results will be shown without further ado."""
        run = self._run
        return run is not None and run.player is not None

    @property
    def over(self) -> bool:
        """Whether there is nothing left to play: all was shown, or a computation failed."""
        run = self._run
        return run is None or run.over

    def last(self, settings: dict) -> Any:
        """Compute to the end, and show nothing."""
        works, began = self._works(settings), time.monotonic()
        while True:
            with self._stepping:
                try:
                    _, result = next(works)
                except StopIteration:
                    break
        free_after(began)
        return result

    def first(self, settings: dict) -> Any:
        """Compute one result, show nothing, and stand paused there."""
        run = self.begin(settings, play=False)
        with self._stepping:
            self.done, result = next(run.works)
            run.fresh, run.over = False, self.done >= 1.0
            if run.over:
                run.works.close()
        return result

    def begin(self, settings: dict, play: bool = True) -> Run:
        """Supersede what runs. The new computation takes its first step when it is handed to `go`."""
        run = Run(settings, self._works(settings), object() if play else None)
        with self.turn:
            self._leave(run)
        return run

    def stop(self) -> None:
        """Let nothing more be shown, not by a step that is being computed either."""
        with self.turn:
            self._leave(None)
            self._follow()

    def go(self, run: Run, soon: bool = False) -> None:
        """Take the first step: at once, or (``soon``) so that values which have queued up overtake it.

        The rest of a computation that plays follows in the event loop of this thread. Without a loop, as in a
        plain script, it is finished here.
        """
        player = run.player
        wait = self._rested - time.monotonic() if soon else 0.0
        loop = running_loop()
        if loop is not None and wait > 0:
            self._task = loop.create_task(self._play(run, player, wait))
        elif self._step(run, player) and player is not None:
            self._play_on(run, player)

    def play(self) -> None:
        """Let a paused computation run on."""
        with self.turn:
            run = self._run
            if run is None or run.over or run.player is not None:
                return
            player = run.player = object()
            self._follow()
        self._play_on(run, player)

    def pause(self) -> None:
        """Let what runs stand after the step that is being computed."""
        with self.turn:
            if self._run is not None:
                self._run.player = None
            self.long = False
            self._follow()

    def step(self) -> None:
        """Take one step, and pause."""
        self.pause()
        run = self._run
        if run is not None:
            self._step(run, None)

    def tidy(self) -> None:
        """Close the computations that were superseded."""
        with self._stepping:
            while self._left:
                self._left.pop().works.close()

    async def settled(self) -> None:
        """Wait until nothing runs, in whichever thread it does."""
        while self.running:
            await asyncio.sleep(0.001)

    def _leave(self, run: Run | None) -> None:
        if self._run is not None:
            self._left.append(self._run)
            self._run.player = None
        self._run, self.done, self.long = run, 0.0, False

    def _play_on(self, run: Run, player: object) -> None:
        loop = running_loop()
        if loop is not None:
            self._task = loop.create_task(self._play(run, player))
            return
        while self._step(run, player):
            pass

    async def _play(self, run: Run, player: object, wait: float = 0.0) -> None:
        began = time.monotonic()
        try:
            await asyncio.sleep(wait)
            while self._step(run, player):
                with self.turn:
                    if run.player is player and time.monotonic() - began > SHOW_PROGRESS_AFTER:
                        self.long = True
                        self._follow()
                await asyncio.sleep(0)
            free_after(began)
        finally:
            with self.turn:
                if run.player is player:  # the loop was stopped
                    self.pause()

    def _step(self, run: Run, player: object | None) -> bool:
        """Show a run's next result, if ``player`` still may; whether more may follow."""
        with self._stepping:
            self.tidy()
            if run is not self._run or run.player is not player or run.over:
                return False
            began = time.monotonic()
            try:
                done, *results = next(run.works, (1.0,))
                if done >= 1.0:
                    run.works.close()
                with self.turn:
                    if run is not self._run:
                        return False
                    for result in results:
                        self._show(result, run.settings)
                    self.done = done
                    if done >= 1.0:
                        self._end(run)
                    elif run.fresh:
                        self._follow()
            except Exception as error:
                with self.turn:
                    if run is self._run:
                        self._end(run)
                        self._report(error)
                return False
            finally:
                if run.fresh:
                    run.fresh, now = False, time.monotonic()
                    self._rested = now + min(REST * (now - began), LONGEST_REST)
            return not run.over

    def _end(self, run: Run) -> None:
        run.over, run.player, self.long = True, None, False
        self._follow()


def free_after(began: float) -> None:
    """Give back the memory of work that began then, if it was long."""
    if time.monotonic() - began > SHOW_PROGRESS_AFTER:
        give_back()


def running_loop() -> asyncio.AbstractEventLoop | None:
    """The event loop that is running in this thread."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
