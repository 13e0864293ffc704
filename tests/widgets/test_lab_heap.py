"""Freed memory goes back to the operating system."""

import platform
import subprocess
import sys

from course_lib.widgets import heap

# In a process of its own, since one that has worked for long has freed memory to begin with. The last piece
# lies at the heap's end, so that what is below it stays with the C library when it is freed.
PIECES = """
from pathlib import Path
from course_lib.widgets.heap import give_back
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
before = resident()
pieces = [bytearray(b"x") * 60_000 for _ in range(4_000)]
full = resident()
last = pieces.pop()
del pieces
kept = resident()
assert give_back() and len(last) == 60_000
print(*(mb - before for mb in (full, kept, resident())))
"""


def test_freed_memory_is_given_back():
    if platform.libc_ver()[0] != "glibc":
        assert heap.give_back() is False
        return
    run = subprocess.run([sys.executable, "-c", PIECES], capture_output=True, text=True, check=True)
    full, kept, at_last = map(float, run.stdout.split())
    assert full > 200
    assert kept > 150, "freeing alone gave it back: this shows nothing"
    assert at_last < 60


def test_elsewhere_nothing_is_done(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    heap._trim.cache_clear()
    try:
        assert heap.give_back() is False
    finally:
        heap._trim.cache_clear()
