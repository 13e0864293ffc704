"""Binder builds what readers get at home, and starts it."""

import json
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BINDER = ROOT / "binder"
SETTINGS = sorted(path for path in (BINDER / "prefix").rglob("*") if path.is_file())
posix = pytest.mark.skipif(os.name == "nt", reason="Binder runs on Linux")


def test_binder_has_the_one_list_of_pins():
    same = (BINDER / "environment.yml").read_text(encoding="utf-8")
    link_as_git_writes_it_on_windows = "../environment.yml"
    if os.name == "nt" and same.strip() == link_as_git_writes_it_on_windows:
        return
    assert same == (ROOT / "environment.yml").read_text(encoding="utf-8")


@posix
@pytest.mark.parametrize("name", ["postBuild", "start"])
def test_scripts_can_be_run(name):
    assert os.access(BINDER / name, os.X_OK)
    assert (BINDER / name).read_bytes().startswith(b"#!/bin/bash\n")


@posix
def test_start_hands_over_with_one_thread():
    command = [BINDER / "start", "sh", "-c", 'echo "$OMP_NUM_THREADS" "$1"', "sh", "a b"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "1 a b\n"
    assert (BINDER / "start").read_text().splitlines()[-1] == 'exec "$@"'


@posix
def test_post_build_installs_the_package_and_the_settings(tmp_path):
    shutil.copytree(BINDER, tmp_path / "repo" / "binder")
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / "python"  # notes what it is asked for; has its prefix in tmp_path
    answer = f'case "$1" in -c) echo "{tmp_path}/prefix";; *) echo "$@" > "{tmp_path}/asked";; esac'
    python.write_text(f"#!/bin/sh\n{answer}\n")
    python.chmod(0o755)
    (tmp_path / "prefix" / "etc").mkdir(parents=True)
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["binder/postBuild"], cwd=tmp_path / "repo", env=os.environ | {"PATH": path}, check=True)
    assert (tmp_path / "asked").read_text() == "-m pip install --no-cache-dir --no-deps -e .\n"
    copied = {p.relative_to(tmp_path / "prefix") for p in (tmp_path / "prefix").rglob("*") if p.is_file()}
    assert copied == {p.relative_to(BINDER / "prefix") for p in SETTINGS}


def test_jupyters_settings_are_where_jupyter_looks():
    assert [path.relative_to(BINDER / "prefix").as_posix() for path in SETTINGS] == [
        "etc/jupyter/jupyter_server_config.json",
        "etc/jupyter/jupyter_server_config.py",
        "share/jupyter/lab/settings/overrides.json",
    ]
    server, lab = (json.loads(SETTINGS[i].read_text(encoding="utf-8")) for i in (0, 2))
    assert server == {"ServerApp": {"websocket_compression_options": {}}}
    assert lab["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    assert lab["@jupyterlab/notebook-extension:tracker"]["windowingMode"] == "none"  # CONTRIBUTING says why


def test_a_reader_without_a_layout_gets_closed_side_bars_and_keeps_what_follows(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTERLAB_WORKSPACES_DIR", str(tmp_path / "none yet"))
    runpy.run_path(str(SETTINGS[1]))
    (file,) = (tmp_path / "none yet").iterdir()
    layout = json.loads(file.read_text())["data"]["layout-restorer:data"]
    assert file.name.startswith("default-")
    assert layout["left"]["collapsed"] and layout["right"]["collapsed"]
    file.write_text("the reader's own")
    runpy.run_path(str(SETTINGS[1]))
    assert [one.read_text() for one in file.parent.iterdir()] == ["the reader's own"]


def test_this_jupyterlab_knows_the_settings():
    overrides = json.loads(SETTINGS[2].read_text(encoding="utf-8"))
    schemas = Path(sys.prefix) / "share" / "jupyter" / "lab" / "schemas"
    for plugin, values in overrides.items():
        package, name = plugin.split(":")
        properties = json.loads((schemas / package / f"{name}.json").read_text())["properties"]
        for key, value in values.items():
            kind = {"string": str, "boolean": bool, "array": list}[properties[key]["type"]]
            assert isinstance(value, kind)


def test_the_course_opens_on_a_lesson_that_exists(course):
    assert course.commands.FIRST_PAGE.startswith("/lab/tree/")
    assert (ROOT / course.commands.FIRST_PAGE.removeprefix("/lab/tree/")).exists()
