"""Notebook hygiene: what is stored with a lesson, how its cells are built, where its links lead.

A code cell is one of three things. *Setup* is the first one, and holds imports only. An *exercise* ends
with `check(…)`; only here may functions be defined and cells be long. Every other cell is a *step* of at most
three lines.
"""

import ast
import base64
import json
import re
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from lesson_builder.texts import METADATA

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "notebooks"
LEARNERS = sorted(FOLDER.glob("*.ipynb"))
SOLUTIONS = sorted((FOLDER / "solutions").glob("*.ipynb"))
ALL = LEARNERS + SOLUTIONS
MAX_BYTES, MAX_LINES = 1_500_000, 3
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
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


each = pytest.mark.parametrize("path", ALL, ids=by_name)
each_learners = pytest.mark.parametrize("path", LEARNERS, ids=by_name)


def read(path):
    return nbformat.read(path, as_version=4)


def code(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def prose(path):
    return [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]


def kinds(path):
    """(kind, cell) of every code cell."""
    cells = code(path)
    found = [("setup", cells[0])]
    for cell in cells[1:]:
        last = cell.source.rstrip().splitlines()[-1]
        found.append(("exercise" if re.match(r"check\(.*\)$", last) else "step", cell))
    return found


def shows_a_figure(cell):
    last = cell.source.rstrip().splitlines()[-1]
    return re.match(r"(labs\.\w+|predict)\(", last) is not None


def without_pictures(path):
    """The notebook's text, without the letters of its pictures, which could spell anything."""
    notebook = read(path)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("image/png", None)
    return json.dumps(notebook, ensure_ascii=False)


def test_there_are_lessons():
    assert [path.name for path in LEARNERS] == [path.name for path in SOLUTIONS]
    assert len(LEARNERS) >= 3
    assert {path.parent for path in FOLDER.rglob("*.ipynb")} == {FOLDER, FOLDER / "solutions"}


# ---- what is stored -------------------------------------------------------------------------------


@each
def test_it_is_a_valid_notebook_with_unique_cell_ids(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) >= (4, 5)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)


@each
def test_it_was_run_from_top_to_bottom(path):
    assert [cell.execution_count for cell in code(path)] == list(range(1, len(code(path)) + 1))
    for cell in code(path):
        for output in cell.outputs:
            assert output.get("execution_count", cell.execution_count) == cell.execution_count


@each
def test_no_error_and_no_stderr_is_stored(path):
    for cell in code(path):
        for output in cell.outputs:
            assert output.output_type in ("execute_result", "display_data", "stream")
            assert output.get("name") != "stderr"


@each
def test_metadata_hold_the_kernel_and_nothing_of_the_run(path):
    notebook = read(path)
    assert notebook.metadata == METADATA
    assert all(set(cell.metadata) <= {"tags"} for cell in notebook.cells)


@each
def test_every_lab_and_prediction_has_a_summary_and_a_picture(path):
    figures = [cell for cell in code(path) if shows_a_figure(cell)]
    assert figures
    for cell in figures:
        [output] = cell.outputs
        assert base64.b64decode(output.data["image/png"]).startswith(b"\x89PNG\r\n")
        assert len(output.data["text/plain"].splitlines()) >= 3, "a summary, not an object's address"


@each
def test_nothing_is_stored_that_needs_a_running_kernel(path):
    for cell in code(path):
        for output in cell.outputs:
            assert not NO_MIMES & set(output.get("data", {}))
            assert " at 0x" not in output.get("data", {}).get("text/plain", "")


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


# ---- cells ----------------------------------------------------------------------------------------


@each
def test_the_first_code_cell_only_imports(path):
    tree = ast.parse(kinds(path)[0][1].source)
    assert tree.body and all(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body)


@each
def test_everything_imported_is_used(path):
    cells = code(path)
    names = {alias.asname or alias.name for node in ast.parse(cells[0].source).body for alias in node.names}
    used = {n.id for cell in cells[1:] for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.Name)}
    allowed = {"np"} if path in LEARNERS else set()  # for the reader's own answers
    assert names - used <= allowed


@each
def test_cells_are_short_and_define_functions_only_in_exercises(path):
    for kind, cell in kinds(path):
        tree = ast.parse(cell.source)
        defines = any(
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda)
            for node in ast.walk(tree)
        )
        if kind == "step":
            assert len(cell.source.strip().splitlines()) <= MAX_LINES, cell.source
            assert not defines, cell.source
            assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body)
        if kind == "exercise":
            assert len(cell.source.strip().splitlines()) <= 10, "a stub, not a program"


@each
def test_every_code_cell_is_introduced(path):
    cells = read(path).cells
    texts = sum(cell.cell_type == "markdown" for cell in cells)
    assert texts >= len(cells) - texts
    for above, below in pairwise(cells):
        exercises = all(
            cell.source.rstrip().endswith(")") and "check(" in cell.source for cell in (above, below)
        )
        assert exercises or above.cell_type == "markdown" or below.cell_type == "markdown"


# ---- the lesson's shape ---------------------------------------------------------------------------


def outside_code(text):
    return re.sub(r"```.*?```", "", text, flags=re.S)


