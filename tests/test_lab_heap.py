"""Freed memory goes back to the operating system."""

import platform
import sys
from pathlib import Path

from course_lib.lab import heap

PIECE, PIECES = 60_000, 4_000  # bytes, small enough to come from the heap: 240 MB in all


def resident():
    """Resident memory of this process, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def test_freed_memory_is_given_back():
    if platform.libc_ver()[0] != "glibc":
        assert heap.give_back() is False
        return
    before = resident()
    pieces = [bytearray(b"x") * PIECE for _ in range(PIECES)]
    full = resident()
    assert full - before > 200
    last = pieces.pop()  # it lies at the heap's end, so that what is below stays with the C library
    del pieces
    kept = resident()
    assert kept - before > 150 and len(last) == PIECE, "freeing alone gave it back: this shows nothing"
    assert heap.give_back()
    assert resident() - before < 60


def test_elsewhere_nothing_is_done(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    heap._trim.cache_clear()
    try:
        assert heap.give_back() is False
    finally:
        heap._trim.cache_clear()
