"""Where things are, and how other programs are run in the course's environment."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


class Problem(Exception):
    """Something that the reader can mend; its text says how."""


def environment():
    """Our environment variables, without those that lead Python or pip out of .venv."""
    astray = {"PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER"}
    return {name: value for name, value in os.environ.items() if name not in astray}


def ask_python(code, python=None):
    """What a Python, that in .venv if none is named, prints when it runs `code`; None where that fails."""
    try:
        done = subprocess.run([python or PYTHON, "-c", code], env=environment(), capture_output=True)
    except OSError:
        return None
    return done.stdout.decode().strip() if done.returncode == 0 else None


def listen(*command):
    """Runs a command; gives its exit code and all that it printed."""
    done = subprocess.run(
        command,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        close_fds=os.name == "nt",  # elsewhere the command inherits the lock
    )
    return done.returncode, done.stdout.decode(errors="replace")


def call(*arguments, python=None, **variables):
    """Runs a Python, that in .venv if none is named, in the project's folder; its exit code."""
    return subprocess.call([python or PYTHON, *arguments], cwd=ROOT, env={**environment(), **variables})


def run(*arguments, python=None, **variables):
    """The same in our place, if the system can do that: then this does not return."""
    if os.name == "nt":
        return call(*arguments, python=python, **variables)
    python = python or PYTHON
    os.chdir(ROOT)
    os.execve(python, [str(python), *arguments], {**environment(), **variables})
