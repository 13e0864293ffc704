"""Which labs and scenes there are to be shown, and whether one that was asked for is among them."""

from __future__ import annotations

from course_lib.arguments import did_you_mean
from course_lib.labs import LABS, OLD_NAMES, SCENES

__all__ = ["check", "line", "listing", "settings"]


def line(lab: str) -> str:
    """What a lab is for, in the one line of its docstring."""
    return LABS[lab].__doc__.strip()


def listing() -> str:
    """Every lab's name and what it is for, a line each, and below it its scenes."""
    width = max(map(len, LABS))
    lines = []
    for lab in LABS:
        lines.append(f"  {lab:{width}}  {line(lab)}")
        lines += [f"      {name}: {scene.label}" for name, scene in SCENES.get(lab, {}).items()]
    return "\n".join(lines)


def settings(lab: str, scene: str | None) -> dict:
    """What the lab opens with: the scene, or what its old name stands for."""
    old = OLD_NAMES.get(lab, {}).get(scene)
    return {"scene": scene} if old is None else dict(old.settings)


def check(lab: str, scene: str | None = None) -> None:
    """Refuse what is not the name of a lab, or of one of its scenes; the old name of a scene will do.

    Raises:
        ValueError: with the names that are nearest, if any is near, and with all scenes of the lab.
    """
    if lab not in LABS:
        raise ValueError(f"There is no lab {lab!r}{did_you_mean(lab, LABS) or '.'}")
    scenes = SCENES.get(lab, {})
    if scene is not None and scene not in scenes and scene not in OLD_NAMES.get(lab, {}):
        there = f"Its scenes: {', '.join(scenes)}." if scenes else "It has no scenes."
        raise ValueError(f"The lab {lab} has no scene {scene!r}{did_you_mean(scene, scenes) or '.'} {there}")
