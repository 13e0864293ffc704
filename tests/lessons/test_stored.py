"""What the executed notebooks of the lessons hold besides their cells."""

import base64
import json
import re

import nbformat
import pytest

from lesson_builder.texts import LESSONS
from tests.lessons.cells import asks, code, kinds, last_line

FOLDER = LESSONS.parent / "notebooks"
LEARNERS = sorted(FOLDER.glob("*.ipynb"))
SOLUTIONS = sorted((FOLDER / "solutions").glob("*.ipynb"))
MAX_BYTES = 1_500_000
NO_MIMES = {"application/vnd.jupyter.widget-view+json", "application/vnd.plotly.v1+json"}
PATHS = re.compile(
    r"(?<![\w.:/\\-])/(?:home|Users|root|tmp|usr|opt|var|mnt|private|content)/|[A-Z]:\\\\?[\w]"
)
SECRETS = re.compile(
    r"AKIA[0-9A-Z]{16}|gh[pousr]_\w{20,}|github_pat_|hf_\w{20,}|sk-\w{20,}|xox[abp]-|-----BEGIN|eyJ\w{10,}\.eyJ|"
    r"(?i:(?:api[_-]?key|passw(?:or)?d|secret|token)[\"']?\s*[=:]\s*[\"']?\w)"
)


def by_name(path):
    return f"{path.parent.name}/{path.stem}"


each = pytest.mark.parametrize("path", LEARNERS + SOLUTIONS, ids=by_name)
each_learners = pytest.mark.parametrize("path", LEARNERS, ids=by_name)
each_solutions = pytest.mark.parametrize("path", SOLUTIONS, ids=by_name)


def read(path):
    return nbformat.read(path, as_version=4)


def shown(cell):
    """The text that a cell's outputs hold."""
    return "".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)


def without_pictures(path):
    """The notebook's text, without the letters of its pictures, which could spell anything."""
    notebook = read(path)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("image/png", None)
    return json.dumps(notebook, ensure_ascii=False)


@each
def test_it_is_a_valid_notebook(path):
    nbformat.validate(read(path))


@each
def test_it_was_run_from_top_to_bottom(path):
    cells = code(read(path))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        for output in cell.outputs:
            assert output.get("execution_count", cell.execution_count) == cell.execution_count


@each
def test_no_error_and_no_stderr_is_stored(path):
    for cell in code(read(path)):
        for output in cell.outputs:
            assert output.output_type in ("execute_result", "display_data", "stream")
            assert output.get("name") != "stderr"


@each
def test_every_lab_and_prediction_has_a_summary_and_a_picture(path):
    figures = [cell for cell in code(read(path)) if re.match(r"(labs\.\w+|predict)\(", last_line(cell))]
    assert figures
    for cell in figures:
        [output] = cell.outputs
        assert base64.b64decode(output.data["image/png"]).startswith(b"\x89PNG\r\n")
        assert len(output.data["text/plain"].splitlines()) >= 3, "a summary, not an object's address"


@each
def test_nothing_is_stored_that_needs_a_running_kernel(path):
    for cell in code(read(path)):
        assert " at 0x" not in shown(cell)
        for output in cell.outputs:
            assert not NO_MIMES & set(output.get("data", {}))


@each
def test_it_is_small_and_holds_no_paths_and_no_secrets(path):
    assert path.stat().st_size <= MAX_BYTES
    text = without_pictures(path)
    assert not PATHS.findall(text) and not SECRETS.findall(text)


def test_paths_and_secrets_would_be_found():
    for found in ('"/home/me/x"', "in /tmp/a", r'"C:\\Users"', "(/mnt/x)"):
        assert PATHS.search(found)
    for found in ("ghp_" + "a" * 36, "AKIA" + "A" * 16, 'api_key = "x"', "password: x", "-----BEGIN PRIVATE"):
        assert SECRETS.search(found)
    for fine in ("https://x.org/tmp/a", "n/mnt/m", "../home/a", "tokens", "secret."):
        assert not PATHS.search(fine) and not SECRETS.search(fine)


@each_learners
def test_every_prediction_is_open_and_every_exercise_untouched(path):
    for kind, cell in kinds(read(path)):
        if asks(cell):
            assert "Answer: open" in shown(cell)
        if kind == "exercise":
            assert shown(cell).startswith("○ Not attempted yet."), cell.source
        assert "✓ Right." not in shown(cell)


@each_solutions
def test_the_solutions_are_right(path):
    for kind, cell in kinds(read(path)):
        if kind == "exercise" or asks(cell):
            assert "✓ Right." in shown(cell), cell.source
