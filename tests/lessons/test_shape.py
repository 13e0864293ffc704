"""How the text of a lesson is built: its cells, its headings and folds, where its links lead."""

import ast
import builtins
import re
from itertools import pairwise

import pytest

from lesson_builder.texts import LESSONS, lesson_number, notebooks
from tests.lessons.cells import asks, code, kinds, last_line, prose

ROOT = LESSONS.parent
MAX_LINES = 3
BY_HAND = 10  # where a cell needs NumPy alone: what a lab computes, written out
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
PAIRS = {text.stem: list(notebooks(text).items()) for text in sorted(LESSONS.glob("*.md"))}
SOLUTIONS = {name: solution for name, ((_, solution), _) in PAIRS.items()}
LEARNERS = {name: learners for name, (_, (_, learners)) in PAIRS.items()}

each = pytest.mark.parametrize("name", SOLUTIONS)
each_notebook = pytest.mark.parametrize(
    "path, notebook",
    [one for pair in PAIRS.values() for one in pair],
    ids=[f"{path.parent.name}/{path.stem}" for pair in PAIRS.values() for path, _ in pair],
)


# ---- cells ----------------------------------------------------------------------------------------


@each
def test_the_first_code_cell_only_imports_and_brings_hint(name):
    tree = ast.parse(code(SOLUTIONS[name])[0].source)
    assert tree.body and all(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body)
    exercises = any(kind == "exercise" for kind, _ in kinds(SOLUTIONS[name]))
    assert not exercises or "hint" in bound(tree), "a wrong answer tells the reader to call it"


@each_notebook
def test_everything_imported_is_used(path, notebook):
    setup, *others = code(notebook)
    names = {alias.asname or alias.name for node in ast.parse(setup.source).body for alias in node.names}
    used = {n.id for cell in others for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.Name)}
    allowed = {"hint"} if path.parent.name == "solutions" else {"hint", "np"}  # for what the reader writes
    assert names - used <= allowed


@each
def test_cells_are_short_and_define_functions_only_in_exercises(name):
    for kind, cell in kinds(SOLUTIONS[name]):
        tree = ast.parse(cell.source)
        defines = any(
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda)
            for node in ast.walk(tree)
        )
        if kind == "step":
            limit = BY_HAND if free(tree) == {"np"} else MAX_LINES
            assert len(cell.source.strip().splitlines()) <= limit, cell.source
            assert not defines, cell.source
            assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body)
        if kind == "exercise":
            assert len(cell.source.strip().splitlines()) <= 10, "a stub, not a program"


@each_notebook
def test_every_code_cell_is_introduced(path, notebook):
    assert len(prose(notebook)) >= len(code(notebook))
    for above, below in pairwise(notebook.cells):
        exercises = all("check(" in cell.source and last_line(cell).endswith(")") for cell in (above, below))
        assert exercises or above.cell_type == "markdown" or below.cell_type == "markdown"


@each
def test_no_answer_stands_elsewhere_in_the_learners_notebook(name):
    lines = [line for cell in code(SOLUTIONS[name]) for line in cell.source.splitlines()]
    answers = [line.partition("# stub:")[0].strip() for line in lines if "# stub:" in line]
    assert answers
    for cell in LEARNERS[name].cells:
        assert not [answer for answer in answers if answer in cell.source]


DOORS = {"check", "predict", "labs"}  # what lessons reach labs, predictions and exercises by


