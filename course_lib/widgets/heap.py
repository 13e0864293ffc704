"""Freed memory that the C library keeps for the next allocation, and that a class on one machine needs back.

After lesson 08, whose labs train for seconds, that is a third of what the kernel holds.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from functools import cache

__all__ = ["give_back"]


@cache
def _trim() -> Callable[[int], int] | None:
    """glibc's ``malloc_trim``, where there is one."""
    return getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None


def give_back() -> bool:
    """Hand freed memory back to the operating system; whether this system's C library can.

    It takes about a third of a millisecond for each MB that goes, so it is for the end of long work.
    """
    trim = _trim()
    if trim is None:
        return False
    trim(0)
    return True
