"""The pictures of figures and cards that are stored with a notebook."""

import pytest

from lesson_builder import stills


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
