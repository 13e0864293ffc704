"""What several test files share."""

import asyncio
import inspect

import comm
import nbval.kernel
import pytest
from hypothesis import settings

from tests.kernel_start import persistent
from tests.stand_ins import Wire

settings.register_profile("course", derandomize=True)  # every run tries the same examples
settings.load_profile("course")
nbval.kernel.start_new_kernel = persistent(nbval.kernel.start_new_kernel)


@pytest.fixture
def sent(monkeypatch):
    """All messages to the page, as (data, buffers)."""
    messages = []
    monkeypatch.setattr(comm, "create_comm", lambda **kwargs: Wire(sent=messages, **kwargs))
    return messages


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Run a test that is a coroutine in an event loop of its own; what it left running is stopped."""
    if inspect.iscoroutinefunction(test := pyfuncitem.obj):
        asyncio.run(test(**{name: pyfuncitem.funcargs[name] for name in inspect.signature(test).parameters}))
        return True
    return None


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
