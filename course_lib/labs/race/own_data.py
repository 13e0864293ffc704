"""A reader's own points, to race on: ``labs.race(data=(X, y))``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib.arguments import check_array, check_finite
from course_lib.datasets import Dataset
from course_lib.widgets import Choice

__all__ = ["FEWEST", "MOST", "DataChoice", "OwnData", "own_data"]

FEWEST, MOST = 10, 2000  # points
HELD = 5  # every fifth point is for testing


class OwnData(Dataset):
    """A reader's points; in code it is written as the reader wrote it."""

    def __repr__(self) -> str:
        return "(X, y)"


def own_data(pair: Any) -> OwnData:
    """``pair`` is (X, y): points (n, 2) and their classes (n,), 0 or 1; every fifth to test on, the others to train on.

    Raises:
        ValueError: the pair is not as described, or there are fewer than `FEWEST` or more than `MOST` points.
    """
    if len(pair) != 2:
        raise ValueError(f"data must be the name of a data set, or a pair (X, y); got {len(pair)} parts")
    try:
        X, y = check_array("X of data", pair[0]), check_array("y of data", pair[1])
        return _split(X, y, check_finite("X of data", X, np.dtype(np.float32)))
    except TypeError as error:
        raise ValueError(str(error)) from None


def _split(X: np.ndarray, y: np.ndarray, points: np.ndarray) -> OwnData:
    if X.ndim != 2 or X.shape[1] != 2:
        raise ValueError(f"data must be (X, y) with X of shape (n, 2); got X of shape {X.shape}")
    if not FEWEST <= len(X) <= MOST:
        raise ValueError(f"data must have {FEWEST} to {MOST} points; got {len(X)}")
    if y.shape != (len(X),):
        raise ValueError(
            f"data must be (X, y) with y of shape ({len(X)},), a class for each point; got {y.shape}"
        )
    if not np.isin(y, (0, 1)).all():
        raise ValueError(f"data must be (X, y) with classes 0 and 1 in y; got {y[~np.isin(y, (0, 1))][0]:g}")
    y, held = y.astype(np.int64), np.arange(len(X)) % HELD == 0
    return OwnData(
        name="own", label="Your data", source="given to labs.race", n_classes=2,
        X_train=points[~held], y_train=y[~held], X_validation=points[:0], y_validation=y[:0],
        X_test=points[held], y_test=y[held],
    )  # fmt: skip


@dataclass(frozen=True)
class DataChoice(Choice):
    """A data set by its name, or one of a reader's own that is among the options."""

    def stored(self, argument: str, value: Any) -> Any:
        if isinstance(value, OwnData) and value in self.options:
            return value
        if isinstance(value, tuple | list):
            raise ValueError(
                f"{argument} takes points of your own when the lab is opened: labs.race(data=(X, y))"
            )
        return super().stored(argument, value)
