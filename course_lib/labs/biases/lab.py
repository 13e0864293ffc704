"""The biases lab: the same weights beside five kinds of biases."""

from __future__ import annotations

from course_lib.activations import ACTIVATIONS
from course_lib.activations import name_of as activation_name
from course_lib.initializers import name_of
from course_lib.labs.biases.experiment import BIASES, BiasResult, biases
from course_lib.labs.biases.figure import bias_at, biases_figure
from course_lib.labs.shared.depth import number
from course_lib.labs.shared.wording import SCHEME_LABELS, counted
from course_lib.widgets import Choice, Lab, Pick, Whole
from course_lib.widgets.plot_view import Point

__all__ = ["lab"]


def pick(result: BiasResult, point: Point) -> dict | None:
    """The row of the table that was clicked."""
    kind = bias_at(*point)
    return None if kind is None else {"bias": kind}


def told(result: BiasResult, kind: str) -> str:
    """E[z²] of the last layer, and what of it differs across inputs, in words."""
    power, across, share = result.end(kind)
    if result.signals[kind].overflow.any():
        return "the signal overflows"
    if power == 0:
        return "no signal is left"
    return f"E[z²] {number(power)}, of which {number(across) if share else 'nothing above rounding'} differs"


def words(result: BiasResult) -> str:
    activation = ACTIVATIONS[result.signals["zero"].activation].label
    ends = {kind: result.end(kind) for kind in BIASES}
    shares = []
    for kind in sorted(BIASES, key=lambda kind: -ends[kind][2]):
        power, _, share = ends[kind]
        clear = share or result.signals[kind].overflow.any() or power == 0
        share = number(share) if share else told(result, kind) if clear else "only rounding"
        shares.append(f"{share} with {'biases ' * (not shares)}{BIASES[kind]}")
    return (
        f"{SCHEME_LABELS[result.scheme]}, {activation}, after {counted(result.depth, 'layer')}. "
        f"Of E[z²] this share differs across inputs: {', '.join(shares)}."
    )


def summary(result: BiasResult) -> str:
    one = result.signals["zero"]
    lines = [
        f"{counted(len(one.layers), 'layer')} of width {one.sizes[0]}, {one.activation}, {len(one.seeds)} seeds; at the end:"
    ]
    return "\n".join(lines + [f"{BIASES[kind]}: {told(result, kind)}" for kind in BIASES])


def lab(settings: dict, presets: dict) -> Lab:
    return Lab(
        "Biases",
        [
            Choice("scheme", "Weights", "glorot_normal", SCHEME_LABELS, name_of),
            Choice("activation", "Activation", "tanh", {name: act.label for name, act in ACTIVATIONS.items()},
                   activation_name),
            Whole("depth", "Layers", 20, 1, 50),
            Whole("width", "Width", 128, 1, 128, step=0.02, log=True),
            Pick("seeds", "Seeds", 4, {n: str(n) for n in (1, 2, 4, 8)}),
            Pick("bias", "Biases", "normal", BIASES),
        ],
        biases, biases_figure, words, summary, settings=settings, presets=presets, pick=pick, looks=("bias",),
        main=("scheme", "activation", "bias", "depth"),
    )  # fmt: skip
