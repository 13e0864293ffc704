"""Before Jupyter's server starts: whoever has no layout of JupyterLab yet gets one with closed side bars.

A figure and what it is set by then fit a small screen. A reader's own layout, once there is one, stays.
"""

import json
from pathlib import Path

from jupyterlab.commands import get_workspaces_dir
from jupyterlab_server.workspaces_handler import WorkspacesManager

CLOSED = {"collapsed": True, "visible": True, "widgets": []}
LAYOUT = {"layout-restorer:data": {"left": CLOSED, "right": CLOSED, "relativeSizes": [0, 1, 0]}}

workspaces = WorkspacesManager(get_workspaces_dir())
if not any(Path(workspaces.workspaces_dir).glob("default-*")):
    workspaces.save("default", json.dumps({"data": LAYOUT, "metadata": {"id": "default"}}))
