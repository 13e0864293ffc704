"""A class on a JupyterHub of its own on this machine, everyone moving a slider every second:

    python benchmarks/classroom.py --students 4 --seconds 30

Needs root and npm: it makes an account a student, and removes them again. An answer takes from the message
that a slider sends, through the hub's proxy, until the lab has nothing left to compute: a training has ended.
Memory is the
proportional set size (PSS), in which processes divide what they share, of a server
and its kernel.
"""

from __future__ import annotations

import argparse
import signal
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.classroom.machine import missing, processes_of
from tests.classroom.real_hub import RealHub

LABS = ("labs.samples()", "labs.race()")  # one that draws at once, one that trains 24 networks at every move
MACHINES = (4, 16, 64)  # GiB
SYSTEM = 1.0  # GiB, left to the operating system


def work(page, source, seconds):
    """Open a lab and move its first slider, at most once a second; seconds from each move to its answer."""
    page.widgets.clear()
    page.run(f"from course_lib import labs\nlab = {source}\nlab")
    page.settle()
    slider, times, until = page.numbers()[0], [], time.monotonic() + seconds
    while time.monotonic() < until:
        started = time.monotonic()
        page.put(slider, slider.spec["low"] + (len(times) + 1) % 4)
        page.settle()
        times.append(time.monotonic() - started)
        time.sleep(max(0, 1 - times[-1]))
    if page.troubles:
        raise RuntimeError(f"a lab failed: {page.troubles}")
    return times


def gibibytes(processes):
    return sum(process.memory_full_info().pss for process in processes) / 2**30


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--students", type=int, default=4, choices=range(1, 31), metavar="1…30")
    options.add_argument("--seconds", type=int, default=30, choices=range(5, 121), metavar="5…120")
    options = options.parse_args()
    if reason := missing():
        sys.exit(f"This cannot run here: {reason}.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that accounts are removed then, too
    with RealHub(students=options.students) as hub, ThreadPoolExecutor(options.students) as pool:
        started = time.monotonic()

        def arrive(student):
            student.start_server()
            student.pull(hub.repository)
            return student.open_kernel()

        pages = list(pool.map(arrive, hub.students))
        arrived = time.monotonic() - started
        print(f"{options.students} students on {psutil.cpu_count()} processors, a move a second each")
        print(f"from the first login to the last kernel: {arrived:.0f} s")
        for source in LABS:
            answers = pool.map(work, pages, [source] * len(pages), [options.seconds] * len(pages))
            times = sorted(1000 * one for each in answers for one in each)
            median, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
            print(f"{source:>14}: {len(times)} answers, median {median:.0f} ms, p95 {p95:.0f} ms")
        students = [gibibytes(processes_of(student.name)) for student in hub.students]
        ours = psutil.Process(hub.process.pid)
        below = [one for one in ours.children(recursive=True) if one.uids().real == 0]
        fixed, each = gibibytes([ours, *below]), statistics.median(students)
        print(
            f"memory: hub, proxy and culler {1024 * fixed:.0f} MiB, a student {1024 * each:.0f} MiB (median)"
        )
        for machine in MACHINES:
            print(f"{machine:>3} GiB hold about {int((machine - SYSTEM - fixed) / each)} students")


if __name__ == "__main__":
    main()
