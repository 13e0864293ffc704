"""A page that `course.py demo` shows, in a tab of the browser."""

from __future__ import annotations

from browser_tab import BrowserError
from notebook_page import Notebook


class DemoPage(Notebook):
    """A `Notebook` whose page Voilà shows: ``name`` is the page's address."""

    def load(self, timeout: float) -> None:
        self.page.goto(self.name, timeout=timeout * 1000)
        self.wait_lab(timeout)

    def wait_lab(self, timeout: float = 90) -> None:
        """Wait until the lab's figure is drawn, and its words are those of the figure."""
        self.wait(
            """() => {
              const plot = document.querySelector(".course-plot[data-drawn]");
              const words = document.querySelector(".course-words")?.textContent;
              const red = document.querySelector('[data-mime-type="application/vnd.jupyter.error"]');
              return red || (plot && words && words === plot.getAttribute("aria-label"));
            }""",
            "the lab",
            timeout,
        )
        if red := self.red_outputs():
            raise BrowserError(f"{self.name}: red output:\n" + "\n".join(red))

    def reload(self, timeout: float = 90) -> None:
        """Load the page anew: Voilà makes another kernel for it, and the lab starts anew."""
        self.page.reload()
        self.wait_lab(timeout)
