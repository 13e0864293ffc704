"""A real JupyterHub for tests and benchmarks, with the classroom's configuration and Unix accounts.

>>> with RealHub(students=3) as hub:                         # doctest: +SKIP
...     ada = hub.students[0]
...     ada.start_server()
...     with ada.open_kernel() as page:
...         page.run("from course_lib import labs; labs.samples()")

Everything is thrown away at the end: accounts with their homes, processes, a temporary folder.
"""

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import requests

from tests.classroom.machine import ROOT, python_for_everyone, unix_accounts
from tests.classroom.student import Student
from tests.kernel.remote import free_ports
from tests.waiting import wait_until

CLASSROOM = ROOT / "classroom" / "jupyterhub"


class RealHub:
    """A hub on 127.0.0.1, and a Git server from which the students' servers take the notebooks.

    Args:
        students: how many accounts to make; the last one is no member of the group that may come in, where
            ``strangers`` is 1.
    """

    def __init__(self, students=3, strangers=0):
        self.count, self.strangers = students, strangers

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            folder = tempfile.TemporaryDirectory(prefix="course-hub-", ignore_cleanup_errors=True)
            self.folder = Path(stack.enter_context(folder))
            self.folder.chmod(0o755)
            self.group, names = stack.enter_context(unix_accounts(self.count + self.strangers))
            for name in names[self.count :]:
                subprocess.run(["gpasswd", "--delete", name, self.group], check=True, capture_output=True)
            self.python, variables = python_for_everyone(self.folder)
            self.proxy = self._install_proxy()
            self.lessons, self.repository = self._publish_lessons(stack)
            passwords = {name: secrets.token_hex(16) for name in names}
            ports = free_ports(3)
            facts = {
                "config": str(CLASSROOM / "jupyterhub_config.py"),
                "group": self.group,
                "passwords": passwords,
                "ports": ports,
                "proxy": str(self.proxy),
                "python": str(self.python),
                "variables": variables,
            }
            self.url = f"http://127.0.0.1:{ports[0]}"
            self._start(facts, stack)
            people = [Student(self.url, name, passwords[name]) for name in names]
            self.students, self.outsiders = people[: self.count], people[self.count :]
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error):
        self._stack.close()

    def _install_proxy(self):
        folder = self.folder / "proxy"
        folder.mkdir()
        shutil.copy(CLASSROOM / "package.json", folder)
        run("npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", folder)
        return folder / "node_modules" / ".bin" / "configurable-http-proxy"

    def _publish_lessons(self, stack):
        """A repository with our notebooks, and the address at which everybody on this machine can read it."""
        folder = self.folder / "published" / "lessons"
        shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
        run("git", "init", "--quiet", "--initial-branch=main", folder)
        commit(folder, "The lessons")
        (port,) = free_ports(1)
        serve = ["--listen=127.0.0.1", f"--port={port}", f"--base-path={folder.parent}", "--export-all"]
        server = subprocess.Popen(["git", "daemon", *serve, str(folder.parent)], stdin=subprocess.DEVNULL)
        stack.callback(stop, server)
        return folder, f"git://127.0.0.1:{port}/lessons"

    def _start(self, facts, stack):
        state = self.folder / "state"
        state.mkdir(mode=0o700)
        (state / "facts.json").write_text(json.dumps(facts))
        environment = os.environ | {
            "HUB_FACTS": str(state / "facts.json"),
            "COURSE_REPOSITORY": self.repository,
            "PYTHONPATH": str(ROOT),
        }
        environment.pop("COURSE_TLS", None)
        config = Path(__file__).with_name("hub_config.py")
        self.log = state / "hub.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "--config", str(config)],
                cwd=state,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        stack.callback(stop, self.process)
        wait_until(self._answers, 60, f"the hub did not start; its log is {self.log}")

    def _answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"the hub ended:\n{self.log.read_text()[-4000:]}")
        with contextlib.suppress(requests.ConnectionError):
            return requests.get(f"{self.url}/hub/api/", timeout=5).ok

    def service_token(self, name):
        """The token that the hub gave to one of its services."""
        for process in psutil.Process(self.process.pid).children(recursive=True):
            environment = process.environ()
            if environment.get("JUPYTERHUB_SERVICE_NAME") == name:
                return environment["JUPYTERHUB_API_TOKEN"]
        raise LookupError(f"no service {name!r} runs below the hub")


def run(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command} failed:\n{done.stdout}{done.stderr}")


def commit(folder, message):
    """Commit all that is in a repository, whoever runs this."""
    run("git", "-C", folder, "add", "--all")
    who = ["-c", "user.name=Instructor", "-c", "user.email=instructor@localhost"]
    run("git", "-C", folder, *who, "commit", "--quiet", "--message", message)


def stop(process):
    """End a process of ours and all below it; the hub ends its servers when it is asked to end."""
    below = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
    for one in below:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.kill()
    psutil.wait_procs(below, timeout=10)
