"""course.py really sets up, starts, fails and recovers; with stand-ins for the big packages."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from tests.setup.conftest import ROOT, Course, copy_set_up_files
from tests.waiting import wait_until

NOBODY = 65534
posix = pytest.mark.skipif(os.name == "nt", reason="works with POSIX signals and links")


def test_the_first_set_up(set_up_once):
    code, said = set_up_once.result
    assert code == 0, said
    assert "Setting up the course" in said and "Set up in" in said
    assert len(said.splitlines()) <= 7  # no wall of pip's output
    assert set_up_once.version("torch") == "2.13.0+cpu"
    assert set_up_once.version("needed_by_torch") == "1.0"
    assert set_up_once.version("jupyterlab") == "4.6.6"
    assert set_up_once.python("import course_lib; print(course_lib.here)") == "the course"


def test_jupyters_settings_are_in_place(set_up_once):
    source = set_up_once.folder / "binder" / "prefix"
    files = [path for path in source.rglob("*") if path.is_file()]
    assert len(files) == 3
    for path in files:
        copy = set_up_once.folder / ".venv" / path.relative_to(source)
        assert copy.read_text() == path.read_text()


def test_options_reach_jupyterlab_in_the_projects_folder(ready):
    code, said = ready.run("--no-browser", "--port", "8890")
    assert code == 0
    started = said.splitlines()[-1]
    assert started.startswith(f"jupyterlab was started in {ready.folder} ")
    assert "'--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb'" in started
    assert started.endswith("'--no-browser', '--port', '8890']")
    package = ready.folder / "course_lib" / "__init__.py"  # not where it was set up: a folder may be moved
    assert ready.python("import course_lib; print(course_lib.__file__)") == str(package)


def test_a_changed_pin_reinstalls(ready):
    ready.pin("4.6.7")
    code, said = ready.run("setup")
    assert code == 0, said
    assert ready.version("jupyterlab") == "4.6.7"
    assert "fresh" not in said  # what was there is kept


@pytest.mark.parametrize("at_first", ["ready", "project"])  # set up before, and never
def test_without_a_network_there_is_a_sentence_and_then_it_mends_itself(at_first, request):
    course = request.getfixturevalue(at_first)
    course.pin("4.6.7")
    del course.environment["PIP_NO_INDEX"]
    code, said = course.run("setup", PIP_FIND_LINKS=str(course.folder), PIP_RETRIES="1")
    assert code == 1
    assert "there is no network" in said and "run the same command again" in said
    assert "Traceback" not in said
    assert course.run("setup")[0] == 0
    assert course.version("jupyterlab") == "4.6.7"


def test_an_interrupted_set_up_starts_afresh(ready):
    (ready.packages / "jupyterlab" / "__main__.py").unlink()  # pip would not notice
    (ready.folder / ".venv.unfinished").touch()
    code, said = ready.run("--no-browser")
    assert code == 0 and "a fresh Python environment" in said
    assert "jupyterlab was started" in said


def remove_pip(project):
    shutil.rmtree(project.packages / "pip")


def remove_base_python(project):
    python = project.folder / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")


@pytest.mark.parametrize("break_it", [remove_pip, pytest.param(remove_base_python, marks=posix)])
def test_a_broken_environment_is_made_anew(ready, break_it):
    break_it(ready)
    code, said = ready.run("setup")
    assert code == 0 and "a fresh Python environment" in said
    assert ready.version("jupyterlab") == "4.6.6"


@posix
@pytest.mark.parametrize("during", ["environment", "torch"])
def test_a_killed_set_up_mends_itself(project, during):
    with project.start("setup") as process:
        said = ""
        while during not in said:
            said += process.stdout.read(1)
        wait_until(psutil.Process(process.pid).children, 60, "nothing was started that could go on")
        process.kill()  # only course.py: what it started goes on, and has to be waited for
    code, said = project.run("setup")
    assert code == 0, said
    if during == "environment":  # that takes seconds, the small torch does not
        assert "Another run is setting up the course; waiting" in said
    assert "a fresh Python environment" in said
    assert project.version("jupyterlab") == "4.6.6"
    assert not (project.folder / ".venv.unfinished").exists()


@posix
def test_ctrl_c_ends_in_words(project):
    with project.start("setup") as process:
        said = ""
        while "torch" not in said:
            said += process.stdout.read(1)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        said += process.communicate(timeout=60)[0]
    assert process.returncode == 130
    assert "Stopped" in said and "Traceback" not in said
    assert project.run("setup")[0] == 0


def test_two_runs_at_once_do_it_once(project):
    first, second = project.start("setup"), project.start("setup")
    with first, second:
        said = [process.communicate(timeout=300)[0] for process in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0), said
    assert sum("Setting up the course" in each for each in said) == 1
    assert sum("Another run is setting up" in each for each in said) == 1
    assert project.version("jupyterlab") == "4.6.6"


def test_a_build_with_cuda_is_not_taken_unasked(ready, wheel_with_cuda):
    """Through pip itself: its report on a wheel that, on Linux, wants NVIDIA's packages."""
    shutil.rmtree(ready.packages / "torch-2.13.0+cpu.dist-info")
    ready.pin("4.6.7")
    code, said = ready.run("setup", PIP_FIND_LINKS=str(wheel_with_cuda.parent))
    if sys.platform.startswith("linux"):
        assert code == 1 and "gigabytes of CUDA" in said
        assert "PackageNotFoundError" in ready.version("torch")
    else:
        assert "gigabytes of CUDA" not in said


