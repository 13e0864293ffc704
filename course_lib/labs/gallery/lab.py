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
    if scene.versus is not None:
        return compared(scene, scene.versus)
    name, out, zones = scene.activation.label, scene.theory, where(scene.zones)
    said = f"{name} turns mean {number(scene.mean)}, std {number(scene.std)} into mean {number(out.mean)}, std {number(out.std)}. "
    if out.slope_power == 0 and scene.gain is not None:
        return said + "The slope is 0 everywhere: no gradient comes back through it, whatever the gain."
    said += f"It is flat for {zones}, {percent(out.flat)} of z. " if zones else "It is flat nowhere. "
    if scene.gain is None:
        return said + f"The output has died: no gain up to {LARGEST_GAIN:,g} keeps E[z²]."
    return (
        said
        + f"Gain {number(scene.gain)} keeps E[z²] and multiplies E[δ²] by {number(scene.gradient_factor)}."
    )


def compared(*both: Gallery) -> str:
    """Which of two activations passes on more, and what makes up for it."""
    more, less = sorted(both, key=lambda scene: -scene.theory.power)
    said = f"{more.activation.label} passes on more: E[φ²] {number(more.theory.power)}, {less.activation.label} {number(less.theory.power)}. "
    if number(more.theory.power) == number(less.theory.power):
        said = f"{both[0].activation.label} and {both[1].activation.label} pass on as much: E[φ²] {number(more.theory.power)}. "
    return said + "; ".join(f"{scene.activation.label}: {makes_up(scene)}" for scene in (more, less)) + "."


def makes_up(scene: Gallery) -> str:
    if scene.gain is None:
        return f"no gain up to {LARGEST_GAIN:,g} keeps E[z²]"
    return f"gain {number(scene.gain)} keeps E[z²], E[δ²] × {number(scene.gradient_factor)}"


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
        *([] if scene.versus is None else [compared(scene, scene.versus)]),
    ])  # fmt: skip


def unused(settings: dict) -> dict[str, str]:
    shown = [ACTIVATIONS[name] for name in (settings["activation"], settings["versus"]) if name != "none"]
    return {
        name: why
        for name, why in (
            ("slope", "Only Leaky ReLU and PReLU have a slope that can be set."),
            ("alpha", "Only ELU has an α that can be set."),
        )
        if not any(name in activation.parameters for activation in shown)
    }


def lab(settings: dict, presets: dict) -> Lab:
    names = {name: act.label for name, act in ACTIVATIONS.items()}
    return Lab(
        "Activation gallery",
        [
            Choice("activation", "Activation", "tanh", names, activation_name),
            Number("slope", "Slope (leaky, PReLU)", 0.01, *SLOPES, step=0.01),
            Number("alpha", "α (ELU)", 1.0, *ALPHAS, step=0.05),
            Number("std", "Std of z", 1.0, *STDS, step=math.log10(STDS[1]) / 65, log=True, marks={1.0: "1"}),
            Number("mean", "Mean of z", 0.0, *MEANS, step=0.1),
            Choice("versus", "Compare with", "none", {"none": "nothing"} | names, activation_name),
        ],
        gallery, gallery_figure, words, summary, settings=settings, presets=presets,
        main=("activation", "versus", "std", "mean"), unused=unused,
    )  # fmt: skip
