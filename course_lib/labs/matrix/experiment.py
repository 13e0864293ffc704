"""Activation × scheme: what is left of a signal, and of its gradient, after many layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.arguments import check_name, check_real, check_whole
from course_lib.initializers import INITIALIZERS, Normal
from course_lib.kept import Kept
from course_lib.labs.shared.wording import SCHEME_LABELS
from course_lib.propagation import Signals, propagate

__all__ = ["BATCH", "BINS", "SCHEMES", "SURVIVES", "Matrix", "change", "matrix"]

BATCH = 32
BINS = 61  # an odd number: no edge falls on 0, where a ReLU puts half of its outputs
# Powers of ten: E[z²] stays within a factor of 100, so a typical z within one of 10. With the defaults no
# cell is closer to this edge than 0.09: ELU with orthogonal weights, beyond it.
SURVIVES = 2.0
MATRICES_KEPT = 4  # of 6 MB each with the defaults, most of it histograms
# The `Signals` of all schemes, by activation and the size of the networks: what was computed answers at once.
ROWS = Kept(MATRICES_KEPT * len(ACTIVATIONS))

# In the order of their std. Width is the same everywhere, so Glorot is LeCun: two names that readers look
# for. Shapes of a distribution are left out: at one std, uniform and normal pass a signal on alike.
SCHEMES = {
    "normal_small": (Normal(0, 0.01), "Normal × 0.01"),
    **{
        name: (INITIALIZERS[name], SCHEME_LABELS[name])
        for name in (
            "standard", "torch_default", "lecun_normal", "glorot_normal", "orthogonal", "he_normal", "normal",
        )
    },
}  # fmt: skip


@dataclass(frozen=True)
class Matrix:
    """Every activation (rows, `ACTIVATIONS`) with every scheme (columns, `SCHEMES`), and one cell of it.

    ``signal`` is log10 of E[z²] at the last layer over that at layer 1, ``gradient`` log10 of E[δ²] at
    layer 1 over that at the last layer: means over seeds, (activations, schemes). -inf is a power of exactly
    0, +inf one beyond the numbers (or a gradient of no loss), in any seed; NaN is not computed yet.
    ``theory_signal`` and ``theory_gradient`` are the mean-field values.

    ``cell`` holds the picked cell's `Signals` with histograms of activations and gradients.
    """

    activation: str
    scheme: str
    cell: Signals
    signal: np.ndarray
    gradient: np.ndarray
    theory_signal: np.ndarray
    theory_gradient: np.ndarray

    @property
    def place(self) -> tuple[int, int]:
        """Row and column of the picked cell."""
        return list(ACTIVATIONS).index(self.activation), list(SCHEMES).index(self.scheme)

    @property
    def depth(self) -> int:
        return len(self.cell.layers)

    @property
    def known(self) -> np.ndarray:
        """Which cells were computed, (activations, schemes)."""
        return ~np.isnan(self.signal)

    @property
    def survives(self) -> np.ndarray:
        """Where signal and gradient both end within `SURVIVES` of their start, (activations, schemes)."""
        return (np.abs(self.signal) < SURVIVES) & (np.abs(self.gradient) < SURVIVES)


def change(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """log10 of the geometric mean over seeds of ``last`` / ``first``, powers (…, seeds).

    -inf where the last power of a seed is 0, +inf where one is infinite.

    >>> change(np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([[10.0, 0.1], [1.0, 0.0]])).tolist()
    [0.0, -inf]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (np.log10(last) - np.log10(first)).mean(-1)
    found = np.where((last == 0).any(-1), -np.inf, found)
    return np.where(np.isinf(last).any(-1), np.inf, found)


def changes(signals: Signals) -> np.ndarray:
    """Of signal and gradient, measured and in theory: powers of ten, (4, schemes)."""
    z, delta = signals.preactivation_power, signals.gradient_power
    in_theory = signals.theory.preactivation_power[:, None], signals.theory.gradient_power[:, None]
    pairs = (z, delta), in_theory
    return np.array(
        [
            found
            for z, delta in pairs
            for found in (change(z[..., 0], z[..., -1]), change(delta[..., -1], delta[..., 0]))
        ]
    )


def only(signals: Signals, number: int) -> Signals:
    """The `Signals` of scheme ``number`` alone."""
    kept = slice(number, number + 1)

    def arrays(held) -> dict[str, np.ndarray]:
        every = {field.name: getattr(held, field.name) for field in fields(held)}
        return {name: value[kept] for name, value in every.items() if isinstance(value, np.ndarray)}

    return replace(
        signals,
        schemes=signals.schemes[kept],
        histograms={name: counts[kept] for name, counts in signals.histograms.items()},
        theory=replace(signals.theory, **arrays(signals.theory)),
        **arrays(signals),
    )


def matrix(
    activation: str, scheme: str, depth: int, width: int, gain: float, seeds: int
) -> Iterator[tuple[float, Matrix]]:
    """Send N(0, 1) through ``depth`` layers of every cell, and a gradient back; yield (done, `Matrix`).

    The picked cell comes first, beside what is known from before; then its row, then the others.

    Args:
        activation, scheme: the picked cell, names of `ACTIVATIONS` and `SCHEMES`.
        depth, width: layers of weights, and units in each of them, inputs included; ≥ 1.
        gain: factor ≥ 0 on every weight.
        seeds: how many networks a cell, ≥ 1.

    Raises:
        ValueError, TypeError: an argument is not as described; said when the first result is asked for.
    """
    check_name("activation", activation, ACTIVATIONS)
    check_name("scheme", scheme, SCHEMES)
    depth = check_whole("depth", depth, 1)
    width = check_whole("width", width, 1)
    gain = check_real("gain", gain, 0)
    seeds = check_whole("seeds", seeds, 1)

    def run(activation: str, schemes) -> Signals:
        entries = {name: SCHEMES[name][0] for name in schemes}
        return propagate(
            entries, activation, depth, width, BATCH, seeds, gain=gain, bins=BINS,
            histograms=("activations", "gradients"), across=False,
        )  # fmt: skip

    known = {name: ROWS.find((name, depth, width, gain, seeds)) for name in ACTIVATIONS}
    rows = {name: signals for name, signals in known.items() if signals is not None}
    row, column = list(ACTIVATIONS).index(activation), list(SCHEMES).index(scheme)
    cell = only(rows[activation], column) if activation in rows else run(activation, [scheme])
    found = np.full((4, len(ACTIVATIONS), len(SCHEMES)), np.nan)
    found[:, row, column] = changes(cell)[:, 0]
    for number, name in enumerate(ACTIVATIONS):
        if name in rows:
            found[:, number] = changes(rows[name])
    missing = [name for name in dict.fromkeys((activation, *ACTIVATIONS)) if name not in rows]
    yield 1 - len(missing) / len(ACTIVATIONS), Matrix(activation, scheme, cell, *found.copy())
    for done, name in enumerate(missing, len(ACTIVATIONS) - len(missing) + 1):
        rows[name] = ROWS.get((name, depth, width, gain, seeds), lambda name=name: run(name, SCHEMES))
        found[:, list(ACTIVATIONS).index(name)] = changes(rows[name])
        if name == activation:  # the same cell as in its row, where float32 sums run in another order
            cell = only(rows[name], column)
        yield done / len(ACTIVATIONS), Matrix(activation, scheme, cell, *found.copy())