# --- The environment of the other frameworks, on top of .venv ---


def test_extras_add_up_and_none_is_set_up_twice(ready, tmp_path):
    ready.pin_extras("3.15.1")
    code, said = ready.run("setup", "parity")  # with the test extra, the only other one here
    assert code == 0 and "what test needs" in said and "first time" not in said
    for _ in range(2):
        for extra in ([], ["test"], ["demo"]):  # the tests bring what the demo needs
            said = ready.run("setup", *extra, PIP_FIND_LINKS=str(tmp_path))  # pip would find nothing
            assert said == (0, "The course is set up; python3 course.py opens it.\n")
    ready.pin("4.6.7")  # what was added before is kept with a newer course
    assert ready.run("setup")[0] == 0
    assert ready.run("setup", "test", PIP_FIND_LINKS=str(tmp_path))[0] == 0


@posix
def test_a_folder_that_cannot_be_written_to_is_said_in_words(capsys):
    with tempfile.TemporaryDirectory() as name:
        course, me = Course(copy_set_up_files(Path(name) / "course")), os.geteuid()
        for path in (Path(name), course.project.ROOT):
            path.chmod(0o555)
        try:
            os.seteuid(me or NOBODY)  # root may write anywhere
            code = course.run(["setup"])
        finally:
            os.seteuid(me)
            for path in (Path(name), course.project.ROOT):
                path.chmod(0o755)
    assert code == 1
    assert "cannot be written to" in capsys.readouterr().err


def test_parity_adds_keras_on_top_of_what_is_there_and_may_be_moved(ready, tmp_path):
    ready.pin_extras("3.15.1")
    ready.environment["KERAS_BACKEND"] = "tensorflow"  # another one, in the environment
    code, said = ready.run("parity", "--record")
    assert code == 0, said
    torch, prefix = ready.packages / "torch" / "__init__.py", ready.folder / ".venv-parity"
    assert said.splitlines()[-1] == f"{torch} {prefix} torch ['tests/parity', '--record']"
    assert ready.version("torch", ".venv-parity") == "2.13.0+cpu"
    assert ready.version("needed_by_keras", ".venv-parity") == "1.0"
    assert not list(prefix.rglob("torch"))  # it is not there twice
    assert "PackageNotFoundError" in ready.version("keras")  # readers do not get it
    code, said = ready.run("parity", PIP_FIND_LINKS=str(tmp_path))  # pip would find nothing
    assert code == 0 and len(said.splitlines()) == 1, said
    ready.folder = ready.folder.rename(tmp_path / "moved course")
    found = ready.python("import keras, torch; print(torch.__file__)", ".venv-parity")
    assert found == str(ready.packages / "torch" / "__init__.py")


def test_parity_without_a_network_says_so_mends_itself_and_is_made_anew_for_another_pin(ready):
    ready.pin_extras("3.15.1")
    assert ready.run("parity", "-x", PIP_FIND_LINKS=str(ready.folder))[0] == 1
    assert ready.run("setup", "parity")[0] == 0
    assert ready.version("keras", ".venv-parity") == "3.15.1"
    assert "PackageNotFoundError" in ready.version("keras")
    ready.pin_extras("3.15.2")
    code, said = ready.run("parity")
    assert code == 0 and "Setting up Keras" in said
    assert ready.version("keras", ".venv-parity") == "3.15.2"


def test_browser_tests_without_a_browser_fail_in_words(tmp_path):
    command = [sys.executable, "-m", "pytest", "tests/browser/test_settled.py", "-p", "no:cacheprovider"]
    environment = os.environ | {"PATH": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert "apt-get install chromium" in done.stdout and "skipped" not in done.stdout
    told, reported = (done.stdout.index(words) for words in ("FAILED tests/browser", "== ERRORS =="))
    assert told < reported, "a failure is named at once, not at the end"
