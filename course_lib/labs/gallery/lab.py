"""The activation gallery: what an activation makes of a normal input, and what slope the gradient meets."""

from __future__ import annotations

import math

from course_lib.activations import ACTIVATIONS
from course_lib.activations import name_of as activation_name
from course_lib.labs.gallery.experiment import (
    ALPHAS,
    DRAWS,
    LARGEST_GAIN,
    MEANS,
    SLOPES,
    STDS,
    Gallery,
    gallery,
)
from course_lib.labs.gallery.figure import gallery_figure, number, percent
from course_lib.widgets import Choice, Lab, Number

__all__ = ["lab"]


def where(zones) -> str:
    """The zones as conditions on z; "" if there are none."""
    said = []
    for low, high in zones:
        if low == -math.inf and high == math.inf:
            said.append("every z")
        elif low == -math.inf:
            said.append(f"z < {number(high)}")
        elif high == math.inf:
            said.append(f"z > {number(low)}")
        else:
            said.append(f"{number(low)} < z < {number(high)}")
    return " or ".join(said)


def words(scene: Gallery) -> str:
    name, out, zones = scene.activation.label, scene.theory, where(scene.zones)
    said = f"{name}: from mean {number(scene.mean)}, std {number(scene.std)} to mean {number(out.mean)}, std {number(out.std)}. "
    if out.slope_power == 0 and scene.gain is not None:
        return said + "The slope is 0 everywhere: no gradient comes back through it, whatever the gain."
    if zones:
        said += f"The slope is under 5 % of its largest for {zones}: {percent(out.flat)} of the inputs. "
    else:
        said += "The slope is nowhere under 5 % of its largest. "
    if scene.gain is None:
        return (
            said
            + f"The output has died: no gain up to {LARGEST_GAIN:,g} gives the next layer the same E[z²]."
        )
    return said + (
        f"A gain of {number(scene.gain)} gives the next layer the same E[z²], {number(scene.input_power)}, "
        f"and multiplies a gradient's mean square by {number(scene.gradient_factor)} on its way back."
    )


def summary(scene: Gallery) -> str:
    out = scene.theory
    agrees = abs(scene.sample.mean - out.mean) <= 4 * out.std / math.sqrt(DRAWS) + 1e-12
    gain = (
        f"gain {number(scene.gain)} keeps E[z²] at {number(scene.input_power)}; a gradient's mean square × {number(scene.gradient_factor)}"
        if scene.gain is not None
        else f"no gain up to {LARGEST_GAIN:,g} keeps E[z²]: the output has died"
    )
    return "\n".join([
        f"E[φ] {number(out.mean)}, Var φ {number(out.variance)}, E[φ²] {number(out.power)}, E[φ'²] {number(out.slope_power)}",
        f"flat: {where(scene.zones) or 'nowhere'}, {percent(out.flat)} of z",
        gain,
        f"the mean of {DRAWS:,} draws is within four standard errors of theory: {'yes' if agrees else 'no'}",
    ])  # fmt: skip


def unused(settings: dict) -> dict[str, str]:
    activation = ACTIVATIONS[settings["activation"]]
    lacking = [name for name in ("slope", "alpha") if name not in activation.parameters]
    return {name: f"{activation.label} has no such parameter." for name in lacking}


def lab(settings: dict, presets: dict) -> Lab:
    return Lab(
        "Activation gallery",
        [
            Choice("activation", "Activation", "tanh", {name: act.label for name, act in ACTIVATIONS.items()},
                   activation_name),
            Number("slope", "Slope (leaky, PReLU)", 0.01, *SLOPES, step=0.01),
            Number("alpha", "α (ELU)", 1.0, *ALPHAS, step=0.05),
            Number("std", "Std of z", 1.0, *STDS, step=math.log10(STDS[1]) / 65, log=True),
            Number("mean", "Mean of z", 0.0, *MEANS, step=0.1),
        ],
        gallery, gallery_figure, words, summary, settings=settings, presets=presets,
        main=("activation", "std", "mean"), unused=unused,
    )  # fmt: skip
