"""The texts in Markdown that are no lesson: where their links lead, and what the instructor's page lists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    path for folder in (".", "docs", "classroom", "classroom/*") for path in ROOT.glob(f"{folder}/*.md")
]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def broken(document, text):
    """The links of a text that lead nowhere, were it the file ``document``."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    bad = []
    for link in LINK.findall(prose):
        if re.match(r"[a-z]+:", link):
            if not link.startswith("https://") or "localhost" in link:
                bad.append(link)
            continue
        target = (document.parent / link.partition("#")[0]).resolve()
        if not target.exists() or not target.is_relative_to(ROOT):
            bad.append(link)
    return bad


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path):
    assert broken(path, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("link", ["no_such_file.md", "http://example.org", "../../elsewhere.md"])
def test_a_link_that_leads_nowhere_is_found(link):
    assert broken(ROOT / "README.md", f"[here]({link}) and [there](LICENSE)") == [link]


def test_the_instructors_page_lists_the_notes_of_every_lesson_with_its_question():
    lessons = {path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")}
    page = (ROOT / "classroom" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d\d) \| (.+) \| \[(\w+)\]\(notes/(\w+)\.md\) \|$", page, re.MULTILINE)
    assert {name for *_, name in rows} == lessons and len(rows) == len(lessons)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for number, question, shown, name in rows:
        assert shown == name and name.startswith(number)
        assert f"(notebooks/{name}.ipynb) | {question} |" in readme
    assert "(classroom/README.md)" in readme
