"""The classroom's configurations name only settings that exist, with values that fit, and are safe."""

import importlib
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from traitlets.config import PyFileConfigLoader
from traitlets.utils.importstring import import_item

ROOT = Path(__file__).resolve().parents[2]
CLASSROOM = ROOT / "classroom" / "jupyterhub"
FIRST_LESSON = "lab/tree/course/notebooks/00_start_here.ipynb"
CLASSES = {
    "JupyterHub": "jupyterhub.app.JupyterHub",
    "LocalAuthenticator": "jupyterhub.auth.LocalAuthenticator",
    "PAMAuthenticator": "jupyterhub.auth.PAMAuthenticator",
    "Spawner": "jupyterhub.spawner.Spawner",
    "SystemdSpawner": "systemdspawner.SystemdSpawner",
}
linux = pytest.mark.skipif(importlib.util.find_spec("fcntl") is None, reason="JupyterHub runs on POSIX")


def load(monkeypatch, **variables):
    for name in ("COURSE_REPOSITORY", "COURSE_BRANCH", "COURSE_TLS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return PyFileConfigLoader("jupyterhub_config.py", str(CLASSROOM)).load_config()


# --- One machine -------------------------------------------------------------------------------------------


@linux
def test_every_setting_exists_and_takes_its_value(monkeypatch):
    config = load(monkeypatch, COURSE_TLS="/etc/course", COURSE_REPOSITORY="https://example.org/course")
    assert set(config) <= set(CLASSES)
    for name, settings in config.items():
        kind = import_item(CLASSES[name])
        one = kind.__new__(kind)  # SystemdSpawner's __init__ wants a user
        assert set(settings) <= set(one.traits(config=True)), name
        for setting, value in settings.items():
            one.traits()[setting]._validate(one, value)


@linux
def test_without_certificates_only_this_machine_reaches_the_hub(monkeypatch):
    config = load(monkeypatch)
    assert urlsplit(config.JupyterHub.bind_url).hostname == "127.0.0.1"
    config = load(monkeypatch, COURSE_TLS="/etc/course")
    assert urlsplit(config.JupyterHub.bind_url).scheme == "https"
    assert (config.JupyterHub.ssl_key, config.JupyterHub.ssl_cert) == (
        "/etc/course/key.pem",
        "/etc/course/cert.pem",
    )


@linux
def test_only_accounts_of_the_class_come_in_and_have_limits(monkeypatch):
    config = load(monkeypatch)
    assert config.JupyterHub.authenticator_class == "pam"
    assert config.LocalAuthenticator.allowed_groups == {"students", "instructors"}
    assert config.JupyterHub.spawner_class == "systemd"
    assert config.Spawner.mem_limit and config.Spawner.cpu_limit


@linux
def test_students_arrive_at_their_own_copy_of_the_first_lesson(monkeypatch):
    repository = "https://git.example.org/a/b?c=d&e"
    config = load(monkeypatch, COURSE_REPOSITORY=repository, COURSE_BRANCH="autumn")
    check_link(config.Spawner.default_url, repository, "autumn")
    assert "default_url" not in load(monkeypatch).Spawner


def check_link(link, repository, branch):
    assert urlsplit(link).path == "/git-pull"
    asked = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    assert asked == {"repo": repository, "branch": branch, "targetpath": "course", "urlpath": FIRST_LESSON}
    assert (ROOT / FIRST_LESSON.removeprefix("lab/tree/course/")).exists()


def test_the_proxy_is_pinned():
    assert re.fullmatch(
        r"\d+\.\d+\.\d+",
        json.loads((CLASSROOM / "package.json").read_text())["dependencies"]["configurable-http-proxy"],
    )


# --- Kubernetes --------------------------------------------------------------------------------------------


def leaves(tree, path=()):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield ".".join((*path, key)), value


VALUES = dict(leaves(yaml.safe_load((CLASSROOM / "values.yaml").read_text(encoding="utf-8"))))


def test_nobody_comes_in_unasked_on_kubernetes():
    assert VALUES["hub.config.JupyterHub.authenticator_class"] == "github"
    assert VALUES["proxy.https.enabled"] and VALUES["cull.enabled"]
    assert VALUES["hub.config.Authenticator.allowed_users"] == ["STUDENT-1", "STUDENT-2"]


def test_the_link_on_kubernetes_leads_to_the_first_lesson():
    check_link(VALUES["singleuser.defaultUrl"], "https://github.com/OWNER/REPOSITORY", "main")


def test_both_kinds_of_hub_give_a_student_the_same(monkeypatch):
    config = load(monkeypatch)
    assert VALUES["singleuser.memory.limit"] == config.Spawner.mem_limit
    assert VALUES["singleuser.cpu.limit"] == config.Spawner.cpu_limit
    assert VALUES["singleuser.extraEnv.OMP_NUM_THREADS"] == config.Spawner.environment["OMP_NUM_THREADS"]
    (culler,) = config.JupyterHub.services
    assert f"--timeout={VALUES['cull.timeout']}" in culler["command"]
