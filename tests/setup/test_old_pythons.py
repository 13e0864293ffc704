"""course.py on any Python, before anything is installed."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = (ROOT / "course.py").read_text(encoding="utf-8")
COMMANDS = [ROOT / "course.py", *(ROOT / "course_command").glob("*.py")]


def test_an_old_python_can_read_the_file():
    ast.parse(SOURCE, feature_version=(3, 6))
    with pytest.raises(SyntaxError):  # so the line above can fail
        ast.parse("if (n := 1): pass", feature_version=(3, 6))


def run_as(version):
    pretend = f"import runpy, sys; sys.version = {version!r}; sys.argv = ['course.py', '--help']\n"
    pretend += "sys.version_info = tuple(map(int, sys.version.split('.')))\n"
    command = [sys.executable, "-c", pretend + "runpy.run_path('course.py', run_name='__main__')"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("version", ["3.6.15", "3.10.13"])
def test_an_old_python_is_refused_in_words(version):
    code, out, err = run_as(version)
    assert code == 1 and out == ""
    assert f"needs Python 3.11 or newer, and this is Python {version}." in err
    assert "Traceback" not in err


@pytest.mark.parametrize("version", ["3.11.0", "3.14.2"])
def test_a_newer_python_is_not(version):
    code, out, err = run_as(version)
    assert code == 0 and "python3 course.py test" in out and err == ""


def test_it_imports_the_standard_library_only():
    names = set()
    for node in (node for path in COMMANDS for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module.split(".")[0])
    assert "subprocess" in names
    assert names <= {*sys.stdlib_module_names, "course_command"}
