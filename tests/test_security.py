"""No text of a reader's is run as code, and nothing is unpickled."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted([*(ROOT / "course_lib").rglob("*.py"), *(ROOT / "classroom" / "demo").glob("*.py")])
BUILT_IN = {"eval", "exec", "compile", "__import__"}
MODULES = {
    "pickle", "cPickle", "dill", "joblib", "marshal", "shelve", "subprocess", "code", "codeop", "runpy",
}  # fmt: skip
METHODS = {("torch", "load"), ("os", "system"), ("os", "popen"), ("builtins", "eval"), ("builtins", "exec")}
METHODS |= {("pandas", "eval"), ("np", "load"), ("numpy", "load")}


def dangers(source):
    """What in a program runs text as code, or builds objects from bytes."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in BUILT_IN:
                yield name
            case ast.Attribute(value=ast.Name(id=base), attr=name) if (base, name) in METHODS:
                yield f"{base}.{name}"
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.name.split(".")[0] in MODULES)
            case ast.ImportFrom(module=str(module), names=names):
                if module.split(".")[0] in MODULES:
                    yield module
                yield from (f"{module}.{alias.name}" for alias in names if (module, alias.name) in METHODS)
            case ast.keyword(arg="allow_pickle", value=ast.Constant(value=True)):
                yield "allow_pickle"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_in_the_library_runs_text_or_unpickles(path):
    assert list(dangers(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source, found",
    [
        ("eval('1')", ["eval"]),
        ("def f(text):\n    exec(text)", ["exec"]),
        ("import pickle", ["pickle"]),
        ("import numpy, pickle as p", ["pickle"]),
        ("from pickle import loads", ["pickle"]),
        ("import torch\ntorch.load('w')", ["torch.load"]),
        ("from torch import load", ["torch.load"]),
        ("open_archive('w', allow_pickle=True)", ["allow_pickle"]),
        ("net.eval()\nx = 'eval'", []),
    ],
)
def test_the_search_finds_what_it_looks_for(source, found):
    assert list(dangers(source)) == found
