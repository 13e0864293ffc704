"""What the tests of faults have in common: the lesson, its labs, what they say of their kernel."""

from __future__ import annotations

LAB = ".course-lab:not(.course-prediction .course-lab)"  # a lab that no prediction holds back
RACE = ["from course_lib import labs\nlab = labs.race(seeds=16, steps=2000)\nlab"]

SHOWN = """() => [...document.querySelectorAll(".course-connection")]
  .filter(line => line.getClientRects().length && line.textContent).map(line => line.textContent)"""
CONTROLS = """root => [...root.querySelectorAll("button, input, select")]
  .filter(one => one.getClientRects().length)
  .map(one => one.disabled)"""


def lines(page) -> list[str]:
    """What labs and predictions on the page say of their kernel; nothing while all is well."""
    return page.page.evaluate(SHOWN)


def wait_line(page, start: str, count: int = 1, timeout: float = 60) -> None:
    """Wait until ``count`` labs and predictions show a line that begins like this."""
    page.wait(
        f"([start, count]) => ({SHOWN})().filter(line => line.startsWith(start)).length === count",
        f"{count} lines that begin with {start!r}",
        timeout,
        [start, count],
    )


def type_number(page, label: str, value: str, inside=None):
    """Type a number into the field beside the slider with this label, and Enter; the field."""
    field = page.field(label, inside)
    field.fill(value)
    field.press("Enter")
    return field


def start_training(page) -> None:
    """Move a slider of the race lab that `RACE` makes, and wait until it trains."""
    page.press(page.slider("Hidden layers"), "ArrowRight")
    page.wait(
        """() => {
          const words = document.querySelector(".course-words").textContent;
          const done = Number(/^After (\\d+) steps/.exec(words)?.[1]);
          return done > 0 && done < 2000;
        }""",
        "a race in mid-training",
    )


def restart(page) -> None:
    """Restart the kernel, as Kernel → Restart Kernel does once the reader has confirmed it."""
    page.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    page.wait_idle()


def close_dialogs(page) -> list[str]:
    """Close JupyterLab's dialogs by their only button, for this session if they offer that; their titles."""
    titles = []
    for dialog in page.page.query_selector_all(".jp-Dialog"):
        titles.append(dialog.query_selector(".jp-Dialog-header").text_content())
        if again := dialog.query_selector("input[type=checkbox]"):
            again.check()
        dialog.query_selector("button").click()
    return titles


def type_into_cell(page, index: int, text: str) -> None:
    """Replace a cell's source by what a reader types, key by key."""
    page.page.evaluate(
        """i => {
          const notebook = window.jupyterapp.shell.currentWidget.content;
          notebook.activeCellIndex = i;
          return notebook.scrollToItem(i);
        }""",
        index,
    )
    editor = page.page.query_selector(f".jp-Notebook-cell[data-windowed-list-index='{index}'] .cm-content")
    editor.click()
    page.page.keyboard.press("Control+a")
    page.page.keyboard.type(text)


def source(page, index: int) -> str:
    """A cell's source, as JupyterLab holds it."""
    return page.page.evaluate(
        "i => window.jupyterapp.shell.currentWidget.content.model.cells.get(i).sharedModel.source", index
    )
