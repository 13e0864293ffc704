"""A class on a real JupyterHub with the shipped configuration: all work together, nobody reaches another.

Every student is a Unix account that is made for this file and removed after it. Wherever a check says that
something is refused, another one says that the same is granted to the one it belongs to.
"""

import json
import os
import pwd
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
import websocket

from tests.classroom.machine import missing, processes_of
from tests.classroom.real_hub import RealHub, commit
from tests.kernel.remote import Server
from tests.waiting import wait_until

REFUSED = (403, 404)
LESSON = "course/notebooks/00_start_here.ipynb"


@pytest.fixture(scope="module")
def hub():
    if reason := missing():
        message = f"the classroom's JupyterHub was NOT tested: {reason}"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with RealHub(students=3, strangers=1) as hub:
        yield hub


@pytest.fixture(scope="module")
def students(hub):
    """Three students whose servers run, each with a copy of the lessons; they all come at the same time."""

    def arrive(student):
        student.start_server()
        student.pull(hub.repository)

    with ThreadPoolExecutor() as pool:
        list(pool.map(arrive, hub.students))
    return hub.students


@pytest.fixture(scope="module")
def kernels(students):
    """A kernel for each of them; it ends with the hub."""
    pages = [student.open_kernel() for student in students]
    yield pages
    for page in pages:
        page.client.stop_channels()


@pytest.fixture
def pages(kernels):
    """The kernels, and what a page that was just opened would know of them: nothing."""
    for page in kernels:
        page.widgets.clear()
        page.troubles.clear()
    return kernels


def home_of(student):
    return Path(pwd.getpwnam(student.name).pw_dir)


def server_of(student):
    """The process of a student's server: all others come from it."""
    return processes_of(student.name)[0]


def process_of(page):
    """The process of a page's kernel, or None while there is none."""
    found = [
        one for one in psutil.process_iter(["cmdline"]) if page.kernel in " ".join(one.info["cmdline"] or ())
    ]
    return max(found, key=psutil.Process.create_time, default=None)


def said_by(page, source):
    """What a cell prints or raises in a student's kernel."""
    page.run(f"_said = str({source})\nfrom ipywidgets import Text\n_text = Text(_said)")
    if page.troubles:
        return page.troubles.pop()
    return next(
        state["value"] for state in reversed(page.widgets.values()) if state["_model_name"] == "TextModel"
    )


# --- Coming in ---------------------------------------------------------------------------------------------


def test_a_wrong_password_is_refused(hub):
    assert hub.students[0].log_in("guess").status_code == 403
    assert hub.students[0].log_in().status_code == 200


def test_an_account_outside_the_class_is_refused(hub):
    (outsider,) = hub.outsiders
    assert outsider.log_in().status_code == 403


def test_a_home_is_closed_before_its_owner_works_in_it(hub):
    student = hub.students[0]
    home_of(student).chmod(0o755)
    if student.token:
        student.ask_hub("DELETE", f"users/{student.name}/server").raise_for_status()
    student.start_server()
    assert home_of(student).stat().st_mode & 0o777 == 0o700


def test_a_student_arrives_at_the_pull_that_leads_to_the_first_lesson(hub, students):
    arrived = students[0].browser.get(f"{students[0].server.url}/", timeout=60)
    assert arrived.status_code == 200
    assert arrived.url.startswith(f"{students[0].server.url}/git-pull?")
    assert LESSON in arrived.text
    (home_of(students[0]) / LESSON).stat()


def test_everything_listens_on_this_machine_alone(hub, pages):
    ours = [psutil.Process(hub.process.pid), *psutil.Process(hub.process.pid).children(recursive=True)]
    listening = [
        one.laddr for process in ours for one in process.net_connections("inet") if one.status == "LISTEN"
    ]
    assert len(listening) >= 2 + len(pages)  # the hub, its proxy, and each student's server
    assert {address.ip for address in listening} == {"127.0.0.1"}


