"""The server that course.py starts is for its reader alone, and no text of a reader's is run as code."""

import ast
import json
import subprocess
from pathlib import Path

import psutil
import pytest
import requests
import websocket

from tests.kernel.remote import Server
from tests.running_course import ROOT, command, own_home
from tests.waiting import wait_until

FILES = sorted([*(ROOT / "course_lib").rglob("*.py"), *(ROOT / "classroom" / "demo").glob("*.py")])


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """The process that `course.py --no-browser` becomes, and what it writes down of its server."""
    home = tmp_path_factory.mktemp("home")
    environment = own_home(home)
    runtime = Path(environment["JUPYTER_RUNTIME_DIR"])
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            command("--no-browser", "--port", "0"),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        log = (home / "log").read_text

        def written():
            return "".join(path.read_text() for path in runtime.glob("jpserver-*.json"))

        server = json.loads(wait_until(written, 90, log, process))
        url, token = server["url"].rstrip("/"), server["token"]
        wait_until(Server(url, token).answers, 90, log, process)  # it writes the file before it listens
        yield psutil.Process(process.pid), server
    finally:
        process.terminate()
        process.wait(20)


def test_it_listens_on_this_machine_alone(started):
    process, _ = started
    ours = [process, *process.children(recursive=True)]
    sockets = [one for each in ours for one in each.net_connections("inet") if one.status == "LISTEN"]
    assert sockets
    assert {one.laddr.ip for one in sockets} <= {"127.0.0.1", "::1"}


@pytest.mark.parametrize(
    "path", ["api/contents", "api/kernels", "api/sessions", "api/terminals", "lab/api/settings"]
)
def test_a_request_without_the_token_is_refused(started, path):
    _, server = started
    url, token = server["url"].rstrip("/"), server["token"]
    assert len(token) >= 40
    assert Server(url, token).ask("GET", path).status_code == 200
    assert Server(url, None).ask("GET", path).status_code == 403
    assert Server(url, token[:-1]).ask("GET", path).status_code == 403


def test_the_page_without_the_token_is_a_form_that_asks_for_it(started):
    _, server = started
    assert "/login?" in requests.get(f"{server['url']}lab", timeout=30).url


def test_another_websites_name_for_this_machine_is_refused(started):
    _, server = started
    headers = {"Host": "attacker.example"}
    where = f"{server['url']}api/contents?token={server['token']}"
    assert requests.get(where, headers=headers, timeout=30).status_code == 403


def test_a_kernel_is_reached_with_the_token_alone(started):
    _, server = started
    with Server(server["url"].rstrip("/"), server["token"]).open_kernel("notebooks") as page:
        page.run("assert 1 + 1 == 2")
        assert page.troubles == []
        with pytest.raises(websocket.WebSocketBadStatusException) as refused:
            Server(page.server.url, None).connect(page.kernel)
        assert refused.value.status_code == 403


# --- Texts stay texts --------------------------------------------------------------------------------------

BUILT_IN = {"eval", "exec", "compile", "__import__"}
MODULES = {
    "pickle",
    "cPickle",
    "dill",
    "joblib",
    "marshal",
    "shelve",
    "subprocess",
    "code",
    "codeop",
    "runpy",
}
METHODS = {("torch", "load"), ("os", "system"), ("os", "popen"), ("builtins", "eval"), ("builtins", "exec")}
METHODS |= {("pandas", "eval"), ("np", "load"), ("numpy", "load")}


def dangers(source):
    """What in a program runs text as code, or builds objects from bytes."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in BUILT_IN:
                yield name
            case ast.Attribute(value=ast.Name(id=base), attr=name) if (base, name) in METHODS:
                yield f"{base}.{name}"
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.name.split(".")[0] in MODULES)
            case ast.ImportFrom(module=str(module), names=names):
                if module.split(".")[0] in MODULES:
                    yield module
                yield from (f"{module}.{alias.name}" for alias in names if (module, alias.name) in METHODS)
            case ast.keyword(arg="allow_pickle", value=ast.Constant(value=True)):
                yield "allow_pickle"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_in_the_library_runs_text_or_unpickles(path):
    assert list(dangers(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source, found",
    [
        ("eval('1')", ["eval"]),
        ("def f(text):\n    exec(text)", ["exec"]),
        ("import pickle", ["pickle"]),
        ("import numpy, pickle as p", ["pickle"]),
        ("from pickle import loads", ["pickle"]),
        ("import torch\ntorch.load('w')", ["torch.load"]),
        ("from torch import load", ["torch.load"]),
        ("open_archive('w', allow_pickle=True)", ["allow_pickle"]),
        ("net.eval()\nx = 'eval'", []),
    ],
)
def test_the_search_finds_what_it_looks_for(source, found):
    assert list(dangers(source)) == found
