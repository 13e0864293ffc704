"""What a sum or product of two tensors is, told by the layers that they come from."""

from __future__ import annotations

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


def rows_of_tables(layers: list[Layer], one: Trace, other: Trace) -> bool:
    """Whether both factors of a product are rows of tables, and not the same rows."""
    plain = not (one.norm or other.norm or one.activation or other.activation)
    looked_up = all(layers[number].operation in LOOKUPS for number in one.layers | other.layers)
    return bool(plain and looked_up and one.layers and other.layers and not one.layers & other.layers)
