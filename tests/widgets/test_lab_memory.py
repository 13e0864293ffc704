"""Memory that a long computation has freed goes back to the operating system."""

import platform
import subprocess
import sys

from course_lib.widgets import running

# In a process of its own, since one that has worked for long has freed memory to begin with. The last piece
# lies at the heap's end, so that what is below it stays with the C library when it is freed.
PIECES = """
from pathlib import Path
from course_lib.widgets.running import trim_after
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
before = resident()
pieces = [bytearray(b"x") * 60_000 for _ in range(4_000)]
full = resident()
last = pieces.pop()
del pieces
kept = resident()
trim_after(began=0.0)
print(*(mb - before for mb in (full, kept, resident())), len(last))
"""


def test_freed_memory_is_given_back():
    assert (running.trim_memory() is not None) == (platform.libc_ver()[0] == "glibc")
    if running.trim_memory() is None:
        return
    run = subprocess.run([sys.executable, "-c", PIECES], capture_output=True, text=True, check=True)
    full, kept, at_last, _ = map(float, run.stdout.split())
    assert full > 200
    assert kept > 150, "freeing alone gave it back: this shows nothing"
    assert at_last < 60


def test_elsewhere_nothing_is_done(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    running.trim_memory.cache_clear()
    try:
        running.trim_after(began=0.0)
        assert running.trim_memory() is None
    finally:
        running.trim_memory.cache_clear()
