"""A training as a lab shows it: as drawn, then a few pictures a second, and the last one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from course_lib.ensemble import Ensemble
from course_lib.training import History, stream

__all__ = ["FRAME_SECONDS", "paced", "played"]

FRAME_SECONDS = 0.08  # at most a dozen pictures a second: the time belongs to training, not to pictures of it


def paced(histories: Iterable[History]) -> Iterator[History]:
    """Pass on a history once `FRAME_SECONDS` have gone by since the last was shown, and the last of all."""
    shown = time.monotonic()
    for history in histories:
        if history.finished or time.monotonic() - shown > FRAME_SECONDS:
            yield history
            shown = time.monotonic()


def played(
    ensemble: Ensemble, X: np.ndarray, y: np.ndarray, steps: int, picture: Callable[[History | None], Any],
    **options: Any,
) -> Iterator[tuple[float, Any]]:  # fmt: skip
    """Train ``ensemble`` and yield (done, picture): of None as drawn, then of what `paced` lets pass.

    ``options`` are those of `course_lib.training.stream`. No steps are the networks as drawn and nothing else.
    """
    yield (0.0 if steps else 1.0), picture(None)
    if steps:
        for history in paced(stream(ensemble, X, y, steps=steps, **options)):
            yield history.done / steps, picture(history)
