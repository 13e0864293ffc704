"""What a demo's page shows: it runs in the kernel that Voilà starts for the page."""

from __future__ import annotations

import os
from html import escape
from urllib.parse import parse_qs

from IPython.display import HTML, display

from classroom.demo.choice import check, line, listing, settings
from course_lib.arguments import did_you_mean
from course_lib.labs import LABS
from course_lib.widgets import Lab

__all__ = ["show"]

NOT_SETTINGS = ("lab", "preset", "scene", "token")


def show() -> None:
    """Show the lab, preset and settings that the page's address asks for; names are looked up, and never run.

    Voilà hands the address on as ``QUERY_STRING``, such as ``lab=race&preset=one-he-seed&depth=3``; a preset
    is also taken by its earlier name, ``scene``. What the lab does not take is named, and the rest applied.
    """
    asked = {name: values[-1] for name, values in parse_qs(os.environ["QUERY_STRING"]).items()}
    lab, preset = asked.get("lab", ""), asked.get("preset", asked.get("scene"))
    try:
        check(lab, preset)
    except ValueError as error:
        display(HTML(f'<p role="alert">{escape(str(error))}</p><pre>{escape(listing())}</pre>'))
        return
    shown, wrong = opened(lab, settings(lab, preset), asked)
    shown.state.addressed = True
    shown.add_class("course-fills")
    shown.present()
    words = f"<h1>{escape(shown.title)}</h1><p>{escape(line(lab))}</p>"
    words += "".join(f'<p role="alert">{escape(one)}</p>' for one in wrong)
    display(HTML(f'<header class="course-demo">{words}</header>'), shown)


def opened(name: str, chosen: dict, asked: dict[str, str]) -> tuple[Lab, list[str]]:
    """The lab with what its address asks for, and in words what of that it does not take."""
    lab, wanted, wrong = LABS[name](**chosen, paused=True), {}, []
    for setting, text in asked.items():
        if setting in NOT_SETTINGS:
            continue
        control = lab.controls.get(setting)
        if control is None:
            wrong.append(f"The lab has no setting {setting!r}{did_you_mean(setting, lab.controls) or '.'}")
            continue
        try:
            wanted[setting] = control.check(control.read(text))
        except ValueError as error:
            wrong.append(f"{error}.")
    if not wanted:
        return lab, wrong
    try:
        return LABS[name](**chosen | wanted, paused=True), wrong
    except ValueError as error:  # each is allowed, and together they are not
        return lab, [*wrong, f"{error}."]
