"""What a check or a prediction answers: right or not, or not attempted, and why."""

from __future__ import annotations

import html
from dataclasses import dataclass

LOOKS = {
    "right": ("✓ Right.", "#e7f4ec", "#00734f"),
    "not yet": ("✗ Not yet.", "#fdf0e4", "#b84a00"),
    "not this one": ("✗ Not this one.", "#fdf0e4", "#b84a00"),
    "not attempted": ("○ Not attempted yet.", "#eef1f4", "#555b61"),
}


@dataclass(frozen=True)
class Verdict:
    """The answer of a check, or of a prediction: ``status`` is one of `LOOKS`; ``why`` teaches.

    Where several things are wrong, ``faults`` holds one sentence or two about each. ``then`` is a last line, on
    what to do next.
    """

    status: str
    why: str
    faults: tuple[str, ...] = ()
    then: str = ""

    def __post_init__(self):
        if self.status not in LOOKS:
            raise ValueError(f"status must be one of {', '.join(map(repr, LOOKS))}; got {self.status!r}")

    @property
    def head(self) -> str:
        """The words that it begins with, such as "✓ Right."."""
        return LOOKS[self.status][0]

    def __repr__(self) -> str:
        faults = (f"  • {fault}" for fault in self.faults)
        return "\n".join(filter(None, (f"{self.head} {self.why}", *faults, self.then)))

    def _repr_html_(self) -> str:
        points = "".join(f"<li>{html.escape(fault)}</li>" for fault in self.faults)
        return card(
            self.status,
            f"<b>{self.head}</b> {html.escape(self.why)}"
            + (f'<ul style="margin:4px 0 0;padding-left:24px">{points}</ul>' if points else "")
            + (f"<div>{html.escape(self.then)}</div>" if self.then else ""),
        )


def card(status: str, body: str) -> str:
    """HTML that shows ``body``, which is HTML, in the colours of a ``status``; a screen reader announces it."""
    _, ground, edge = LOOKS[status]
    return (
        f'<div role="status" style="background:{ground};color:#1a1a1a;border-left:5px solid {edge};'
        f'padding:8px 12px;font-size:16px;line-height:1.45">{body}</div>'
    )


def right(why: str) -> Verdict:
    """A right answer, and what it shows."""
    return Verdict("right", why)


def not_yet(why: str, *faults: str) -> Verdict:
    """A wrong answer, and the misconception behind it; several faults make a list below ``why``."""
    return Verdict("not yet", why, faults)


def not_this_one(why: str) -> Verdict:
    """A wrong answer to a question that is settled with it."""
    return Verdict("not this one", why)


def not_attempted(why: str) -> Verdict:
    """The untouched stub, and what to do with it."""
    return Verdict("not attempted", why)


class Unreadable(Exception):
    """An answer that a check cannot read; its ``verdict`` says why."""

    def __init__(self, verdict: Verdict):
        super().__init__(verdict.why)
        self.verdict = verdict
