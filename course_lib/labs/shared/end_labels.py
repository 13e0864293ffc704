"""Names of lines at their right end, outside of the panel, so that no name lies on data or on another name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from course_lib.labs.shared.theme import FONT_SIZE, axes

__all__ = ["SMALL", "apart", "end_labels"]

SMALL = FONT_SIZE - 3
LINE = 1.3  # a line of text is so much higher than its letters


def apart(places: np.ndarray, gap: float) -> np.ndarray:
    """Places from 0 to 1, moved as little as keeps each ``gap`` from the next, and inside where all fit."""
    order = np.argsort(places, kind="stable")
    steps, found = gap * np.arange(len(places)), np.empty(len(places))
    lifted = np.maximum.accumulate(np.asarray(places, float)[order] - steps)
    found[order] = np.minimum(lifted, 1 - steps[-1]) + steps
    return found


def end_labels(
    ends: Sequence[float], labels: Sequence[str], colours: Sequence[str], span: Sequence[float], number: int,
    height: float,
) -> list[dict]:  # fmt: skip
    """Annotations beside the right edge of the panel with axes ``number``.

    Args:
        ends: where each line ends, in the axis' own numbers (powers of ten where it is logarithmic).
        span: the lowest and the highest number of the axis.
        height: the panel's height in pixels.
    """
    low, high = span
    shares = np.clip((np.nan_to_num(np.asarray(ends, float)) - low) / (high - low), 0, 1)
    x, y = axes(number)
    return [
        dict(
            text=label, x=1, xshift=5, y=float(share), xref=f"{x} domain", yref=f"{y} domain", xanchor="left",
            yanchor="middle", showarrow=False, font=dict(size=SMALL, color=colour),
        )
        for share, label, colour in zip(apart(shares, LINE * SMALL / height), labels, colours, strict=True)
    ]  # fmt: skip
