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
    """Show the lab and scene that the page's address asks for; their names are looked up, and never run.

    Voilà hands the address on as ``QUERY_STRING``, such as ``lab=race&scene=one-he-seed``.
    """
    asked = {name: values[-1] for name, values in parse_qs(os.environ["QUERY_STRING"]).items()}
    lab, scene = asked.get("lab", ""), asked.get("scene")
    try:
        check(lab, scene)
    except ValueError as error:
        display(HTML(f'<p role="alert">{escape(str(error))}</p><pre>{escape(listing())}</pre>'))
        return
    shown = LABS[lab](**settings(lab, scene), paused=True)
    shown.add_class("course-fills")
    shown.present()
    words = f"<h1>{escape(shown.title)}</h1><p>{escape(line(lab))}</p>"
    display(HTML(f'<header class="course-demo">{words}</header>'), shown)
