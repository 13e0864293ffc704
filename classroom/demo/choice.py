"""Which labs and presets there are to be shown, and whether one that was asked for is among them."""

from __future__ import annotations

from course_lib.arguments import did_you_mean
from course_lib.labs import LABS, OLD_NAMES, PRESETS

__all__ = ["check", "line", "listing", "settings"]


def line(lab: str) -> str:
    """What a lab is for, in the one line of its docstring."""
    return LABS[lab].__doc__.strip()


def listing() -> str:
    """Every lab's name and what it is for, a line each, and below it its presets."""
    width = max(map(len, LABS))
    lines = []
    for lab in LABS:
        lines.append(f"  {lab:{width}}  {line(lab)}")
        lines += [f"      {name}: {preset.label}" for name, preset in PRESETS[lab].items()]
    return "\n".join(lines)


def settings(lab: str, preset: str | None) -> dict:
    """What the lab opens with: the preset, or what its old name stands for."""
    old = OLD_NAMES[lab].get(preset)
    return {"preset": preset} if old is None else dict(old.settings)


def check(lab: str, preset: str | None = None) -> None:
    """Refuse what is not the name of a lab, or of one of its presets; the old name of a preset will do.

    Raises:
        ValueError: with the names that are nearest, if any is near, and with all presets of the lab.
    """
    if lab not in LABS:
        raise ValueError(f"There is no lab {lab!r}{did_you_mean(lab, LABS) or '.'}")
    presets = PRESETS[lab]
    if preset is not None and preset not in presets | OLD_NAMES[lab]:
        there = f"Its presets: {', '.join(presets)}." if presets else "It has no presets."
        raise ValueError(
            f"The lab {lab} has no preset {preset!r}{did_you_mean(preset, presets) or '.'} {there}"
        )
