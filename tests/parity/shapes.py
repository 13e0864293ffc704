"""At which shapes an entry is drawn, and how often."""

import math

DENSE = [(64, 32), (300, 200)]
CONVOLUTIONS = {1: (5, 24, 16), 2: (3, 5, 24, 16)}
SMALL = (6, 4)  # for schemes that draw a matrix as a whole: one entry of each of many
NUMBERS = {"initializer": 200_000, "weight": 40_000, "bias": 20_000, "": 1}


def shapes_of(entry):
    """Layers `(*window, n_in, n_out)`, dense and convolutional, such as the entry can draw."""
    if entry.kind == "initializer" or entry.framework == "numpy":
        if entry.name.endswith(("dirac_", "delta_orthogonal")):
            return list(CONVOLUTIONS.values())
        return [*DENSE, *(CONVOLUTIONS.values() if "*window" in entry.layout else [])]
    layer = entry.name.removeprefix("torch.nn.").removeprefix("keras.layers.").removeprefix("flax.linen.")
    if "Conv" not in layer:
        return DENSE
    ranks = [rank for rank in CONVOLUTIONS if f"{rank}d" in layer.lower()] or list(CONVOLUTIONS)
    return [CONVOLUTIONS[rank] for rank in ranks]


def layers_of(entry):
    """One layer for the parameter of a row, small enough for a thousand runs."""
    layer = entry.name.split(".")[2:][0].lower() if entry.framework != "numpy" else ""
    if layer.startswith("multihead"):
        return [(32, 32)]
    if "conv" in layer:
        return [(5, 24, 16) if "1d" in layer else (3, 5, 24, 16)]
    return [(24, 16)]


def count_for(kind, stored):
    """How many draws of that size make enough numbers."""
    return max(1, math.ceil(NUMBERS[kind] / math.prod(stored)))
