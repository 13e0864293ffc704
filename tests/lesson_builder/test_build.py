"""Executing the notebooks of lessons, and what of their outputs is stored."""

import base64

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat import v4
from plotly.graph_objects import Figure, Scatter

from lesson_builder import build, stills
from lesson_builder.texts import METADATA

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def lessons(tmp_path, monkeypatch):
    """An empty folder for texts, beside those for their notebooks and solutions."""
    (tmp_path / "lessons").mkdir()
    (tmp_path / "notebooks" / "solutions").mkdir(parents=True)
    (tmp_path / "course_lib" / "checks").mkdir(parents=True)
    monkeypatch.setenv("COURSE_STILLS", "")  # restored afterwards: `run` sets it
    return tmp_path / "lessons"


@pytest.mark.parametrize(
    "names, unknown", [(["99"], "99"), (["00", "07"], "07"), (["00_start_here.ipynb"], "00_start_here.ipynb")]
)
def test_an_unknown_lesson_is_refused_in_words(names, unknown, lessons):
    for name in ("00_start_here.md", "01_more.md"):
        (lessons / name).touch()
    with pytest.raises(SystemExit) as refusal:
        build.main(names, lessons)
    assert refusal.value.code == f"No lesson starts with {unknown}. There are: 00_start_here, 01_more"


def test_lessons_are_picked_by_how_their_names_start(lessons, monkeypatch):
    names = ["00_start_here.md", "01_more.md", "10_last.md"]
    for name in names:
        (lessons / name).touch()
    built = []
    monkeypatch.setattr(build, "build", lambda text: built.append(text.name))
    for picked, expected in (([], names), (["01"], names[1:2]), (["00", "10_l"], [names[0], names[2]])):
        build.main(picked, lessons)
        assert built == expected
        built.clear()


TINY = """\
```{code-cell}
import os
```

```{code-cell}
x = 1  # stub: x = ...
x, os.path.basename(os.getcwd()), os.environ['COURSE_STILLS']
```
"""


def test_both_notebooks_run_in_their_folders_and_are_written(lessons, capsys):
    (lessons / "00_tiny.md").write_text(TINY)
    build.main(["00"], lessons)
    notebooks = lessons.parent / "notebooks"
    for stored, expected in (
        (notebooks / "solutions" / "00_tiny.ipynb", "(1, 'solutions', '1')"),
        (notebooks / "00_tiny.ipynb", "(Ellipsis, 'notebooks', '1')"),
    ):
        notebook = nbformat.read(stored, as_version=4)
        assert [(cell.id, cell.execution_count) for cell in notebook.cells] == [("00-00", 1), ("00-01", 2)]
        assert notebook.cells[1].outputs[0].data["text/plain"] == expected
        assert notebook.metadata == METADATA
    assert "notebooks/solutions/00_tiny.ipynb: 1 kB" in capsys.readouterr().out.replace("\\", "/")


def test_a_cell_that_fails_stops_the_build_before_anything_is_written(lessons):
    text = lessons / "00_tiny.md"
    text.write_text(TINY.replace("import os", "1 / 0"))
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        build.build(text)
    assert not list(lessons.parent.rglob("*.ipynb"))


def size(png):
    """Width and height, from the first chunk of a PNG."""
    assert png.startswith(PNG)
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def lab(height, words):
    """What a cell shows that opens a lab."""
    figure = Figure(Scatter(x=[0, 1], y=[0, 1]), layout=dict(height=height)).to_plotly_json()
    return {build.FIGURE: figure | {"words": words}, build.WIDGET: {"model_id": words}, "text/plain": words}


def notebook_of(*bundles):
    """A notebook below a text, whose cells show the bundles."""
    cells = [v4.new_code_cell(outputs=[v4.new_output("execute_result", data=dict(one))]) for one in bundles]
    return v4.new_notebook(cells=[v4.new_markdown_cell("text"), *cells], metadata={"widgets": {}})


def shown(notebook):
    """The size of the picture of each cell; None where it has none."""
    bundles = [cell.outputs[0].data for cell in notebook.cells[1:]]
    return [size(base64.b64decode(data["image/png"])) if "image/png" in data else None for data in bundles]


def test_finishing_turns_figures_into_pictures_and_drops_widgets():
    notebook = notebook_of(lab(300, "three"), {"text/plain": "a number"}, lab(400, "four"))
    notebook.cells[2].outputs.append(v4.new_output("stream", text="printed"))
    build.finish(notebook)
    first, plain, second = (cell.outputs[0].data for cell in notebook.cells[1:])
    assert plain == {"text/plain": "a number"} and notebook.cells[2].outputs[1].text == "printed"
    assert set(first) == set(second) == {"text/plain", "image/png"}
    assert shown(notebook) == [(stills.WIDTH, 300), None, (stills.WIDTH, 400)], "each its own, in order"
    alts = [cell.outputs[0].metadata for cell in notebook.cells[1:]]
    assert alts == [{"image/png": {"alt": "three"}}, {}, {"image/png": {"alt": "four"}}]
    assert notebook.metadata == METADATA


def test_what_answers_an_open_question_is_stored_as_a_card():
    asked = "<p><b>Prediction.</b> Is 1 &lt; 2?</p>"
    question = {build.WIDGET: {}, "text/plain": "Prediction: Is 1 < 2?\nAnswer: open", "text/html": asked}
    for cards in (True, False):
        notebook = notebook_of(question, lab(300, "a lab"), {"text/plain": "0.0"})
        for cell in notebook.cells[2:]:
            cell.metadata.tags = ["reveals"]
        build.finish(notebook, cards=cards)
        data = [cell.outputs[0].data for cell in notebook.cells[1:]]
        assert data[0]["text/html"] == asked
        assert [one["text/plain"] for one in data[1:]] == ["a lab", "0.0"]
        if cards:
            assert set(data[0]) == {"text/plain", "text/html", "image/png"}
            assert all(w == stills.WIDTH and 20 < h < 100 for w, h in shown(notebook)), "words, not a figure"
        else:
            assert shown(notebook)[1:] == [(stills.WIDTH, 300), None]


def test_the_picture_of_a_card_says_what_is_written_on_it():
    assert (
        build.words("<p><b>Prediction.</b> Is\n1 &lt; 2?</p><ul><li>Yes</li>") == "Prediction. Is 1 < 2? Yes"
    )
