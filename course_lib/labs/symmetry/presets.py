"""Presets of ``labs.symmetry()``; the notes in ``classroom/notes/`` show them."""

from __future__ import annotations

from course_lib.widgets import Preset

__all__ = ["PRESETS"]

PRESETS: dict[str, Preset] = {
    "all-zeros": Preset(
        "All weights 0, circles",
        "One point that never moves: the hidden gradient is exactly 0, the loss ln 2.",
        dict(start="zeros"),
    ),
    "all-equal-on-moons": Preset(
        "All weights 0.5, moons",
        "Eight units move as one point; the loss is that of a single unit, about 85 % right.",
        dict(start="constant", data="moons", steps=10_000),
    ),
    "only-w2-random": Preset(
        "W1 equal to 0.5, W2 random, circles",
        "The units part within 50 steps, and the network passes 90 %.",
        dict(start="constant_W1"),
    ),
    "noise-1e-12": Preset(
        "All weights 0.5, noise of 10⁻¹², circles",
        "The network of one unit for more than 4,000 steps, then the units part.",
        dict(start="noisy", steps=8000),
    ),
    "noise-1e-6": Preset(
        "All weights 0.5, noise of 10⁻⁶, circles",
        "The units part about 2,600 steps earlier than with 10⁻¹².",
        dict(start="noisy", noise=-6, steps=8000),
    ),
}
