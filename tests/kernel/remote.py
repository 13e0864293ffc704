"""Kernels on a real Jupyter server, reached as a page reaches them: over HTTP and a websocket."""

import contextlib
import json
import queue
import socket
import time

import requests
import websocket
from jupyter_client.jsonutil import json_default
from jupyter_client.session import Session
from jupyter_server.services.kernels.connection.base import deserialize_binary_message

from tests.kernel.front_end import FrontEnd


def free_ports(count):
    """That many TCP ports of 127.0.0.1 that nobody listens on."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class Server:
    """A Jupyter server, as somebody who holds a token sees it.

    Args:
        url: its address, such as http://127.0.0.1:8888.
        token: sent with every request; None sends none.
    """

    def __init__(self, url, token):
        self.url, self.headers = url, {"Authorization": f"token {token}"} if token else {}

    def ask(self, method, path, **more):
        """The answer to a request, whatever its status."""
        return requests.request(method, f"{self.url}/{path}", headers=self.headers, timeout=60, **more)

    def answers(self):
        """Whether it listens already."""
        try:
            return self.ask("GET", "api/status").ok
        except requests.ConnectionError:
            return False

    def connect(self, kernel):
        """The open websocket to a kernel; `websocket.WebSocketBadStatusException` where that is refused."""
        address = f"{self.url}/api/kernels/{kernel}/channels".replace("http://", "ws://")
        return websocket.create_connection(address, header=self.headers, timeout=60)

    def open_kernel(self, folder):
        """Start a kernel that works in a folder below the server's root; a `RemotePage`."""
        answer = self.ask("POST", "api/kernels", json={"name": "python3", "path": f"{folder}/any.ipynb"})
        answer.raise_for_status()
        return RemotePage(self, answer.json()["id"])


class RemotePage(FrontEnd):
    """A page whose kernel is on a server; ``kernel`` is the kernel's id there."""

    def __init__(self, server, kernel, timeout=120):
        self.server, self.kernel = server, kernel
        super().__init__(timeout)

    def state(self):
        """What the server knows of the kernel: "idle", "busy", "dead" and the like."""
        return self.server.ask("GET", f"api/kernels/{self.kernel}").json()["execution_state"]

    def reconnect(self):
        """Open the websocket anew, as a page does whose kernel was started anew, and ask until it answers.

        Of what a kernel says while it starts, the server may pass nothing on.
        """
        self.client.stop_channels()
        self.client, self.doing = self._connect(), "a kernel that was started anew"
        until = time.monotonic() + self.timeout
        while True:
            try:
                return self._wait(self.client.ask("kernel_info_request"), seconds=2)
            except TimeoutError:
                if time.monotonic() > until:
                    raise

    def _connect(self):
        return KernelSocket(self.server.connect(self.kernel))

    def _shut_down(self):
        self.server.ask("DELETE", f"api/kernels/{self.kernel}").raise_for_status()


class KernelSocket:
    """What a `FrontEnd` uses of a kernel's client, over one websocket."""

    def __init__(self, socket):
        self.socket, self.session, self.shell_channel = socket, Session(), self

    def execute(self, source, store_history=True):
        content = {"code": source, "silent": False, "store_history": store_history}
        content |= {"user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
        return self.ask("execute_request", content)

    def ask(self, kind, content=None):
        """Send a request; the id of its message."""
        message = self.session.msg(kind, content)
        self.send(message)
        return message["header"]["msg_id"]

    def send(self, message):
        self.socket.send(json.dumps(message | {"channel": "shell", "buffers": []}, default=json_default))

    def get_iopub_msg(self, timeout):
        """The next message on iopub; `queue.Empty` after ``timeout`` seconds without one."""
        until = time.monotonic() + timeout
        while (left := until - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:  # a ping ends the wait, too: the server sends one every 30 s, and nothing else may come
                kind, frame = self.socket.recv_data(control_frame=True)
            except websocket.WebSocketTimeoutException:
                break
            if kind == websocket.ABNF.OPCODE_CLOSE:
                raise ConnectionError("the server closed the websocket")
            if kind not in (websocket.ABNF.OPCODE_TEXT, websocket.ABNF.OPCODE_BINARY):
                continue
            text = kind == websocket.ABNF.OPCODE_TEXT
            message = json.loads(frame) if text else deserialize_binary_message(frame)
            if message["channel"] == "iopub":
                return message
        raise queue.Empty

    def stop_channels(self):
        self.socket.close()
