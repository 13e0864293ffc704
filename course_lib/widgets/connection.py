"""What tells a reader that the controls no longer reach the kernel."""

from __future__ import annotations

from pathlib import Path

import anywidget

__all__ = ["Connection"]

HERE = Path(__file__).parent


class Connection(anywidget.AnyWidget):
    """A line that says so, in the lab or the prediction whose child this is, when the kernel is out of reach.

    While the page has no connection to the kernel, it says that what is set now will be sent later. Once the
    kernel that made the lab has ended, it says what to run, and the controls, which nothing would follow, are
    disabled; what they show stays. The page notices both by itself: the kernel has no part in it.
    """

    _esm = HERE / "connection.js"
    _css = HERE / "connection.css"
