"""What an import costs, and that imports inside the library point downward only."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "course_lib"
HEAVY = {"torch", "plotly", "ipywidgets", "anywidget", "sklearn", "scipy", "keras", "jax", "flax"}


def loaded_by(statement):
    """The top-level modules that a fresh interpreter holds after a statement."""
    code = f"{statement}; import sys; print(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


@pytest.mark.parametrize(
    "statement",
    [
        "import course_lib",
        "import course_lib.initializers",
        "import course_lib.activations",
        "import course_lib.datasets",
        "import course_lib.saturation",
        "import course_lib.frameworks",
        "from course_lib.frameworks import ENTRIES, translate; [translate(n, 'keras') for n in ENTRIES]",
        "from course_lib.initializers import he_normal; he_normal((64, 32), seed=0)",
        "from course_lib.initializers import he_normal; he_normal((9, 9), seed=0, truncated=True)",
        "from course_lib.initializers import INITIALIZERS; [s.std((9, 9)) for s in INITIALIZERS.values()]",
    ],
)
def test_the_core_starts_light(statement):
    assert loaded_by(statement) & HEAVY == set()


def test_the_package_itself_needs_not_even_numpy():
    assert "numpy" not in loaded_by("import course_lib")


def test_the_measurement_can_see_a_heavy_import():
    assert "scipy" in loaded_by("import scipy")


# What each part may import of ours; parts not named here must only keep the graph free of cycles.
CORE = ("initializers", "activations", "datasets")
MAY_IMPORT = {"arguments": set(), "plot_view": set()} | {part: {"arguments"} for part in CORE}
MAY_IMPORT |= {"lab": {"plot_view", "arguments"}, "saturation": {"activations", "arguments"}}
MAY_IMPORT |= {"frameworks": {"initializers", "arguments"}}
TOP = {"labs", "checks"}  # nothing but the top and the notebooks imports these


def part_of(path):
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports_of(path):
    """The parts of course_lib that a file imports, wherever in the file it does."""
    found, folder = set(), path.relative_to(PACKAGE).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = (node.module or "").split(".") if node.module else []
            if node.level:
                base = ["course_lib", *folder[: len(folder) - node.level + 1], *base]
            names = [[*base, alias.name] for alias in node.names] if len(base) < 2 else [base]
        found |= {name[1] for name in names if name[0] == "course_lib" and len(name) > 1}
    return {name for name in found if not name.startswith("__")}


def graph():
    parts = {}
    for path in PACKAGE.rglob("*.py"):
        if path != PACKAGE / "__init__.py":
            parts.setdefault(part_of(path), set()).update(imports_of(path) - {part_of(path)})
    return parts


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_a_part_imports_only_what_it_may(part):
    assert graph().get(part, set()) <= MAY_IMPORT[part]


def test_only_the_top_imports_the_top():
    for part, imported in graph().items():
        if part not in TOP:
            assert not imported & TOP, f"{part} imports {imported & TOP}"


def test_imports_have_no_cycle():
    below = graph()
    while below:
        free = [part for part, imported in below.items() if not imported & set(below)]
        assert free, f"these import each other in a circle: {sorted(below)}"
        for part in free:
            del below[part]


def test_the_package_imports_but_how_errors_look():
    assert imports_of(PACKAGE / "__init__.py") == {"notebook_errors"} and not graph()["notebook_errors"]


def test_imports_are_recognised_in_every_spelling(monkeypatch, tmp_path):
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path)
    (tmp_path / "lab").mkdir()
    file = tmp_path / "lab" / "core.py"
    file.write_text(
        "import course_lib.alpha\nfrom course_lib import beta as b\n"
        "from course_lib.gamma.inner import x\nfrom ..delta import y\nfrom .. import epsilon\n"
        "from .own import z\ndef f():\n    from course_lib.zeta import w\nimport numpy.linalg\n"
    )
    expected = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "lab"}
    assert imports_of(file) == expected
