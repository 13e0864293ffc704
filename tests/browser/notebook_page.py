"""A notebook on screen: its cells, plots and controls, as a reader sees and moves them."""

from __future__ import annotations

import hashlib
import time

from browser_tab import PATIENCE, BrowserError, Tab
from page_scripts import (
    AT_REST,
    FINGERPRINT,
    FRAMES,
    KERNEL,
    NEXT_DRAW,
    OUTPUTS,
    PLACE,
    TIME_PRESS,
    UNREST,
    WAITING,
    WIDGET,
    WORKING,
)
from playwright.sync_api import Error as PlaywrightError


class Notebook(Tab):
    """A `Tab` and what it shows."""

    # The notebook

    def run_all(self, timeout: float = 120, *, plots: bool = True) -> None:
        """Run all cells, wait until all are done and every plot is drawn; red output is an error."""
        self.command("notebook:run-all-cells", timeout)
        self.wait(f"() => {KERNEL}?.status === 'idle'", "an idle kernel after running all cells", timeout)
        if red := self.red_outputs():
            raise BrowserError(f"{self.name}: running all cells gave red output:\n" + "\n".join(red))
        cells = self.page.evaluate(
            f"""() => [...{WIDGET}.content.model.cells]
              .filter(cell => cell.type === "code" && cell.sharedModel.source.trim())
              .map(cell => cell.executionCount)"""
        )
        if None in cells:
            raise BrowserError(
                f"{self.name}: not every code cell ran; their counts are {cells}.\n{self.report()}\n"
                f"The kernel has run {self.run_code('print(len(In) - 1)')} cells."
            )
        if plots:
            self.wait_drawn()

    def reload(self, timeout: float = PATIENCE, *, plots: bool = True) -> None:
        """Save, load the page anew, and wait until the kernel answers and the widgets and plots stand again.

        ipywidgets 8.1.9 looks for a widget for 2 s. When these end while the page is busy restoring that very
        widget, it says "model not found" for good. That race is not ours, and any widget can lose it:
        this loads the page again, as a reader would, and counts it in `lost`.
        """
        self.command("docmanager:save")
        expected = len(self.plots()) if plots else 0
        outputs = len(self.page.query_selector_all(OUTPUTS))
        kernel = self.run_code("import os; print(os.getpid())")
        for _ in range(4):
            self.count_bytes()
            self.page.reload()
            self.wait_idle(timeout)
            self.wait(
                f"""count => {{
                  const outputs = [...document.querySelectorAll("{OUTPUTS}")];
                  const waits = outputs.some(one => one.textContent === "Loading widget...");
                  return outputs.length >= count && !waits;
                }}""",
                "the outputs to come back",
                timeout,
                outputs,
            )
            self.console_errors[:] = [e for e in self.console_errors if "widget model not found" not in e]
            if not self.page.get_by_text("Error displaying widget: model not found").count():
                break
            self.lost += 1
        else:
            raise BrowserError(f"{self.name}: reloaded four times, and its widgets did not come back.")
        if self.run_code("import os; print(os.getpid())") != kernel:
            raise BrowserError(f"{self.name}: its kernel died; the page now has another.")
        if expected:
            self.wait_drawn(expected, timeout)

    # Plots

    def plots(self, inside=None) -> list:
        """The plots on the page, or inside an element of it, top to bottom."""
        return (inside or self.page).query_selector_all(".course-plot")

    def wait_drawn(self, count: int = 0, timeout: float = PATIENCE) -> None:
        """Wait until there are at least `count` plots and each one that is not hidden is drawn.

        JupyterLab skips the layout of cells that are off screen, and a plot is drawn when it first has a
        width: so each is scrolled into view, as a reader would.
        """
        self.wait(
            "count => document.querySelectorAll('.course-plot').length >= count",
            f"{count} plots",
            timeout,
            count,
        )
        for i, plot in enumerate(self.plots()):
            self.wait(
                """plot => {
                  if (plot.dataset.drawn || plot.getClientRects().length === 0) return true;
                  plot.scrollIntoView({ block: "center" });
                  return false;
                }""",
                f"plot {i + 1} to be drawn",
                timeout,
                plot,
            )

    def drawn(self, plot) -> int:
        """How many times a plot has been drawn."""
        return int(plot.get_attribute("data-drawn") or 0)

    def wait_next_draw(self, plot, drawn: int, timeout: float = PATIENCE) -> int:
        """Wait until a plot has been drawn more than `drawn` times."""
        try:
            return self.page.evaluate(NEXT_DRAW, [plot, drawn, timeout * 1000])
        except PlaywrightError:
            raise BrowserError(
                f"{self.name}: waited {timeout:g} s for a plot's next draw.\n{self.report()}"
            ) from None

    def wait_still(self, timeout: float = PATIENCE) -> None:
        """Wait until the kernel has done what the page asked of it, and nothing has been drawn for 0.3 s.

        A page that is too busy to come to its frames is not at rest, however long ago it drew.
        See `wait_settled`.
        """
        self.page.evaluate("() => { window.courseSeen = {}; }")
        rested = f"""() => {{
          const drawn = ({AT_REST})(), now = performance.now(), seen = window.courseSeen;
          if (drawn === null || drawn !== seen.drawn || {WAITING}) {{
            window.courseSeen = {{ drawn, since: now, frames: 0 }};
            return false;
          }}
          seen.frames += 1;
          return seen.frames >= 10 && now - seen.since > 300;
        }}"""
        try:
            self.wait(rested, "the plots to come to rest", timeout)
        except BrowserError as error:
            raise BrowserError(f"{error}\n{self.page.evaluate(UNREST)}") from None

    def wait_settled(self, timeout: float = 180) -> None:
        """Wait until the page is still, no lab computes in the kernel, and what that computed is drawn.

        The kernel's answer comes after all that its labs sent before; the page may not have drawn that yet.
        """
        deadline = time.monotonic() + timeout
        drawn, working = None, "True"
        while working != "False" or self.page.evaluate(AT_REST) != drawn:
            self.wait_still(timeout=max(0.1, deadline - time.monotonic()))
            drawn = self.page.evaluate(AT_REST)
            working = self.run_code(WORKING, max(0.1, deadline - time.monotonic()))
            self.page.evaluate(FRAMES)

    def wait_begun(self, lab) -> None:
        """Scroll to a lab that an answer opened, and wait until it is drawn and what trains has begun."""
        self.wait(
            """lab => {
              const plot = lab.querySelector(".course-plot[data-drawn]");
              if (lab.matches("[data-waits]")) plot?.scrollIntoView({ block: "center" });
              return lab.getClientRects().length > 0 && plot !== null && !lab.matches("[data-waits]");
            }""",
            "a lab to begin after its prediction",
            argument=lab,
        )

    def wait_words(self, start: str, timeout: float = PATIENCE) -> str:
        """Wait until the first lab's words begin like this, beside a picture of the same; all of them."""
        self.wait(
            """start => {
              const words = document.querySelector(".course-words").textContent;
              return words.startsWith(start)
                && words === document.querySelector(".course-plot").getAttribute("aria-label");
            }""",
            f"words that begin with {start!r}",
            timeout,
            start,
        )
        return self.words()

    def words(self) -> str:
        """What is said of the first figure."""
        return self.page.query_selector(".course-words").text_content()

    def fingerprint(self, plot) -> str:
        """A short text that is the same exactly if the drawn shapes, bitmaps and texts are the same."""
        return hashlib.sha256(plot.evaluate(FINGERPRINT).encode()).hexdigest()[:16]

    def click(self, plot, x: float, y: float, panel: int = 1) -> None:
        """Click a plot, whatever its scale, at a point of a panel's axes."""
        plot.scroll_into_view_if_needed()
        self.page.mouse.click(*plot.evaluate(PLACE, [panel, x, y]))

    def wait_changed(self, plot, fingerprint: str, timeout: float = PATIENCE) -> str:
        """Wait until a plot looks different from `fingerprint`; returns what it looks like then."""
        deadline = time.monotonic() + timeout
        drawn = self.drawn(plot)
        while (now := self.fingerprint(plot)) == fingerprint:
            drawn = self.wait_next_draw(plot, drawn, max(0.1, deadline - time.monotonic()))
        return now

    # Controls

    def sliders(self, inside=None) -> list:
        """The sliders on the page, or inside an element of it; of ipywidgets' own, their handles."""
        return (inside or self.page).query_selector_all(".course-slider, .noUi-handle")

    def slider(self, label: str, inside=None):
        """The first slider with this label, on the page or inside an element of it; More is opened for it."""
        found = next(one for one in self.sliders(inside) if one.get_attribute("aria-label") == label)
        return self.unfolded(found)

    def field(self, label: str, inside=None):
        """The number field of the first control with this label, as `slider`; None without one."""
        found = (inside or self.page).query_selector(f"input[aria-label='{label}, exact value']")
        return found and self.unfolded(found)

    def unfolded(self, control):
        """A control; where it is under More, that is opened first."""
        if not control.is_visible():
            panel = control.evaluate_handle("one => one.closest('.course-panel')").as_element()
            if panel.is_visible():
                panel.query_selector(".course-more").click()
                control.wait_for_element_state("visible")
        return control

    def value(self, slider) -> float:
        """Where a slider stands."""
        return float(slider.evaluate("one => one.value ?? one.getAttribute('aria-valuenow')"))

    def press(self, slider, *keys: str) -> None:
        """Focus a slider and press keys on it: ArrowRight, ArrowLeft, Home, End, …"""
        slider.scroll_into_view_if_needed()
        slider.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def time_press(self, slider, plot, key: str, timeout: float = 15) -> float:
        """Press a key on a slider; milliseconds until a plot's first frame with other data is painted."""
        slider.scroll_into_view_if_needed()
        slider.focus()
        self.page.evaluate(TIME_PRESS, [plot, timeout * 1000])
        self.page.keyboard.press(key)
        time = plot.evaluate("plot => plot.courseTime")
        if time is None:
            raise BrowserError(
                f"{self.name}: {key} did not change the plot in {timeout:g} s.\n{self.report()}"
            )
        return time
