"""What `python3 course.py test` runs: the parts of each tier, one after the other, the cheap ones first."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from course_command import parity, project

# What --all adds; a path that is named on the command line runs, whatever tier it is in.
SET_UP_AND_HUB = [
    "tests/setup/test_binder_image.py",
    "tests/setup/test_setting_up.py",
    "tests/setup/test_servers.py",
    "tests/classroom/test_hub.py",
]
# Solutions hold the labs of their lessons, whose controls a browser moves, too.
SOLUTIONS, CONTROLS = "notebooks/solutions", "tests/kernel/test_notebooks.py"
MACHINES = "tests/kernel/test_machines.py"  # what the solutions' labs say on an older one
ZOO = "tests/inspection/test_zoo_at_length.py"  # with --slow alone: five seeds, all doses, trained
KERNELS, PARITY, BROWSER = "tests/kernel", "tests/parity", "tests/browser"
LESSONS, MOVES = f"{BROWSER}/test_lessons.py", f"{BROWSER}/test_random_moves.py"
BROWSERS = 4  # at once: each worker has a JupyterLab, kernels and a Chromium, about 1 GB
AS_NAMED = "--no-loadscope-reorder"  # files go to the workers in this order: what takes longest starts first
HALF_AN_HOUR = "-ofaulthandler_timeout=1800"  # for one test, in place of a quarter


@dataclass(frozen=True)
class Part:
    """One run of pytest: its name in messages, its arguments, and where it runs."""

    name: str
    arguments: list[str]
    python: Path = project.PYTHON
    variables: dict[str, str] = field(default_factory=dict)

    def command(self, options):
        return ["-m", "pytest", *self.arguments, *options]

    def run(self, options):
        """The exit code."""
        return project.call(*self.command(options), python=self.python, **self.variables)


def without(paths):
    return [f"--ignore={path}" for path in paths]


def cores():
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def parts(all_tests=False, slow=False):
    """The parts in their order: for everyone; with what --all adds; with what --slow adds to that."""
    workers, browsers = f"-n{cores()}", f"-n{min(cores(), BROWSERS)}"
    unit = ["tests", *without([*SET_UP_AND_HUB, BROWSER, KERNELS, PARITY, ZOO]), workers]
    found = [
        Part("unit tests", unit),
        Part(
            "notebooks and kernels",
            [KERNELS, "notebooks", *without([MACHINES, CONTROLS, SOLUTIONS]), AS_NAMED, workers],
        ),
        Part("lessons in the browser", [LESSONS, "--dist=load", browsers]),
    ]
    if all_tests or slow:
        found += [
            Part("solutions and controls in a kernel", [MACHINES, CONTROLS, SOLUTIONS, AS_NAMED, workers]),
            Part("set-up, Binder image and hub", [*SET_UP_AND_HUB, AS_NAMED, workers]),
            Part("browser", [MOVES, BROWSER, *without([LESSONS]), AS_NAMED, browsers]),
            parity_part(),
        ]
    if slow:
        default, avx2 = {"ATEN_CPU_CAPABILITY": "default"}, {"ATEN_CPU_CAPABILITY": "avx2"}
        found += [
            Part("zoo at length", [ZOO, "--dist=load", workers]),
            Part("unit tests without AVX", unit, variables=default),
            Part("unit tests with AVX2", unit, variables=avx2 | {"MKL_ENABLE_INSTRUCTIONS": "AVX2"}),
            Part("random moves", [MOVES, HALF_AN_HOUR], variables={"RANDOM_MOVES_MINUTES": "10"}),
        ]
    return found


def parity_part():
    """The tests against the other frameworks; Keras draws on the PyTorch that the course has."""
    return Part("parity", [PARITY], parity.PARITY_PYTHON, {"KERAS_BACKEND": "torch"})