def bound(tree):
    """The names that a cell binds, those of functions and imports too."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.FunctionDef(name=name) | ast.arg(arg=name):
                yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from ((one.asname or one.name).split(".")[0] for one in names)


def free(tree):
    """The names that a cell reads and does not bind."""
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return read - set(bound(tree)) - set(dir(builtins))


def missing(sources):
    """Cell → names that it reads and that neither it nor the first cell binds; of labs and the like only."""
    first, *others = [(source, ast.parse(source)) for source in sources]
    known, found = set(bound(first[1])), {}
    for source, tree in others:
        if free(tree) & DOORS and (lost := free(tree) - known):
            found[source] = lost
    return found


@each
def test_labs_predictions_and_exercises_run_in_any_order_after_the_first_cell(name):
    cells = [cell.source for cell in code(LEARNERS[name]) if cell.source.strip()]
    assert len(cells) > 2 and missing(cells) == {}


def test_a_cell_that_needs_another_is_found():
    cells = ["from course_lib.checks import check", "w = 3", 'v = w\ncheck("rescue", v)']
    assert missing(cells) == {cells[2]: {"w"}}


# ---- the lesson's shape ---------------------------------------------------------------------------


def outside_code(text):
    return re.sub(r"```.*?```", "", text, flags=re.S)


@each
def test_headings_descend_one_step_at_a_time(name):
    texts = map(outside_code, prose(SOLUTIONS[name]))
    levels = [len(marks) for text in texts for marks in re.findall(r"^(#+) ", text, re.M)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(deeper <= upper + 1 for upper, deeper in pairwise(levels))


@each
def test_it_opens_with_title_question_minutes_and_what_to_know(name):
    opening, solved, *_ = prose(SOLUTIONS[name])
    title, question, needs = opening.split("\n\n")
    assert re.fullmatch(rf"# {lesson_number(name)} · \S.*", title)
    assert re.fullmatch(r"\*\*[^*]+\?\*\*", question)
    minutes = int(re.match(r"(\d+) minutes\. You need: .+\.$", needs)[1])
    assert 15 <= minutes <= 30
    assert re.fullmatch(r"\*This is the solutions notebook: .+\nThe learners' notebook is .+\*", solved)
    assert solved not in prose(LEARNERS[name])


@each
def test_it_closes_with_takeaways_references_and_the_next_lesson(name):
    opened = "<details><summary><b>Takeaways</b> (open them after your answers)</summary>"
    takeaways, rest = re.fullmatch(
        rf"## Takeaways\n\n{re.escape(opened)}\n\n(.*?)\n\n</details>\n\n\*\*References\*\*\n\n(.*)",
        prose(SOLUTIONS[name])[-1],
        re.S,
    ).groups()
    references, following = rest.split("\n\n**Next:** ")
    lines = takeaways.splitlines()
    assert 3 <= sum(line.startswith("* ") for line in lines) <= 5
    assert all(line.startswith(("* ", "  ")) for line in lines)
    for line in references.splitlines():
        assert re.match(r"\* .+ \((19|20)\d\d\), \*.+\*, \[.+\]\(https://\S+\)", line), line
    names = [one for one in SOLUTIONS if lesson_number(one).isdigit()]  # "Next" passes by an appendix
    if name == names[-1]:
        assert LINK.findall(following)[0] == f"{names[0]}.ipynb"
    else:
        expected = next(one for one in names if one > name)
        title = prose(SOLUTIONS[expected])[0].splitlines()[0].removeprefix("# ")
        assert following == f"[{title}]({expected}.ipynb)"


@each_notebook
def test_links_lead_somewhere(path, notebook):
    for link in (link for text in prose(notebook) for link in LINK.findall(text)):
        if re.match(r"[a-z]+:", link):
            assert link.startswith("https://") and "localhost" not in link, link
        else:
            target = (path.parent / link.partition("#")[0]).resolve()
            assert target.exists() and target.is_relative_to(ROOT), link


@each
def test_folding_text_is_closed_and_its_markdown_is_read(name):
    for text in prose(SOLUTIONS[name]):
        opened = len(re.findall(r"<details><summary>(?:[^<]|</?b>)+</summary>\n\n", text))
        closed = len(re.findall(r"\n\n</details>", text))
        assert opened == closed == text.count("<details>") == text.count("</details>")


@each
def test_what_you_should_see_is_folded_away_until_the_answer(name):
    for above, below in pairwise(SOLUTIONS[name].cells):
        if asks(above):
            assert below.cell_type == "markdown"
            assert below.source.startswith("<details><summary><b>What you should see</b>")
            assert below.source.endswith("</details>"), "nothing of the answer stands outside"


@each
def test_formulas_are_closed(name):
    for text in map(outside_code, prose(SOLUTIONS[name])):
        assert text.count("$$") % 2 == 0 and text.replace("$$", "").count("$") % 2 == 0


def test_the_readme_lists_every_lesson_with_its_question_and_minutes():
    table = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, solution in SOLUTIONS.items():
        title, question, needs = prose(solution)[0].split("\n\n")
        [row] = [line for line in table.splitlines() if f"](notebooks/{name}.ipynb) |" in line]
        assert f"[{title.removeprefix('# ')}](notebooks/{name}.ipynb)" in row
        assert question.strip("*") in row
        assert row.endswith(f"| {needs.split()[0]} |")
    assert re.findall(r"\]\(notebooks/(\w+)\.ipynb\) \|", table) == list(SOLUTIONS)
