"""Take the README's picture of the race lab: ``python tests/browser/screenshot.py``.

It shows schemes and data that no lesson asks about: readers see it before they see a question.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from real_browser import JupyterLab

LAB = 'labs.race(data="spirals", schemes=("glorot_normal", "he_normal", "he_uniform"))'
PICTURE = Path(__file__).resolve().parents[2] / "docs" / "race.png"


def take(target: Path = PICTURE) -> None:
    """Open the race lab in a real JupyterLab and store a picture of it as ``target``."""
    with JupyterLab() as lab:
        name = lab.write("race.ipynb", ["from course_lib import labs", LAB])
        with lab.open(name, width=1280, height=1000) as notebook:
            notebook.run_all()
            notebook.check()
            target.parent.mkdir(exist_ok=True)
            notebook.page.query_selector(".course-lab").screenshot(path=target)


if __name__ == "__main__":
    take()
