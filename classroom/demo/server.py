"""Voilà, for one lab on one page, and for nobody but whoever holds the page's token."""

from __future__ import annotations

import secrets
import webbrowser
from html import escape
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

from jupyter_server.base.handlers import JupyterHandler
from nbformat import NotebookNode
from traitlets.config import Config
from voila.app import Voila

__all__ = ["Demo"]

HERE = Path(__file__).resolve().parent


def let_page_stop_its_kernel(handler: JupyterHandler, notebook: NotebookNode, cwd: str) -> None:
    """Give the page the cookie that it has to show when it is closed and asks for its kernel's end.

    Voilà forgets it where a token is asked for; every reload would leave a kernel behind.
    """
    _ = handler.xsrf_token  # reading it sets the cookie


SETTINGS = Config(
    {
        "Voila": {
            "ip": "127.0.0.1",
            "config_file_paths": [],  # what the reader has set for another use of Voilà stays out
            # Voilà would answer to any name: another website's name for this machine is to be refused.
            "tornado_settings": {"allow_remote_access": False},
            "log_level": "ERROR",
        },
        "VoilaConfiguration": {
            # A contributor has jupytext's, some readers have Notebook 7's, and Voilà cannot load them.
            "extension_denylist": ["jupyterlab-jupytext", "@jupyter-notebook/lab-extension"],
            "file_allowlist": [],  # the page needs no file of this folder
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "prelaunch_hook": let_page_stop_its_kernel,
            "show_tracebacks": True,  # to whoever holds the token: an error that nobody sees cannot be mended
        },
    }
)


class Demo(Voila):
    """One lab on a page of its own.

    Args:
        asked: what the page's address says after the question mark, such as ``{"lab": "race"}``.
        port: where to listen on 127.0.0.1; a free one near it where that is taken.
        browser: open the page in the reader's browser.
    """

    def __init__(self, asked: dict[str, str], port: int, browser: bool):
        super().__init__(config=SETTINGS)
        self.asked, self.port, self.opens = asked, port, browser
        self.token = secrets.token_hex(24)
        self.notebook_path = str(HERE / "page.ipynb")

    @property
    def address(self) -> str:
        """The page's address, with the token that opens it."""
        return f"{self.connection_url}?{urlencode(self.asked | {'token': self.token})}"

    def setup_template_dirs(self) -> None:
        super().setup_template_dirs()
        self.template_paths.insert(0, str(HERE))

    def launch_browser(self) -> None:
        """Say where the page is, and open it: Voilà calls this as soon as it listens.

        The browser gets a file that leads to the page, as other users of the machine could read the token in
        its command line. The file is gone when Voilà ends.
        """
        print(f"The page is at {self.address}", flush=True)
        if self.opens:
            file = Path(self.connection_dir, "open.html")
            file.write_text(f'<meta http-equiv="refresh" content="0; url={escape(self.address)}">')
            Thread(target=webbrowser.open, args=[file.as_uri()], daemon=True).start()
