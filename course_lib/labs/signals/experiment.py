"""A signal on its way through a deep network: what the signals lab computes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.arguments import check_name, check_real, check_whole
from course_lib.datasets import DATASETS
from course_lib.initializers import INITIALIZERS
from course_lib.mean_field import closed_form
from course_lib.propagation import Signals, join_seeds, propagate

__all__ = ["BATCH", "BINS", "INPUTS", "SHOWN", "SignalResult", "layer_sizes", "signals"]

BATCH = 128
BINS = 61  # an odd number: no edge falls on 0, where a ReLU puts half of its outputs
# What of a pass fits between two pictures: multiplications of one batch by all weights, about 50 ms here.
AT_ONCE = 1.2e9
INPUTS = {"gaussian": "N(0, 1)", "digits": "digits, standardized", "raw_digits": "digits, as they ship"}
SHOWN = {
    "power": "signal E[z²]",
    "across": "and how inputs differ",
    "weights": "weights' gradient",
    "shares": "saturated and dead units",
}


@dataclass(frozen=True)
class SignalResult:
    """What the lab shows: the scheme's `Signals`, another scheme's to compare with, or None, and a choice.

    ``law`` is theory's formula for E[z²] in words, or None where there is no simple one.
    """

    signals: Signals
    versus: Signals | None
    inputs: str
    show: str
    law: str | None

    @property
    def scheme(self) -> str:
        return self.signals.schemes[0]


def layer_sizes(depth: int, width: int, last: int) -> tuple[int, ...]:
    """``depth`` + 1 widths from ``width`` to ``last``, each layer narrower or wider by about one factor.

    >>> layer_sizes(4, 256, 16)
    (256, 128, 64, 32, 16)
    """
    depth = check_whole("depth", depth, 1)
    width = check_whole("width", width, 1)
    last = check_whole("last", last, 1)
    return tuple(int(n) for n in np.geomspace(width, last, depth + 1).round())


@lru_cache
def digits_batch(standardize: str | None) -> np.ndarray:
    """The first images of the handwritten digits, (BATCH, 64), standardized as a whole or not."""
    return DATASETS["digits"](standardize=standardize).X_train[:BATCH]


def signals(
    scheme: str, versus: str, activation: str, gain: float, depth: int, width: int, last: int, inputs: str,
    seeds: int, show: str,
) -> Iterator[tuple[float, SignalResult]]:  # fmt: skip
    """Send one batch through ``depth`` layers, and a gradient back; yield (done, `SignalResult`).

    Args:
        scheme, versus: names of the registry of initializers; ``versus`` may be "none".
        gain: a factor ≥ 0 on every weight.
        width, last: the widths of the inputs (64 for digits) and first layer, and of the last layer.
        inputs: a name of `INPUTS`.
        seeds: how many networks a scheme, ≥ 1.
        show: a name of `SHOWN`.

    Raises:
        ValueError, TypeError: an argument is not as described; said when the first result is asked for.
    """
    check_name("scheme", scheme, INITIALIZERS)
    check_name("versus", versus, ["none", *INITIALIZERS])
    check_name("activation", activation, ACTIVATIONS)
    check_name("inputs", inputs, INPUTS)
    check_name("show", show, SHOWN)
    gain = check_real("gain", gain, 0)
    seeds = check_whole("seeds", seeds, 1)
    sizes, X = layer_sizes(depth, width, last), None
    if inputs != "gaussian":
        X = digits_batch("global" if inputs == "digits" else None)
        sizes = (X.shape[1], *layer_sizes(depth, width, last)[1:])

    def run(name: str, chosen, histograms) -> Signals:
        return propagate(
            [name], activation, seeds=chosen, sizes=sizes, batch=BATCH, inputs=X, gain=gain, bins=BINS,
            histograms=histograms, across=show in ("across", "shares"), weight_gradients=show == "weights",
        )  # fmt: skip

    law = None
    if len(set(sizes)) == 1 and INITIALIZERS[scheme].bias_std(sizes[:2]) == 0:
        weight = INITIALIZERS[scheme].law(sizes[:2])
        found = (
            closed_form(activation, sizes[0] * (gain * weight.std) ** 2, depth) if weight.mean == 0 else None
        )
        law = found and found[0]
    others = [] if versus in ("none", scheme) else [versus]
    work = BATCH * sum(a * b for a, b in pairwise(sizes)) * (2 + len(others))
    step = min(seeds, max(1, int(AT_ONCE // work)))
    mine, theirs = [], []
    for first in range(0, seeds, step):
        chosen = range(first, min(seeds, first + step))
        mine.append(run(scheme, chosen, ("activations", "gradients")))
        theirs += [run(name, chosen, ()) for name in others]
        yield (
            chosen.stop / seeds,
            SignalResult(join_seeds(mine), join_seeds(theirs) if theirs else None, inputs, show, law),
        )
