"""The same weights beside biases drawn in five ways: the signal's size, and what of it is the input's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch

from course_lib.activations import ACTIVATIONS
from course_lib.arguments import check_name, check_whole
from course_lib.initializers import INITIALIZERS, Constant, Initializer, Normal, Uniform
from course_lib.labs.shared.depth import middle
from course_lib.propagation import Signals, join_seeds, propagate

__all__ = ["BIASES", "BiasResult", "biases", "rule_of"]

BATCH = 128
AT_ONCE = 3e8  # multiplications of one batch by all weights between two pictures: about 50 ms in float64
ROUNDING = 1e-28  # of a variance this share is about what float64 rounding makes of equal numbers
BIASES = {
    "zero": "0",
    "thousandth": "0.001",
    "uniform": "U(0, 1)",
    "normal": "N(0, 1)",
    "torch": "U(±1/√n)",
}


@dataclass(frozen=True)
class BiasResult:
    """One scheme's `Signals` for each name of `BIASES`: the same weights and inputs, other biases."""

    scheme: str
    signals: dict[str, Signals]

    @property
    def depth(self) -> int:
        return len(self.signals["zero"].layers)

    def end(self, kind: str) -> tuple[float, float, float]:
        """Of the last layer E[z²], what of it differs across inputs, and its share: 0 where that is rounding."""
        one = self.signals[kind]
        power, across = (
            float(middle(values[0])[-1]) for values in (one.preactivation_power, one.across_input_variance)
        )
        return power, across, across / power if across > ROUNDING * power else 0.0


def rule_of(name: str, fan_in: int) -> Initializer:
    """What draws the biases ``name`` of a layer with ``fan_in`` inputs."""
    check_name("name", name, BIASES)
    fan_in = check_whole("fan_in", fan_in, 1)
    limit = fan_in**-0.5
    rules = {
        "zero": INITIALIZERS["zeros"],
        "thousandth": Constant(0.001),
        "uniform": Uniform(0, 1),
        "normal": Normal(0, 1),
        "torch": Uniform(-limit, limit),
    }
    return rules[name]


def biases(
    scheme: str, activation: str, depth: int, width: int, seeds: int
) -> Iterator[tuple[float, BiasResult]]:
    """Send one batch from N(0, 1) through ``depth`` layers of ``width`` units; yield (done, `BiasResult`).

    In float64, where what differs across inputs can be followed down to 1e-30 of the power.

    Args:
        scheme: a name of the registry of initializers, for the weights.
        activation: a name of the registry of activations.
        seeds: how many networks for each kind of biases, ≥ 1.

    Raises:
        ValueError: an argument is not as described; said when the first result is asked for.
    """
    check_name("scheme", scheme, INITIALIZERS)
    check_name("activation", activation, ACTIVATIONS)
    depth = check_whole("depth", depth, 1)
    width = check_whole("width", width, 1)
    seeds = check_whole("seeds", seeds, 1)
    step = max(1, int(AT_ONCE // (BATCH * width * width * depth * len(BIASES))))
    parts: dict[str, list[Signals]] = {name: [] for name in BIASES}
    for first in range(0, seeds, step):
        chosen = range(first, min(seeds, first + step))
        for name, found in parts.items():
            found.append(
                propagate(
                    [scheme], activation, depth, width, BATCH, seeds=chosen, biases=rule_of(name, width),
                    histograms=(), dtype=torch.float64,
                )
            )  # fmt: skip
        yield (
            chosen.stop / seeds,
            BiasResult(scheme, {name: join_seeds(found) for name, found in parts.items()}),
        )
