"""What a demo's page shows: it runs in the kernel that Voilà starts for the page."""

from __future__ import annotations

import os
from html import escape
from urllib.parse import parse_qs

from IPython.display import HTML, display

from classroom.demo.choice import check, line, listing, settings
from course_lib.labs import LABS

__all__ = ["show"]


def show() -> None:
    """Show the lab and preset that the page's address asks for; their names are looked up, and never run.

    Voilà hands the address on as ``QUERY_STRING``, such as ``lab=race&preset=one-he-seed``; a preset is
    also taken by its earlier name, ``scene``.
    """
    asked = {name: values[-1] for name, values in parse_qs(os.environ["QUERY_STRING"]).items()}
    lab, preset = asked.get("lab", ""), asked.get("preset", asked.get("scene"))
    try:
        check(lab, preset)
    except ValueError as error:
        display(HTML(f'<p role="alert">{escape(str(error))}</p><pre>{escape(listing())}</pre>'))
        return
    shown = LABS[lab](**settings(lab, preset), paused=True)
    shown.add_class("course-fills")
    shown.present()
    words = f"<h1>{escape(shown.title)}</h1><p>{escape(line(lab))}</p>"
    display(HTML(f'<header class="course-demo">{words}</header>'), shown)
