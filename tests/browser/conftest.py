"""One JupyterLab and one Chromium for all browser tests of a worker; see `real_browser`."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from browser_tab import BrowserError
from real_browser import JupyterLab, chromium


@pytest.fixture(scope="session")
def jupyterlab():
    """A running `JupyterLab`, empty; tests write or add the notebooks they need."""
    try:
        chromium()
    except BrowserError as error:
        pytest.fail(str(error), pytrace=False)
    with JupyterLab() as lab:
        yield lab
