"""One tab of the browser: it waits, runs code, and records everything that went wrong in it."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Self
from urllib.parse import quote, urlsplit

from page_scripts import KERNEL, WIDGET
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

if TYPE_CHECKING:
    from real_browser import JupyterLab

# anywidget says this of a widget that took over 2 s to start, as on a busy machine, and sends it no updates.
# Nothing of ours depends on those, which the tests check for itself: here it is no fault.
SLOW_START = "[anywidget] Failed to initialize model"
PATIENCE = 90  # seconds: no test waits for a time, so this only ends one whose condition never comes
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
LOCAL_SCHEMES = {"data", "blob", "about", "chrome", "devtools", "chrome-error"}


class BrowserError(AssertionError):
    """What went wrong on the page, in words."""


def is_outside(url: str) -> bool:
    """Whether a request for `url` would leave this machine."""
    parts = urlsplit(url)
    return parts.scheme not in LOCAL_SCHEMES and parts.hostname not in LOOPBACK


class Tab:
    """One tab with one notebook. A context manager: leaving it closes the tab and stops the kernel.

    ``where`` is the part of an address at which the server shows a notebook, in a workspace of its own: a
    page that is closed may save its layout after the next one was opened.

    Attributes:
        page: Playwright's page.
        outside: addresses asked for that are not on this machine.
        console_errors: what the page wrote with ``console.error``, or the browser about it.
        page_errors: JavaScript exceptions nobody caught.
        lost: how often `reload` had to load the page again.
        received, messages: bytes and messages over websockets since `count_bytes` (or the beginning).
    """

    where = "lab/workspaces/{workspace}/tree"

    def __init__(self, lab: JupyterLab, name: str, width: int, height: int, timeout: float, init_script: str):
        self.lab, self.name = lab, name
        self.outside: list[str] = []
        self.console_errors: list[str] = []
        self.page_errors: list[str] = []
        self.lost = 0
        self.count_bytes()
        self.context = lab.browser.new_context(viewport={"width": width, "height": height})
        self.context.set_default_timeout(PATIENCE * 1000)  # a busy page takes its time to answer a click, too
        try:
            self.context.add_init_script(init_script)
            self.page = self.context.new_page()
            self._listen()
            self.load(timeout)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error) -> None:
        self.close()

    def close(self) -> None:
        """Stop the kernel and close the tab."""
        with contextlib.suppress(PlaywrightError):
            self.page.evaluate(f"() => {WIDGET}?.sessionContext?.shutdown()")
        self.context.close()

    def load(self, timeout: float) -> None:
        """Go to the notebook, and wait until its kernel is idle."""
        where = self.where.format(workspace=self.lab.new_workspace())
        self.page.goto(f"{self.lab.url}/{where}/{quote(self.name)}?token={self.lab.token}")
        self.wait_idle(timeout)

    def _listen(self) -> None:
        def request(event):
            if is_outside(event.url):
                self.outside.append(event.url)

        def console(message):
            if message.type == "error":
                self.console_errors.append(f"{message.text} ({message.location.get('url', '')})")

        def received(event):
            frame = event["response"]
            length = len(frame["payloadData"])
            self.received += length * 3 // 4 if frame["opcode"] == 2 else length  # binary comes as base64
            self.messages += 1

        self.context.on("request", request)
        self.page.on("websocket", request)
        self.page.on("console", console)
        self.page.on("pageerror", lambda error: self.page_errors.append(str(error)))
        self.page.on("dialog", lambda dialog: dialog.accept())  # "leave this page?" at a reload
        cdp = self.context.new_cdp_session(self.page)
        cdp.send("Network.enable")
        cdp.on("Network.webSocketFrameReceived", received)

    # Waiting

    def wait(self, condition: str, what: str, timeout: float = PATIENCE, argument=None) -> None:
        """Wait until a JavaScript condition holds; `what` is the end of "waited n s for …"."""
        try:
            self.page.wait_for_function(condition, arg=argument, timeout=timeout * 1000)
        except PlaywrightTimeout:
            raise BrowserError(f"{self.name}: waited {timeout:g} s for {what}.\n{self.report()}") from None

    def wait_until(self, condition: Callable[[], object], what: str, timeout: float = PATIENCE) -> None:
        """Wait until what Python sees holds, while events of the page keep arriving; `what` as in `wait`."""
        deadline = time.monotonic() + timeout
        while not condition():
            if time.monotonic() > deadline:
                raise BrowserError(f"{self.name}: waited {timeout:g} s for {what}.\n{self.report()}")
            self.page.wait_for_timeout(20)

    def wait_idle(self, timeout: float = PATIENCE) -> None:
        """Wait until the notebook is on screen and its kernel has nothing to do."""
        self.wait(f"() => {KERNEL}?.status === 'idle'", "an idle kernel", timeout)

    def command(self, name: str, timeout: float = PATIENCE) -> None:
        """Run one of JupyterLab's commands and wait until it is done."""
        self.page.evaluate(
            """name => {
              window.courseCommand = null;
              window.jupyterapp.commands.execute(name).then(
                () => { window.courseCommand = "done"; }, error => { window.courseCommand = String(error); });
            }""",
            name,
        )
        self.wait("() => window.courseCommand !== null", f"the command {name}", timeout)
        answer = self.page.evaluate("() => window.courseCommand")
        if answer != "done":
            raise BrowserError(f"{self.name}: {name} failed: {answer}")

    # The notebook

    def start_all(self) -> None:
        """Run all cells, without waiting."""
        self.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")

    def red_outputs(self) -> list[str]:
        """Tracebacks and writings to stderr in the notebook's outputs, and red blocks on the page."""
        found = self.page.evaluate(
            f"""() => [...({WIDGET}?.content?.model?.cells ?? [])].flatMap((cell, i) =>
              (cell.type === "code" ? cell.outputs.toJSON() : []).flatMap(output =>
                output.output_type === "error" ? [`cell ${{i}}: ${{output.traceback.join("\\n")}}`] :
                output.name === "stderr" ? [`cell ${{i}} (stderr): ${{[output.text].flat().join("")}}`] :
                []))"""
        )
        blocks = self.page.locator(
            '.jp-RenderedText[data-mime-type="application/vnd.jupyter.stderr"], '
            '.jp-RenderedText[data-mime-type="application/vnd.jupyter.error"]'
        ).all_text_contents()
        return [re.sub(r"\x1b\[[0-9;]*m", "", text).strip() for text in found or blocks]

    def run_code(self, code: str, timeout: float = PATIENCE) -> str:
        """Run code in the notebook's kernel, outside its cells; returns what it printed."""
        self.page.evaluate(
            f"""code => {{
              const future = {KERNEL}.requestExecute({{ code, store_history: false }});
              let text = "";
              window.courseCode = null;
              future.onIOPub = message => {{
                if (message.header.msg_type === "stream") text += message.content.text;
                if (message.header.msg_type === "error") text += message.content.traceback.join("\\n");
              }};
              future.done.then(reply => {{ window.courseCode = [reply.content.status, text]; }});
            }}""",
            code,
        )
        self.wait("() => window.courseCode !== null", f"the kernel to run {code!r}", timeout)
        status, text = self.page.evaluate("() => window.courseCode")
        if status != "ok":
            raise BrowserError(f"{self.name}: {code!r} failed in the kernel:\n{text}")
        return text.strip()

    # What went wrong, and what it cost

    def count_bytes(self) -> None:
        """Count websocket bytes and messages from now on."""
        self.received = self.messages = 0

    def faults(self) -> list[str]:
        """Everything this tab should not have done, a line each."""
        return [
            *(f"request that leaves the machine: {url}" for url in self.outside),
            *(f"console error: {text}" for text in self.console_errors),
            *(f"uncaught in the page: {text}" for text in self.page_errors if SLOW_START not in text),
            *(f"red output: {text}" for text in self.red_outputs()),
        ]

    def check(self) -> None:
        """Raise if the tab has done anything it should not have done."""
        self.page.wait_for_timeout(0)  # lets events that already arrived be heard
        if faults := self.faults():
            raise BrowserError(f"{self.name}: {len(faults)} faults:\n" + "\n".join(faults))

    def report(self) -> str:
        """The state of the tab, for a failure's message."""
        with contextlib.suppress(PlaywrightError):
            state = self.page.evaluate(f"() => `kernel ${{{KERNEL}?.status}}, page ${{document.title}}`")
            return "\n".join([f"State: {state}.", *self.faults()])
        return "The page does not answer."
