"""What several test files share."""

import comm
import pytest
from hypothesis import settings

from tests.stand_ins import Wire

settings.register_profile("course", derandomize=True)  # every run tries the same examples
settings.load_profile("course")


@pytest.fixture
def sent(monkeypatch):
    """All messages to the page, as (data, buffers)."""
    messages = []
    monkeypatch.setattr(comm, "create_comm", lambda **kwargs: Wire(sent=messages, **kwargs))
    return messages
