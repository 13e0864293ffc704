"""How a lesson's text becomes two notebooks, and that the stored ones are what becomes of it."""

import jupytext
import nbformat
import pytest
from ipykernel.ipkernel import IPythonKernel
from jupyter_client.kernelspec import KernelSpecManager
from nbconvert import ScriptExporter
from nbformat import v4

from lesson_builder import build, texts

LESSONS = sorted(texts.LESSONS.glob("*.md"))


# ---- one cell -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "solution, learner",
    [
        ("x = 1", "x = 1"),
        ("x = 1  # stub: x = ...", "x = ..."),
        ("a = 1  # stub:\nb = 2", "b = 2"),
        ("def f():\n    a = 1  # stub:\n    return a  # stub: return ...", "def f():\n    return ..."),
        ("        x = [1,  # stub:    x = [...,", "        x = [...,"),
        ("x = 1  # a stub: not one", "x = 1  # a stub: not one"),
        ("x = 1  # stub: y # stub: z", "z"),
        ("", ""),
        ("a\n\nb", "a\n\nb"),
        ('predict("race", answer="he")', 'predict("race")'),
        ('p = predict("race", answer="he")\np', 'p = predict("race")\np'),
        ('predict("a", answer="b"); predict("c", answer="d")', 'predict("a"); predict("c")'),
        ('ask("race", answer="he")', 'ask("race", answer="he")'),
        ('check("he_normal", he_normal)', 'check("he_normal", he_normal)'),
    ],
)
def test_what_a_learner_sees_of_a_cell(solution, learner):
    assert texts.learner_source(solution) == learner


# ---- from the text to the solutions ---------------------------------------------------------------

TEXT = """\
---
kernelspec:
  display_name: Python 3 (ipykernel)
  language: python
  name: python3
---

# Title

Two paragraphs,
one cell.

+++ {"tags": ["solution"]}

only here

```{code-cell}
x = 1  # stub: x = ...
x
```

```{code-cell}
:tags: [mine, solution]

the_answer
```

Last
"""


@pytest.fixture
def lesson(tmp_path):
    """Writes a lesson's text, and gives its path; its notebooks would be written beside it."""
    (tmp_path / "lessons").mkdir()
    (tmp_path / "notebooks" / "solutions").mkdir(parents=True)
    path = tmp_path / "lessons" / "07_tiny.md"

    def write(text):
        path.write_text(text, encoding="utf-8")
        return path

    return write


def of_cells(notebook, *names):
    return [tuple(cell[name] for name in names) for cell in notebook.cells]


def test_a_text_makes_solutions_and_without_what_is_tagged_a_learners_notebook(lesson):
    path = lesson(TEXT)
    (where, solution), (learners, learner) = texts.notebooks(path).items()
    root = path.parents[1]
    assert (where, learners) == (
        root / "notebooks" / "solutions" / "07_tiny.ipynb",
        root / "notebooks" / "07_tiny.ipynb",
    )
    assert of_cells(solution, "id", "cell_type", "source", "metadata") == [
        ("07-00", "markdown", "# Title\n\nTwo paragraphs,\none cell.", texts.KEPT_TEXT),
        ("07-01", "markdown", "only here", {"tags": ["solution"], **texts.KEPT_TEXT}),
        ("07-02", "code", "x = 1  # stub: x = ...\nx", texts.KEPT),
        ("07-03", "code", "the_answer", {"tags": ["mine", "solution"], **texts.KEPT}),
        ("07-04", "markdown", "Last", texts.KEPT_TEXT),
    ]
    assert of_cells(learner, "id", "source") == [
        ("07-00", solution.cells[0].source),
        ("07-02", "x = ...\nx"),
        ("07-04", "Last"),
    ]
    for notebook in (solution, learner):
        nbformat.validate(notebook)
        assert notebook.metadata == texts.METADATA


MARKDOWN = [
    "A hard break  \nand one by a backslash\\\nin a paragraph.",
    "1. One,\n$$\n\\frac{a}{b}\n$$\n2. two.\n   Its second sentence.\n\n   Its second paragraph.",
    "* a\n  * b\n\n    c",
    "| a | b |\n|---|--:|\n| $x_1$ | `a\\|b` |",
    "<details><summary><b>Open</b></summary>\n\nText.\n\n```python\nx = 1\n```\n\n</details>",
    '<table>\n<tr><td style="color: red">1</td></tr>\n</table>\n\n<!-- note -->\n\n[a]: https://x.org "t"',
    "% not a comment\n\n(label)=\n\n---\n\nUnderlined\n===",
]
CODE = [
    "%matplotlib inline\n%%time\n!ls\nx?",
    "%%html\n<b>+++</b>\n\n---",
    ":tags: none",
    "---\nx = 1\n---",
    'x = """\n```\n"""',
    "def f():\n\n\n    return 1  # stub: return ...\n\n\nf()",
]


