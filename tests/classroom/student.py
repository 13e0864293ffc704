"""A student of a JupyterHub: logs in by the form, starts a server, follows the course's link."""

import json
import time

import requests

from tests.kernel.remote import Server


class Student:
    """One account of a hub; ``browser`` holds its cookies, ``server`` its server.

    Args:
        hub: the hub's address, such as http://127.0.0.1:8000.
        name, password: of the account.
    """

    def __init__(self, hub, name, password):
        self.hub, self.name, self.password = hub, name, password
        self.browser, self.token = requests.Session(), None

    def log_in(self, password=None):
        """Fill in the form; the hub's answer, after its redirections to the hub's home page."""
        self.browser.cookies.clear()
        self.browser.get(f"{self.hub}/hub/login", timeout=30)
        form = {"username": self.name, "password": password or self.password, "_xsrf": self._xsrf()}
        return self.browser.post(f"{self.hub}/hub/login?next=/hub/home", data=form, timeout=30)

    def _xsrf(self):
        return self.browser.cookies.get("_xsrf", path="/hub/")

    @property
    def server(self):
        return Server(f"{self.hub}/user/{self.name}", self.token)

    def at(self, url):
        """What this student's token opens at another address."""
        return Server(url, self.token)

    def ask_hub(self, method, path):
        """The answer of the hub's API, whatever its status."""
        return self.at(f"{self.hub}/hub/api").ask(method, path)

    def start_server(self, timeout=300):
        """Log in and start the server, where that is not done yet, and wait until it is ready."""
        if self.token is None:
            self.log_in().raise_for_status()
            tokens = f"{self.hub}/hub/api/users/{self.name}/tokens"
            answer = self.browser.post(tokens, headers={"X-XSRFToken": self._xsrf()}, timeout=30)
            answer.raise_for_status()
            self.token = answer.json()["token"]
        own, until = f"users/{self.name}", time.monotonic() + timeout
        while not (server := self.ask_hub("GET", own).json()["servers"].get("")) or not server["ready"]:
            if not server:
                self.ask_hub("POST", f"{own}/server").raise_for_status()
            if time.monotonic() > until:
                raise TimeoutError(f"the server of {self.name} was not ready after {timeout} s")
            time.sleep(0.2)

    def pull(self, repository):
        """Follow the course's link: nbgitpuller fetches the lessons. An error of Git's is raised."""
        where = {"repo": repository, "branch": "main", "targetpath": "course"}
        answer = self.server.ask("GET", "git-pull/api", params=where)
        answer.raise_for_status()
        events = [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: ")]
        if events[-1]["phase"] != "finished":
            raise RuntimeError(f"the pull failed: {events}")

    def open_kernel(self):
        """Start a kernel for a notebook in the student's copy of the lessons; a `RemotePage`."""
        return self.server.open_kernel("course/notebooks")
