"""Tables whose rows are multiplied with rows of tables."""

from __future__ import annotations

import math

import torch

from course_lib.inspection.measuring import real
from course_lib.inspection.operations import LOOKUPS
from course_lib.inspection.records import Change, Finding, Observation, Parameter
from course_lib.inspection.rules import sources
from course_lib.inspection.rules.mending import line_of, some

PRODUCT = 0.2  # root mean square of a product of two entries
ROWS = 16  # with 10 rows, met hundreds of times, N(0, 1) did no harm; with 20 it did
STD = 0.01
LEARNED = 1.2  # of a draw 1; of tables that were trained from 0.01 on, 1.15 to 11 at a width of 16 and more
SAMPLE = 4096  # rows


def product(observation: Observation) -> list[Finding]:
    """Rows whose random product stays in the predictions, for each of them is met rarely."""
    sizes = _sizes(observation)
    tables = [one for one in observation.parameters if sizes.get(one.name, 0) > PRODUCT**2 and one.trainable]
    tables = [one for one in tables if _spread(one) < LEARNED]
    if max((one.shape[0] for one in tables), default=0) <= ROWS:
        return []
    changes = (Change("normal_", tuple(one.name for one in tables), (("std", STD),)),)
    return [
        Finding(
            "product", "fault",
            f"Rows of {some(one.label for one in tables)} are multiplied, and their random product is large. "
            "Each row is met rarely, so the noise stays in what is predicted of new pairs.",
            f"the product of two entries is {math.sqrt(max(sizes[one.name] for one in tables)):.2g} in root "
            f"mean square; the limit is {PRODUCT:g}",
            line_of(observation.model, changes), tuple(one.label for one in tables), sources.NEUMF, changes,
        )
    ]  # fmt: skip


def _spread(one: Parameter) -> float:
    """How unequal the directions of rows are: E[λ²]/E[λ]² of their covariance, over that of a draw."""
    rows = real(one.tensor[:SAMPLE])
    rows = rows - rows.mean(0)
    count, width = rows.shape
    square = torch.linalg.matrix_norm(rows.T @ rows).square() * width / rows.square().sum().square()
    return square.item() / (1 + (width + 1) / count)


def _sizes(observation: Observation) -> dict[str, float]:
    """The mean square of the product that a table's entries are in, by the table's name."""
    layers, sizes = observation.layers, {}
    for layer in layers:
        if layer.product > 0:
            sizes |= {name: max(layer.product, sizes.get(name, 0.0)) for name in layer.weights}
        before = [layers[number] for number in layer.after]
        rows = before and all(one.operation in LOOKUPS and not one.activation for one in before)
        if not rows or layer.after_norm:
            continue
        for one in observation.parameters:
            if one.role == "embedding" and one.name in layer.weights:  # a product with all rows of a table
                size = layer.input_mean_square * one.mean_square
                names = layer.weights.union(*(other.weights for other in before))
                sizes |= {name: max(size, sizes.get(name, 0.0)) for name in names}
    return sizes