@each
def test_headings_descend_one_step_at_a_time(path):
    levels = [len(marks) for text in prose(path) for marks in re.findall(r"^(#+) ", outside_code(text), re.M)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(deeper <= upper + 1 for upper, deeper in pairwise(levels))


@each
def test_it_opens_with_title_question_minutes_and_what_to_know(path):
    title, question, needs = prose(path)[0].strip().split("\n\n")
    assert re.fullmatch(rf"# {path.name[:2]} · \S.*", title)
    assert re.fullmatch(r"\*\*[^*]+\?\*\*", question)
    minutes = int(re.match(r"(\d+) minutes\. You need: .+\.$", needs)[1])
    assert 15 <= minutes <= 30


@each
def test_it_closes_with_takeaways_references_and_the_next_lesson(path):
    last = prose(path)[-1]
    opened = "<details><summary><b>Takeaways</b> (open them after your answers)</summary>"
    takeaways, rest = re.fullmatch(
        rf"## Takeaways\n\n{re.escape(opened)}\n\n(.*?)"
        r"\n\n</details>\n\n\*\*References\*\*\n\n(.*)",
        last,
        re.S,
    ).groups()
    references, following = rest.split("\n\n**Next:** ")
    lines = takeaways.splitlines()
    assert 3 <= sum(line.startswith("* ") for line in lines) <= 5
    assert all(line.startswith(("* ", "  ")) for line in lines)
    for line in references.splitlines():
        assert re.match(r"\* .+ \((19|20)\d\d\), \*.+\*, \[.+\]\(https://\S+\)", line), line
    lessons = [lesson.name for lesson in LEARNERS]
    place = lessons.index(path.name)
    expected = lessons[place + 1] if place + 1 < len(lessons) else lessons[0]
    assert LINK.findall(following)[0] == expected
    if place + 1 < len(lessons):
        title = prose(LEARNERS[place + 1])[0].splitlines()[0].removeprefix("# ")
        assert following == f"[{title}]({expected})"


@each
def test_links_lead_somewhere(path):
    for link in (link for text in prose(path) for link in LINK.findall(text)):
        if re.match(r"[a-z]+:", link):
            assert link.startswith("https://") and "localhost" not in link, link
        else:
            target = (path.parent / link.partition("#")[0]).resolve()
            assert target.exists() and target.is_relative_to(ROOT), link


@each
def test_folding_text_is_closed_and_its_markdown_is_read(path):
    for text in prose(path):
        opened = len(re.findall(r"<details><summary>(?:[^<]|</?b>)+</summary>\n\n", text))
        closed = len(re.findall(r"\n\n</details>", text))
        assert opened == closed == text.count("<details>") == text.count("</details>")


@each
def test_what_you_should_see_is_folded_away_until_the_answer(path):
    for above, below in pairwise(read(path).cells):
        if above.source.startswith("predict("):
            assert below.cell_type == "markdown"
            assert below.source.startswith("<details><summary><b>What you should see</b>")
            assert below.source.endswith("</details>"), "nothing of the answer stands outside"


@each
def test_formulas_are_closed(path):
    for text in map(outside_code, prose(path)):
        assert text.count("$$") % 2 == 0 and text.replace("$$", "").count("$") % 2 == 0


# ---- learners and solutions -----------------------------------------------------------------------


@each_learners
def test_a_learners_notebook_holds_no_solution(path):
    answers = [
        line.partition("# stub:")[0].strip()
        for cell in code(FOLDER / "solutions" / path.name)
        for line in cell.source.splitlines()
        if "# stub:" in line
    ]
    assert answers
    for cell in read(path).cells:
        assert "# stub:" not in cell.source and "answer=" not in cell.source
        assert "solution" not in cell.metadata.get("tags", [])
        assert not [answer for answer in answers if answer in cell.source]
    stored = without_pictures(path)
    assert "✓ Right." not in stored and "✗ Not yet." not in stored
    assert "Answer: open" in stored


@each_learners
def test_every_prediction_is_open_and_every_exercise_untouched(path):
    for kind, cell in kinds(path):
        text = "".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)
        if cell.source.startswith("predict("):
            assert "Answer: open" in text
        if kind == "exercise":
            assert text.startswith("○ Not attempted yet."), cell.source


@pytest.mark.parametrize("path", SOLUTIONS, ids=by_name)
def test_the_solutions_are_right(path):
    for kind, cell in kinds(path):
        text = "".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)
        if kind == "exercise" or cell.source.startswith("predict("):
            assert "✓ Right." in text, cell.source
    assert "This is the solutions notebook" in prose(path)[1]


def test_the_readme_lists_every_lesson_with_its_question_and_minutes():
    table = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in LEARNERS:
        title, question, needs = prose(path)[0].strip().split("\n\n")
        [row] = [line for line in table.splitlines() if f"](notebooks/{path.name}) |" in line]
        assert f"[{title.removeprefix('# ')}](notebooks/{path.name})" in row
        assert question.strip("*") in row
        assert row.endswith(f"| {needs.split()[0]} |")
    listed = re.findall(r"\]\(notebooks/(\w+\.ipynb)\) \|", table)
    assert listed == [path.name for path in LEARNERS]
