"""How a lab's computation runs: in steps between the page's events; paused, played on, or superseded.

All of it happens in one thread, the one that made the lab: nothing here needs a lock. A page's event that
comes in another thread is handed over (`Home`), and waits as any event does while a cell runs.
"""

from __future__ import annotations

import asyncio
import ctypes
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import cache
from typing import Any

__all__ = ["Home", "Runner", "Works", "running_loop", "trim_memory"]

SHOW_PROGRESS_AFTER = 0.5  # seconds: shorter work needs no progress bar
# A dragged slider sends values faster than a lab may draw them. After a first result, the next one's
# computation therefore waits for this share of the time that the first took, at most LONGEST_REST seconds:
# values that have queued up meanwhile overtake one another, and the last is computed.
REST, LONGEST_REST = 0.5, 0.1

Works = Generator[tuple[float, Any], None, None]


class Home:
    """The thread in which this is made, with the event loop that runs there, if any."""

    def __init__(self):
        self._thread, self._loop = threading.get_ident(), running_loop()

    @property
    def here(self) -> bool:
        """Whether that is the thread which asks."""
        return threading.get_ident() == self._thread

    def call(self, work: Callable, *arguments: Any) -> None:
        """Call ``work`` there: at once from there, and from another thread as soon as the loop is free."""
        if self._loop is None or self.here:
            work(*arguments)
        else:
            self._loop.call_soon_threadsafe(work, *arguments)


@dataclass(eq=False)
class Run:
    """One computation."""

    settings: dict
    works: Works
    fresh: bool = True  # no result was asked for yet
    over: bool = False  # its last result was shown, or it failed
    first: float = 0.0  # the share that was done with its first result
    spent: float = 0.0  # seconds of work after that

    def end(self) -> None:
        """Let it go, with what it holds."""
        self.over = True
        self.works.close()


class Runner:
    """Steps one lab's computations and shows their results, the newest computation's only.

    Args:
        works: settings → generator of ``(done, result)``, ``done`` from 0 to 1.
        on_frame: called with a result, its settings, and how much is done.
        on_error: called with the exception that ended a computation.
        on_state: called when `running` or `long` may have changed.

    Attributes:
        long: whether it has been running for so long that a reader wants to see how far it is.
    """

    def __init__(
        self,
        works: Callable[[dict], Works],
        on_frame: Callable[[Any, dict, float], None],
        on_error: Callable[[Exception], None],
        on_state: Callable[[], None],
    ):
        self._works, self._on_frame, self._on_error, self._on_state = works, on_frame, on_error, on_state
        self._run: Run | None = None
        self._task: asyncio.Task | None = None  # lets `_run` go on by itself; None while it is paused
        self.long = False
        self._rested = 0.0  # when, on the monotonic clock, a value need not wait any more

    @property
    def running(self) -> bool:
        """Whether more results will be shown without further ado."""
        return self._task is not None

    @property
    def over(self) -> bool:
        """Whether there is nothing left to play: all was shown, or a computation failed."""
        return self._run is None or self._run.over

    def last(self, settings: dict) -> Any:
        """Compute to the end, and show nothing."""
        began = time.monotonic()
        ((_, result),) = deque(self._works(settings), maxlen=1)
        trim_after(began)
        return result

    def first(self, settings: dict) -> Any:
        """Compute one result, show nothing, and stand paused there."""
        run = self._run = Run(settings, self._works(settings), fresh=False)
        done, result = next(run.works)
        run.first = done
        if done >= 1.0:
            run.end()
        return result

    def start(self, settings: dict, play: bool = True, soon: bool = False) -> None:
        """Supersede what runs. The first step comes at once, or (``soon``) so that later values overtake it.

        The rest of a computation that plays follows in the event loop. Without a loop, as in a plain script,
        it is finished here.
        """
        self._let_go()
        self._run = Run(settings, self._works(settings))
        wait = self._rested - time.monotonic() if soon else 0.0
        if wait > 0 and running_loop() is not None:
            self._go_on(wait)
        elif self._step() and play:
            self._go_on()
        self._on_state()

    def stop(self) -> None:
        """End what runs; nothing more of it is shown."""
        self._let_go()
        self._on_state()

    def play(self) -> None:
        """Let a paused computation run on."""
        if not self.over and not self.running:
            self._go_on()
            self._on_state()

    def pause(self) -> None:
        """Let what runs stand where it is."""
        self._halt()
        self._on_state()

    def step(self) -> None:
        """Take one step, and pause."""
        self.pause()
        self._step()

    def left(self, done: float) -> float | None:
        """About how many seconds of work the rest takes; None where ``done`` is that of the first result."""
        run = self._run
        return run.spent * (1 - done) / (done - run.first) if done > run.first else None

    async def settled(self) -> None:
        """Wait until nothing runs, from any thread."""
        while self.running:
            await asyncio.sleep(0.001)

    def _halt(self) -> None:
        task, self._task, self.long = self._task, None, False
        if task is not None:
            task.cancel()

    def _let_go(self) -> None:
        self._halt()
        if self._run is not None:
            self._run.end()
            self._run = None

    def _go_on(self, wait: float = 0.0) -> None:
        """Step on between the events of this thread's loop, after ``wait`` seconds; without one, at once."""
        loop = running_loop()
        if loop is not None:
            self._task = loop.create_task(self._play(wait))
            return
        while self._step():
            pass

    async def _play(self, wait: float) -> None:
        task, began = self._task, time.monotonic()
        try:
            await asyncio.sleep(wait)
            while self._step():
                if not self.long and time.monotonic() - began > SHOW_PROGRESS_AFTER:
                    self.long = True
                    self._on_state()
                await asyncio.sleep(0)
            trim_after(began)
        finally:
            if self._task is task:  # the loop was stopped
                self.pause()

    def _step(self) -> bool:
        """Show the next result; whether more may follow."""
        run, began, done = self._run, time.monotonic(), 1.0
        if run is None or run.over:
            return False
        try:
            done, *results = next(run.works, (1.0,))
            for result in results:
                self._on_frame(result, run.settings, done)
            if done >= 1.0:
                self._end(run)
        except Exception as error:
            self._end(run)
            self._on_error(error)
        finally:
            now = time.monotonic()
            if run.fresh:
                run.fresh, run.first = False, done
                self._rested = now + min(REST * (now - began), LONGEST_REST)
            else:
                run.spent += now - began
        return run is self._run and not run.over

    def _end(self, run: Run) -> None:
        run.end()
        if run is self._run:
            self._task, self.long = None, False
            self._on_state()


@cache
def trim_memory() -> Callable[[int], int] | None:
    """glibc's ``malloc_trim``, where there is one: it hands freed memory back to the operating system.

    The C library keeps it for the next allocation. A class on one machine needs it back: after lesson 08,
    whose labs train for seconds, that is a third of what the kernel holds. It takes about 0.3 ms for each MB.
    """
    return getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None


def trim_after(began: float) -> None:
    """Give back the memory of work that began then, if it was long."""
    if time.monotonic() - began > SHOW_PROGRESS_AFTER and (trim := trim_memory()) is not None:
        trim(0)


def running_loop() -> asyncio.AbstractEventLoop | None:
    """The event loop that is running in this thread."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
