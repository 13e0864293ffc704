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


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    if terminal := config.pluginmanager.get_plugin("terminalreporter"):  # workers have none
        config.pluginmanager.register(AtOnce(terminal))


class AtOnce:
    """Names each test as soon as it fails; pytest's own report of it comes at the end of a part."""

    def __init__(self, terminal):
        self.terminal = terminal

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.terminal.ensure_newline()
            self.terminal.write_line(f"FAILED {report.nodeid}", red=True)
