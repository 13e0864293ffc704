"""What several test files share."""

import comm
import pytest

from tests.stand_ins import Wire


@pytest.fixture
def sent(monkeypatch):
    """All messages to the page, as (data, buffers)."""
    messages = []
    monkeypatch.setattr(comm, "create_comm", lambda **kwargs: Wire(sent=messages, **kwargs))
    return messages
