"""The files that say what is installed agree, and say it once."""

import ast
import importlib.metadata
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
PIP_LIST = CONDA["dependencies"][-1]["pip"]
READERS = [entry for entry in PIP_LIST if not entry.startswith("-")]
EXTRAS = PROJECT["optional-dependencies"]
PINNED = READERS + [pin for pins in EXTRAS.values() for pin in pins]
ELSEWHERE = EXTRAS["parity"]  # installed in .venv-parity


def name_of(requirement):
    return re.split(r"[=<>~!\[; ]", requirement)[0].lower().replace("_", "-")


def test_the_cpu_index_is_the_first_line_of_the_pip_list(course):
    assert PIP_LIST[0] == f"--extra-index-url {course.torch_build.CPU_INDEX}"
    assert len(READERS) == len(PIP_LIST) - 1


def test_course_py_reads_what_conda_reads(course):
    assert course.pins.wanted_packages() == READERS
    assert course.pins.wanted_packages("classroom") == READERS + EXTRAS["classroom"]
    with_tests = READERS + EXTRAS["test"] + EXTRAS["classroom"] + EXTRAS["demo"]
    assert course.pins.wanted_packages("test") == with_tests
    assert course.pins.wanted_packages("test", "parity") == with_tests + EXTRAS["parity"]


@pytest.mark.parametrize("pin", PINNED)
def test_every_pin_is_exact_and_installed(pin):
    name, version = pin.split("==")
    assert re.fullmatch(r"\d[\w.]*", version)
    if pin not in ELSEWHERE:
        assert importlib.metadata.version(name).removesuffix("+cpu") == version


def test_nothing_is_pinned_twice():
    names = [name_of(pin) for pin in PINNED]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "classroom/jupyterhub/README.md"])
def test_versions_in_texts_are_the_pins(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert set(re.findall(r"[\w-]+==[\d.]+", text)) <= set(PINNED)


def test_the_package_names_what_it_needs_without_versions():
    assert sorted(PROJECT["dependencies"]) == sorted(name_of(pin) for pin in READERS)


def test_the_oldest_python_is_the_same_everywhere():
    source = (ROOT / "course.py").read_text(encoding="utf-8")
    check = next(node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Compare))
    assert ast.unparse(check) == "sys.version_info < (3, 11)"
    assert PROJECT["requires-python"] == ">=3.11" and CONDA["dependencies"][0] == "python=3.11"
    assert PYPROJECT["tool"]["ruff"]["target-version"] == "py311"


def test_the_package_is_the_course_library_with_all_its_files():
    find = PYPROJECT["tool"]["setuptools"]["packages"]["find"]
    assert find == {"include": ["course_lib*"]}
    data = PYPROJECT["tool"]["setuptools"]["package-data"]["*"]
    kinds = {f"*{path.suffix}" for path in (ROOT / "course_lib").rglob("*") if path.is_file()}
    assert kinds - {"*.py", "*.pyc"} <= set(data)


def test_warnings_are_errors():
    options = PYPROJECT["tool"]["pytest"]["ini_options"]
    assert options["strict"] is True and options["filterwarnings"][0] == "error"


@pytest.mark.skipif(os.name == "nt", reason="runs on Debian and Ubuntu")
def test_continuous_integration_runs_the_same_tests():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", script], check=True)
    lines = script.read_text().splitlines()
    assert "set -euo pipefail" in lines
    assert lines[-1] == "python3 course.py test --all </dev/null"
