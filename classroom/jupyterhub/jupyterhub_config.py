"""JupyterHub for a class on one machine: README.md in this folder says what to run and what to change.

Three environment variables fit it to a class:

    COURSE_REPOSITORY   the address of the Git repository that students get their notebooks from
    COURSE_BRANCH       its branch; main, if unset
    COURSE_TLS          a folder with key.pem and cert.pem; without it, only this machine reaches the hub
"""

import os
import pwd
import sys
from pathlib import Path
from urllib.parse import urlencode

IDLE = 3600  # seconds without a sign of life, after which a server or a kernel is stopped

c = get_config()  # noqa: F821

# --- Who may come in: Unix accounts in the group `students`, and in `instructors`, who may administer -----
c.JupyterHub.authenticator_class = "pam"
c.LocalAuthenticator.allowed_groups = {"students", "instructors"}
c.PAMAuthenticator.admin_groups = {"instructors"}

# --- From where: this machine alone, or everywhere over TLS ----------------------------------------------
if tls := os.environ.get("COURSE_TLS"):
    c.JupyterHub.bind_url = "https://:443"
    c.JupyterHub.ssl_key = str(Path(tls) / "key.pem")
    c.JupyterHub.ssl_cert = str(Path(tls) / "cert.pem")
else:
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"

# --- What a student may use: enforced by systemd, and by nothing else -------------------------------------
c.JupyterHub.spawner_class = "systemd"
c.Spawner.mem_limit = "2G"
c.Spawner.cpu_limit = 1.0
c.SystemdSpawner.isolate_tmp = True
c.SystemdSpawner.isolate_devices = True
c.SystemdSpawner.disable_user_sudo = True
c.SystemdSpawner.unit_extra_properties = {"TasksMax": "256"}

# --- What is started ------------------------------------------------------------------------------------
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.args = [
    # Kernels talk through sockets in the student's home: a port on this machine is open to all who are on it.
    "--KernelManager.transport=ipc",
    f"--MappingKernelManager.cull_idle_timeout={IDLE}",
]
# A class shares the processors: more threads a student only get in each other's way.
c.Spawner.environment = {"OMP_NUM_THREADS": "1"}
# A class comes in at once; on two cores, thirty servers take a few minutes.
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 300


def close_home(spawner):
    """Let nobody but the student into the student's home."""
    Path(pwd.getpwnam(spawner.user.name).pw_dir).chmod(0o700)


c.Spawner.pre_spawn_hook = close_home

# --- Where students arrive: their own copy of the lessons, brought up to date, their changes kept ----------
if repository := os.environ.get("COURSE_REPOSITORY"):
    pull = {
        "repo": repository,
        "branch": os.environ.get("COURSE_BRANCH", "main"),
        "targetpath": "course",
        "urlpath": "lab/tree/course/notebooks/00_start_here.ipynb",
    }
    c.Spawner.default_url = f"/git-pull?{urlencode(pull)}"

# --- Idle servers give their memory back ------------------------------------------------------------------
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={IDLE}"],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "services": ["idle-culler"],
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
    }
]
