"""What Binder would install is installed here, and runs the course in the memory that Binder grants.

`python3 course.py test tests/setup/test_binder_image.py -s` prints what was measured.
"""

import importlib.metadata
import os
import re
import secrets
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest
import yaml

from tests.kernel.remote import Server, free_ports
from tests.setup.conftest import ROOT, Course, copy_set_up_files
from tests.waiting import wait_until

GRANTED = 1000  # MB: mybinder.org grants a session 1 GB
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Binder runs on Linux")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A folder with all that Binder's image is made of, and course.py, imported from there."""
    folder = copy_set_up_files(tmp_path_factory.mktemp("image") / "course")
    for name in ("LICENSE", "LICENSE-CC-BY-4.0"):
        shutil.copy(ROOT / name, folder)
    for name in ("course_lib", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    return folder, Course(folder)


def repo2docker(folder, *arguments):
    """The Dockerfile that it would build; it prints that without Docker."""
    command = [sys.executable, "-m", "repo2docker", "--debug", "--no-build", *arguments, "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def dockerfile(tmp_path_factory):
    """What is made of the set-up files."""
    return repo2docker(copy_set_up_files(tmp_path_factory.mktemp("repo") / "course"))


def test_the_dockerfile_has_our_python_environment_scripts_and_start(dockerfile):
    assert "Building conda environment for python=3.11" in dockerfile
    locked = re.findall(r"environment-2epy-2d(\d+)-2e(\d+)-2dlinux", dockerfile)
    assert set(locked) == {("3", "11")}
    assert 'env update -p ${NB_PYTHON_PREFIX} --file "binder/environment.yml"' in dockerfile
    assert "COPY --chown=0:0 src/binder/environment.yml" in dockerfile
    assert "RUN ./binder/postBuild" in dockerfile
    assert 'R2D_ENTRYPOINT="${REPO_DIR}/binder/start"' in dockerfile


def test_the_image_of_the_classrooms_readme_has_nbgitpuller():
    text = (ROOT / "classroom" / "jupyterhub" / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^jupyter-repo2docker .*?[^\\]$", text, flags=re.MULTILINE | re.DOTALL)
    _, *arguments, _ = shlex.split(command.replace("\\\n", " ").replace("--no-run", ""))
    arguments[arguments.index("REGISTRY/WEIGHTS:TAG")] = "registry.example/weights:1"
    dockerfile = repo2docker(ROOT, *arguments)
    assert "ARG REPO_DIR" in dockerfile  # --target-repo-dir sets it, outside the home that a volume hides
    assert "RUN python -m pip install --no-cache-dir nbgitpuller==" in dockerfile


def reachable(url):
    try:
        urlopen(url, timeout=15).close()
    except (URLError, OSError):
        return False
    return True


@pytest.fixture(scope="module")
def image(checkout, dockerfile):
    """A checkout with a fresh environment, in which the Dockerfile's pip part and its postBuild ran.

    torch goes first, as in course.py: from PyTorch's index or from wherever pip finds the build without CUDA.
    Where that index cannot be reached, pip is not told of it again: it would wait for it at every package.
    """
    folder, course = checkout
    (file,) = set(re.findall(r'env update -p \S+ --file "(\S+)"', dockerfile))
    (script,) = set(re.findall(r"^RUN (\./\S+)$", dockerfile, flags=re.MULTILINE))
    wanted = yaml.safe_load((folder / file).read_text(encoding="utf-8"))["dependencies"][-1]["pip"]
    if not reachable(course.torch_build.CPU_INDEX):
        wanted = [entry for entry in wanted if not entry.startswith("-")]
    course.venv.make_venv()
    course.torch_build.install_torch(
        next(entry.split("==")[1] for entry in wanted if entry.startswith("torch=="))
    )
    (folder / "requirements.txt").write_text("\n".join(wanted))
    course.installer.pip_or_stop("install", "-r", str(folder / "requirements.txt"))
    environment = course.project.environment() | {
        "PATH": f"{course.project.PYTHON.parent}{os.pathsep}{os.environ['PATH']}"
    }
    subprocess.run([script], cwd=folder, env=environment, check=True, capture_output=True)
    return folder, course, environment


def test_the_image_has_the_pins_and_the_course_and_no_cuda(image):
    folder, course, environment = image
    there = {
        one.metadata["Name"].lower().replace("_", "-"): one.version
        for one in importlib.metadata.distributions(
            path=[str(next(course.project.VENV.glob("lib/python*/site-packages")))]
        )
    }
    for pin in course.pins.wanted_packages():
        name, version = pin.split("==")
        assert there[name].removesuffix("+cpu") == version
    assert "weights-from-the-first-draw" in there
    assert not [name for name in there if name.startswith(("nvidia", "cuda", "triton"))]
    libraries = [path.name for path in course.project.VENV.rglob("*.so*")]
    assert libraries and not [name for name in libraries if "cudart" in name or "cudnn" in name]
    command = [course.project.PYTHON, "-c", "import course_lib; print(course_lib.__file__)"]
    where = subprocess.run(
        command, cwd=folder.parent, env=environment, check=True, capture_output=True, text=True
    )
    assert where.stdout.startswith(str(folder))
    files = [path for path in course.project.VENV.rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_blocks for path in files) * 512 / 1e9
    print(f"\nBinder's packages on disk: {size:.2f} GB")
    assert size < 2


@pytest.fixture(scope="module")
def session(image, tmp_path_factory):
    """A server, started as in a Binder session, and its process."""
    folder, _, environment = image
    home = tmp_path_factory.mktemp("binder-home")
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        environment = environment | {name: str(home / name)}
    (port,), token = free_ports(1), secrets.token_hex(16)
    command = ["binder/start", "jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        server = Server(f"http://127.0.0.1:{port}", token)
        wait_until(server.answers, 120, (home / "log").read_text, process)
        yield server, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def megabytes(process, what):
    """What a process and all below it hold in memory ("VmRSS") or held at most ("VmHWM"), each on its own."""
    texts = [
        Path(f"/proc/{one.pid}/status").read_text() for one in [process, *process.children(recursive=True)]
    ]
    return sum(int(re.search(rf"{what}:\s+(\d+) kB", text)[1]) for text in texts) * 1024 / 1e6


def test_a_lesson_and_a_training_fit_into_the_memory_of_a_session(session):
    server, process = session
    lesson = server.ask("GET", "api/contents/notebooks/00_start_here.ipynb").json()["content"]
    started = time.monotonic()
    with server.open_kernel("notebooks") as page:
        page.run("import os\nassert os.environ['OMP_NUM_THREADS'] == '1'")
        page.run("from course_lib import labs\nlabs.samples()")
        [slider] = page.numbers("Seed")
        page.put(slider, slider.spec["high"])
        page.settle()
        first = time.monotonic() - started
        for cell in lesson["cells"]:
            if cell["cell_type"] == "code":
                page.run("".join(cell["source"]))
        opened = megabytes(process, "VmRSS")
        page.run("lab = labs.race(seeds=16)\nlab")
        for depth in (2, 4, 6):
            page.run(f"lab.set(depth={depth})")
            page.settle()
        most = megabytes(process, "VmHWM")
        assert page.troubles == []
    print(f"\nfrom starting a kernel to the answer to the first slider: {first:.1f} s")
    print(f"server and kernel: {opened:.0f} MB with a lesson open, {most:.0f} MB at most while training")
    assert most < GRANTED
