"""What a sum of two tensors is, told by the layers that they come from: residual, LoRA's, or neither."""

from __future__ import annotations

import torch

from course_lib.inspection.operations import LOOKUPS
from course_lib.inspection.records import Layer
from course_lib.inspection.traces import Trace


def residual(layers: list[Layer], branch: Trace, skip: Trace) -> bool:
    """Whether a branch was computed from what it is added to, with a layer in between."""
    origin = max(skip.layers, default=-1)
    waiting, seen = set(branch.layers), set()
    while waiting:
        number = waiting.pop()
        seen.add(number)
        if origin in (after := layers[number].after) or (origin < 0 and layers[number].first):
            return True
        waiting |= {one for one in after if one > origin} - seen
    return False


def low_rank(layers: list[Layer], branch: Trace) -> bool:
    """Whether a branch is the product of a thin layer and a wide one, as LoRA adds it; marks the two."""
    if len(branch.layers) != 1 or branch.activation is not None:
        return False
    (number,) = branch.layers
    up = layers[number]
    if len(up.after) != 1:
        return False
    (number,) = up.after
    down = layers[number]
    plain = down.activation is None and not down.before_norm and down.unit_axis == up.unit_axis
    if not plain or down.shape[down.unit_axis] >= up.shape[up.unit_axis]:
        return False
    down.low_rank = up.low_rank = True
    return True


def codes_beside(layers: list[Layer], rows: Trace | None, x: object, codes: Trace | None, y: object) -> bool:
    """Whether x are rows that the inputs look up, and y is the same for all inputs, one row for each of x."""
    if rows is None or not rows.layers or rows.norm or rows.activation or (codes is not None and codes.seen):
        return False
    if not (isinstance(x, torch.Tensor) and isinstance(y, torch.Tensor) and x.ndim > 1 and y.ndim > 1):
        return False
    looked_up = all(layers[number].operation in LOOKUPS for number in rows.layers)
    return looked_up and y.is_floating_point() and x.shape[-2:] == y.shape[-2:] and min(x.shape[-2:]) > 1
