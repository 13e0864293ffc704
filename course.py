"""Weights from the First Draw: sets the course up, and opens it.

  python3 course.py                     open the course in JupyterLab (the first time, set it up)
  python3 course.py setup [classroom]   only set it up; with JupyterHub, where it is for a class
  python3 course.py test [OPTIONS]      run every test; a path, such as tests/setup, runs a part;
                                        other options go on to pytest: -x, -k softmax
  python3 course.py parity [OPTIONS]    measure what Keras, PyTorch and JAX draw against the course;
                                        with --record, write the figures down
  python3 course.py notebooks [NAMES]   rebuild the notebooks and run them anew
  python3 course.py site                build pages for readers without a kernel into the folder site
  python3 course.py --help              show this text

Any other option goes on to JupyterLab: python3 course.py --no-browser --port 8890
Everything is installed into the folder .venv beside this file, and Keras and JAX, which only
parity needs, into .venv-parity; to remove it, delete those folders.
"""

# An older Python has to get as far as the next lines: no syntax newer than 3.6 in this file.
import sys

if sys.version_info < (3, 11):
    sys.exit(
        f"The course needs Python 3.11 or newer, and this is Python {sys.version.split()[0]}.\n"
        "Get one at https://www.python.org/downloads/ and run, for example: python3.11 course.py"
    )

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PARITY = ROOT / ".venv-parity"
PARITY_PYTHON = PARITY / PYTHON.relative_to(VENV)
UNFINISHED = ROOT / ".venv.unfinished"  # there during a set-up; one that is killed leaves it
LOCK = ROOT / ".venv.lock"
SETTINGS = ROOT / "binder" / "prefix"  # JupyterLab's settings, laid out as in an environment
FIRST_PAGE = "/lab/tree/notebooks/00_start_here.ipynb"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
IGNORED = ["--ignore=tests/browser", "--ignore=tests/parity"]
TEST_PARTS = {  # one after the other: the browser tests want the machine for themselves
    "unit tests and notebooks": ["tests", "notebooks", *IGNORED, "-n2"],
    "browser tests": ["tests/browser"],
}
NO_TESTS_FOUND = 5  # pytest's exit code


class Problem(Exception):
    """Something that the reader can mend; its text says how."""


# --- What is wanted, and what is there --------------------------------------------------------


def read_pins(text):
    """The `name==version` entries of the pip list in an environment.yml, without its options."""
    after = re.split(r"^\s*- pip:\s*$", text, maxsplit=1, flags=re.MULTILINE)[1:]
    lines = [line.split(" #")[0].strip() for line in "".join(after).splitlines()]
    entries = [line[1:].strip(" '\"") for line in lines if line.startswith("-")]
    pins = [entry for entry in entries if not entry.startswith("-")]
    wrong = [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.+!]+", pin)]
    if wrong or not pins:
        raise Problem(f"environment.yml should pin name==version in its pip list: {wrong or text}")
    return pins


