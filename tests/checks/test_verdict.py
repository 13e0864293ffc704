"""The verdict of a check: its words, its HTML, and that it is easy to read."""

import html
import re

import hypothesis.strategies as st
import pytest
from hypothesis import given

from course_lib.checks import Verdict
from course_lib.checks.verdict import LOOKS, not_attempted, not_this_one, not_yet, right
from tests.labs.colour_vision import contrast


def test_a_verdict_says_what_it_is():
    assert repr(right("So.")) == "✓ Right. So."
    assert repr(not_yet("So.")) == "✗ Not yet. So."
    assert repr(not_attempted("So.")) == "○ Not attempted yet. So."
    assert repr(not_yet("Two.", "One.", "Other.")) == "✗ Not yet. Two.\n  • One.\n  • Other."
    assert [one("").status for one in (right, not_yet, not_this_one, not_attempted)] == list(LOOKS)


@given(st.text())
def test_a_verdict_escapes_what_a_reader_wrote(text):
    page = not_yet(text)._repr_html_()
    assert html.escape(text) in page and page.count("<") == 4  # <div>, <b> and their ends
    assert 'role="status"' in page
    listed = not_yet("Two.", text, "b")._repr_html_()
    assert f"<li>{html.escape(text)}</li><li>b</li></ul>" in listed and listed.count("<") == 10


@pytest.mark.parametrize("status", LOOKS)
def test_a_verdict_is_easy_to_read(status):
    page = Verdict(status, "why")._repr_html_()
    ground, text, edge = re.findall(r"#[0-9a-f]{6}", page)
    assert contrast(text, ground) >= 7  # enhanced contrast, for a lecture room
    assert contrast(edge, ground) >= 3
