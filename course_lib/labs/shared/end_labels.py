"""Names of lines at their right end, outside of the panel, so that no name lies on data or on another name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from course_lib.labs.shared.theme import FONT_SIZE, axes

__all__ = ["SMALL", "end_labels"]

SMALL = FONT_SIZE - 3


def end_labels(
    ends: Sequence[float], labels: Sequence[str], colours: Sequence[str], number: int
) -> list[dict]:
    """Annotations beside the right edge of the panel with axes ``number``; the page sets them apart (``axes.js``).

    Args:
        ends: where each line ends, in the axis' own numbers (powers of ten where it is logarithmic).
    """
    x, y = axes(number)
    return [
        dict(
            name=f"{np.nan_to_num(end):.6g}", text=label, x=1, xshift=5, y=0, xref=f"{x} domain", yref=f"{y} domain", xanchor="left",
            yanchor="middle", showarrow=False, font=dict(size=SMALL, color=colour),
        )
        for end, label, colour in zip(ends, labels, colours, strict=True)
    ]  # fmt: skip
