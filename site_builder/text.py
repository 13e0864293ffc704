"""Markdown, formulas and code as HTML that needs no script and no network."""

from __future__ import annotations

import re

from markupsafe import Markup
from math_core import LatexToMathML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from course_lib.checks.typeset import typeset as html_of

__all__ = ["code", "code_style", "links_to_pages", "markdown", "typeset"]

FORMATTER = HtmlFormatter(style="xcode", nobackground=True)
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
LESSON_LINK = re.compile(r"(?:[^:]*/)?(\d\d[a-z]?_\w+)\.ipynb(?=#|$)")


def links_to_pages(url: str) -> str:
    """A link to a notebook as one to its page; the solutions are on the page of their lesson."""
    return LESSON_LINK.sub(r"\1.html", url)


class Renderer(IPythonRenderer):
    """nbconvert's renderer, with formulas as MathML and links between notebooks as links between pages."""

    def __init__(self):
        super().__init__(escape=False, exclude_anchor_links=True)
        self.formulas = LatexToMathML()

    def block_math(self, body: str) -> str:
        """A formula on a line of its own, which may scroll where the page is narrow."""
        return f'<div class="formula">{self.formulas.convert_with_local_state(body, displaystyle=True)}</div>'

    def inline_math(self, body: str) -> str:
        """A formula in a sentence."""
        return self.formulas.convert_with_local_state(body, displaystyle=False)

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link."""
        return super().link(text, links_to_pages(url), title)


def markdown(source: str) -> Markup:
    """A notebook's Markdown as HTML; a table may scroll where the page is narrow.

    Raises:
        math_core.LatexError: a formula that it does not know; it says which part.
    """
    html = MarkdownWithMath(renderer=Renderer()).render(source)
    return Markup(TABLE.sub(r'<div class="table">\g<0></div>', html))


def code(source: str) -> Markup:
    """Python code as HTML, coloured; long lines wrap."""
    return Markup(highlight(source, PythonLexer(), FORMATTER))


def code_style() -> str:
    """The style sheet for `code`."""
    return FORMATTER.get_style_defs(".highlight")


def typeset(source: str) -> Markup:
    """A question's text as HTML, its formulas as in a notebook."""
    return Markup(html_of(source))
