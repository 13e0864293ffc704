"""Every bar of the course: what it is, what was reached, ok or SHORT; exits with 1 where one is short.

    python benchmarks/all.py [training drawing propagation inspection kernel slider]

It takes about ten minutes and wants a machine that does nothing else.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bars import HEAD, show

PARTS = ("training", "drawing", "propagation", "inspection", "kernel", "slider")


def main(names: list[str]) -> bool:
    """Run the parts; whether all bars are reached."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        sys.exit(f"parts must be among {', '.join(PARTS)}; got {unknown[0]!r}")
    print(HEAD)
    rows = [row for name in names or PARTS for row in show(import_module(f"benchmarks.{name}").rows())]
    short = [row.name for row in rows if not row.ok]
    bars = sum(row.bar is not None for row in rows)
    print(f"{bars - len(short)} of {bars} bars reached" + (f"; SHORT: {', '.join(short)}" if short else ""))
    return not short


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1:]) else 1)
