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
from course_lib.labs.shared.wording import SCHEME_LABELS
from course_lib.mean_field import closed_form
from course_lib.propagation import Signals, join_seeds, propagate

__all__ = ["BATCH", "BINS", "INPUTS", "SHOWN", "SignalResult", "layer_sizes", "signals"]

BATCH = 128
BINS = 61  # an odd number: no edge falls on 0, where a ReLU puts half of its outputs
# What of a pass fits between two pictures: multiplications of one batch by all weights, about 50 ms here.
AT_ONCE = 1.2e9
INPUTS = {"gaussian": "N(0, 1)", "digits": "digits, standardized", "raw_digits": "digits, as they ship"}
SHOWN = {
    "power": "the network",
    "across": "the network; how inputs differ",
    "weights": "weights' gradient",
    "shares": "saturated and dead units",
}


@dataclass(frozen=True)
class SignalResult:
    """What the lab shows: the scheme's `Signals`, those to compare with, or None, and what was chosen to be seen.

    ``law`` is theory's formula for E[z²] in words, or None where there is no simple one. ``layer`` is the layer that
    is looked at, from 1, or 0; then ``path`` holds what one input, the first of the batch, does in the first network.
    """

    signals: Signals
    versus: Signals | None
    inputs: str
    show: str
    law: str | None
    layer: int = 0
    path: Signals | None = None

    @property
    def scheme(self) -> str:
        return self.signals.schemes[0]

    @property
    def other_label(self) -> str:
        """What is compared with, by its scheme, or by its width where that is what differs."""
        scheme, width = self.versus.schemes[0], self.versus.sizes[-1]
        same = scheme == self.scheme
        return f"{SCHEME_LABELS[scheme]}, {width} wide" if same else SCHEME_LABELS[scheme]


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


def gaussian_batch(n_in: int) -> np.ndarray:
    """The inputs (BATCH, n_in) that `propagate` draws where it is given none."""
    return np.random.default_rng([0, 0]).standard_normal((BATCH, n_in))


def with_inputs(X: np.ndarray | None, sizes: tuple[int, ...]) -> tuple[int, ...]:
    """``sizes`` with as many inputs as ``X`` (examples, inputs) has."""
    return sizes if X is None else (X.shape[1], *sizes[1:])


def signals(
    scheme: str, versus: str, activation: str, gain: float, depth: int, width: int, last: int, inputs: str,
    seeds: int, show: str, versus_width: int = 0, layer: int = 0,
) -> Iterator[tuple[float, SignalResult]]:  # fmt: skip
    """Send one batch through ``depth`` layers, and a gradient back; yield (done, `SignalResult`).

    Args:
        scheme, versus: names of the registry of initializers; ``versus`` may be "none".
        gain: a factor ≥ 0 on every weight.
        width, last: the widths of the inputs (64 for digits) and first layer, and of the last layer.
        inputs: a name of `INPUTS`.
        seeds: how many networks a scheme, ≥ 1.
        show: a name of `SHOWN`.
        versus_width: the width of every layer of what is compared with, which is the scheme itself where ``versus``
            is "none"; 0 for the scheme's own widths.
        layer: the layer to look at, 0 for none; one beyond the last is the last.

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
    versus_width = check_whole("versus_width", versus_width, 0)
    layer = min(check_whole("layer", layer, 0), depth)
    X = None if inputs == "gaussian" else digits_batch("global" if inputs == "digits" else None)
    sizes = with_inputs(X, layer_sizes(depth, width, last))
    theirs_sizes = with_inputs(X, layer_sizes(depth, versus_width, versus_width)) if versus_width else sizes
    other = scheme if versus == "none" else versus
    compared = (other, theirs_sizes) != (scheme, sizes)

    def run(name: str, sizes: tuple[int, ...], chosen) -> Signals:
        return propagate(
            [name], activation, seeds=chosen, sizes=sizes, batch=BATCH, inputs=X, gain=gain, bins=BINS,
            histograms=("activations", "gradients"), across=show in ("across", "shares"),
            weight_gradients=show == "weights",
        )  # fmt: skip

    path = None
    if layer:
        one = (gaussian_batch(sizes[0]) if X is None else X)[:1]
        path = propagate(
            [scheme], activation, seeds=[0], sizes=sizes, inputs=np.repeat(one, 2, axis=0), gain=gain, bins=BINS,
            histograms="activations", across=False,
        )  # fmt: skip

    law = None
    if len(set(sizes)) == 1 and INITIALIZERS[scheme].bias_std(sizes[:2]) == 0:
        weight = INITIALIZERS[scheme].law(sizes[:2])
        found = (
            closed_form(activation, sizes[0] * (gain * weight.std) ** 2, depth) if weight.mean == 0 else None
        )
        law = found and found[0]
    work = BATCH * sum(a * b for one in [sizes] + [theirs_sizes] * compared for a, b in pairwise(one))
    step = min(seeds, max(1, int(AT_ONCE // (2 * work))))
    mine, theirs = [], []
    for first in range(0, seeds, step):
        chosen = range(first, min(seeds, first + step))
        mine.append(run(scheme, sizes, chosen))
        if compared:
            theirs.append(run(other, theirs_sizes, chosen))
        beside = join_seeds(theirs) if compared else None
        yield chosen.stop / seeds, SignalResult(join_seeds(mine), beside, inputs, show, law, layer, path)
