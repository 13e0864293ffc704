"""All labs moved at random in the browser: python benchmarks/random_moves.py [--minutes 10] [--seed 0]

It prints the faults that came up, a figure at the end that is not that of its settings among them, and how
much the memory of kernel and page grew between a third of the time and its end.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "browser"))

from real_browser import JupyterLab
from restless_reader import random_moves

from benchmarks.bars import HEAD, Row, show

KERNEL_GROWTH, PAGE_GROWTH = 60, 30  # MB


def rows(minutes: float = 10, seed: int = 0):
    with JupyterLab() as lab:
        outcome = random_moves(lab, minutes, seed)
    yield Row(f"random moves in {minutes:g} minutes", outcome.moves)
    yield Row("faults", len(outcome.faults), 0, most=True)
    for name, (before, after), bar in (
        ("kernel", outcome.kernel, KERNEL_GROWTH),
        ("page", outcome.page, PAGE_GROWTH),
    ):
        yield Row(f"{name}: memory after a third of the time", before, unit=" MB")
        yield Row(f"{name}: growth from then on", after - before, bar, " MB", most=True)
    for fault in outcome.faults:
        print(fault)


def main() -> bool:
    """Print the table; whether all bars are reached."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10, help="how long (default 10)")
    parser.add_argument("--seed", type=int, default=0, help="which moves (default 0)")
    options = parser.parse_args()
    print(HEAD)
    return all(row.ok for row in show(rows(options.minutes, options.seed)))


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
