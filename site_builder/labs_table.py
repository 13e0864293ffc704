"""``python -m site_builder.labs_table`` writes ``docs/labs.md``: every lab, its settings and its presets."""

from __future__ import annotations

import re

from course_lib.checks import QUESTIONS
from course_lib.labs import LABS, PRESETS
from course_lib.widgets import Number, Several, Switch, Whole
from course_lib.widgets.controls import Control
from lesson_builder.texts import lesson_number
from site_builder.pages import ROOT

__all__ = ["PAGE", "labs_table"]

PAGE = ROOT / "docs" / "labs.md"
HEAD = """# The labs

Made from the labs themselves by `python -m site_builder.labs_table`. Every setting is a keyword argument,
`labs.race(depth=6)`, and can be set later, `lab.set(depth=6)`. A preset is a named setting, and settings
beside it change it: `labs.race(preset="one-he-seed", seeds=4)`. With `paused=True` a lab that trains opens
before training.
"""
LISTED = 16  # of more options than these, only their number is said


def labs_table() -> str:
    """The page, in Markdown: a section a lab."""
    lessons = lessons_by_lab()
    return "\n".join([HEAD, *(section(name, lessons.get(name, [])) for name in LABS)])


def lessons_by_lab() -> dict[str, list[str]]:
    """Links to the lessons whose cells or questions open a lab, by the lab's name."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "lessons").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        asked = [QUESTIONS[name].lab for name in re.findall(r'^predict\("(\w+)"', text, re.MULTILINE)]
        for name in {*re.findall(r"^labs\.(\w+)\(", text, re.MULTILINE), *asked}:
            found.setdefault(name, []).append(f"[{lesson_number(path.stem)}](../notebooks/{path.stem}.ipynb)")
    return found


def section(name: str, lessons: list[str]) -> str:
    """What one lab shows, where it is used, what can be set, and its presets."""
    lab = LABS[name](paused=True)
    lines = [f"## `labs.{name}()`", "", f"{LABS[name].__doc__.strip()} In lesson {', '.join(lessons)}.", ""]
    lines += ["| setting | label | opens with | may be |", "|---|---|---|---|"]
    for control in lab.controls.values():
        lines.append(
            f"| `{control.name}` | {control.label} | {written(control.default)} | {allowed(control)} |"
        )
    lines += ["", "| preset | what is set |", "|---|---|"]
    lines += [f"| `{preset}` | {one.label} |" for preset, one in PRESETS[name].items()]
    return "\n".join([*lines, ""])


def written(value: object) -> str:
    """A value as it is written in a call."""
    return f"`{value!r}`"


def allowed(control: Control) -> str:
    """The values that a control takes."""
    if isinstance(control, Whole | Number):
        return f"{control.low:g} to {control.high:g}{', whole' if isinstance(control, Whole) else ''}"
    if isinstance(control, Switch):
        return f"{written(True)}, {written(False)}"
    options = list(control.options)
    several = "one or more of " if isinstance(control, Several) else ""
    return several + (f"{len(options)} names" if len(options) > LISTED else ", ".join(map(written, options)))


if __name__ == "__main__":
    PAGE.write_text(labs_table(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
