"""What a hub for many needs of this machine: accounts, and a Python that every account can run."""

import contextlib
import grp
import os
import pwd
import secrets
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]


def missing():
    """Why a hub with one Unix account a student cannot run here; empty where it can."""
    if not sys.platform.startswith("linux"):
        return "it makes Unix accounts with useradd, as Linux has it"
    if os.geteuid() != 0:
        return "only root can make Unix accounts and start a server for each"
    programs = [name for name in ("git", "node", "npm", "useradd") if not shutil.which(name)]
    return (
        f"not on the PATH: {', '.join(programs)} (Debian: apt-get install git npm passwd)" if programs else ""
    )


@contextlib.contextmanager
def unix_accounts(count):
    """Make that many accounts, in a group of their own, as README.md of classroom/jupyterhub does.

    Yields the group's name and the accounts' names. At the end, their processes, homes and accounts go.
    """
    group = f"course{secrets.token_hex(4)}"
    names = [f"{group}-{i}" for i in range(count)]
    with contextlib.ExitStack() as stack:
        subprocess.run(["groupadd", group], check=True)
        stack.callback(subprocess.run, ["groupdel", group], check=True)
        for name in names:
            subprocess.run(["useradd", "--create-home", "--groups", group, name], check=True)
            stack.callback(remove_account, name)
        yield group, names


def processes_of(name):
    """What an account runs now, the oldest first."""
    uid = pwd.getpwnam(name).pw_uid
    processes = [one for one in psutil.process_iter(["uids"]) if uid in (one.info["uids"] or ())]
    return sorted(processes, key=psutil.Process.create_time)


def remove_account(name):
    """End what an account of ours still runs, then remove it and its home."""
    processes = processes_of(name)
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, timeout=10)
    # userdel complains of a mail folder that was never made; only the account's absence counts.
    subprocess.run(["userdel", "--remove", name], capture_output=True)
    assert name not in {one.pw_name for one in pwd.getpwall()}
    assert name not in {one.gr_name for one in grp.getgrall()}


def python_for_everyone(folder):
    """Give our environment and the course a second place, where every account can read them.

    Root's home is closed to students, and a checkout or its Python may lie there.

    Returns the path of a Python, and the variables that it needs.
    """
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    base, environment, course = folder / "base", folder / "environment", folder / "course"
    for each in (base / "bin", base / "lib", environment / "bin", environment / "lib" / version, course):
        each.mkdir(parents=True)
    shutil.copy2(Path(sys._base_executable).resolve(), base / "bin" / version)
    share(Path(sysconfig.get_path("stdlib")), base / "lib" / version)
    for library in Path(sys.base_prefix, "lib").glob(f"lib{version}.so*"):
        link_file(library, base / "lib" / library.name)
    (environment / "bin" / "python").symlink_to(base / "bin" / version)
    (environment / "pyvenv.cfg").write_text(f"home = {base / 'bin'}\n")
    share(Path(sysconfig.get_path("purelib")), environment / "lib" / version / "site-packages")
    for name in ("etc", "share"):
        share(Path(sys.prefix, name), environment / name)
    share(ROOT / "course_lib", course / "course_lib")
    return environment / "bin" / "python", {
        "LD_LIBRARY_PATH": str(base / "lib"),
        "PYTHONPATH": str(course),  # this very checkout, whatever is installed
    }


def share(source, target):
    """Let every account reach a folder: by a symbolic link or, where its parents are closed, file by file."""
    if all(each.stat().st_mode & 0o005 == 0o005 for each in [source.resolve(), *source.resolve().parents]):
        target.symlink_to(source.resolve())
        return
    unneeded = shutil.ignore_patterns("site-packages", "dist-packages", "test", "tests", "include")
    shutil.copytree(source, target, copy_function=link_file, symlinks=True, ignore=unneeded)
    for each, _, _ in os.walk(target):
        Path(each).chmod(0o755)


def link_file(source, target):
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # another file system
        shutil.copy2(source, target, follow_symlinks=False)
