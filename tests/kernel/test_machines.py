"""The summaries that nbval compares with what this machine computes are those of an older machine too."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

from course_lib.checks import QUESTIONS

ROOT = Path(__file__).resolve().parents[2]


def labs_in(source):
    """(lab, settings, settings then set) of the labs that a cell's source makes."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Attribute(value=ast.Name(id="labs"), attr=name) if name != "parity":
                yield name, {word.arg: ast.literal_eval(word.value) for word in node.keywords}, {}
            case ast.Name(id="predict"):
                question = QUESTIONS[ast.literal_eval(node.args[0])]
                yield question.lab, question.before, question.after


def shown():
    """(lab, settings, settings then set, the text that is stored) of every lab of the solutions notebooks."""
    for path in sorted((ROOT / "notebooks" / "solutions").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                stored = ["".join(output.get("data", {}).get("text/plain", "")) for output in cell["outputs"]]
                for name, settings, after in labs_in("".join(cell["source"])):
                    yield name, settings, after, "\n".join(stored)


PRINT = """
import json, sys, torch
from course_lib.labs import LABS
torch.set_num_threads(2)
for name, settings, after in json.load(sys.stdin):
    lab = LABS[name](**settings, paused=bool(after))
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


def test_summaries_are_the_same_on_an_older_machine_with_two_threads():
    labs = list(shown())
    assert len(labs) > 50
    printed = subprocess.run(
        [sys.executable, "-W", "error", "-c", PRINT], input=json.dumps([lab[:3] for lab in labs]), cwd=ROOT,
        env=os.environ | OLDER, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True,
    ).stdout.split("\n\n")  # fmt: skip
    assert len(printed) == len(labs) + 1
    for (name, settings, after, stored), summary in zip(labs, printed[:-1], strict=True):
        assert summary in stored, (name, settings, after)
