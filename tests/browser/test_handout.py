"""The tables that close lesson 08 are handed out: printed from the site, they fill a page of their own."""

import re

import pytest

from lesson_builder.texts import LESSONS
from site_builder.pages import ROOT
from site_builder.text import markdown

ASSETS = ROOT / "site_builder" / "assets"
STYLE = "".join((ASSETS / f"{name}.css").read_text("utf-8") for name in ("site", "print"))


@pytest.fixture(scope="module")
def section():
    """The section as the site has it."""
    [text] = LESSONS.glob("08_*.md")
    [found] = re.findall(r"^## Which start .*?(?=^\+\+\+)", text.read_text("utf-8"), re.M | re.S)
    return markdown(found)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("more, pages", [("", 1), ("<p>After.</p>" * 20, 2)], ids=["alone", "not alone"])
def test_the_tables_that_close_lesson_08_fill_one_page(jupyterlab, section, paper, more, pages):
    page = jupyterlab.browser.new_page()
    page.set_content(f"<!doctype html><style>{STYLE}</style><main><p>Before.</p>{section}{more}</main>")
    printed = page.pdf(format=paper)
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1 + pages
