"""A real JupyterLab in a real browser, for the tests in this folder and for ``benchmarks/``.

>>> with JupyterLab() as lab:                                # doctest: +SKIP
...     notebook = lab.write("toy.ipynb", ["from course_lib import labs", "labs.samples()"])
...     with lab.open(notebook) as page:
...         page.run_all()
...         page.press(page.sliders()[0], "ArrowRight")
...         page.check()

`JupyterLab` is one server and one Chromium, both thrown away at the end; `Notebook` (`notebook_page.py`) is
one tab (`browser_tab.py`) showing one notebook, with its own cookies, its own kernel, and a record of
everything that went wrong in it.
"""

from __future__ import annotations

import contextlib
import json
import os
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

import nbformat
from browser_tab import BrowserError
from jupyterlab_server.workspaces_handler import WorkspacesManager
from notebook_page import Notebook
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
READERS = REPOSITORY / "binder" / "prefix"  # the settings that readers have, whatever .venv was set up with
# A save would come after two minutes, whatever a test on a busy machine is doing then.
AUTOSAVE = "@jupyterlab/docmanager-extension/plugin.jupyterlab-settings", {"autosave": False}


def chromium() -> str:
    """The path of a Chromium on this machine; raises `BrowserError` where there is none."""
    if path := next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None):
        return path
    raise BrowserError(
        f"No Chromium found, which the browser tests need: {', '.join(CHROMIUM_NAMES)} are not on the PATH. "
        "On Debian and Ubuntu: apt-get install chromium"
    )


class JupyterLab:
    """One JupyterLab and one Chromium, with settings of their own, in a temporary folder."""

    def __enter__(self) -> JupyterLab:
        browser = chromium()
        with contextlib.ExitStack() as stack:
            home = Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix="course-", ignore_cleanup_errors=True))
            )
            self.home, self.root = home, home / "root"
            self.root.mkdir()
            self.token = secrets.token_hex(16)
            self._start_server(stack)
            playwright = stack.enter_context(sync_playwright())
            self.browser = playwright.chromium.launch(
                executable_path=browser, headless=True, args=CHROMIUM_FLAGS
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
        name, value = AUTOSAVE
        path = self.home / "settings" / name
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(value))
        # jupytext builds the lessons, and Notebook is for tests; a reader's JupyterLab has got neither.
        (self.home / "config" / "labconfig").mkdir(parents=True)
        without = dict.fromkeys(("jupyterlab-jupytext", "@jupyter-notebook/lab-extension"), True)
        (self.home / "config" / "labconfig" / "page_config.json").write_text(
            json.dumps({"disabledExtensions": without})
        )
        environment = {
            **os.environ,
            "JUPYTER_CONFIG_DIR": str(self.home / "config"),
            "JUPYTER_CONFIG_PATH": str(READERS / "etc" / "jupyter"),
            "JUPYTER_DATA_DIR": str(self.home / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.home / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(self.home / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(self.home / "workspaces"),
            "IPYTHONDIR": str(self.home / "ipython"),
            "PYTHONPATH": os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")])),
        }
        settings = READERS / "share" / "jupyter" / "lab" / "settings"
        options = ("expose_app_in_browser=True", f"app_settings_dir={settings}")
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1",
                   f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={self.token}",
                   f"--ServerApp.root_dir={self.root}",
                   *(f"--{app}.{option}" for app in ("LabApp", "JupyterNotebookApp") for option in options),
                   "--ServerApp.jpserver_extensions={'jupyterlab_jupytext': False}"]  # fmt: skip
        self.log = self.home / "server.log"
        with self.log.open("wb") as log:
            server = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
        stack.callback(stop, server)
        deadline = time.monotonic() + 90
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/api/status?token={self.token}", timeout=5).close()
                (workspace,) = (self.home / "workspaces").iterdir()
                self._layout = json.loads(workspace.read_text())
                return
            except OSError:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise BrowserError(f"JupyterLab did not start:\n{self.log.read_text()[-3000:]}") from None
                time.sleep(0.1)

    def new_workspace(self) -> str:
        """Save a reader's first layout under a new name, which it returns: no page gets another's tabs."""
        name = secrets.token_hex(4)
        layout = self._layout | {"metadata": {"id": name}}
        WorkspacesManager(self.home / "workspaces").save(name, json.dumps(layout))
        return name

    def add(self, path: str | Path, folder: str = "") -> str:
        """Copy a notebook under the server's root, where running it harms nothing; returns its name there."""
        (self.root / folder).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, self.root / folder / Path(path).name)
        return (Path(folder) / Path(path).name).as_posix()

    def write(self, name: str, cells: list[str]) -> str:
        """Make a notebook out of code cells in the server's root; returns its name there."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook.metadata["kernelspec"] = kernel
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
            raise BrowserError(f"no notebook {name!r} in the server's root")
        return Notebook(self, name, width, height, timeout, init_script)


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
