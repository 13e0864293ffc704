"""The summaries that nbval compares are the same on every machine."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib.checks import QUESTIONS
from course_lib.labs import LABS

ROOT = Path(__file__).resolve().parents[2]


def labs_in(source):
    """(lab, settings, settings then set) of the labs that a cell's source makes."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a learner's gap, or a magic
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Attribute(value=ast.Name(id="labs"), attr=name):
                yield name, {word.arg: ast.literal_eval(word.value) for word in node.keywords}, {}
            case ast.Name(id="predict"):
                question = QUESTIONS[ast.literal_eval(node.args[0])]
                yield question.lab, question.before, question.after


def lessons():
    """All labs that the solutions notebooks make, and every lab with its defaults."""
    for name in LABS:
        yield name, {}, {}
    for path in sorted((ROOT / "notebooks" / "solutions").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                yield from labs_in("".join(cell["source"]))


PRINT = """
import json, sys, torch
from course_lib.labs import LABS
torch.set_num_threads(int(sys.argv[1]))
for name, settings, after in json.loads(sys.argv[2]):
    lab = LABS[name](**settings)
    if after:
        lab.set(**after)
    print(lab.summary(), end="\\n\\n")
"""
# Other kernels than this machine would choose by itself: what an older one computes with.
OLDER = {
    "ATEN_CPU_CAPABILITY": "default",
    "MKL_ENABLE_INSTRUCTIONS": "SSE4_2",
    "ONEDNN_MAX_CPU_ISA": "SSE41",
    "OPENBLAS_CORETYPE": "Nehalem",
}
MACHINES = {"this": (1, {}), "an older one, with two threads": (2, OLDER)}


@pytest.mark.slow
def test_summaries_are_the_same_on_every_machine():
    scenes = list({repr(scene): scene for scene in lessons()}.values())
    assert len(scenes) > 12
    running = {}
    for name, (threads, environment) in MACHINES.items():
        running[name] = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", PRINT, str(threads), json.dumps(scenes)],
            cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
    printed = {name: process.communicate()[0].split("\n\n") for name, process in running.items()}
    assert [process.returncode for process in running.values()] == [0, 0]
    this, older = printed.values()
    assert len(this) == len(scenes) + 1
    assert older == this
