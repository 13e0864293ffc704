"""What is to be installed: environment.yml says it for readers, pyproject.toml what others need on top."""

import re
import tomllib

from course_command.project import ROOT, Problem


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


def known_extras():
    """Name → pins of everything that can be set up on top of what readers need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["optional-dependencies"]


def parts(extra):
    """The extras that one extra stands for: the tests need what a classroom and the demo need, too."""
    return ("test", "classroom", "demo") if extra == "test" else (extra,)


def wanted_packages(*extras):
    """What readers need and what extras in pyproject.toml add."""
    pins = read_pins((ROOT / "environment.yml").read_text(encoding="utf-8"))
    known = known_extras()
    for extra in filter(None, extras):
        if extra not in known:
            raise Problem(f"course.py can set up nothing called {extra!r}, only {', '.join(known)}.")
        for name in parts(extra):
            pins += known.get(name, [])
    return pins
