"""A real JupyterLab in a real browser, for the tests in this folder and for ``benchmarks/``.

>>> with JupyterLab() as lab:                                # doctest: +SKIP
...     notebook = lab.write("toy.ipynb", ["from course_lib import labs", "labs.samples()"])
...     with lab.open(notebook) as page:
...         page.run_all()
...         page.press(page.sliders()[0], "ArrowRight")
...         page.check()

`JupyterLab` is one server and one Chromium, both thrown away at the end; `Notebook` is one tab showing one
notebook, with its own cookies, its own kernel, and a record of everything that went wrong in it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.parse import quote, urlsplit

import nbformat
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import sync_playwright

REPOSITORY = Path(__file__).resolve().parents[2]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing but this machine resolves: a page that asks for the network is recorded, and gets nothing.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
# anywidget says this of a widget that took over 2 s to start, as on a busy machine, and sends it no updates.
# Nothing of ours depends on those, which the tests check for itself: here it is no fault.
SLOW_START = "[anywidget] Failed to initialize model"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
LOCAL_SCHEMES = {"data", "blob", "about", "chrome", "devtools", "chrome-error"}
SETTINGS = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
}

# The notebook on screen, and its kernel, as JupyterLab's own objects.
WIDGET = "window.jupyterapp?.shell?.currentWidget"
KERNEL = f"{WIDGET}?.sessionContext?.session?.kernel"

OUTPUTS = ".jp-OutputArea-output"

# What a plot looks like: the shapes, bitmaps and texts of its SVG, in order, without plotly's random ids.
# The declarations of a style are sorted: their order tells how a line came about, not what it looks like.
FINGERPRINT = """plot => {
  const parts = [];
  for (const node of plot.querySelectorAll("path, image, text, rect")) {
    const style = (node.getAttribute("style") ?? "").split(/; */).sort().join("; ");
    parts.push([node.tagName, node.getAttribute("d"), node.getAttribute("transform"),
      node.getAttribute("href") ?? node.getAttribute("xlink:href"), node.getAttribute("width"),
      node.getAttribute("height"),
      node.tagName === "text" ? node.textContent : "", style.replace(/url\\([^)]*\\)/g, "")]);
  }
  return JSON.stringify(parts);
}"""

# Counts the draws of every `.course-plot`, so that a test can wait for the next one without polling.
NEXT_DRAW = """([plot, drawn, timeout]) => new Promise((resolve, reject) => {
  const now = () => Number(plot.dataset.drawn ?? 0);
  if (now() > drawn) return resolve(now());
  const look = () => { if (now() > drawn) { watcher.disconnect(); resolve(now()); } };
  const watcher = new MutationObserver(look);
  watcher.observe(plot, { attributes: true, attributeFilter: ["data-drawn"] });
  setTimeout(() => { watcher.disconnect(); reject(new Error("not drawn again")); }, timeout);
})"""

# A plot's data: its curves, bars and maps, without axes and texts. (The layers exist in FigureWidget too.)
SHAPES = ", ".join(
    f".{kind}layer path, .{kind}layer image" for kind in ("scatter", "bar", "heatmap", "image", "violin")
)
PICTURE = f"""plot => [...plot.querySelectorAll("{SHAPES}")].map(node => node.getAttribute("d") +
  node.getAttribute("transform") + (node.getAttribute("href") ?? node.getAttribute("xlink:href"))).join()"""

# Times one key press, in the page: until the first frame in which the plot's data look different is painted.
TIME_PRESS = f"""([plot, timeout]) => {{
  const picture = {PICTURE}, before = picture(plot), channel = new MessageChannel();
  let start = null, touched = false;
  const watcher = new MutationObserver(() => {{ touched = true; }});
  plot.courseTime = new Promise(resolve => {{
    const finish = time => {{ watcher.disconnect(); channel.port1.close(); resolve(time); }};
    channel.port1.onmessage = () => {{  // comes right after a frame was painted
      const now = performance.now();
      if (touched && picture(plot) !== before) return finish(now - start);
      touched = false;
      if (start !== null && now - start > timeout) finish(null);
      else requestAnimationFrame(() => channel.port2.postMessage(0));
    }};
    channel.port2.postMessage(0);
    watcher.observe(plot, {{ subtree: true, childList: true, attributes: true }});
    addEventListener("keydown", event => {{ start = event.timeStamp; }}, {{ once: true, capture: true }});
  }});
}}"""


class BrowserError(AssertionError):
    """What went wrong on the page, in words."""


def chromium() -> str | None:
    """The path of a Chromium on this machine, or None."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def is_outside(url: str) -> bool:
    """Whether a request for `url` would leave this machine."""
    parts = urlsplit(url)
    return parts.scheme not in LOCAL_SCHEMES and parts.hostname not in LOOPBACK


