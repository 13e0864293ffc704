"""The servers that course.py starts, JupyterLab's and the demo's, are for their reader alone."""

import json
import os
import signal
import socket
import subprocess
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import psutil
import pytest
import requests
import websocket
from jupyter_client.session import Session

from tests.kernel.remote import Server
from tests.running_course import command, own_home, running_demo
from tests.waiting import wait_until


class Started(NamedTuple):
    """A server that runs, the path of its page, and a kernel that it has started."""

    process: psutil.Process
    url: str
    token: str
    page: str
    kernel: str

    def ask(self, token, method="GET", path=None):
        """The status that a request for the kernel, or for another path, gets with this token."""
        return Server(self.url, token).ask(method, path or f"api/kernels/{self.kernel}").status_code


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The process that `course.py --no-browser` becomes, and what it writes down of its server."""
    home = tmp_path_factory.mktemp("home")
    environment = own_home(home)
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            command("--no-browser", "--port", "0"), env=environment, stdin=subprocess.DEVNULL, stdout=log,
            stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        log, runtime = (home / "log").read_text, Path(environment["JUPYTER_RUNTIME_DIR"])

        def written():
            return "".join(path.read_text() for path in runtime.glob("jpserver-*.json"))

        facts = json.loads(wait_until(written, 90, log, process))
        server = Server(facts["url"].rstrip("/"), facts["token"])
        wait_until(server.answers, 90, log, process)  # it writes the file before it listens
        with server.open_kernel("notebooks") as page:
            page.run("assert 1 + 1 == 2")
            assert page.troubles == []
            yield Started(psutil.Process(process.pid), server.url, facts["token"], "lab", page.kernel)
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A demo whose page was opened, which starts the page's kernel."""
    with running_demo(tmp_path_factory.mktemp("home"), "samples") as (process, address):
        url, text = urlsplit(address), requests.get(address, timeout=120).text
        config = text.split('id="jupyter-config-data" type="application/json">')[1].split("</script>")[0]
        token = parse_qs(url.query)["token"][0]
        assert address == f"http://{url.netloc}/?lab=samples&token={token}"
        yield Started(
            psutil.Process(process.pid), f"http://{url.netloc}", token, "?lab=samples",
            json.loads(config)["kernelId"],
        )  # fmt: skip


@pytest.fixture(scope="module", params=["lab", "demo"])
def started(request):
    return request.getfixturevalue(request.param)


def test_it_listens_on_this_machine_alone(started):
    ours = [started.process, *started.process.children(recursive=True)]
    assert len(ours) > 1  # the kernel is among them
    sockets = [one for each in ours for one in each.net_connections("inet") if one.status == "LISTEN"]
    assert sockets and {one.laddr.ip for one in sockets} <= {"127.0.0.1", "::1"}


def test_whoever_lacks_the_token_gets_a_form_and_neither_reaches_nor_stops_a_kernel(started):
    kernels = len(started.process.children())
    assert len(started.token) >= 40 and started.ask(started.token) == 200
    for token in (None, started.token[:-1]):
        page = Server(started.url, token).ask("GET", started.page)
        assert "/login?" in page.url
        assert started.ask(token) == started.ask(token, "DELETE") == 403
        with pytest.raises(websocket.WebSocketBadStatusException) as refused:
            Server(started.url, token).connect(started.kernel)
        assert refused.value.status_code == 403
    Server(started.url, started.token).connect(started.kernel).close()
    assert len(started.process.children()) == kernels


def test_another_websites_name_for_this_machine_is_refused(started):
    where = f"{started.url}/{started.page}"
    answers = [
        requests.get(where, params={"token": started.token}, headers=headers, timeout=60).status_code
        for headers in ({}, {"Host": "attacker.example"})
    ]
    assert answers == [200, 403]


# ---- the demo ---------------------------------------------------------------------------------------------


def test_a_demos_kernel_is_not_stopped_without_the_token(demo):
    where = f"{demo.url}/voila/api/shutdown/{demo.kernel}"
    assert requests.post(where, timeout=30).status_code == 403


@pytest.mark.parametrize("name", ["page.ipynb", "server.py", "index.html.j2", "../../docs/race.png"])
def test_a_demo_serves_no_file(demo, name):
    assert demo.ask(demo.token, path=f"voila/files/{name}") in (403, 404)


def test_even_a_page_with_the_token_cannot_run_code(demo, tmp_path):
    """It may move widgets; code it may not send. A question that it may ask shows that it was heard."""
    connection, session, asked = Server(demo.url, demo.token).connect(demo.kernel), Session(), set()
    for kind in ("execute_request", "kernel_info_request"):
        content = {"code": f"open({str(tmp_path / 'ran')!r}, 'w')"} if kind == "execute_request" else {}
        message = session.msg(kind, content)
        asked.add(message["header"]["msg_id"])
        connection.send(json.dumps({**message, "channel": "shell", "buffers": []}, default=str))
    heard = []
    while "kernel_info_reply" not in heard:
        answer = json.loads(connection.recv())
        if answer["parent_header"].get("msg_id") in asked:
            heard.append(answer["msg_type"])
    connection.close()
    assert "execute_reply" not in heard and not (tmp_path / "ran").exists()


@pytest.mark.skipif(os.name == "nt", reason="sends a POSIX signal")
def test_a_taken_port_is_left_for_another_and_ctrl_c_ends_a_demo_and_its_kernels_in_silence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with running_demo(tmp_path, "samples", f"--port={port}") as (process, address):
            assert urlsplit(address).port != port
            assert requests.get(address, timeout=120).status_code == 200
            (kernel,) = psutil.Process(process.pid).children()
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does
            assert process.wait(60) == 0
            kernel.wait(60)
            assert "Traceback" not in (tmp_path / "log").read_text()
