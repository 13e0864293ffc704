"""JupyterHub runs on POSIX, and its tests need the accounts of such a system."""

import os

collect_ignore = ["test_hub.py"] if os.name == "nt" else []
