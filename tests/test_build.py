"""How learners' notebooks are made from the solutions, and that the stored ones are what is made of them."""

import base64
from pathlib import Path

import nbformat
import pytest
from ipykernel.ipkernel import IPythonKernel
from jupyter_client.kernelspec import KernelSpecManager
from nbclient.exceptions import CellExecutionError
from nbconvert import ScriptExporter
from nbformat import v4
from plotly.graph_objects import Figure, Scatter

from notebooks import build, stills

SOLUTIONS = sorted(build.SOLUTIONS.glob("*.ipynb"))
PNG = b"\x89PNG\r\n\x1a\n"


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
    assert build.learner_source(solution) == learner


# ---- a whole notebook -----------------------------------------------------------------------------


def solution_notebook():
    return v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# Title, [next](01_x.ipynb)", id="a"),
            v4.new_markdown_cell("only here", id="b", metadata={"tags": ["solution"]}),
            v4.new_code_cell(
                "x = 1  # stub: x = ...\nx", id="c", metadata={"tags": ["mine"]}, execution_count=7
            ),
            v4.new_code_cell("the_answer", id="d", metadata={"tags": ["mine", "solution"]}),
        ],
        metadata={"widgets": {"state": 1}},
    )


def test_a_learners_notebook_has_the_cells_without_solutions_and_outputs():
    solution = solution_notebook()
    solution.cells[2].outputs = [v4.new_output("execute_result", data={"text/plain": "1"}, execution_count=7)]
    learner = build.learner_notebook(solution)
    nbformat.validate(learner)
    assert [cell.id for cell in learner.cells] == ["a", "c"]
    assert learner.cells[0].source == "# Title, [next](01_x.ipynb)"
    code = learner.cells[1]
    assert (code.source, code.outputs, code.execution_count) == ("x = ...\nx", [], None)
    assert code.metadata.tags == ["mine"] and learner.metadata == build.METADATA
    assert solution.cells[2].source == "x = 1  # stub: x = ...\nx", "the solution itself stays"


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_the_stored_learners_notebook_is_made_from_the_stored_solution(path):
    expected = build.learner_notebook(nbformat.read(path, as_version=4))
    stored = nbformat.read(build.HERE / path.name, as_version=4)
    key = [(cell.id, cell.cell_type, cell.source, cell.metadata) for cell in expected.cells]
    assert [(cell.id, cell.cell_type, cell.source, cell.metadata) for cell in stored.cells] == key
    assert stored.metadata == expected.metadata


def test_metadata_are_what_jupyterlab_writes_here_but_for_python_s_version():
    own = build.METADATA["language_info"]
    assert own | {"version": ""} == IPythonKernel.language_info | {"version": ""}
    assert own["version"].startswith("3.11."), "that of environment.yml"
    kernel = KernelSpecManager().get_kernel_spec("python3")
    expected = {"display_name": kernel.display_name, "language": kernel.language, "name": "python3"}
    assert build.METADATA["kernelspec"] == expected


def test_a_notebook_converts_to_a_python_script():
    notebook = v4.new_notebook(cells=[v4.new_code_cell("x = 1")], metadata=build.METADATA)
    script, resources = ScriptExporter().from_notebook_node(notebook)
    assert "x = 1" in script and resources["output_extension"] == ".py"


# ---- running and finishing ------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty place for notebooks; `build` works there instead of on the lessons."""
    (tmp_path / "notebooks" / "solutions").mkdir(parents=True)
    monkeypatch.setattr(build, "HERE", tmp_path / "notebooks")
    monkeypatch.setattr(build, "SOLUTIONS", tmp_path / "notebooks" / "solutions")
    monkeypatch.setenv("COURSE_STILLS", "")  # restored afterwards: `run` sets it
    monkeypatch.syspath_prepend(str(Path(build.__file__).parent))  # for `stills`
    return tmp_path / "notebooks"


@pytest.mark.parametrize(
    "names, unknown", [(["99"], "99"), (["00", "07"], "07"), (["00_start_here.py"], "00_start_here.py")]
)
def test_an_unknown_lesson_is_refused_in_words(names, unknown, folder):
    for name in ("00_start_here.ipynb", "01_more.ipynb"):
        nbformat.write(solution_notebook(), folder / "solutions" / name)
    with pytest.raises(SystemExit) as refusal:
        build.main(names)
    assert refusal.value.code == (
        f"No solutions notebook starts with {unknown}. There are: 00_start_here, 01_more"
    )


def test_lessons_are_picked_by_how_their_names_start(folder, monkeypatch):
    names = ["00_start_here.ipynb", "01_more.ipynb", "10_last.ipynb"]
    for name in names:
        nbformat.write(solution_notebook(), folder / "solutions" / name)
    built = []
    monkeypatch.setattr(build, "rebuild", lambda path: built.append(path.name))
    for picked, expected in (([], names), (["01"], names[1:2]), (["00", "10_l"], [names[0], names[2]])):
        build.main(picked)
        assert built == expected
        built.clear()


