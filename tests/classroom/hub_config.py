"""The classroom's own configuration of JupyterHub, with what a test has to change; see real_hub.py."""

import json
import os
from pathlib import Path

from jupyterhub.auth import LocalAuthenticator

c = get_config()  # noqa: F821
facts = json.loads(Path(os.environ["HUB_FACTS"]).read_text())
load_subconfig(facts["config"])  # noqa: F821


class KnownAccounts(LocalAuthenticator):
    """Knows the passwords of the accounts that were made for this run; who may come in is decided as ever."""

    async def authenticate(self, handler, data):
        known = facts["passwords"].get(data["username"])
        return data["username"] if known and known == data["password"] else None


c.JupyterHub.authenticator_class = KnownAccounts
c.LocalAuthenticator.allowed_groups = {facts["group"]}
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"  # there is no systemd in a container
c.Spawner.cmd = [facts["python"], *c.Spawner.cmd[1:]]
# A kernel that starts on a busy machine would say on stderr that its debugger checks no files.
quiet = {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}
c.Spawner.environment = c.Spawner.environment | facts["variables"] | quiet

port, hub_port, proxy_port = facts["ports"]
c.JupyterHub.bind_url = c.JupyterHub.bind_url.replace("8000", str(port))
c.JupyterHub.hub_port = hub_port
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{proxy_port}"
c.ConfigurableHTTPProxy.command = [facts["proxy"]]
c.JupyterHub.cleanup_servers = False  # whoever started the hub ends what its accounts run
