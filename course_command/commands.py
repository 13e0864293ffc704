"""What `python3 course.py COMMAND` does."""

import os
import subprocess
import sys

from course_command import parity, project, venv
from course_command.project import ROOT, Problem, environment

FIRST_PAGE = "/lab/tree/notebooks/00_start_here.ipynb"
IGNORED = ["--ignore=tests/browser", "--ignore=tests/parity"]
TEST_PARTS = {  # one after the other: the browser tests want the machine for themselves
    "unit tests and notebooks": ["tests", "notebooks", *IGNORED, "-n2"],
    "browser tests": ["tests/browser"],
}
NO_TESTS_FOUND = 5  # pytest's exit code


def open_lab(options):
    if options and not options[0].startswith("-") and not (ROOT / options[0]).exists():
        raise Problem(f"There is no command {options[0]!r}: see python3 course.py --help")
    venv.set_up()
    if not any("default_url" in option for option in options):
        options = [f"--LabApp.default_url={FIRST_PAGE}", *options]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "--allow-root" not in options:
        options = ["--allow-root", *options]  # root means it: this is a container
    print("Opening the course in JupyterLab. To stop it, press Ctrl-C here, twice.", flush=True)
    return project.run("-m", "jupyterlab", *options)


def run_tests(arguments):
    """Every part in turn or, where a path is given, only that; one exit code for all."""
    venv.set_up("test")
    if any((ROOT / argument.split("::")[0]).exists() for argument in arguments):
        return project.run("-m", "pytest", *arguments)
    codes = {}
    for part, (folder, *others) in TEST_PARTS.items():
        if (ROOT / folder).exists():
            command = [project.PYTHON, "-m", "pytest", folder, *others, *arguments]
            codes[part] = subprocess.call(command, cwd=ROOT, env=environment())
    failed = {part: code for part, code in codes.items() if code not in (0, NO_TESTS_FOUND)}
    if failed and len(codes) > 1:
        print(f"Failed: {' and '.join(failed)}; the report is above.")
    return next(iter(failed.values()), min(codes.values(), default=NO_TESTS_FOUND))


def run_parity(arguments):
    """The tests against the other frameworks; Keras draws on the PyTorch that the course has."""
    parity.set_up()
    command = ["-m", "pytest", "tests/parity", *arguments]
    # Several threads of XLA on two cores can wait for each other for ever.
    variables = {"KERAS_BACKEND": "torch", "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false"}
    return project.run(*command, python=parity.PARITY_PYTHON, **variables)


def main(arguments, usage):
    """Runs the command that the arguments name; returns its exit code."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    try:
        if command in ("-h", "--help", "help"):
            print(usage.strip())
        elif command == "setup":
            if rest[:1] == ["parity"]:
                parity.set_up()
            else:
                venv.set_up(*rest[:1])
            print("The course is set up; python3 course.py opens it.")
        elif command == "test":
            return run_tests(rest)
        elif command == "parity":
            return run_parity(rest)
        elif command == "notebooks":
            venv.set_up("test")
            return project.run("notebooks/build.py", *rest)
        elif command == "demo":
            venv.set_up("demo")
            return project.run("-m", "classroom.demo", *rest)
        elif command == "site":
            venv.set_up("test")
            return project.run("-m", "site_builder", *rest)
        else:
            return open_lab(arguments)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; the same command starts again.", file=sys.stderr)
        return 130
    return 0
