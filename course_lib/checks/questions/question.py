"""One prediction: a question, its options, and the lab that settles it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Question"]


@dataclass(frozen=True)
class Question:
    """One prediction.

    Args:
        text: the question.
        options: key → answer, as the reader sees it.
        right: the key of the right answer.
        wrong: key → what that wrong answer misses, one for each other option.
        because: why the right answer is right.
        lab: the name of the lab that settles it.
        before: the lab's settings until then; they must not give the answer away.
        after: the settings that settle it.
    """

    text: str
    options: dict[str, str]
    right: str
    wrong: dict[str, str]
    because: str
    lab: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self):
        if self.right not in self.options:
            raise ValueError(f"right must be one of {', '.join(map(repr, self.options))}; got {self.right!r}")
        others = [key for key in self.options if key != self.right]
        if set(self.wrong) != set(others):
            raise ValueError(f"wrong must explain {', '.join(map(repr, others))}; got {list(self.wrong)}")
