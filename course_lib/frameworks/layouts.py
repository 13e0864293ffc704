"""How frameworks lay out the weight of a layer: `(out, in, *window)` and the like, as numbers."""

from __future__ import annotations

import math
import re

from course_lib.initializers import check_shape

HEADS = 4  # of an attention layer, wherever a layout speaks of heads


def sizes(layout: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The sizes that a layout stands for in a layer of ``shape``, ``(*window, n_in, n_out)``.

    A layout is a tuple of ``*window``, ``in``, ``out``, ``heads`` (`HEADS`), and of ``4·out``, ``out/heads``,
    ``in+out`` and the like. Raises ValueError for another word, or for a shape of under two dimensions.

    >>> sizes("(out, in, *window)", (3, 5, 64, 32)), sizes("(4·out,)", (64, 32))
    ((32, 64, 3, 5), (128,))
    """
    *window, n_in, n_out = check_shape(shape, min_rank=2)
    values = {"in": n_in, "out": n_out, "heads": HEADS}
    found = []
    for part in filter(None, (part.strip() for part in layout.strip("()").split(","))):
        found += window if part == "*window" else [product(part, values)]
    return tuple(found)


def product(part: str, values: dict[str, int]) -> int:
    """The number that ``4·out``, ``out/heads`` or ``in+out`` stands for."""
    words = re.split("[+·/]", part)
    if not all(word in values or word.isdigit() for word in words):
        raise ValueError(f"layout must be made of *window, {', '.join(values)} and numbers; got {part!r}")
    total = 0
    for term in part.split("+"):
        top, *below = (
            [values.get(word) or int(word) for word in side.split("·")] for side in term.split("/")
        )
        total += math.prod(top) // math.prod(map(math.prod, below))
    return total
