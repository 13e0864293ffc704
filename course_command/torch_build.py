"""torch in its build without CUDA, which PyPI has for some machines only."""

import json
import os
import re
import sys

from course_command import installer
from course_command.project import VENV, Problem, ask_python

CPU_INDEX = "https://download.pytorch.org/whl/cpu"


def install_torch(version):
    """The CPU build from PyTorch's own index or, where that fails, from wherever pip finds one."""
    if installed_torch() in (version, version + "+cpu"):
        return
    if sys.platform != "darwin":  # there, PyPI's build is without CUDA
        # Asked for as +cpu, so that no other index that the reader has set can bring CUDA.
        index = ["--index-url", CPU_INDEX, "--retries", "1", "--timeout", "15"]
        if installer.pip("install", "--no-deps", *index, f"torch=={version}+cpu")[0] == 0:
            return
    found, requires = find_torch(version)
    if not is_cpu_build(found, requires, sys.platform) and not may_take_cuda():
        raise Problem(
            f"\nThe CPU build of torch {version} cannot be had from {CPU_INDEX}, and\n"
            "the one that pip finds elsewhere brings gigabytes of CUDA; it was not taken. Try\n"
            "again when that address can be reached, or set COURSE_ALLOW_CUDA=1 to take that one."
        )
    installer.pip_or_stop("install", "--no-deps", f"torch=={found}")


def installed_torch():
    return ask_python("from importlib.metadata import version; print(version('torch'))")


def find_torch(version):
    """Version and requirements of the torch that pip would install, without downloading it."""
    installer.pip("install", "pip>=23.2")  # an older one looks too, but fetches the whole wheel for it
    report = VENV / "torch.json"
    only_look = ["--dry-run", "--ignore-installed", "--no-deps", "--only-binary=:all:"]
    installer.pip_or_stop("install", *only_look, "--report", str(report), f"torch=={version}")
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
