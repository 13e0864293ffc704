"""A wire between a browser and a server that can be pulled out and plugged in: a closed and opened laptop."""

from __future__ import annotations

import contextlib
import copy
import socket
import threading
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from real_browser import JupyterLab


class Wire:
    """A TCP proxy on 127.0.0.1 in front of a `JupyterLab`; a context manager.

    Attributes:
        lab: the same `JupyterLab`, reached through this wire.
    """

    def __init__(self, lab: JupyterLab):
        self._target = urlsplit(lab.url)
        self._through = threading.Event()
        self._through.set()
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.lab = copy.copy(lab)
        self.lab.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._admit, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error) -> None:
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self.pull()

    def pull(self) -> None:
        """End every connection, and refuse new ones."""
        self._through.clear()
        with self._lock:
            ends = list(self._ends)
        for end in ends:
            with contextlib.suppress(OSError):  # the other side was faster
                end.shutdown(socket.SHUT_RDWR)

    def plug(self) -> None:
        """Let connections through again."""
        self._through.set()

    def _admit(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:  # the door was closed
                return
            if not self._through.is_set():
                near.close()
                continue
            far = socket.create_connection((self._target.hostname, self._target.port))
            with self._lock:
                self._ends |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
        with self._lock:
            self._ends.discard(source)
        source.close()
