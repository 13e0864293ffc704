"""What a notebook's file holds after it was saved: what the reader did, and nothing else."""

import base64
import json
import platform
import re
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

from lesson_builder.texts import METADATA

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
CELLS = [
    "from course_lib import labs\nfrom course_lib.checks import predict",
    'predict("truncated")',
    "labs.samples()",
    'predict("uniform_std")',  # stays open
]
WORDS = ("Answer: (", "seed=2", "Answer: open")  # what the three of them say
WIDGET, PNG = "application/vnd.jupyter.widget-view+json", "image/png"
DIRTY = "() => window.jupyterapp.shell.currentWidget.context.model.dirty"
# How often a lab or prediction left the page, and whether a plot was emptied: a picture that flickers.
WATCH = """() => {
  window.courseGone = 0;
  new MutationObserver(records => {
    for (const node of records.flatMap(record => [...record.removedNodes]))
      if (node.matches?.(".course-lab, .course-plot") || node.querySelector?.(".course-lab, .course-plot"))
        window.courseGone++;
  }).observe(document.querySelector(".jp-Notebook"), { subtree: true, childList: true });
}"""


def saved(path):
    """The outputs of the cells that show a lab, as the file holds them."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}, "no state of widgets"
    return [cell.outputs for cell in notebook.cells[1:]]


def wait_kept(page, path, words):
    """Save until the outputs say this, each in turn; the file lags behind the figure by a second."""

    def kept():
        page.command("docmanager:save")
        texts = [outputs[0].data["text/plain"] for outputs in saved(path) if len(outputs) == 2]
        return len(texts) == len(words) and all(one in text for one, text in zip(words, texts, strict=True))

    page.wait_until(kept, f"the file to say {words}")


def cards(page):
    """How many stored cards are seen, and what is seen of widgets that are not found."""
    missing = page.page.get_by_text("model not found").all()
    seen = page.page.locator(".course-card").all()
    return sum(one.is_visible() for one in seen), sum(one.is_visible() for one in missing)


@pytest.fixture(scope="module")
def file(jupyterlab):
    """A notebook in which a reader has committed, dragged and saved; it was also loaded again."""
    name = jupyterlab.write("saved.ipynb", CELLS)
    path = jupyterlab.root / name
    with jupyterlab.open(name) as page:
        page.run_all()
        page.page.evaluate(WATCH)
        prediction = page.page.query_selector(".course-prediction")
        lab = page.page.query_selector(".jp-Cell:nth-child(3) .course-lab")
        prediction.query_selector("input[type=radio]").click()
        prediction.query_selector("button:has-text('Commit')").click()
        page.wait_begun(prediction.query_selector(".course-lab"))
        page.wait_drawn()
        seed = page.slider("Seed", lab)
        page.press(seed, "ArrowRight", "ArrowRight")
        wait_kept(page, path, WORDS)
        assert page.page.evaluate("() => window.courseGone") == 0, "nothing flickered"
        assert page.page.evaluate("() => document.activeElement.ariaLabel") == "Seed", "nor lost the focus"
        assert cards(page) == (0, 0)
        page.reload()
        page.page.wait_for_timeout(2000)  # longer than a figure must stand to be kept
        assert cards(page) == (0, 0) and not page.page.evaluate(DIRTY), "whoever looks on changes nothing"
        page.check()
    return path


def test_the_file_holds_the_answer_the_verdict_and_pictures(file):
    for widget, card in saved(file)[:2]:
        assert WIDGET in widget.data
        assert base64.b64decode(card.data[PNG]).startswith(b"\x89PNG")
        assert card.metadata[PNG]["alt"] == card.data["text/plain"] != ""
    assert re.search("[✓✗]", saved(file)[0][0].data["text/plain"])
    assert PNG not in saved(file)[2][1].data, "an open question shows no figure"


def test_an_export_shows_them(file):
    page, _ = HTMLExporter().from_filename(file)
    for _, card in saved(file)[:2]:
        assert f'alt="{card.data["text/plain"]}"' in page and card.data[PNG] in page
    assert all(words in page for words in WORDS)


def test_another_day_the_card_stands_where_the_lab_stood(file, jupyterlab):
    with jupyterlab.open(file.name) as page:
        page.wait(
            "() => document.body.textContent.split('model not found').length === 4",
            "widgets that are not found",
        )
        assert cards(page) == (3, 0)
        page.page.get_by_text("seed=2").scroll_into_view_if_needed()
        alts = page.page.locator(".course-card img").evaluate_all(
            "all => all.map(one => [one.naturalWidth > 300, one.alt])"
        )
        assert alts == [[True, card.data["text/plain"]] for _, card in saved(file)[:2]]
        page.run_all()
        assert cards(page) == (0, 0)


def test_a_lesson_that_is_opened_and_saved_is_the_same_file(jupyterlab):
    """But for the version of Python, where that is another than the course's own."""
    name = jupyterlab.add(NOTEBOOKS / "02_drawing_weights.ipynb")
    path, own = jupyterlab.root / name, METADATA["language_info"]["version"]
    before = path.read_text(encoding="utf-8")
    with jupyterlab.open(name) as page:
        page.wait(
            f"() => ({DIRTY})() === {json.dumps(own != platform.python_version())}",
            "JupyterLab to know its kernel",
        )
        page.command("docmanager:save")
        page.check()
    here = json.dumps(platform.python_version())
    assert path.read_text(encoding="utf-8") == before.replace(f'"version": "{own}"', f'"version": {here}')
