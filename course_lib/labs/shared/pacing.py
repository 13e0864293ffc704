"""How often a training is shown: the time belongs to training, not to pictures of it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from course_lib.training.history import History

__all__ = ["FRAME_SECONDS", "paced"]

FRAME_SECONDS = 0.08  # at most a dozen pictures a second


def paced(histories: Iterable[History]) -> Iterator[History]:
    """Pass on a history once `FRAME_SECONDS` have gone by since the last was shown, and the last of all."""
    shown = time.monotonic()
    for history in histories:
        if history.finished or time.monotonic() - shown > FRAME_SECONDS:
            yield history
            shown = time.monotonic()