@pytest.mark.parametrize("tags", [{}, {"tags": ["solution", "reveals"]}])
def test_no_cell_changes_on_its_way_into_a_text_and_back(lesson, tags):
    kinds = [(v4.new_markdown_cell, source) for source in MARKDOWN]
    kinds += [(v4.new_code_cell, source) for source in CODE]
    beside = [one for pair in zip(kinds, reversed(kinds), strict=True) for one in pair]  # texts and code meet
    cells = [cell(source, metadata=tags) for cell, source in [*kinds, *beside]]
    notebook = v4.new_notebook(cells=cells, metadata={"kernelspec": texts.METADATA["kernelspec"]})
    path = lesson(jupytext.writes(notebook, fmt="md:myst"))
    solution, _ = texts.notebooks(path).values()
    what = ("cell_type", "source")
    assert of_cells(solution, *what) == of_cells(notebook, *what)
    assert [cell.metadata.get("tags") for cell in solution.cells] == [tags.get("tags")] * len(cells)


@pytest.mark.parametrize(
    "old, new, ids",
    [
        ("Last", "Last", ["00", "01", "02", "03", "04"]),
        ("only here", "rewritten", ["00", "01", "02", "03", "04"]),
        ("\nLast", "\nadded\n\n+++\n\nLast", ["00", "01", "02", "03", "05", "04"]),
        ('+++ {"tags": ["solution"]}\n\nonly here\n', "", ["00", "02", "03", "04"]),
        ("# Title", "Last\n\n+++\n\n# Title", ["04", "00", "01", "02", "03", "05"]),
    ],
    ids=["as it was", "rewritten", "added", "removed", "moved, and its place filled anew"],
)
def test_cells_keep_their_ids_while_the_text_changes(lesson, old, new, ids):
    path, text = lesson(TEXT), TEXT
    where, solution = next(iter(texts.notebooks(path).items()))
    nbformat.write(solution, where)
    if old == "# Title":
        text = text.replace("\nLast\n", "\nThe end\n")
    lesson(text.replace(old, new))
    assert [cell.id for cell in texts.solution_notebook(path, where).cells] == [f"07-{n}" for n in ids]


def test_an_exercise_is_answered_by_the_code_above_its_check():
    cells = [
        "import math",
        'x = 1  # stub: x = ...\ny = x\ncheck("a", x, y)',
        'def f():\n    return 2  # stub:\n\n\ncheck("b", f)',
    ]
    solution = v4.new_notebook(cells=[v4.new_markdown_cell("text"), *map(v4.new_code_cell, cells)])
    assert texts.answers(solution) == {"a": "x = 1\ny = x", "b": "def f():\n    return 2"}


def unexecuted(notebook):
    """All that a notebook holds, but for what running it adds."""
    cells = [
        {name: value for name, value in cell.items() if name not in ("outputs", "execution_count")}
        for cell in notebook.cells
    ]
    return cells, notebook.metadata, (notebook.nbformat, notebook.nbformat_minor)


@pytest.mark.parametrize("text", LESSONS, ids=lambda text: text.stem)
def test_the_stored_notebooks_are_made_from_the_text(text):
    for path, made in texts.notebooks(text).items():
        assert unexecuted(nbformat.read(path, as_version=4)) == unexecuted(made), path


def test_the_solutions_that_hints_show_are_those_of_the_texts():
    stored = (texts.LESSONS.parent / build.SOLUTIONS).read_text(encoding="utf-8")
    assert stored == build.solutions(LESSONS), "python3 course.py notebooks NN writes them"


def test_there_is_no_notebook_without_a_text():
    made = {path for text in LESSONS for path in texts.notebooks(text)}
    assert made and made == set((texts.LESSONS.parent / "notebooks").rglob("*.ipynb"))


# ---- metadata -------------------------------------------------------------------------------------


def test_metadata_are_what_jupyterlab_writes_here_but_for_python_s_version():
    own = texts.METADATA["language_info"]
    assert own | {"version": ""} == IPythonKernel.language_info | {"version": ""}
    assert own["version"].startswith("3.11."), "that of environment.yml"
    kernel = KernelSpecManager().get_kernel_spec("python3")
    expected = {"display_name": kernel.display_name, "language": kernel.language, "name": "python3"}
    assert texts.METADATA["kernelspec"] == expected


def test_a_notebook_converts_to_a_python_script():
    notebook = v4.new_notebook(cells=[v4.new_code_cell("x = 1")], metadata=texts.METADATA)
    script, resources = ScriptExporter().from_notebook_node(notebook)
    assert "x = 1" in script and resources["output_extension"] == ".py"
