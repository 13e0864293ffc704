"""pip in .venv, and what went wrong, in words."""

import re
import sys

from course_command.project import PYTHON, Problem, listen


def pip(*arguments):
    return listen(PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments)


def pip_or_stop(*arguments):
    code, said = pip(*arguments)
    if code:
        raise Problem("\n" + explain(said))


def explain(said):
    """What went wrong, in words, from what pip printed."""
    lines = said.strip().splitlines()
    python = f"Python {sys.version.split()[0]} on {sys.platform}"
    if re.search("connection broken by|Connection|NameResolution|Max retries|TimeoutError", said):
        return (
            "The packages could not be downloaded: there is no network, or it wants a proxy. Once\n"
            f"there is one, run the same command again; it goes on from here. ({lines[-1]})"
        )
    if "from versions: none" in said:
        what = f"Either there is no network, or nothing suits {python}. pip finds no build:"
    elif "No matching distribution" in said:
        what = f"Nothing suits {python}. pip finds only other builds:"
    else:
        what = "pip could not install the packages. The end of what it said:"
    return "\n".join([what, *lines[-12:]])
