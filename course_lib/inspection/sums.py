"""What a sum or product of two tensors is, told by the layers that they come from."""

from __future__ import annotations

from collections.abc import Callable

import torch

from course_lib.inspection import measuring
from course_lib.inspection.operations import LOOKUPS
from course_lib.inspection.records import Layer, Places
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


def looked_up(layers: list[Layer], trace: Trace) -> bool:
    """Whether a tensor holds rows of tables as the inputs looked them up, no norm or activation since."""
    plain = trace.layers and not trace.norm and not trace.activation
    return bool(plain and all(layers[number].operation in LOOKUPS for number in trace.layers))


def product_of_rows(layers: list[Layer], pair: list[tuple[torch.Tensor, Trace]]) -> float | None:
    """E[x²] of the product of an entry of some table's row and one of another's; None for other products."""
    if len(pair) != 2 or not all(looked_up(layers, trace) for _, trace in pair):
        return None
    if pair[0][1].layers & pair[1][1].layers:
        return None
    size = 1.0
    for one, trace in pair:  # what is added to the rows, such as a 1, is not drawn
        size *= min(measuring.mean_square(one), max(layers[number].mean_square for number in trace.layers))
    return size


def codes_beside(
    layers: list[Layer], pair: tuple, trace_of: Callable[[object], Trace | None]
) -> Places | None:
    """What a sum of looked-up rows and of what is the same for every input, a row for each, shows."""
    if len(pair) < 2 or not all(isinstance(one, torch.Tensor) and one.ndim > 1 for one in pair):
        return None
    for x, y in (pair, pair[::-1]):
        rows, codes = trace_of(x), trace_of(y)
        if rows is None or not looked_up(layers, rows) or (codes is not None and codes.seen):
            continue
        if not (y.is_floating_point() and x.shape[-2:] == y.shape[-2:] and min(x.shape[-2:]) > 1):
            continue
        large, small = measuring.mean_square(x), measuring.mean_square(y)
        if large > 0 and small > 0:
            tables = frozenset().union(*(layers[number].weights for number in rows.layers))
            return Places(tables, frozenset() if codes is None else codes.weights, large / small)
    return None
