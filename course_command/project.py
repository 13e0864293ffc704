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


def run(*arguments, python=None, **variables):
    """Runs a Python, that in .venv if none is named, in the project's folder, in our place if possible."""
    python = python or PYTHON
    variables = {**environment(), **variables}
    if os.name == "nt":
        return subprocess.call([python, *arguments], cwd=ROOT, env=variables)
    os.chdir(ROOT)
    os.execve(python, [str(python), *arguments], variables)
