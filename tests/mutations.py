"""Faults that the tests must see: ``python tests/mutations.py [NAME…]``, run by hand.

`mutations.toml` lists them. One after the other is put into a copy of the tracked files, where the test that
is named with it has to fail. ``--control`` runs those tests without a fault: all have to pass.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = Path(__file__).with_suffix(".toml")
FAILED = 1  # pytest's exit code where a test ran and failed; that of one that cannot be imported is 2


@dataclass(frozen=True)
class Mutation:
    """One fault: `new` in place of `old`, which `file` holds exactly once; `test` is a path or a node id."""

    name: str
    file: str
    old: str
    new: str
    test: str


def mutations() -> dict[str, Mutation]:
    """All faults by name, in the order of the list."""
    listed = [Mutation(**one) for one in tomllib.loads(LIST.read_text(encoding="utf-8"))["mutation"]]
    by_name = {one.name: one for one in listed}
    if len(by_name) < len(listed):
        raise ValueError(f"two mutations in {LIST.name} have one name")
    return by_name


def copy_tree(into: Path) -> None:
    """Copy what git tracks, as it stands now."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    for name in filter(lambda name: (ROOT / name).is_file(), listed.decode().split("\0")):
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, into / name)


def run(tree: Path, tests: Iterable[str]) -> subprocess.CompletedProcess:
    """Run tests of a copy with this Python, up to the first that fails."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider", *tests]
    # nothing compiled is kept, which could be taken for what the next fault makes of the same file
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True)


def seen(mutation: Mutation, tree: Path) -> bool:
    """Say whether the mutation's test fails on it; the tree is afterwards as it was."""
    path, began = tree / mutation.file, time.monotonic()
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if text.count(mutation.old) != 1:
        print(f"NOT SEEN {mutation.name}: {text.count(mutation.old)} times in {mutation.file}", flush=True)
        return False
    path.write_text(text.replace(mutation.old, mutation.new), encoding="utf-8")
    try:
        done = run(tree, [mutation.test])
    finally:
        path.write_text(text, encoding="utf-8")
    found, failed = done.returncode == FAILED, re.findall("^FAILED (.*?)(?: - |$)", done.stdout, re.MULTILINE)
    verdict, by = "seen    " if found else "NOT SEEN", next(iter(failed), mutation.test)
    print(f"{verdict} {mutation.name} ({time.monotonic() - began:.0f} s) by {by}", flush=True)
    if not found:
        print(f"exit code {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-1000:]}", flush=True)
    return found


def main(names: list[str]) -> int:
    """Try the faults named, or all; returns the exit code."""
    control, names, known = "--control" in names, [name for name in names if name != "--control"], mutations()
    if unknown := [name for name in names if name not in known]:
        sys.exit(f"There is no mutation {', '.join(unknown)}. There are: {', '.join(known)}")
    chosen = [known[name] for name in names or known]
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        copy_tree(Path(folder))
        if control:
            done = run(Path(folder), sorted({mutation.test for mutation in chosen}))
            print(done.stdout[-3000:], done.stderr[-1000:])
            return done.returncode
        missed = [mutation.name for mutation in chosen if not seen(mutation, Path(folder))]
    print(f"{len(chosen) - len(missed)} of {len(chosen)} seen", *missed, sep="\n  NOT SEEN: ")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
