"""How an error about a wrong argument looks in a notebook: one message, without the library's source.

Whoever mistypes a name needs the sentence that says so, and the line of the cell that it is about. All else
keeps its traceback: an exception that nobody raised on purpose, or of another library, is a fault.
Without IPython nothing changes, and neither do the exceptions themselves.
"""

from __future__ import annotations

import dis
import linecache
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

LIBRARY = str(Path(__file__).parent)
RAISE = dis.opmap["RAISE_VARARGS"]
MORE = "For the full traceback, run %tb in a cell."


def install() -> None:
    """Let the running IPython, if there is one, show wrong arguments in one message; twice is as once."""
    interactive = sys.modules.get("IPython")
    shell = interactive and interactive.get_ipython()
    if shell and not shell.custom_exceptions:  # what a reader has set there stays
        shell.set_custom_exc((ValueError, TypeError), show)


def show(
    shell: Any, kind: type, error: BaseException, trace: TracebackType, tb_offset: int | None = None
) -> None:
    """Show an exception that reached the cell: IPython's handler."""
    if lines := message(error, trace):
        error._render_traceback_ = lambda: lines  # what IPython asks an exception for
    try:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset, running_compiled_code=True)
    finally:
        if lines:
            del error._render_traceback_  # so that %tb shows the rest


def message(error: BaseException, trace: TracebackType) -> list[str]:
    """The lines to show in place of a traceback, or none where the traceback is wanted.

    It is not wanted where the library itself, called from the notebook, raised a ValueError or TypeError.
    """
    frames = list(walk(trace))
    frame, position, _ = frames[-1]
    raised = frame.f_code.co_code[position] == RAISE
    cells = [(frame, line) for frame, _, line in frames if frame.f_globals.get("__name__") == "__main__"]
    if not (cells and raised and ours(frame) and isinstance(error, ValueError | TypeError)):
        return []
    frame, line = cells[-1]
    source = linecache.getline(frame.f_code.co_filename, line, frame.f_globals).strip()
    said = "".join(traceback.format_exception_only(error)).rstrip()
    return [*said.splitlines(), "", f"Line {line}: {source}", MORE]


def walk(trace: TracebackType | None) -> Iterator[tuple[FrameType, int, int]]:
    """Of every call, outermost first: the frame, its instruction and its line."""
    while trace is not None:
        yield trace.tb_frame, trace.tb_lasti, trace.tb_lineno
        trace = trace.tb_next


def ours(frame: FrameType) -> bool:
    """Whether a frame runs code of this library."""
    return frame.f_code.co_filename.startswith(LIBRARY)
