"""Copies of the project's set-up files to play with, and small packages instead of a network."""

import base64
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NO_NETWORK = "http://127.0.0.1:9"  # the discard port: nobody answers


@pytest.fixture
def copied(tmp_path):
    """A folder that holds only what setting up reads."""
    return copy_set_up_files(tmp_path / "course")


@pytest.fixture
def course(copied):
    """course.py, imported from such a folder, so that it works there."""
    return Course(copied)


class Course:
    """course.py and the modules of its commands, fresh from a folder: `venv`, `pins` and so on."""

    def __init__(self, folder):
        path = sys.path.copy()
        for name in [name for name in sys.modules if name.split(".")[0] == "course_command"]:
            del sys.modules[name]
        spec = importlib.util.spec_from_file_location("course_under_test", folder / "course.py")
        self.script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.script)
        sys.path[:] = path
        for name, module in sys.modules.items():
            if name.startswith("course_command."):
                assert Path(module.__file__).is_relative_to(folder)
                setattr(self, name.removeprefix("course_command."), module)

    def run(self, arguments):
        """The exit code of `python3 course.py ARGUMENTS`."""
        return self.script.main(arguments, self.script.__doc__)


def copy_set_up_files(folder):
    folder.mkdir(parents=True)
    for name in ("course.py", "environment.yml", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "binder", folder / "binder", symlinks=True)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "course_command", folder / "course_command", ignore=ignored)
    return folder


@pytest.fixture(scope="session")
def wheels(tmp_path_factory):
    """Small stand-ins for the packages: torch with a dependency of its own, two JupyterLabs."""
    folder = tmp_path_factory.mktemp("wheels")
    make_wheel(folder, "needed_by_torch", "1.0")
    make_wheel(folder, "torch", "2.13.0+cpu", requires=["needed_by_torch"])
    shows = "import os, sys\nprint('jupyterlab was started in', os.getcwd(), sys.argv[1:])\n"
    for version in ("4.6.6", "4.6.7"):
        make_wheel(folder, "jupyterlab", version, main=shows)
    shows = "import keras, os, sys, torch\n"
    shows += "print(torch.__file__, sys.prefix, os.environ['KERAS_BACKEND'], sys.argv[1:])\n"
    make_wheel(folder, "pytest", "9.2.0", main=shows)
    make_wheel(folder, "needed_by_keras", "1.0")
    make_wheel(folder, "torch", "2.14.0+cpu")  # a newer one, which nobody is to get
    for version in ("3.15.1", "3.15.2"):
        make_wheel(folder, "keras", version, requires=["torch", "needed_by_keras"])
    return folder


@pytest.fixture
def wheel_with_cuda(tmp_path):
    """A torch such as PyPI's, in a folder of its own."""
    (tmp_path / "cuda").mkdir()
    cuda = "nvidia-cudnn-cu13; sys_platform == 'linux'"
    return make_wheel(tmp_path / "cuda", "torch", "2.13.0", requires=[cuda])


def make_wheel(folder, name, version, requires=(), main=""):
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    metadata += "".join(f"Requires-Dist: {other}\n" for other in requires)
    files = {
        f"{name}/__init__.py": "",
        f"{name}/__main__.py": main,
        f"{info}/METADATA": metadata,
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=")
        record += f"{path},sha256={digest.decode()},{len(text)}\n"
    files[f"{info}/RECORD"] = record + f"{info}/RECORD,,\n"
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return wheel


class Project:
    """A course of two packages, whose course.py finds them in a folder and has no network."""

    def __init__(self, folder, wheels):
        self.folder = folder
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        self.environment |= {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(wheels),
            "PIP_RETRIES": "0",
            "HTTP_PROXY": NO_NETWORK,
            "HTTPS_PROXY": NO_NETWORK,
        }

    def pin(self, jupyterlab):
        pins = f"torch==2.13.0\n      - jupyterlab=={jupyterlab}"
        text = f"dependencies:\n  - pip:\n      - --extra-index-url x\n      - {pins}\n"
        (self.folder / "environment.yml").write_text(text)

    def pin_extras(self, keras):
        extras = f'test = ["pytest==9.2.0"]\nclassroom = []\ndemo = []\nparity = ["keras=={keras}"]\n'
        (self.folder / "pyproject.toml").write_text(f"[project.optional-dependencies]\n{extras}")

    def start(self, *arguments, **environment):
        return subprocess.Popen(
            [sys.executable, str(self.folder / "course.py"), *arguments],
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments, **environment):
        """Exit code and output of `python3 course.py ARGUMENTS`."""
        with self.start(*arguments, **environment) as process:
            said, _ = process.communicate(timeout=300)
        return process.returncode, said

    def python(self, code, venv=".venv"):
        """What the Python in .venv prints, started in some other folder."""
        python = self.folder / venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        done = subprocess.run([python, "-c", code], cwd=self.folder.parent, capture_output=True, text=True)
        return done.stdout.strip() or done.stderr

    def version(self, package, venv=".venv"):
        return self.python(f"import importlib.metadata as m; print(m.version({package!r}))", venv)

    @property
    def packages(self):
        return Path(self.python("import sysconfig; print(sysconfig.get_path('purelib'))"))


@pytest.fixture
def project(tmp_path, wheels):
    """One that was never set up."""
    project = Project(copy_set_up_files(tmp_path / "fresh course"), wheels)
    project.pin("4.6.6")
    return project


@pytest.fixture(scope="session")
def set_up_once(tmp_path_factory, wheels):
    folder = copy_set_up_files(tmp_path_factory.mktemp("once") / "course")
    (folder / "course_lib").mkdir()
    (folder / "course_lib" / "__init__.py").write_text("here = 'the course'\n")
    project = Project(folder, wheels)
    project.pin("4.6.6")
    project.result = project.run("setup")
    return project


@pytest.fixture
def ready(set_up_once, tmp_path, wheels):
    """One that is set up already; each test gets its own copy, in another place."""
    shutil.copytree(set_up_once.folder, tmp_path / "ready course", symlinks=True)
    return Project(tmp_path / "ready course", wheels)
