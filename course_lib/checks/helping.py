"""Three hints behind a failed attempt, one a call, and then the solution."""

from __future__ import annotations

import html
import json
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files

from course_lib.checks.exercise import TRIED, known
from course_lib.checks.lessons import HINTS
from course_lib.checks.verdict import card

SHOWN: Counter[str] = Counter()  # exercise → hints that were shown in this kernel


@dataclass(frozen=True)
class Help:
    """What `hint` shows: ``head``, the ``hints`` so far, the ``solution`` as code, and ``text`` below it."""

    head: str
    hints: tuple[str, ...] = ()
    solution: str = ""
    text: str = ""

    def __repr__(self) -> str:
        hints = (f"  {count}. {one}" for count, one in enumerate(self.hints, 1))
        code = "\n".join(f"    {line}".rstrip() for line in self.solution.splitlines())
        return "\n".join(filter(None, (self.head, *hints, code, self.text)))

    def _repr_html_(self) -> str:
        hints = "".join(f"<li>{html.escape(one)}</li>" for one in self.hints)
        code = html.escape(self.solution)
        return card(
            "not attempted",
            f"<b>{html.escape(self.head)}</b>"
            + (f'<ol style="margin:4px 0;padding-left:24px">{hints}</ol>' if hints else "")
            + (f'<pre style="margin:4px 0;background:none;color:inherit">{code}</pre>' if code else "")
            + f"<div>{html.escape(self.text)}</div>",
        )


def hint(name: str) -> Help:
    """Help with the exercise ``name``: each call shows one more of its three hints, the fourth its solution.

    Hints open after a first wrong answer, and stay shown. Once an answer was right, the solution is shown.

    Raises:
        ValueError: an unknown name.
        TypeError: a name that is no text.
    """
    name = known(name)
    hints = HINTS[name]
    steps = (hints.idea, hints.place, hints.nearly)
    if "right" in TRIED[name]:
        return Help("Your answer was right. This is how the lesson solves it.", (), solution(name), hints.why)
    if "not yet" not in TRIED[name]:
        text = f'They open after a first try: answer the exercise, and run its cell with check("{name}", …).'
        return Help("No hints yet.", text=text)
    SHOWN[name] += 1
    count = SHOWN[name]
    if count > len(steps):
        return Help("The three hints and the solution", steps, solution(name), hints.why)
    more = "the next hint" if count < len(steps) else "the solution"
    return Help(f"Hint {count} of {len(steps)}", steps[:count], text=f'Run hint("{name}") again for {more}.')


def solution(name: str) -> str:
    """The code with which the solutions notebook answers the exercise ``name``."""
    text = files(__package__).joinpath("solutions.json").read_text(encoding="utf-8")
    return json.loads(text)[name]