def wanted_packages(*extras):
    """What readers need and what extras in pyproject.toml add; the tests need the classroom's, too."""
    pins = read_pins((ROOT / "environment.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    known = project["optional-dependencies"]
    for extra in filter(None, extras):
        if extra not in known:
            raise Problem(f"course.py can set up nothing called {extra!r}, only {', '.join(known)}.")
        for name in ("test", "classroom") if extra == "test" else (extra,):
            pins += known.get(name, [])
    return pins


def environment():
    """Our environment variables, without those that lead Python or pip out of .venv."""
    astray = {"PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER"}
    return {name: value for name, value in os.environ.items() if name not in astray}


def ask_python(code, python=PYTHON):
    """What the Python in .venv prints when it runs `code`, or None where that fails."""
    try:
        done = subprocess.run([python, "-c", code], env=environment(), capture_output=True)
    except OSError:
        return None
    return done.stdout.decode().strip() if done.returncode == 0 else None


def python_in_venv():
    """Version and machine of the Python in .venv, or None where it or its pip does not work."""
    return ask_python(
        "import importlib.util, platform, sys\n"
        "assert sys.version_info >= (3, 11) and importlib.util.find_spec('pip.__main__')\n"
        "print(*sys.version_info[:2], sys.platform, platform.machine())"
    )


def stamp(extra=None):
    """The file in which a set-up that succeeded leaves its fingerprint."""
    return VENV / f".set-up-{extra or 'course'}"


def fingerprint(python, *extras):
    """A hash of all that a set-up depends on."""
    settings = [path.read_text() for path in sorted(SETTINGS.rglob("*.json"))]
    facts = [python, wanted_packages(*extras), settings]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def is_set_up(extra=None):
    if UNFINISHED.exists() or not stamp(extra).exists():
        return False
    python = python_in_venv()
    return python is not None and stamp(extra).read_text() == fingerprint(python, extra)


# --- Setting up -------------------------------------------------------------------------------


def set_up(extra=None):
    """Makes .venv hold what is wanted; does next to nothing where it already does."""
    if is_set_up(extra):
        return
    wanted = wanted_packages(extra)  # an unknown extra is refused before anything changes
    with one_at_a_time():
        if is_set_up(extra):  # another run has just done it
            return
        print("Setting up the course in .venv: the first time, about 2 minutes and 1.5 GB.")
        started = time.monotonic()
        for old in VENV.glob(".set-up-*"):
            old.unlink()
        if UNFINISHED.exists() or python_in_venv() is None:
            step("a fresh Python environment", make_venv)
        UNFINISHED.touch()
        try:
            install(wanted)
        except Problem:
            UNFINISHED.unlink()  # pip ended by itself, so whatever it installed is whole
            raise
        add_course_to_path()
        shutil.copytree(SETTINGS, VENV, dirs_exist_ok=True)
        for each in {None, extra}:
            stamp(each).write_text(fingerprint(python_in_venv(), each))
        UNFINISHED.unlink()
        print(f"Set up in {time.monotonic() - started:.0f} s.", flush=True)


def step(what, function, *arguments):
    print(f"  {what} ... ", end="", flush=True)
    started = time.monotonic()
    function(*arguments)
    print(f"{time.monotonic() - started:.0f} s", flush=True)


@contextlib.contextmanager
def one_at_a_time():
    """Waits while another run sets up. The lock is the system's: it goes when its holders do."""
    with open(LOCK, "a") as handle:
        # pip inherits it: if only we are killed, the next run waits until that pip has ended.
        os.set_inheritable(handle.fileno(), True)
        if not try_to_lock(handle):
            print("Another run is setting up the course; waiting until it is done.", flush=True)
            while not try_to_lock(handle):
                time.sleep(0.2)
        yield


def try_to_lock(handle):
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        pass  # a file system without locks: two runs at once are rare, so go on
    return True


def make_venv():
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Problem(
            "This Python cannot make virtual environments. On Debian and Ubuntu, that is a\n"
            "package of its own: sudo apt install python3-venv. Then run the same command again."
        )
    UNFINISHED.touch()
    try:
        if VENV.exists():
            shutil.rmtree(VENV)
    except OSError as error:
        raise Problem(f"Stop whatever runs from {VENV}: it cannot be made anew. ({error})") from None
    base = getattr(sys, "_base_executable", sys.executable)  # .venv's own Python is gone by now
    code, said = listen(base, "-m", "venv", VENV)
    if code:
        raise Problem(f"The folder {VENV} could not be made:\n{said}")


def install(pins):
    """torch first and alone, as only its own index has the build without CUDA; then the rest."""
    pins = dict(pin.split("==") for pin in pins)
    step(f"torch {pins['torch']}, without CUDA", install_torch, pins["torch"])
    pins["torch"] = installed_torch()  # this very build is to stay
    packages = [f"{name}=={version}" for name, version in pins.items()]
    step(f"{len(packages)} packages and what they need", pip_or_stop, "install", *packages)


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


def pip(*arguments):
    return listen(PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments)


def pip_or_stop(*arguments):
    code, said = pip(*arguments)
    if code:
        raise Problem("\n" + explain(said))


def explain(said):
    """What went wrong, in words, from what pip printed."""
    lines = said.strip().splitlines()
    python = f"Python {sys.version.split()[0]} on {sys.platform}"
    if re.search("connection broken by|Connection|NameResolution|Max retries|TimeoutError", said):
        return (
            "The packages could not be downloaded: there is no network, or it wants a proxy. Once\n"
            f"there is one, run the same command again; it goes on from here. ({lines[-1]})"
        )
    if "from versions: none" in said:
        what = f"Either there is no network, or nothing suits {python}. pip finds no build:"
    elif "No matching distribution" in said:
        what = f"Nothing suits {python}. pip finds only other builds:"
    else:
        what = "pip could not install the packages. The end of what it said:"
    return "\n".join([what, *lines[-12:]])


# --- torch without CUDA -----------------------------------------------------------------------


def install_torch(version):
    """The CPU build from PyTorch's own index or, where that fails, from wherever pip finds one."""
    if installed_torch() in (version, version + "+cpu"):
        return
    if sys.platform != "darwin":  # there, PyPI's build is without CUDA
        # Asked for as +cpu, so that no other index that the reader has set can bring CUDA.
        index = ["--index-url", CPU_INDEX, "--retries", "1", "--timeout", "15"]
        if pip("install", "--no-deps", *index, f"torch=={version}+cpu")[0] == 0:
            return
    found, requires = find_torch(version)
    if not is_cpu_build(found, requires, sys.platform) and not may_take_cuda():
        raise Problem(
            f"\nThe CPU build of torch {version} cannot be had from {CPU_INDEX}, and\n"
            "the one that pip finds elsewhere brings gigabytes of CUDA; it was not taken. Try\n"
            "again when that address can be reached, or set COURSE_ALLOW_CUDA=1 to take that one."
        )
    pip_or_stop("install", "--no-deps", f"torch=={found}")


def installed_torch():
    return ask_python("from importlib.metadata import version; print(version('torch'))")


def find_torch(version):
    """Version and requirements of the torch that pip would install, without downloading it."""
    pip_or_stop("install", "pip>=23.2")  # an older one fetches the whole wheel just to look at it
    report = VENV / "torch.json"
    only_look = ["--dry-run", "--ignore-installed", "--no-deps", "--only-binary=:all:"]
    pip_or_stop("install", *only_look, "--report", str(report), f"torch=={version}")
    torch = json.loads(report.read_text(encoding="utf-8"))["install"][0]["metadata"]
    return torch["version"], torch.get("requires_dist", [])


def is_cpu_build(version, requires, platform):
    """Whether torch in this version, with these requirements, is without CUDA on a platform."""
    if "+" in version:
        return version.endswith("+cpu")
    needs_cuda = any(re.match("nvidia-|cuda-|triton", name) for name in requires)
    return not (platform.startswith("linux") and needs_cuda)


def may_take_cuda():
    if os.environ.get("COURSE_ALLOW_CUDA") == "1":
        return True
    if os.environ.get("CI") or not (sys.stdin and sys.stdin.isatty()):
        return False
    print(f"\nThe CPU build of torch cannot be had from {CPU_INDEX}.")
    answer = input("Take the one with CUDA, several gigabytes to download? [y/N] ")
    return answer.strip().lower() in ("y", "yes")


def add_course_to_path():
    """Makes `import course_lib` work in .venv."""
    add_to_path(ROOT, PYTHON)


def add_to_path(folder, python):
    """Makes a Python find what is in a folder; being relative, the path survives a move."""
    packages = site_packages(python)
    (packages / "course.pth").write_text(os.path.relpath(folder, packages) + "\n")


def site_packages(python):
    return Path(ask_python("import sysconfig; print(sysconfig.get_path('purelib'))", python))


# --- The other frameworks ---------------------------------------------------------------------


def set_up_parity():
    """Makes .venv-parity: Keras and JAX on top of .venv, whose torch and NumPy serve there too."""
    set_up("test")
    with one_at_a_time():
        stamp, wanted = PARITY / ".set-up", fingerprint(python_in_venv(), "test", "parity")
        if stamp.exists() and stamp.read_text() == wanted and ask_python("", PARITY_PYTHON) == "":
            return
        print("Setting up Keras and JAX in .venv-parity: once, about 1 minute and 600 MB.")
        step("a Python environment on top of .venv", make_parity_venv)
        pins = dict(pin.split("==") for pin in wanted_packages("parity"))
        pins["torch"] = installed_torch()  # what .venv holds is named too, so that it stays
        packages = [f"{name}=={version}" for name, version in pins.items()]
        other = ["--python", str(PARITY_PYTHON)]
        step("the frameworks and what they need", pip_or_stop, *other, "install", *packages)
        stamp.write_text(wanted)


def make_parity_venv():
    code, said = listen(PYTHON, "-m", "venv", "--clear", "--without-pip", PARITY)
    if code:
        raise Problem(f"The folder {PARITY} could not be made:\n{said}")
    add_to_path(site_packages(PYTHON), PARITY_PYTHON)


# --- The commands -----------------------------------------------------------------------------


def open_lab(options):
    if options and not options[0].startswith("-") and not (ROOT / options[0]).exists():
        raise Problem(f"There is no command {options[0]!r}: see python3 course.py --help")
    set_up()
    if not any("default_url" in option for option in options):
        options = [f"--LabApp.default_url={FIRST_PAGE}", *options]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "--allow-root" not in options:
        options = ["--allow-root", *options]  # root means it: this is a container
    print("Opening the course in JupyterLab. To stop it, press Ctrl-C here, twice.", flush=True)
    return run("-m", "jupyterlab", *options)


def run(*arguments, python=PYTHON, **variables):
    """Runs the Python in .venv in the project's folder, in our place where that is possible."""
    variables = {**environment(), **variables}
    if os.name == "nt":
        return subprocess.call([python, *arguments], cwd=ROOT, env=variables)
    os.chdir(ROOT)
    os.execve(python, [str(python), *arguments], variables)


def run_tests(arguments):
    """Every part in turn or, where a path is given, only that; one exit code for all."""
    set_up("test")
    if any((ROOT / argument.split("::")[0]).exists() for argument in arguments):
        return run("-m", "pytest", *arguments)
    codes = {}
    for part, (folder, *others) in TEST_PARTS.items():
        if (ROOT / folder).exists():
            command = [PYTHON, "-m", "pytest", folder, *others, *arguments]
            codes[part] = subprocess.call(command, cwd=ROOT, env=environment())
    failed = {part: code for part, code in codes.items() if code not in (0, NO_TESTS_FOUND)}
    if failed and len(codes) > 1:
        print(f"Failed: {' and '.join(failed)}; the report is above.")
    return next(iter(failed.values()), min(codes.values(), default=NO_TESTS_FOUND))


def run_parity(arguments):
    """The tests against the other frameworks; Keras draws on the PyTorch that the course has."""
    set_up_parity()
    command = ["-m", "pytest", "tests/parity", *arguments]
    return run(*command, python=PARITY_PYTHON, KERAS_BACKEND="torch")


def main(arguments):
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    try:
        if command in ("-h", "--help", "help"):
            print(__doc__.strip())
        elif command == "setup":
            set_up(*rest[:1])
            print("The course is set up; python3 course.py opens it.")
        elif command == "test":
            return run_tests(rest)
        elif command == "parity":
            return run_parity(rest)
        elif command == "notebooks":
            set_up("test")
            return run("notebooks/build.py", *rest)
        elif command == "site":
            set_up("test")
            return run("-m", "site_builder", *rest)
        else:
            return open_lab(arguments)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; the same command starts again.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
