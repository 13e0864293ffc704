"""Tables that several labs hand out as CSV."""

from __future__ import annotations

import numpy as np

__all__ = ["loss_table"]


def loss_table(
    unit: str, at: np.ndarray, schemes: tuple[str, ...], curves: np.ndarray
) -> dict[str, np.ndarray]:
    """Loss curves (points, schemes, seeds), a column each, beside the steps or epochs ``at`` (points,)."""
    columns = {
        f"loss {scheme} seed {seed}": curves[:, i, seed]
        for i, scheme in enumerate(schemes)
        for seed in range(curves.shape[2])
    }
    return {unit: at, **columns}
