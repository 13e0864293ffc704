"""What `python3 course.py COMMAND` does."""

import os
import sys

from course_command import parity, project, tiers, venv
from course_command.project import ROOT, Problem

FIRST_PAGE = "/lab/tree/notebooks/00_start_here.ipynb"
WORKSPACES = project.VENV / "workspaces"
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
    # A layout of its own: that of another JupyterLab of this reader may have side bars, and keeps them.
    return project.run("-m", "jupyterlab", *options, JUPYTERLAB_WORKSPACES_DIR=str(WORKSPACES))


def run_tests(arguments):
    """Every part of a tier in turn or, where a path is given, only that; one exit code for all."""
    options = [argument for argument in arguments if argument not in ("--all", "--slow")]
    if any((ROOT / option.split("::")[0]).exists() for option in options):
        venv.set_up("test")
        return project.run("-m", "pytest", *options)
    every, slow = "--all" in arguments, "--slow" in arguments
    if slow and not every:
        raise Problem("--slow adds to --all: python3 course.py test --all --slow")
    if every:
        parity.set_up()  # before all tests, so that a missing network is told at once
    else:
        venv.set_up("test")
    codes = {}
    for part in tiers.parts(every, slow):
        print(f"\n{part.name}:", flush=True)
        codes[part.name] = part.run(options)
    failed = [name for name, code in codes.items() if code not in (0, NO_TESTS_FOUND)]
    if failed:
        print(f"Failed: {' and '.join(failed)}; the report is above.")
        return codes[failed[0]]
    return min(codes.values())


def run_parity(arguments):
    parity.set_up()
    part = tiers.parity_part()
    return project.run(*part.command(arguments), python=part.python, **part.variables)


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
            return project.run("-m", "lesson_builder", *rest)
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
