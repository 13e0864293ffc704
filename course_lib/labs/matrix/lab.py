"""The matrix lab: every activation with every scheme, and what is left after many layers."""

from __future__ import annotations

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.activations import name_of as activation_name
from course_lib.initializers import name_of
from course_lib.labs.matrix.experiment import SCHEMES, SURVIVES, Matrix, matrix
from course_lib.labs.matrix.figure import cell_at, matrix_figure
from course_lib.labs.shared.depth import GAIN, number
from course_lib.labs.shared.wording import counted
from course_lib.widgets import Lab, Pick, Whole
from course_lib.widgets.plot_view import Point

__all__ = ["lab"]

# At 128 NumPy makes orthogonal matrices in several threads, which on a busy machine can take 0.2 s for each.
WIDEST = 64


def pick(result: Matrix, point: Point) -> dict | None:
    """The cell that was clicked."""
    cell = cell_at(*point)
    return None if cell is None else dict(zip(("activation", "scheme"), cell, strict=True))


def who(result: Matrix) -> str:
    return f"{SCHEMES[result.scheme][1]} with {ACTIVATIONS[result.activation].label}"


def becomes(decades: float) -> str:
    """What a power is multiplied by on its way."""
    if np.isinf(decades):
        return "overflows" if decades > 0 else "becomes 0"
    return f"× {number(10.0**decades)}"


def fate(decades: float) -> str:
    """What that means, in a word or two."""
    if np.isinf(decades):
        return "overflows" if decades > 0 else "is exactly 0"
    if abs(decades) < SURVIVES:
        return "survives"
    return "vanishes" if decades < 0 else "explodes"


def fates(result: Matrix) -> str:
    """Of the signal and the gradient of the picked cell."""
    signal, gradient = fate(result.signal[result.place]), fate(result.gradient[result.place])
    if signal == "overflows":
        return "the signal overflows, so there is no loss and no gradient"
    if signal == gradient == "survives":
        return "both survive"
    return f"the signal {signal}, the gradient {gradient}"


def words(result: Matrix) -> str:
    place = result.place
    said = f"{who(result)}, over {counted(result.depth, 'layer')}: {fates(result)}. "
    if result.signal[place] < np.inf:
        theory = number(10.0 ** result.theory_signal[place]), number(10.0 ** result.theory_gradient[place])
        said += f"E[z²] {becomes(result.signal[place])} (theory {theory[0]}), "
        said += f"E[δ²] {becomes(result.gradient[place])} (theory {theory[1]}). "
    known, alive = int(result.known.sum()), int(result.survives.sum())
    share = counted(known, "cell") + " computed so far" * (not result.known.all())
    return f"{said}Rings: both survive in {alive} of {share}."


def summary(result: Matrix) -> str:
    place, cell = result.place, result.cell
    theory = [number(10.0 ** one[place]) for one in (result.theory_signal, result.theory_gradient)]
    lines = [
        f"{counted(result.depth, 'layer')} of width {cell.sizes[0]}, {len(cell.seeds)} seeds, gain {cell.gain:g}",
        f"{who(result)}: {fates(result)}; theory: E[z²] × {theory[0]}, E[δ²] × {theory[1]}",
        f"both survive in {result.survives.sum()} of {result.survives.size} cells",
    ]
    none = []
    for name, row in zip(ACTIVATIONS, result.survives, strict=True):
        label = ACTIVATIONS[name].label
        good = [scheme for (_, scheme), alive in zip(SCHEMES.values(), row, strict=True) if alive]
        if good:
            lines.append(f"{label}: {', '.join(good)}")
        else:
            none.append(label)
    return "\n".join(lines + ([f"no scheme: {', '.join(none)}"] if none else []))


def lab(settings: dict, presets: dict) -> Lab:
    return Lab(
        "Activation × scheme",
        [
            Pick("activation", "Activation", "relu", {name: one.label for name, one in ACTIVATIONS.items()},
                 activation_name),
            Pick("scheme", "Scheme", "he_normal", {name: label for name, (_, label) in SCHEMES.items()}, name_of),
            Whole("depth", "Layers", 30, 1, 50),
            Whole("width", "Width", 64, 1, WIDEST, step=0.02, log=True),
            GAIN,
            Pick("seeds", "Seeds", 4, {n: str(n) for n in (1, 2, 4, 8)}),
        ],
        matrix, matrix_figure, words, summary, settings=settings, presets=presets, pick=pick,
        main=("activation", "scheme", "depth", "gain"),
    )  # fmt: skip
