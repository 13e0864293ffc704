"""What each command of course.py would set up and run; nothing is installed here."""

import os
import subprocess
import sys

import pytest

from tests.setup.conftest import ROOT


def test_problems_and_ctrl_c_end_in_words(course, monkeypatch, capsys):
    def fail(error):
        def set_up(extra=None):
            raise error

        monkeypatch.setattr(course.venv, "set_up", set_up)
        return course.run(["setup"])

    assert fail(course.project.Problem("Mend this.")) == 1
    assert capsys.readouterr() == ("", "Mend this.\n")
    assert fail(KeyboardInterrupt()) == 130
    assert "Stopped" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--help", "-h", "help"])
def test_help_lists_the_commands(course, capsys, option):
    assert course.run([option]) == 0
    said = capsys.readouterr().out
    for command in ("setup", "demo", "test", "parity", "notebooks", "--no-browser"):
        assert command in said


def test_a_misspelt_command_is_not_taken_for_a_file(course, monkeypatch, capsys):
    monkeypatch.setattr(course.venv, "set_up", lambda extra=None: pytest.fail("was set up"))
    assert course.run(["tset"]) == 1
    assert "no command 'tset'" in capsys.readouterr().err


@pytest.fixture
def started(course, monkeypatch):
    """What would be run, with what had been set up before."""
    started = []
    monkeypatch.setattr(course.venv, "set_up", lambda extra=None: started.append(extra))
    monkeypatch.setattr(course.project, "run", lambda *arguments: started.append(list(arguments)))
    return started


@pytest.mark.skipif(os.name == "nt", reason="Windows has no root")
@pytest.mark.parametrize("root", [False, True])
def test_options_go_on_to_jupyterlab(course, started, monkeypatch, root):
    monkeypatch.setattr(course.commands.os, "geteuid", lambda: 0 if root else 1000)
    course.run(["--no-browser", "--port", "8890"])
    lesson = "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb"
    expected = ["-m", "jupyterlab", "--allow-root", lesson, "--no-browser", "--port", "8890"]
    if not root:
        expected.remove("--allow-root")
    assert started == [None, expected]


def test_another_first_page_replaces_ours(course, started):
    course.run(["--LabApp.default_url=/lab"])
    assert [word for word in started[1] if "default_url" in word] == ["--LabApp.default_url=/lab"]


def test_notebooks_are_rebuilt_by_their_own_script(course, started):
    course.run(["notebooks", "01_breaking_symmetry"])
    assert started == ["test", ["notebooks/build.py", "01_breaking_symmetry"]]


def test_a_demo_gets_voila_and_all_that_was_asked(course, started):
    course.run(["demo", "race", "--no-browser"])
    assert started == ["demo", ["-m", "classroom.demo", "race", "--no-browser"]]


@pytest.mark.parametrize("extra", [None, "classroom", "demo", "test"])
def test_set_up_alone_starts_nothing(course, started, extra):
    assert course.run(["setup", extra] if extra else ["setup"]) == 0
    assert started == [extra]


def test_setting_up_parity_leaves_keras_out_of_what_readers_have(course, started, monkeypatch):
    monkeypatch.setattr(course.parity, "set_up", lambda: started.append("parity apart"))
    assert course.run(["setup", "parity"]) == 0
    assert started == ["parity apart"]


@pytest.fixture
def pytest_runs(course, copied, started, monkeypatch):
    """The command lines of pytest; `codes` says how each run ends."""

    class Runs(list):
        codes = ()

    runs = Runs()
    for folder in ("tests/browser", "tests/setup", "notebooks"):
        (copied / folder).mkdir(parents=True)

    def call(command, cwd, env):
        assert cwd == copied and command[:3] == [course.project.PYTHON, "-m", "pytest"]
        runs.append(command[3:])
        return runs.codes[len(runs) - 1]

    monkeypatch.setattr(course.commands.subprocess, "call", call)
    return runs


@pytest.mark.parametrize(
    ("codes", "expected"),
    [((0, 0), 0), ((1, 0), 1), ((0, 2), 2), ((3, 1), 3), ((5, 0), 0), ((0, 5), 0), ((5, 5), 5)],
)
def test_all_tests_run_and_the_browser_ones_by_themselves(course, pytest_runs, codes, expected):
    pytest_runs.codes = codes
    assert course.run(["test", "-x"]) == expected
    rest, browser = pytest_runs
    apart = ["--ignore=tests/browser", "--ignore=tests/parity"]
    assert rest == ["tests", "notebooks", *apart, "-n2", "-x"]
    assert browser == ["tests/browser", "-x"]


def test_the_end_says_which_part_failed(course, pytest_runs, capsys):
    pytest_runs.codes = (1, 0)
    course.run(["test"])
    assert capsys.readouterr().out == "Failed: unit tests and notebooks; the report is above.\n"


def test_when_all_is_well_pytest_has_the_last_word(course, pytest_runs, capsys):
    pytest_runs.codes = (0, 0)
    course.run(["test"])
    assert capsys.readouterr().out == ""


def test_a_path_runs_a_part(course, started, pytest_runs):
    course.run(["test", "tests/setup", "-k", "pins"])
    assert started == ["test", ["-m", "pytest", "tests/setup", "-k", "pins"]]
    assert pytest_runs == []


def test_parity_runs_its_tests_in_an_environment_of_its_own(course, monkeypatch):
    started = []
    monkeypatch.setattr(course.parity, "set_up", lambda: started.append("set up"))
    monkeypatch.setattr(course.project, "run", lambda *words, **where: started.append((list(words), where)))
    course.run(["parity", "--record", "-x"])
    command = ["-m", "pytest", "tests/parity", "--record", "-x"]
    where = {"python": course.parity.PARITY_PYTHON, "KERAS_BACKEND": "torch"}
    assert started == ["set up", (command, where)]


def test_browser_tests_without_a_browser_fail_in_words(tmp_path):
    command = [sys.executable, "-m", "pytest", "tests/browser/test_settled.py", "-p", "no:cacheprovider"]
    environment = os.environ | {"PATH": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert "apt-get install chromium" in done.stdout and "skipped" not in done.stdout