# --- Working together --------------------------------------------------------------------------------------


def test_everyone_runs_a_lesson_and_moves_sliders_at_the_same_time(students, pages):
    def work(student, page, own):
        lesson = student.server.ask("GET", f"api/contents/{LESSON}").json()["content"]
        for cell in lesson["cells"]:
            if cell["cell_type"] == "code":
                page.run("".join(cell["source"]))
        page.run("from course_lib import labs\nlab = labs.samples()\nlab")
        slider = page.numbers("Seed")[-1]
        low = slider.spec["low"]
        for value in (low + 10, low + 20, low + own):
            page.put(slider, value)
        page.settle()
        return said_by(page, f"{low + own} in lab.settings.values()"), page.troubles

    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(work, students, pages, range(3)))
    assert outcomes == [("True", [])] * 3


def test_a_crash_and_a_runaway_training_leave_the_others_alone(students, pages):
    crashed, busy, calm = pages
    calm.run("from course_lib import labs\nlab = labs.samples()\nlab")
    before = process_of(crashed)
    crashed.client.execute("import os; os._exit(1)")
    busy.run("import torch\nw = torch.eye(200)")
    busy.client.execute("while True: w = torch.tanh(w @ w)")
    wait_until(lambda: busy.state() == "busy", 60, "the training did not start")
    calm.push(calm.numbers("Seed")[0])
    assert calm.troubles == []
    assert busy.state() == "busy"
    busy.server.ask("POST", f"api/kernels/{busy.kernel}/interrupt").raise_for_status()
    busy.run("1 + 1")
    assert "KeyboardInterrupt" in busy.troubles[0]
    wait_until(lambda: process_of(crashed) not in (None, before), 60, "Jupyter did not start the kernel anew")
    crashed.reconnect()
    assert said_by(crashed, "'works again'") == "works again"


def test_a_pull_brings_what_is_new_and_keeps_what_a_student_wrote(hub, students):
    student, lesson, notes = students[0], home_of(students[0]) / LESSON, "My own sentence."
    notebook = student.server.ask("GET", f"api/contents/{LESSON}").json()
    notebook["content"]["cells"][0]["source"] += notes
    student.server.ask("PUT", f"api/contents/{LESSON}", json=notebook).raise_for_status()
    published = hub.lessons / "notebooks"
    (published / "99_new.md").write_text("A new lesson.\n")
    original = json.loads((published / "00_start_here.ipynb").read_text())
    original["cells"][0]["source"] = ["A new first line."]
    (published / "00_start_here.ipynb").write_text(json.dumps(original))
    commit(hub.lessons, "A new lesson, and a change where students write")
    student.pull(hub.repository)
    assert (home_of(student) / "course/notebooks/99_new.md").read_text() == "A new lesson.\n"
    assert notes in lesson.read_text()
    students[1].pull(hub.repository)  # wrote nothing, so gets the change
    assert "A new first line." in (home_of(students[1]) / LESSON).read_text()


# --- Nobody reaches another --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["lab", "api/status", "api/contents", "api/kernels", "api/sessions", "files/x"]
)
def test_no_student_reaches_anothers_server(students, path):
    ada, ben, _ = students
    if path.startswith("api"):
        assert ben.server.ask("GET", path).status_code == 200
    assert ada.at(ben.server.url).ask("GET", path).status_code in REFUSED
    assert ada.browser.get(f"{ben.server.url}/{path}", timeout=60).status_code in REFUSED
    assert Server(ben.server.url, None).ask("GET", path, allow_redirects=False).status_code in (302, *REFUSED)


def test_no_student_gets_past_the_proxy(students):
    ada, ben, _ = students
    sockets = server_of(ben).net_connections("inet")
    (port,) = {one.laddr.port for one in sockets if one.status == "LISTEN"}
    direct = f"http://127.0.0.1:{port}/user/{ben.name}"
    assert ben.at(direct).ask("GET", "api/kernels").status_code == 200
    assert ada.at(direct).ask("GET", "api/kernels").status_code in REFUSED


