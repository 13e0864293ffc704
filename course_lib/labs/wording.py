"""Phrases that several labs say."""

from __future__ import annotations

import numpy as np

__all__ = ["of_seeds", "standing"]


def standing(label: str, shares: np.ndarray) -> str:
    """A scheme's median accuracy, its lowest and its highest: "He normal 98 % (92 to 99)"; ``shares`` (seeds,)."""
    percent = 100 * np.asarray(shares)
    if len(percent) == 1:
        return f"{label} {percent[0]:.0f} %"
    return f"{label} {np.median(percent):.0f} % ({percent.min():.0f} to {percent.max():.0f})"


def of_seeds(seeds: int) -> str:
    """What `standing` shows of so many seeds."""
    return "one seed" if seeds == 1 else f"the median of {seeds} seeds, and the lowest and highest"