def test_a_rebuild_runs_both_notebooks_in_their_folders_and_writes_them(folder, capsys):
    path = folder / "solutions" / "00_tiny.ipynb"
    cells = [
        "import os",
        "x = 1  # stub: x = ...\nx, os.path.basename(os.getcwd()), os.environ['COURSE_STILLS']",
    ]
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell(source) for source in cells]), path)
    build.main(["00"])
    for stored, expected in (
        (path, "(1, 'solutions', '1')"),
        (folder / path.name, "(Ellipsis, 'notebooks', '1')"),
    ):
        notebook = nbformat.read(stored, as_version=4)
        assert [cell.execution_count for cell in notebook.cells] == [1, 2]
        assert notebook.cells[1].outputs[0].data["text/plain"] == expected
        assert notebook.metadata == build.METADATA and all(not cell.metadata for cell in notebook.cells)
    assert "notebooks/solutions/00_tiny.ipynb: 1 kB" in capsys.readouterr().out.replace("\\", "/")


def test_a_cell_that_fails_stops_the_rebuild_before_anything_is_written(folder):
    path = folder / "solutions" / "00_tiny.ipynb"
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell("1 / 0")]), path)
    before = path.read_bytes()
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        build.rebuild(path)
    assert path.read_bytes() == before and not (folder / path.name).exists()


def size(png):
    """Width and height, from the first chunk of a PNG."""
    assert png.startswith(PNG)
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def figure(height):
    return Figure(Scatter(x=[0, 1], y=[0, 1]), layout=dict(height=height)).to_plotly_json()


def test_finishing_turns_figures_into_pictures_and_drops_widgets(folder):
    bundles = [
        {
            build.FIGURE: figure(300) | {"words": "three"},
            build.WIDGET: {"model_id": "1"},
            "text/plain": "first",
        },
        {"text/plain": "a number"},
        {
            build.FIGURE: figure(400) | {"words": "four"},
            build.WIDGET: {"model_id": "2"},
            "text/plain": "second",
        },
    ]
    cells = [v4.new_code_cell(outputs=[v4.new_output("execute_result", data=data)]) for data in bundles]
    cells[1].outputs.append(v4.new_output("stream", text="printed"))
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell("text"), *cells], metadata={"widgets": {}})
    build.finish(notebook)
    first, plain, second = (cell.outputs[0].data for cell in notebook.cells[1:])
    assert plain == {"text/plain": "a number"} and notebook.cells[2].outputs[1].text == "printed"
    assert set(first) == set(second) == {"text/plain", "image/png"}
    assert size(base64.b64decode(first["image/png"])) == (stills.WIDTH, 300)
    assert size(base64.b64decode(second["image/png"])) == (stills.WIDTH, 400), (
        "each its own picture, in order"
    )
    alts = [cell.outputs[0].metadata for cell in notebook.cells[1:]]
    assert alts == [{"image/png": {"alt": "three"}}, {}, {"image/png": {"alt": "four"}}]
    assert notebook.metadata == build.METADATA


def test_what_answers_an_open_question_is_stored_as_a_card(folder):
    asked = "<p><b>Prediction.</b> Is 1 &lt; 2?</p>"
    bundles = [
        {build.WIDGET: {}, "text/plain": "Prediction: Is 1 < 2?\nAnswer: open", "text/html": asked},
        {build.FIGURE: figure(300) | {"words": "300"}, "text/plain": "a lab"},
        {"text/plain": "0.0"},
    ]

    def finished(**how):
        cells = [
            v4.new_code_cell(outputs=[v4.new_output("execute_result", data=dict(data))]) for data in bundles
        ]
        cells[1].metadata.tags = cells[2].metadata.tags = ["reveals"]
        notebook = v4.new_notebook(cells=cells)
        build.finish(notebook, **how)
        return [cell.outputs[0].data for cell in notebook.cells]

    question, lab, number = finished()
    assert set(question) == {"text/plain", "text/html", "image/png"} and question["text/html"] == asked
    assert lab["text/plain"] == "a lab" and number["text/plain"] == "0.0"
    for card in (question, lab, number):
        width, height = size(base64.b64decode(card["image/png"]))
        assert width == stills.WIDTH and 20 < height < 100, "a line of words, not the figure"
    _, lab, number = finished(cards=False)
    assert size(base64.b64decode(lab["image/png"])) == (stills.WIDTH, 300) and set(number) == {"text/plain"}


def test_the_picture_of_a_card_says_what_is_written_on_it():
    assert (
        build.words("<p><b>Prediction.</b> Is\n1 &lt; 2?</p><ul><li>Yes</li>") == "Prediction. Is 1 < 2? Yes"
    )


def test_no_figures_need_no_browser(monkeypatch):
    monkeypatch.setattr(stills, "chromium", lambda: pytest.fail("a browser was looked for"))
    assert stills.stills([]) == []


def test_the_browser_is_found_or_its_absence_is_said_in_words(monkeypatch, tmp_path):
    mine = tmp_path / "chromium"
    mine.write_text("")
    mine.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(mine))
    assert stills.chromium() == str(mine)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM")
    assert stills.chromium() == str(mine)
    mine.unlink()
    with pytest.raises(FileNotFoundError, match="no Chromium found: install it"):
        stills.chromium()
