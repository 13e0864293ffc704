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
        "import course_lib.activations.saturation",
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


def test_inspection_loads_what_a_module_needs_anyway():
    assert loaded_by("import course_lib.inspection") & HEAVY == {"torch"}


def test_the_measurement_can_see_a_heavy_import():
    assert "scipy" in loaded_by("import scipy")


# The parts of the library from the ground up: each may import those above it in this list.
ORDER = (
    "arguments", "notebook_errors", "kept", "gaussian",
    "activations", "initializers", "datasets",
    "mean_field", "frameworks", "ensemble", "propagation", "training",
    "widgets", "labs.shared", "inspection", "labs", "checks",
)  # fmt: skip
# Some must do with less: a reader may open and follow the core, and widgets know nothing of initialization.
MAY_IMPORT = {part: {"arguments"} for part in ("datasets", "widgets")}
MAY_IMPORT |= {part: {"arguments", "gaussian"} for part in ("activations", "initializers")}
MAY_IMPORT |= {part: set() for part in ("arguments", "notebook_errors", "kept", "gaussian")}
MAY_IMPORT |= {"frameworks": {"arguments", "initializers"}}


def module_of(path):
    """A file's name as a module: "labs.signals.figure"; that of a package for its ``__init__.py``."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules():
    return {module_of(path): path for path in PACKAGE.rglob("*.py")}


def imports_of(path):
    """The modules of course_lib that a file imports, wherever in the file it does."""
    known, found = modules(), set()
    folder = path.relative_to(PACKAGE).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ["course_lib", *folder[: len(folder) - node.level + 1]] if node.level else []
            base = ".".join([*base, *filter(None, [node.module])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                found.add(inner if inner.removeprefix("course_lib.") in known else base)
    return {name.removeprefix("course_lib.") for name in found if name.startswith("course_lib.")}


def graph():
    return {module: imports_of(path) for module, path in modules().items() if module}


def part_of(module):
    """What the labs share stands below them, for a report is drawn with it too."""
    if module.startswith("labs.shared"):
        return "labs.shared"
    return module.partition(".")[0]


def circle_in(below):
    """Modules of a graph that import each other in a circle; none where imports point downward."""
    below = {module: imported - {module} for module, imported in below.items()}
    while True:
        imported = set().union(*below.values())
        ends = [module for module in below if not below[module] & set(below) or module not in imported]
        if not ends:
            return sorted(below)
        for module in ends:
            del below[module]


def test_imports_point_downward_only():
    below = graph()
    assert {part_of(module) for module in below} == set(ORDER)
    for module, imported in below.items():
        mine = part_of(module)
        allowed = MAY_IMPORT.get(mine, set(ORDER[: ORDER.index(mine)])) | {mine}
        assert {part_of(name) for name in imported} <= allowed, module


def test_no_modules_import_each_other_in_a_circle():
    assert not circle_in(graph())


def test_a_circle_is_found():
    assert circle_in({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ["b", "c"]


def test_the_package_imports_but_how_errors_look():
    assert imports_of(PACKAGE / "__init__.py") == {"notebook_errors"}


def test_imports_are_recognised_in_every_spelling(monkeypatch, tmp_path):
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path)
    (tmp_path / "lab").mkdir()
    for name in ("beta", "epsilon", "lab/own"):
        (tmp_path / f"{name}.py").touch()
    file = tmp_path / "lab" / "core.py"
    file.write_text(
        "import course_lib.alpha\nfrom course_lib import beta as b\n"
        "from course_lib.gamma.inner import x\nfrom ..delta import y\nfrom .. import epsilon\n"
        "from .own import z\ndef f():\n    from course_lib.zeta import w\nimport numpy.linalg\n"
    )
    assert imports_of(file) == {"alpha", "beta", "gamma.inner", "delta", "epsilon", "lab.own", "zeta"}
