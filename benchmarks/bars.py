"""A figure that was reached, the bar it is held to, and how both are printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

__all__ = ["HEAD", "Row", "show"]

HEAD = f"{'':<64}{'reached':>14}{'bar':>14}"


class Row(NamedTuple):
    """One figure. ``bar`` is None where it only informs; ``most`` says that the bar is an upper one."""

    name: str
    reached: float
    bar: float | None = None
    unit: str = ""
    most: bool = False

    @property
    def ok(self) -> bool:
        """Whether the bar is reached; what has none always is."""
        return self.bar is None or (self.reached <= self.bar if self.most else self.reached >= self.bar)

    def __str__(self) -> str:
        line = f"{self.name:<64}" + f"{self.reached:.3g}{self.unit}".rjust(14)
        if self.bar is None:
            return line
        bar = f"{'≤' if self.most else '≥'} {self.bar:g}{self.unit}".rjust(14)
        return f"{line}{bar}  {'ok' if self.ok else 'SHORT'}"


def show(rows: Iterable[Row], report: Callable[[str], object] = print) -> list[Row]:
    """Print each row as soon as it is there; return them all."""
    kept = []
    for row in rows:
        report(str(row))
        kept.append(row)
    return kept
