"""What the mean field expects of a model, where it is a stack of dense layers with one activation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.inspection.records import Observation
from course_lib.mean_field import MeanField, mean_field

STANDARD_ERRORS = 5  # of a mean that the theory takes for 0


@dataclass(frozen=True)
class Theory:
    """The arguments of `mean_field`: widths, and the variances of each layer's weights and biases."""

    activation: str
    sizes: tuple[int, ...]
    weights: tuple[float, ...]
    biases: tuple[float, ...]
    inputs: float
    across: float
    batch: int

    def field(self) -> MeanField:
        """Follow the recursion; arrays (1, layers)."""
        return mean_field(
            self.activation, self.sizes, np.array(self.weights), np.array(self.biases),
            input_power=self.inputs, input_across=min(self.across, self.inputs), batch=self.batch,
        )  # fmt: skip


def theory_of(seen: Observation) -> Theory | None:
    """The theory of what was seen; None where it knows none."""
    layers, held = seen.layers, {one.name: one for one in seen.parameters}
    if len(layers) < 2 or seen.sums:
        return None
    activation = layers[0].activation
    plain = activation in ACTIVATIONS and layers[0].input_mean_square > 0
    weights, biases = [], []
    for number, layer in enumerate(layers):
        parts = [held[name] for name in layer.weights]
        mine = [one for one in parts if one.role == "weight"]
        shifts = [one for one in parts if one.role == "bias"]
        follows = layer.after == (frozenset([number - 1]) if number else frozenset())
        same = layer.activation == activation or number == len(layers) - 1
        plain = plain and layer.operation == "linear" and follows and same and not layer.before_norm
        if not plain or layer.after_norm or len(mine) != 1 or len(parts) != len(mine) + len(shifts):
            return None
        error = mine[0].std / mine[0].tensor.numel() ** 0.5
        if len(mine[0].shape) != 2 or abs(mine[0].mean) > STANDARD_ERRORS * error + 1e-12:
            return None
        weights.append(mine[0].mean_square)
        biases.append(sum(one.mean_square for one in shifts))
    sizes = (layers[0].fan_in, *(layer.shape[-1] for layer in layers))
    first = layers[0]
    return Theory(
        activation, sizes, tuple(weights), tuple(biases), first.input_mean_square,
        first.input_across, first.shape[0],
    )  # fmt: skip