def test_kernels_talk_through_sockets_in_the_home(students, pages):
    for student, page in zip(students, pages, strict=True):
        runtime = home_of(student) / ".local/share/jupyter/runtime"
        facts = json.loads((runtime / f"kernel-{page.kernel}.json").read_text())
        assert facts["transport"] == "ipc"
        assert len([path for path in runtime.glob(f"*{page.kernel}*") if path.is_socket()]) == 5


def test_no_student_talks_to_anothers_kernel(students, pages):
    ada, ben, _ = students
    kernel = pages[1].kernel
    for method, path in [("GET", ""), ("POST", "/interrupt"), ("POST", "/restart"), ("DELETE", "")]:
        assert ada.at(ben.server.url).ask(method, f"api/kernels/{kernel}{path}").status_code in REFUSED
        assert not ada.server.ask(method, f"api/kernels/{kernel}{path}").ok  # hers has no such kernel
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        ada.at(ben.server.url).connect(kernel)
    assert refused.value.status_code in REFUSED
    assert said_by(pages[1], "'untouched'") == "untouched"


@pytest.mark.parametrize(
    "method, path",
    [("GET", ""), ("DELETE", ""), ("POST", "/server"), ("DELETE", "/server"), ("POST", "/tokens")],
)
def test_no_student_reaches_another_through_the_hub(students, method, path):
    ada, ben, _ = students
    assert ada.ask_hub(method, f"users/{ben.name}{path}").status_code in REFUSED
    assert ben.ask_hub("GET", f"users/{ben.name}").json()["servers"][""]["ready"]


@pytest.mark.parametrize("path", ["users", "services", "proxy", "info"])
def test_no_student_administers(students, path):
    assert students[0].ask_hub("GET", path).status_code == 403


ATTEMPTS = {
    "list the home": "__import__('os').listdir({home!r})",
    "plant a folder": "__import__('os').mkdir({home!r} + '/planted')",
    "read a lesson": "open({lesson!r}).read()",
    "write a lesson": "open({lesson!r}, 'a').close()",
    "read the server's secrets": "open('/proc/{server}/environ').read()",
    "signal the server": "__import__('os').kill({server}, 0)",
    "connect to a kernel": "(s := __import__('socket')).socket(s.AF_UNIX).connect({socket!r})",
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_no_student_reaches_anothers_files_and_processes(students, pages, attempt):
    ada, ben, _ = pages
    home = home_of(students[1])
    runtime = sorted((home / ".local/share/jupyter/runtime").iterdir())
    attempt = attempt.format(
        home=str(home),
        lesson=str(home / LESSON),
        server=server_of(students[1]).pid,
        socket=next(str(path) for path in runtime if path.is_socket() and ben.kernel in path.name),
    )
    assert "PermissionError" in said_by(ada, attempt)
    assert "Error" not in said_by(ben, attempt)  # who owns them may


@pytest.mark.parametrize("what", ["environment", "course"])
def test_no_student_changes_what_all_share(hub, pages, what):
    assert "PermissionError" in said_by(pages[0], f"open({str(hub.folder / what / 'planted')!r}, 'w')")


# --- Last, as it ends every server -------------------------------------------------------------------------


def test_idle_servers_are_stopped_with_the_rights_that_the_culler_has(hub, students):
    environment = os.environ | {"JUPYTERHUB_API_TOKEN": hub.service_token("idle-culler")}
    address = [f"--url={hub.url}/hub/api", "--timeout=1", "--cull-every=1"]
    culler = subprocess.Popen(
        [sys.executable, "-m", "jupyterhub_idle_culler", *address], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        ada = students[0]
        wait_until(
            lambda: not ada.ask_hub("GET", f"users/{ada.name}").json()["servers"], 60, "no server was stopped"
        )
    finally:
        culler.terminate()
        culler.wait(10)
