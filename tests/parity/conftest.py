"""Measures every name of the table in its framework; `python3 course.py parity` has what that needs."""

import importlib.metadata
import importlib.util
import json
import os
import platform
from pathlib import Path

import pytest

os.environ["KERAS_BACKEND"] = "torch"  # read when keras is imported
MISSING = [name for name in ("keras", "jax", "flax") if importlib.util.find_spec(name) is None]
collect_ignore_glob = ["test_*.py"] if MISSING else []
DATA = Path(__file__).resolve().parents[2] / "course_lib" / "frameworks" / "measured.json"
RECORD = pytest.StashKey()


def pytest_report_header():
    return f"tests/parity needs {', '.join(MISSING)}: python3 course.py parity" if MISSING else None


def pytest_addoption(parser):
    parser.addoption(
        "--record", action="store_true", help="write what is measured into course_lib/frameworks/"
    )


def pytest_configure(config):
    config.stash[RECORD] = {"entries": {}, "translations": {}}


@pytest.fixture(scope="session")
def record(request):
    """What is to be written: ``entries`` by name, ``translations`` in all."""
    return request.config.stash[RECORD]


@pytest.fixture(scope="session")
def recording(request):
    return request.config.getoption("--record")


@pytest.fixture(scope="session")
def judge():
    from tests.parity.judging import TESTS, Judge

    judge = Judge()
    yield judge
    assert judge.count <= TESTS, "the false-alarm rate is that of fewer tests"


def versions():
    names = ("numpy", "scipy", "torch", "keras", "jax", "flax")
    found = {name: importlib.metadata.version(name).split("+")[0] for name in names}
    return {"python": platform.python_version()} | found


def pytest_sessionfinish(session, exitstatus):
    """Write the record if every test of the whole suite has passed."""
    if not session.config.getoption("--record") or exitstatus != 0:
        return
    from course_lib.frameworks import ENTRIES, fingerprint
    from tests.parity.lines import PAIRS

    found = session.config.stash[RECORD]
    lines = found["translations"]
    missing = sum(entry.executed for entry in ENTRIES.values()) - len(found["entries"])
    missing += len(PAIRS) - len(lines) + ("facts" not in found)
    if missing:
        pytest.exit(f"--record needs the whole suite; {missing} results are missing", returncode=4)
    found["translations"] = {"lines": len(lines), "smallest_p": min(lines.values())}
    facts = {"fingerprint": fingerprint(), "versions": versions()} | found
    DATA.write_text(one_row_a_line(facts), encoding="utf-8")


def one_row_a_line(facts):
    """JSON in which a changed row is a changed line."""
    rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in facts["entries"].items())
    parts = [
        f" {json.dumps(name)}: " + (f"{{\n{rows}\n }}" if name == "entries" else json.dumps(part))
        for name, part in facts.items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"
