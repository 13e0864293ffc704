"""The folder .venv: whether it holds what is wanted, and how it comes to."""

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import sys
import time
from pathlib import Path

from course_command import installer, torch_build
from course_command.pins import known_extras, parts, wanted_packages
from course_command.project import PYTHON, ROOT, VENV, Problem, ask_python, listen

UNFINISHED = ROOT / ".venv.unfinished"  # there during a set-up; one that is killed leaves it
LOCK = ROOT / ".venv.lock"
STAMP, COURSE = ".set-up-", "course"
SETTINGS = ROOT / "binder" / "prefix"  # JupyterLab's settings, laid out as in an environment


def python_in_venv():
    """Version and machine of the Python in .venv, or None where it or its pip does not work."""
    return ask_python(
        "import importlib.util, platform, sys\n"
        "assert sys.version_info >= (3, 11) and importlib.util.find_spec('pip.__main__')\n"
        "print(*sys.version_info[:2], sys.platform, platform.machine())"
    )


def stamp(extra=None):
    """The file in which a set-up that succeeded leaves its fingerprint: one for each extra."""
    return VENV / f"{STAMP}{extra or COURSE}"


def extras_held():
    """The extras that .venv was set up with before: what they need stays when another one is added."""
    names = {path.name.removeprefix(STAMP) for path in VENV.glob(f"{STAMP}*")}
    return sorted(names & set(known_extras()))


def fingerprint(python, *extras):
    """A hash of all that a set-up depends on."""
    settings = [path.read_text() for path in sorted(SETTINGS.rglob("*.*")) if path.is_file()]
    facts = [python, wanted_packages(*extras), settings]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def is_set_up(extra=None):
    if UNFINISHED.exists() or not stamp(extra).exists():
        return False
    python = python_in_venv()
    return python is not None and stamp(extra).read_text() == fingerprint(python, extra)


def set_up(extra=None):
    """Makes .venv hold what is wanted; does next to nothing where it already does."""
    if is_set_up(extra):
        return
    wanted_packages(extra)  # an unknown extra is refused before anything changes
    with one_at_a_time():
        if is_set_up(extra):  # another run has just done it
            return
        started = time.monotonic()
        if UNFINISHED.exists() or python_in_venv() is None:
            print("Setting up the course in .venv: the first time, about 2 minutes and 1.5 GB.")
            step("a fresh Python environment", make_venv)
        else:
            print(f"Bringing .venv up to date{f' and adding what {extra} needs' if extra else ''}.")
        extras = {part for each in (extra, *extras_held()) for part in parts(each)}
        UNFINISHED.touch()
        try:
            install(wanted_packages(*sorted(filter(None, extras))))
        except Problem:
            UNFINISHED.unlink()  # pip ended by itself, so whatever it installed is whole
            raise
        add_course_to_path()
        shutil.copytree(SETTINGS, VENV, dirs_exist_ok=True)
        for each in {None, *extras}:
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
    try:
        handle = open(LOCK, "a")  # noqa: SIM115
    except OSError as error:
        raise Problem(
            f"The course installs itself into its own folder, and {ROOT} cannot be written to.\n"
            f"Copy the folder to a place that is yours, and run the same command there. ({error.strerror})"
        ) from None
    with handle:
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
    step(f"torch {pins['torch']}, without CUDA", torch_build.install_torch, pins["torch"])
    pins["torch"] = torch_build.installed_torch()  # this very build is to stay
    packages = [f"{name}=={version}" for name, version in pins.items()]
    step(f"{len(packages)} packages and what they need", installer.pip_or_stop, "install", *packages)


def add_course_to_path():
    """Makes `import course_lib` work in .venv."""
    add_to_path(ROOT, PYTHON)


def add_to_path(folder, python):
    """Makes a Python find what is in a folder; being relative, the path survives a move."""
    packages = site_packages(python)
    (packages / "course.pth").write_text(os.path.relpath(folder, packages) + "\n")


def site_packages(python):
    return Path(ask_python("import sysconfig; print(sysconfig.get_path('purelib'))", python))