class JupyterLab:
    """One JupyterLab and one Chromium, with settings of their own, in a temporary folder.

    Args:
        notebooks: notebooks or folders to copy into the server's root, where running them harms nothing.
    """

    def __init__(self, *notebooks: str | Path):
        self.notebooks = [Path(path) for path in notebooks]

    def __enter__(self) -> JupyterLab:
        with contextlib.ExitStack() as stack:
            home = Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix="course-", ignore_cleanup_errors=True))
            )
            self.home, self.root = home, home / "root"
            self.root.mkdir()
            for path in self.notebooks:
                self.add(path)
            self.token = secrets.token_hex(16)
            self._start_server(stack)
            playwright = stack.enter_context(sync_playwright())
            path = chromium()
            if path is None:
                raise BrowserError(f"no Chromium on this machine: none of {CHROMIUM_NAMES} is on the PATH")
            self.browser = playwright.chromium.launch(
                executable_path=path, headless=True, args=CHROMIUM_FLAGS
            )
            stack.callback(self.browser.close)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error) -> None:
        self._stack.close()

    def _start_server(self, stack: contextlib.ExitStack) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        for name, value in SETTINGS.items():
            path = self.home / "settings" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(value))
        environment = {
            **os.environ,
            "JUPYTER_CONFIG_DIR": str(self.home / "config"),
            "JUPYTER_DATA_DIR": str(self.home / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.home / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(self.home / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(self.home / "workspaces"),
            "IPYTHONDIR": str(self.home / "ipython"),
            "PYTHONPATH": os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")])),
        }
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1",
                   f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={self.token}",
                   f"--ServerApp.root_dir={self.root}", "--LabApp.expose_app_in_browser=True"]  # fmt: skip
        self.log = self.home / "server.log"
        with self.log.open("wb") as log:
            server = subprocess.Popen(
                command,
                env=environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        stack.callback(stop, server)
        deadline = time.monotonic() + 90
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/api/status?token={self.token}", timeout=5).close()
                return
            except OSError:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise BrowserError(f"JupyterLab did not start:\n{self.log.read_text()[-3000:]}") from None
                time.sleep(0.1)

    def add(self, path: str | Path, folder: str = "") -> str:
        """Copy a notebook, or a folder of them, under the server's root; returns its name there."""
        path = Path(path)
        (self.root / folder).mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if path.is_dir() else shutil.copyfile
        copy(path, self.root / folder / path.name)
        return (Path(folder) / path.name).as_posix()

    def write(self, name: str, cells: list[str]) -> str:
        """Make a notebook out of code cells in the server's root; returns its name there."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
        notebook.metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        nbformat.write(notebook, self.root / name)
        return name

    def open(
        self, name: str, *, width: int = 1280, height: int = 720, timeout: float = 60, init_script: str = ""
    ) -> Notebook:
        """Open a notebook in a tab of its own and wait until its kernel is idle.

        Args:
            name: what `add` or `write` returned.
            width, height: the window, in pixels.
            timeout: seconds to wait at most.
            init_script: JavaScript that the page runs before its own.
        """
        if not (self.root / name).exists():
            raise BrowserError(
                f"no notebook {name!r} in the server's root, which has {os.listdir(self.root)}"
            )
        return Notebook(self, name, width, height, timeout, init_script)


class Notebook:
    """One tab with one notebook. A context manager: leaving it closes the tab and stops the kernel.

    Attributes:
        page: Playwright's page.
        outside: addresses asked for that are not on this machine.
        console_errors: what the page wrote with ``console.error``, or the browser about it.
        page_errors: JavaScript exceptions nobody caught.
        lost: how often `reload` had to load the page again.
        received, sent: bytes over websockets since `count_bytes` (or the beginning).
        messages: websocket messages received, in the same span.
    """

    def __init__(self, lab: JupyterLab, name: str, width: int, height: int, timeout: float, init_script: str):
        self.lab, self.name = lab, name
        self.outside: list[str] = []
        self.console_errors: list[str] = []
        self.page_errors: list[str] = []
        self.lost = 0
        self.count_bytes()
        self.context = lab.browser.new_context(viewport={"width": width, "height": height})
        try:
            self.context.add_init_script(init_script)
            self.page = self.context.new_page()
            self._listen()
            self.page.goto(f"{lab.url}/lab/tree/{quote(name)}?reset&token={lab.token}")
            self.wait_idle(timeout)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Notebook:
        return self

    def __exit__(self, *error) -> None:
        self.close()

    def close(self) -> None:
        """Stop the kernel and close the tab."""
        with contextlib.suppress(PlaywrightError):
            self.page.evaluate(f"() => {WIDGET}?.sessionContext?.shutdown()")
        self.context.close()

    def _listen(self) -> None:
        def request(url):
            if is_outside(url):
                self.outside.append(url)

        def console(message):
            if message.type == "error":
                self.console_errors.append(f"{message.text} ({message.location.get('url', '')})")

        def size(event):
            frame = event["response"]
            text = frame["payloadData"]
            return len(text) * 3 // 4 if frame["opcode"] == 2 else len(text)  # binary frames come as base64

        def received(event):
            self.received += size(event)
            self.messages += 1

        def sent(event):
            self.sent += size(event)

        self.context.on("request", lambda event: request(event.url))
        self.page.on("websocket", lambda event: request(event.url))
        self.page.on("console", console)
        self.page.on("pageerror", lambda error: self.page_errors.append(str(error)))
        self.page.on("dialog", lambda dialog: dialog.accept())  # "leave this page?" at a reload
        cdp = self.context.new_cdp_session(self.page)
        cdp.send("Network.enable")
        cdp.on("Network.webSocketFrameReceived", received)
        cdp.on("Network.webSocketFrameSent", sent)

    # Waiting

    def wait(self, condition: str, what: str, timeout: float = 30, argument=None) -> None:
        """Wait until a JavaScript condition holds; `what` is the end of "waited n s for …"."""
        try:
            self.page.wait_for_function(condition, arg=argument, timeout=timeout * 1000)
        except PlaywrightTimeout:
            raise BrowserError(f"{self.name}: waited {timeout:g} s for {what}.\n{self.report()}") from None

    def wait_idle(self, timeout: float = 60) -> None:
        """Wait until the notebook is on screen and its kernel has nothing to do."""
        self.wait(f"() => {KERNEL}?.status === 'idle'", "an idle kernel", timeout)

    def command(self, name: str, timeout: float = 60) -> None:
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
            raise BrowserError(f"{self.name}: not every code cell ran; their counts are {cells}")
        if plots:
            self.wait_drawn()

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

    def run_code(self, code: str, timeout: float = 30) -> str:
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

    def reload(self, timeout: float = 60, *, plots: bool = True) -> None:
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

    def wait_drawn(self, count: int = 0, timeout: float = 60) -> None:
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

    def wait_next_draw(self, plot, drawn: int, timeout: float = 15) -> int:
        """Wait until a plot has been drawn more than `drawn` times."""
        try:
            return self.page.evaluate(NEXT_DRAW, [plot, drawn, timeout * 1000])
        except PlaywrightError:
            raise BrowserError(
                f"{self.name}: waited {timeout:g} s for a plot's next draw.\n{self.report()}"
            ) from None

    def wait_settled(self, quiet: float = 1, timeout: float = 60) -> None:
        """Wait until nothing was drawn for `quiet` seconds, no progress bar shows, and the kernel is idle.

        A lab trains between the kernel's messages, so an idle kernel alone does not mean that it is done; but
        work over half a second shows its progress bar.
        """
        self.page.evaluate("() => { window.courseSeen = ['', performance.now()]; }")
        self.wait(
            f"""quiet => {{
              const plots = [...document.querySelectorAll(".course-plot")];
              const bars = [...document.querySelectorAll(".course-progress")];
              const drawn = plots.map(plot => plot.dataset.drawn).join();
              const works = bars.some(bar => bar.getClientRects().length);
              const now = performance.now(), [seen, since] = window.courseSeen;
              if (works || seen !== drawn || {KERNEL}.status !== "idle") {{
                window.courseSeen = [drawn, now];
                return false;
              }}
              return now - since > quiet;
            }}""",
            "the plots to come to rest",
            timeout,
            quiet * 1000,
        )

    def fingerprint(self, plot) -> str:
        """A short text that is the same exactly if the drawn shapes, bitmaps and texts are the same."""
        return hashlib.sha256(plot.evaluate(FINGERPRINT).encode()).hexdigest()[:16]

    def pixels(self, element, path: str | Path | None = None) -> bytes:
        """A PNG of an element, scrolled into view; also written to `path` if given."""
        element.scroll_into_view_if_needed()
        return element.screenshot(path=str(path) if path else None, animations="disabled")

    def wait_changed(self, plot, fingerprint: str, timeout: float = 20) -> str:
        """Wait until a plot looks different from `fingerprint`; returns what it looks like then."""
        deadline = time.monotonic() + timeout
        drawn = self.drawn(plot)
        while (now := self.fingerprint(plot)) == fingerprint:
            drawn = self.wait_next_draw(plot, drawn, max(0.1, deadline - time.monotonic()))
        return now

    # Controls

    def sliders(self, inside=None) -> list:
        """The handles of the sliders on the page, or inside an element of it."""
        return (inside or self.page).query_selector_all(".noUi-handle")

    def value(self, slider) -> float:
        """Where a slider's handle stands."""
        return float(slider.get_attribute("aria-valuenow"))

    def press(self, slider, *keys: str) -> None:
        """Focus a slider's handle and press keys on it: ArrowRight, ArrowLeft, Home, End, …"""
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

    # What went wrong, and what it cost

    def count_bytes(self) -> None:
        """Count websocket bytes and messages from now on."""
        self.received = self.sent = self.messages = 0

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


def stop(process: subprocess.Popen) -> None:
    """End a process of ours, and its kernels, whatever state it is in."""
    if os.name == "posix":
        for signum in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signum)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
                return
    process.kill()
    process.wait(10)
