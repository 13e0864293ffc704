"""No stray key and no double click costs a cell of a lesson, in JupyterLab and in Notebook 7."""

import nbformat
import pytest
from faulty import close_dialogs, type_number
from notebook_page import Notebook
from page_scripts import WIDGET

from lesson_builder.texts import solution_notebook

TEXT = """---
kernelspec: {name: python3, display_name: Python 3}
---

# A heading

```{code-cell}
from course_lib import labs
from course_lib.checks import predict
lab = labs.training_race(depth=3, epochs=0, main=["schemes", "activation", "batch_norm", "depth"])
lab
```

```{code-cell}
predict("race")
```

Last words.
"""
COMMANDS = ("x", "d", "d", "m", "r", "y", "Shift+M")
KEYS = (*COMMANDS, "a", "b", "v", "z", "1", "ArrowDown", "ArrowRight", "ArrowUp")
PARTS = {
    "a slider": ".course-slider",
    "a field": ".course-field",
    "a menu": ".course-panel select",
    "a check box": ".course-tick input",
    "a button": ".course-fit",
    "a mark of the figure": ".course-pick",
    "an answer": ".course-option input",
}
CELLS = f"() => [...{WIDGET}.content.model.cells].map(cell => [cell.id, cell.type, cell.sharedModel.source])"
ACTIVE = f"() => {WIDGET}.content.activeCellIndex"
SELECT = f"""index => {{
  const notebook = {WIDGET}.content;
  notebook.activeCellIndex = index;
  notebook.mode = "command";
  notebook.activate();
}}"""
SAVES = f"() => {{ {WIDGET}.context.saveState.connect((_, state) => {{ window.courseSaved = state; }}); }}"
FOCUSED = "one => document.activeElement === one"


class Notebook7(Notebook):
    """A page of Notebook 7, which writes errors of its own whenever it opens a notebook or saves one."""

    where = "notebooks"
    OWN = ("undefined (reading 'schema')", "Command 'filebrowser:open-path' not registered.")

    def faults(self):
        return [one for one in super().faults() if not one.endswith(self.OWN)]


@pytest.fixture(scope="module", params=(Notebook, Notebook7), ids=("JupyterLab", "Notebook 7"))
def page(jupyterlab, request, tmp_path_factory):
    text = tmp_path_factory.mktemp("lesson") / "keys.md"
    text.write_text(TEXT)
    name = f"keys-{request.param.__name__}.ipynb"
    nbformat.write(solution_notebook(text, text.with_suffix(".ipynb")), jupyterlab.root / name)
    with request.param(jupyterlab, name, 1366, 900, 90, "") as page:
        page.run_all()
        page.wait_settled()
        yield page
        page.check()


@pytest.mark.parametrize("part", PARTS)
def test_keys_stay_with_what_has_the_focus(page, part):
    one = page.page.query_selector(PARTS[part])
    one.scroll_into_view_if_needed()
    one.focus()
    cells, active = page.page.evaluate(CELLS), page.page.evaluate(ACTIVE)
    for key in KEYS:
        page.page.keyboard.press(key)
        assert page.page.evaluate(CELLS) == cells and page.page.evaluate(ACTIVE) == active, key
    inside = "() => document.activeElement.closest('.course-lab, .course-prediction') !== null"
    assert page.page.evaluate(inside)
    page.wait_settled()


def test_keys_after_a_click_on_the_figure_do_nothing(page):
    lab, keyboard = page.page.query_selector(".course-lab"), page.page.keyboard
    cells, words = page.page.evaluate(CELLS), lab.query_selector(".course-words").text_content()
    lab.query_selector(".course-plot").click(position={"x": 2, "y": 2})
    for key in KEYS:
        keyboard.press(key)
        assert page.page.evaluate(CELLS) == cells, key
    assert lab.evaluate(FOCUSED) and lab.query_selector(".course-words").text_content() == words
    keyboard.press("Escape")
    assert page.page.evaluate("() => document.activeElement.matches('.jp-Cell.jp-mod-active')")


def test_a_slider_answers_to_arrows_a_field_to_enter_a_menu_to_letters_and_the_page_to_ctrl_s(page):
    slider, menu = page.slider("Layers of weights"), page.page.query_selector("select[aria-label=Activation]")
    page.press(slider, "Home", "ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "3"
    type_number(page, "Layers of weights", "4")
    menu.focus()
    page.page.keyboard.press("t")
    page.wait_settled()
    assert page.run_code("print(lab.settings['depth'], lab.settings['activation'])") == "4 tanh"
    page.page.evaluate(SAVES)
    slider.focus()
    page.page.keyboard.press("Control+s")
    page.wait("() => window.courseSaved === 'completed'", "the notebook to be saved")


def test_a_lesson_keeps_its_cells_whatever_key_is_pressed_on_them(page):
    cells = page.page.evaluate(CELLS)
    for index in range(len(cells)):
        page.page.evaluate(SELECT, index)
        for key in COMMANDS:
            page.page.keyboard.press(key)
            page.page.evaluate("() => new Promise(requestAnimationFrame)")
            close_dialogs(page)
            assert page.page.evaluate(CELLS) == cells, (index, key)


def test_a_double_click_and_enter_do_not_open_the_source_of_a_text(page):
    texts = page.page.query_selector_all(".jp-MarkdownCell")
    assert len(texts) == 2
    for text in texts:
        text.query_selector(".jp-RenderedMarkdown").dblclick()
        page.page.keyboard.press("Enter")
        assert not text.query_selector(".cm-content").is_visible()
        assert text.query_selector(".jp-RenderedMarkdown").is_visible()
