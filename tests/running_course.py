"""course.py, run for real, but in the environment that runs the tests instead of one that it sets up."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

from tests.kernel.remote import free_ports

ROOT = Path(__file__).resolve().parents[1]
COURSE = """
import importlib.util, os, pathlib, sys
spec = importlib.util.spec_from_file_location("course", sys.argv[1])
course = importlib.util.module_from_spec(spec)
spec.loader.exec_module(course)
from course_command import project, venv
project.PYTHON, venv.set_up = pathlib.Path(sys.executable), lambda extra=None: None
project.environment = lambda: {**os.environ, "PYTHONPATH": str(project.ROOT)}
sys.exit(course.main(sys.argv[2:], course.__doc__))
"""


def command(*arguments):
    """The command line that stands for `python3 course.py ARGUMENTS`."""
    return [sys.executable, "-c", COURSE, str(ROOT / "course.py"), *arguments]


def own_home(home):
    """Environment variables under which Jupyter reads and writes nothing outside of a folder."""
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    environment = os.environ | {name: str(home / name) for name in names}
    environment.pop("JUPYTER_TOKEN", None)
    return environment


@contextlib.contextmanager
def running_demo(home, *arguments):
    """The process that `course.py demo ARGUMENTS` becomes, and the address of the page that it printed."""
    if not any(argument.startswith("--port") for argument in arguments):
        arguments = (*arguments, f"--port={free_ports(1)[0]}")
    log = home / "log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            command("demo", *arguments, "--no-browser"),
            env=own_home(home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    try:
        address = next((line.split()[-1] for line in process.stdout if "http://" in line), None)
        assert address is not None, log.read_text()
        yield process, address
    finally:
        process.terminate()
        process.stdout.close()
        process.wait(20)
